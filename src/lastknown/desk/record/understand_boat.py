"""What the boat is: colour, material, length, engine, life jackets, and from where it left.

The words are those of the tables in `boats.weights`, so that reports can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lastknown.desk.record.understand_text import Claim, Question, Text, sentence
from lastknown.desk.record.understand_words import name_end
from lastknown.units import FT

__all__ = [
    "read_colour",
    "read_engine",
    "read_jackets",
    "read_left",
    "read_length",
    "read_material",
]

BOAT: Final = (
    r"(?:boats?|dingh(?:y|ies)|ribs?|rhibs?|inflatables?|hulls?|craft|rafts?|vessels?|tubes?"
    r"|canots?|embarcations?|bateaux?|pneumatiques?|zodiacs?|coques?|boudins?|kayaks?|canoes?)"
)
_COLOURS: Final = {
    **dict.fromkeys(("black", "noire?s?"), "black"),
    **dict.fromkeys(("gr[ea]y", "grise?s?"), "grey"),
    **dict.fromkeys(("(?:dark |navy |light )?blue", "bleue?s?"), "blue"),
    **dict.fromkeys(("green", "verte?s?"), "green"),
    **dict.fromkeys(("white", "blanc(?:he)?s?"), "white"),
    **dict.fromkeys(("red", "rouges?"), "red"),
    **dict.fromkeys(("orange",), "orange"),
    **dict.fromkeys(("yellow", "jaunes?", "brown", "marron", "beige", "pink", "rose"), "other"),
}
_COLOUR = "|".join(_COLOURS)
_BETWEEN = (
    r"(?:(?!life|jack|gilet|with|avec|and|et|light|feu|smoke|fumee|engine|moteur)[a-z-]{2,14} )"
)
_COLOUR_SHAPES: Final = (
    re.compile(rf"\b({_COLOUR})(?: |-)(?:colou?red )?{_BETWEEN}{{0,2}}{BOAT}\b"),
    re.compile(
        rf"\b{BOAT} (?:is |was |looks |est |de couleur |couleur "
        rf"|colou?r )?{_BETWEEN}{{0,2}}({_COLOUR})\b"
    ),
    re.compile(rf"\b(?:colou?r|couleur)[ :=]{{1,3}}({_COLOUR})\b"),
    re.compile(rf"(?:^|[,;(\n]) ?({_COLOUR})(?= ?(?:[,;)\n.]|$))"),
)
_MATERIALS: Final = {
    "inflatable": r"inflatables?|rubber|ribs?|rhibs?|pneumatiques?|gonflables?|zodiacs?"
    r"|semi-rigides?"
    r"|dingh(?:y|ies)",
    "wood": r"wooden|wood|en bois|bois",
    "rigid": r"fibre-?glass|fiberglass|grp|polyester|coque rigide|rigid hull(?:ed)?|aluminium"
    r"|steel",
    "other": r"kayaks?|canoes?|paddle ?boards?|jet ?skis?|surf ?boards?",
}
_MATERIAL_OF: Final = {name: re.compile(rf"\b(?:{words})\b") for name, words in _MATERIALS.items()}
_FIGURE = r"(?<![\w.,:/+-])(\d{1,2}(?:[.,]\d{1,2})?)"
_LENGTH: Final = re.compile(
    rf"{_FIGURE}(?: ?|-)(m|metres?|meters?|mtrs?|ft|feet|foot|pieds)(?![a-z])(?! (?:swell"
    rf"|waves?|high"
    r"|de haut|de creux|from|of water|deep|de fond|away|visib|apart|houle|accura|error|pres))"
)
_NOT_LENGTH: Final = re.compile(
    r"\b(?:swell|waves?|sea state|houle|creux|vagues|depth|fond|visib\w{0,5}|within|distance"
    r"|altitude"
    r"|height|hauteur|draught|accura\w{0,4}|error|erreur|precision)[ :=a-z]{0,12}$|[\dm] ?[x*] ?$"
)
_IS_LENGTH: Final = re.compile(rf"\b(?:{BOAT}|long|length|longueur|loa|in length)\b")
_ENGINE = r"(?:engines?|motors?|outboards?|moteurs?|hors-bord)"
_NO_GOOD = (
    r"stopped|stop|failed|failing|dead|broken(?: down)?|broke(?: down)?|off|out|u/?s|lost"
    r"|cut out|died"
    r"|kaput|arretee?s?|hs|h\.s\.?|coupe\w{0,2}|casse\w{0,2}|cale\w{0,2}|en panne|mort|noye|eteint"
    r"|(?:is |was )?not (?:running|working|starting|on)|(?:isn't|doesn't|does not|won't"
    r"|will not|no longer)"
    r" (?:running|work\w{0,3}|start\w{0,3}|run)|ne (?:marche|tourne|fonctionne|demarre) (?:plus"
    r"|pas)"
    r"|marche (?:plus|pas)|failure|problems?|trouble"
)
_GOES = (
    r"running|working|on|runs|works|ok|restarted|going|tourne|marche|en marche|fonctionne|redemarre"
)
_IS = r"(?: (?:is|was|has|have|had|est|a ete|s'est|still|now|est encore|are))?"
_ENGINES: Final = (
    ("", re.compile(rf"\bno {_ENGINE} (?:problems?|trouble|failure)\b")),
    ("failed", re.compile(rf"\b{_ENGINE}{_IS}[ :=]{{1,2}}(?:{_NO_GOOD})(?![\w-])")),
    (
        "failed",
        re.compile(
            r"\b(?:out of fuel|no (?:more )?fuel|no petrol|plus d'essence|panne d'essence"
            r"|panne seche"
            r"|plus de carburant|panne(?: de)? moteur|engine failure|broken down|lost (?:its "
            r"|the )?engine"
            r"|no engine power|sans propulsion|plus de moteur)\b"
        ),
    ),
    (
        "running",
        re.compile(rf"\b{_ENGINE}{_IS}[ :=]{{1,2}}(?:{_GOES})(?![\w-])(?! (?:pas|plus)\b)"),
    ),
    ("none", re.compile(rf"\b(?:no|without|sans|pas de) (?:an )?{_ENGINE}\b")),
)
_JACKET = (
    r"(?:life[- ]?jackets?|life[- ]?vests?|lifejackets?|gilets?(?: de sauvetage)?"
    r"|brassieres?|pfds?)"
)
_JACKETS: Final = (
    (
        "some",
        re.compile(
            rf"\b(?:some|a few|few|several|half|not all|not everyone|not enough|most|quelques"
            rf"|certains"
            rf"|pas tous|peu de|la moitie|plusieurs)[a-z' ]{{0,30}}{_JACKET}"
            rf"|\b(?:pas de|no) {_JACKET} (?:pour tous|for (?:all|everyone))"
        ),
    ),
    (
        "none",
        re.compile(
            rf"\b(?:no|without|nobody (?:has|wearing)|no[- ]one (?:has|wearing)|sans|pas de"
            rf"|aucun|plus de"
            rf"|none (?:has|have|wearing)|not wearing)(?: any)? {_JACKET}"
        ),
    ),
    (
        "all",
        re.compile(
            rf"\b(?:all|everyone|everybody|tous|toutes|tout le monde)[a-z' ]{{0,30}}{_JACKET}"
            rf"|{_JACKET} (?:for (?:all|everyone)|pour tous|for everybody)"
        ),
    ),
    ("?", re.compile(rf"\b(?:orange |red |yellow |black )?{_JACKET}")),
)
_LEFT: Final = re.compile(
    r"\b(?:(?:left|departed|departing|leaving|launched|set off|sailed) from|departed|launched at"
    r"|launch(?:es)?(?: was| is)? seen (?:at|from|near)"
    r"|(?:partie?s?|depart|au depart|mise? a l'eau|venant|en provenance) (?:de |d'|a |du |des "
    r"|depuis )"
    r"|coming from|quitte)[ ]?(?=[a-z])"
)
_PORTS = (
    r"dunkirk|dunkerque|calais|gravelines|grand[- ]fort[- ]philippe|loon[- ]plage|oye[- ]plage"
    r"|sangatte"
    r"|wissant|wimereux|ambleteuse|audresselles|boulogne|hardelot|le touquet|berck|leffrinckoucke"
    r"|zuydcoote|bray[- ]dunes|malo|de panne|ostend|nieuwpoort|equihen|camiers|merlimont|escalles"
)
_BARE_LEFT: Final = re.compile(
    rf"\bleft (?:the )?(?:beach (?:at|of|near) )?(?=(?:{_PORTS})\b)|\b(?:from"
    rf"|depuis) (?=(?:{_PORTS})\b)"
)

_COAST: Final = re.compile(
    r"(?:(?:plages?|beach|port|dunes?) (?:d[eu] |d'|of |at |near )?(?:la |le |les )?)?"
    rf"\b(?:{_PORTS})\b(?:[- ]les[- ]bains|[- ]sur[- ]mer|[- ]plage)?"
)


def read_colour(text: Text) -> Iterator[Claim]:
    """Claim the colour of a boat; life jackets, lights and smoke have colours too, not these."""
    for shape in _COLOUR_SHAPES:
        for found in shape.finditer(text.folded):
            yield Claim(*found.span(1), "colour", _colour(found[1]))


def _colour(said: str) -> str:
    return next(name for shape, name in _COLOURS.items() if re.fullmatch(shape, said))


def read_material(text: Text) -> Iterator[Claim]:
    """Claim what the boat is made of."""
    for name, shape in _MATERIAL_OF.items():
        for found in shape.finditer(text.folded):
            yield Claim(*found.span(), "material", name)


def read_length(text: Text) -> Iterator[Claim]:
    """Claim the boat's length, m; a bare "8 m" is doubtful where its sentence names no boat."""
    for found in _LENGTH.finditer(text.folded):
        before = text.folded[max(0, found.start() - 30) : found.start()]
        metres = float(found[1].replace(",", "."))
        metres *= FT if found[2][0] == "f" or found[2] == "pieds" else 1.0
        if not 1.0 <= metres <= 60.0 or _NOT_LENGTH.search(before):
            continue
        about = slice(*sentence(text.folded, *found.span()))
        if _IS_LENGTH.search(text.raw[about].lower()):
            yield Claim(*found.span(), "length_m", round(metres, 1))
        else:
            ask = Question("length", {"said": text.raw[slice(*found.span())]})
            yield Claim(*found.span(), "length_m", round(metres, 1), False, (ask,))


def read_engine(text: Text) -> Iterator[Claim]:
    """Claim whether the engine runs, failed, or there is none."""
    for name, shape in _ENGINES:
        for found in shape.finditer(text.folded):
            yield Claim(*found.span(), "engine" if name else "", name or None)


def read_jackets(text: Text) -> Iterator[Claim]:
    """Claim whether all, some or none wear life jackets; the bare word is asked about."""
    for name, shape in _JACKETS:
        for found in shape.finditer(text.folded):
            if name == "?":
                ask = Question("life_jackets", {"said": text.raw[slice(*found.span())]})
                yield Claim(*found.span(), "life_jackets", None, False, (ask,))
            else:
                yield Claim(*found.span(), "life_jackets", name)


def read_left(text: Text) -> Iterator[Claim]:
    """Claim the place from which it left: a known one, for the field is not sealed.

    What else follows "left from" may be somebody's house or name; it stays in the words.
    """
    for shape in (_LEFT, _BARE_LEFT):
        for found in shape.finditer(text.folded):
            end = name_end(text, found.end())
            place = _COAST.search(text.folded, found.end(), end)
            if place is not None:
                name = text.raw[slice(*place.span())]
                yield Claim(found.start(), end, "left_from", name)
