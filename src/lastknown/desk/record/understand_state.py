"""How the boat moves and how it fares: speed, course, condition; wind and tide are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lastknown.desk.record.understand_kind import kind_of
from lastknown.desk.record.understand_text import Claim, Text
from lastknown.units import KNOT

__all__ = ["CONDITIONS", "read_condition", "read_course", "read_hull", "read_speed", "read_weather"]

_WEATHER: Final = re.compile(
    r"\b(?:wind|winds|vents?|gust\w{0,4}|rafales?|current|courants?|tide|tidal|maree|stream|bft"
    r"|beaufort"
    r"|swell|houle|sea temp\w{0,8}|water temp\w{0,8}|eau a|sst|visibility|visi|vis)\b"
    r"[^,;\n\0]{0,40}?\d{1,4}(?:[.,]\d{1,2})?(?: ?(?:-|to|a) ?\d{1,3})? ?(?:kn|kts?|knots?"
    r"|noeuds?|nds?"
    r"|km/h|m/s|bft|beaufort|nm|m|metres?|°c?|deg\w{0,6})?(?![a-z])"
    r"|\b(?:force|f) ?\d{1,2}(?![\w.])"
    r"|\d{1,2} ?(?:kn|kts?|knots?|noeuds?|nds?)(?: of| de)? (?:wind|vent|current|courant|tide)\b"
)
_NUM = r"(?<![\w.,:/+-])(\d{1,2}(?:[.,]\d{1,2})?)(?: ?(?:-|to|a) ?(\d{1,2}(?:[.,]\d{1,2})?))?"
_SPEED: Final = re.compile(
    rf"{_NUM} ?(kn|kts?|knots?|noeuds?|nds?|n(?:d|oe)s?|km/?h|kph|mph|m/s)(?![a-z])"
)
_KNOTS: Final = {
    "km": 1.0 / 3.6 / KNOT,
    "kp": 1.0 / 3.6 / KNOT,
    "mp": 0.44704 / KNOT,
    "m/": 1.0 / KNOT,
}
"""Knots in one km/h, mph (0.44704 m/s, NIST SP 811) and m/s."""
_POINTS: Final = (
    *("n", "nne", "ne", "ene", "e", "ese", "se", "sse"),
    *("s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"),
)
_SIDES: Final = {
    "north": "n",
    "nord": "n",
    "south": "s",
    "sud": "s",
    "west": "w",
    "ouest": "w",
    "east": "e",
    "est": "e",
}
_WORD = "|".join(_SIDES)
_SIDE = (
    rf"(?:(?:{_WORD})[- ]?(?:{_WORD})?[- ]?(?:{_WORD})?(?:wards?|erly|bound)?"
    r"|[nsewo]{1,3})(?![a-z])"
)
_TO = (
    r"head(?:ing|s|ed)|hdg|course|cog|cse|cap(?: au)?|route(?: au)?|en route (?:au|vers l[e'])"
    r"|(?:going|moving|travelling|drifting|proceeding|sailing|steering|steers|direction|fait route)"
)
_COURSE: Final = re.compile(
    rf"\b(?:{_TO})[ :=]{{1,2}}(?:(?:to|towards?|to the|towards? the|of|au|vers le|vers l'|vers"
    rf"|a l'|l'|is"
    rf"|approx\w{{0,8}}|about) ?){{0,2}}(?:(?P<deg>\d{{1,3}})(?! ?(?:kn|kt|nm|m\b|km|noe|pers"
    rf"|min|:|h\d|\.\d|,\d))"
    rf" ?(?:°|deg\w{{0,6}})?(?: ?t(?:rue)?(?![a-z]))?|(?P<side>{_SIDE}))"
)
_BOUND: Final = re.compile(rf"\b(?P<side>(?:{_WORD})(?:{_WORD})?)(?:bound|wards)\b")

CONDITIONS: Final = (
    (
        "not in distress",
        r"(?:not|no|pas)(?: in| en| de)?(?: any| immediate| apparent)?(?: in)? (?:distress"
        r"|detresse|danger)",
    ),
    (
        "not taking water",
        r"not (?:taking (?:on )?water|flooding|sinking)|no water (?:in|inside|ingress)"
        r"|ne (?:prend|prennent|coule|coulent) pas(?: l'eau)?|pas d'eau dans|pas de voie d'eau",
    ),
    (
        "persons in the water",
        r"(?:people|persons?|man|men|someone|pax|they are|we are|personnes|gens|homme) "
        r"(?:are |is |now |all |sont |est |have fallen |tombee?s? )*(?:in(?:to)? (?:the )?(?:water"
        r"|sea)|overboard|a l'eau|a la mer|dans l'eau)"
        r"|(?:in the water|dans l'eau|a l'eau) (?:now|maintenant)|man overboard|mob\b|piw\b",
    ),
    ("sunk", r"sunk|has sunk|sank|a coule|est coulee?|coulee|gone under|under ?water"),
    (
        "sinking",
        r"sinking|going down|coule(?:nt)?|en train de couler|about to sink|will sink|va couler"
        r"|sombre(?:nt)?",
    ),
    ("capsized", r"capsiz\w{1,4}|overturned|upside down|chavir\w{1,3}|retourne\w{0,2}"),
    (
        "flooding",
        r"flood(?:ing|ed)|swamped|full of water|half full of water|rempli d'eau|pleine? d'eau"
        r"|envahie?",
    ),
    (
        "taking water",
        r"tak(?:ing|es|e) (?:on |in )?(?:a lot of |much |some )?water|ship\w{0,4} water"
        r"|water (?:is )?(?:coming|getting) in"
        r"|water (?:inside|in the boat)|prend(?:s|ent)? l'eau|prenons l'eau|voie d'eau|fait eau"
        r"|eau dans le (?:bateau|canot)|eau rentre|water ingress",
    ),
    (
        "deflating",
        r"deflat\w{1,4}|punctur\w{1,4}|losing air|perd de l'air|degonfl\w{1,4}|creve\w{0,2}|burst",
    ),
    ("on fire", r"on fire|en feu|incendie"),
    ("adrift", r"adrift|drifting|a la derive|derive(?:nt)?"),
    ("overloaded", r"overloaded|overcrowded|surcharge\w{0,2}"),
    (
        "medical",
        r"unconscious|injured|pregnant|hypotherm\w{1,4}|inconscient\w{0,2}|blesse\w{0,2}"
        r"|enceinte|burns?|brulure\w{0,2}|labour|heart attack",
    ),
    ("in distress", r"in distress|en detresse|mayday|sos|help us|need help|au secours|aidez"),
    ("under way", r"under ?way|making way|fait route|en route"),
    ("stopped", r"stopped|stationary|a l'arret|dead in the water|dit[w]\b|immobile"),
)
_CONDITION_OF: Final = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")) for name, words in CONDITIONS
)


_BOAT = r"boat|hull|dinghy|inflatable|craft|embarcation|canot|bateau|pneumatique"
_HULL: Final = tuple(
    (name, re.compile(rf"\b(?:{_BOAT})\b[^.;,\n\0]{{0,20}}\b({words})\b"))
    for name, words in (
        ("marked", r"marked|marquee?s?"),
        ("sunk", r"destroyed|sunk|detruite?|coulee"),
        ("adrift", r"left adrift|set adrift|abandoned|laissee? a la derive|abandonnee?"),
    )
)


def read_hull(text: Text) -> Iterator[Claim]:
    """Claim what a rescuer did with the hull: marked it, else sank it, else left it adrift."""
    if kind_of(text)[0] != "rescue":
        return
    for name, shape in _HULL:
        for found in shape.finditer(text.folded):
            yield Claim(*found.span(1), "hull", name)
            return


def read_weather(text: Text) -> Iterator[Claim]:
    """Set wind, tide, sea and visibility aside: their figures are not the boat's."""
    for found in _WEATHER.finditer(text.folded):
        yield Claim(*found.span(), "")


