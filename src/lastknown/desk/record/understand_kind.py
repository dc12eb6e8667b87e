"""What kind of report a text is: a guess, and said to be one unless the text names it itself."""

from __future__ import annotations

import re
from typing import Final

from lastknown.case.told import What
from lastknown.desk.record.understand_text import Text, fold

__all__ = ["kind_of", "phases_of"]

_LABELS: Final[tuple[tuple[What, str], ...]] = (
    ("relayed_call", r"relayed call|appel relaye"),
    ("call", r"call|appel"),
    ("message", r"message|sms|whatsapp"),
    ("sighting", r"sighting|observation|visuel"),
    ("radar", r"radar(?: contact)?"),
    ("ais", r"ais(?: contact)?"),
    ("rescue", r"rescue|sauvetage"),
    ("recovery", r"recovery|repechage"),
    ("launch_seen", r"launch(?: seen)?|mise a l'eau"),
    ("position_ping", r"ping|position ping"),
)
_LABEL: Final = tuple(
    (kind, re.compile(rf"(?:[\d:hz. /-]{{0,20}} )?(?:{words}) ?(?::|- )"))
    for kind, words in _LABELS
)
_SAVED = (
    r"rescued|recovered|picked up|taken off|took off|taken on board|brought aboard"
    r"|pulled (?:aboard|on board)"
    r"|disembarked|secourue?s?|recuperee?s?|sauvee?s?|pris(?:es?)? en charge|embarquee?s?"
)
_WORDS: Final[tuple[tuple[What, str], ...]] = (
    (
        "recovery",
        r"\b(?:recovered|pulled|picked up|repechee?s?|taken) (?:[\w-]+ ){0,3}"
        r"(?:from|out of|de) (?:the |l')(?:water|sea|eau|mer)|(?:bod(?:y|ies)|corps|cadavres?)\b"
        r"(?: \w+){0,2} (?:recovered|found|repeche\w{0,2}|retrouve\w{0,2})"
        r"|(?:recovered|found|repeche\w{0,2}) (?:[\w-]+ ){0,2}(?:bod(?:y|ies)|corps|cadavres?)\b",
    ),
    ("rescue", rf"\b(?:{_SAVED})\b|\b(?:all|tous|everyone) (?:safe|saved|sauves)\b"),
    (
        "launch_seen",
        r"\b(?:seen|observed|vue?s?|apercue?s?) (?:[\w-]+ ){0,4}(?:launching|leaving|launch"
        r"|partir)\b"
        r"|\blaunch(?:ing|ed)? (?:[\w-]+ ){0,3}(?:seen|observed)\b"
        r"|\b(?:are |is )?leav(?:es|ing) (?:a |the )?(?:[\w-]+ )?beach\b|\bmise? a l'eau\b"
        r"|\blancement vu\b",
    ),
    ("radar", r"\bradar\b"),
    ("ais", r"\bais\b"),
    ("relayed_call", r"\brelay(?:ed|ing)?\b|\brelaye\w{0,3}\b|\bpassed on\b|\bon behalf of\b"),
    (
        "sighting",
        r"\b(?:sees?|sights?|saw|sighted|sighting|spotted|spots|observ\w{1,4}|visual|infra-?red"
        r"|flir"
        r"|apercoi\w{1,3}|apercue?s?|voit|infrarouge|overflies|survol\w{1,4}|helicopter"
        r"|aircraft|meets|met|finds|rencontre)\b"
        r"|\b(?:nobody|no[ -]one|personne) (?:is )?(?:on ?board|a bord)\b"
        r"|\b(?:empty|abandoned) (?:[a-z]+ )?(?:boat|dinghy|hull|inflatable)|\b(?:canot"
        r"|embarcation) vide\b",
    ),
    (
        "call",
        r"\b(?<!the )(?<!more )(?<!stop )(?:calls?|called|calling|caller|appel\w{0,4}|by phone"
        r"|phoned|telephon\w{1,3}|rang"
        r"|999|112)\b",
    ),
    ("message", r"\b(?:whats ?app|sms|message|texto?|e-?mail|messenger)\b"),
    (
        "position_ping",
        r"\b(?:live location|location shared|shared location|ping|position partagee)\b",
    ),
)
_SHAPES: Final = tuple((kind, re.compile(words)) for kind, words in _WORDS)
_HEARSAY: Final = re.compile(
    r"\b(?:must|probably|presum\w{1,5}|assum\w{1,5}|believ\w{1,4}|may|might|maybe|think|thinks|has"
    r"|sans doute|probablement|doit|doivent|suppose\w{0,2}|needs?|please|will|to be|if|si|not|a du"
    r"|being|going to|want|veu\w{1,4}|have they|were they)\b[^.;\n]{0,40}$"
)
_SWAMPED: Final = {"flooding", "sinking", "sunk", "capsized", "persons in the water"}


def kind_of(text: Text) -> tuple[What, bool]:
    """Return the kind, and whether the text says so itself ("Sighting: …")."""
    folded = fold(text.raw)
    start = folded.lstrip(" *-")[:60]
    for kind, label in _LABEL:
        if label.match(start):
            return kind, True
    for kind, shape in _SHAPES:
        found = shape.search(folded)
        hearsay = (
            kind in ("rescue", "recovery") and found and _HEARSAY.search(folded[: found.start()])
        )
        if found and not hearsay:
            return ("relayed_call" if kind == "call" and text.about("source") else kind), False
    alone = {claim.field for claim in text.claims} <= {
        "position",
        "error_m",
        "happened",
        "date",
        "",
    }
    return ("position_ping" if alone and text.about("position") else "message"), False


def phases_of(fields: dict[str, object], conditions: list[str]) -> tuple[str, ...]:
    """Return what the boat was doing, as told: ``swamped``, ``adrift``, ``under-way``."""
    speed = fields.get("speed_kn")
    moves = isinstance(speed, float) and speed >= 1.0 and fields.get("engine") != "failed"
    told = {
        "swamped": bool(_SWAMPED & set(conditions)),
        "adrift": fields.get("engine") in ("failed", "none")
        or bool({"adrift", "stopped"} & set(conditions)),
        "under-way": fields.get("engine") == "running" or moves or "under way" in conditions,
    }
    return tuple(name for name, holds in told.items() if holds)