def read_speed(text: Text) -> Iterator[Claim]:
    """Claim the boat's speed, knots; of "2-3 kn" the middle."""
    for found in _SPEED.finditer(text.folded):
        low = float(found[1].replace(",", "."))
        high = float(found[2].replace(",", ".")) if found[2] else low
        knots = (low + high) / 2.0 * _KNOTS.get(found[3][:2], 1.0)
        yield Claim(*found.span(), "speed_kn", round(knots, 2))


def read_course(text: Text) -> Iterator[Claim]:
    """Claim the boat's course, degrees true, from figures or compass points."""
    for shape in (_COURSE, _BOUND):
        for found in shape.finditer(text.folded):
            said = found.groupdict()
            degrees = float(said["deg"]) if said.get("deg") else _point(said["side"])
            if degrees is not None and degrees <= 360.0:
                yield Claim(*found.span(), "course_deg", degrees % 360.0)


def _point(said: str) -> float | None:
    """Return degrees of a compass point in words or letters (the French O is west)."""
    word = re.sub(r"wards?$|erly$|bound$|[- ]", "", said)
    word = re.sub("|".join(_SIDES), lambda found: _SIDES[found[0]], word)
    word = word.replace("o", "w")
    return 22.5 * _POINTS.index(word) if word in _POINTS else None


def read_condition(text: Text) -> Iterator[Claim]:
    """Claim how the boat fares; what was denied is taken as denied, first."""
    for name, shape in _CONDITION_OF:
        for found in shape.finditer(text.folded):
            yield Claim(*found.span(), "condition", name)
