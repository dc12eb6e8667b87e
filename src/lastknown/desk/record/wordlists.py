"""Free words of reports, English and French, mapped to the words that science knows.

The tables are judgement: what callers and crews are heard to say, kept short. A text in which no
word is known tells nothing, so it moves nothing; it stays readable in its entry.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

__all__ = ["colour_of", "engine_of", "is_dead", "is_everybody", "is_flooding", "is_in_water"]
__all__ += ["is_own_word"]
__all__ += ["jackets_of", "lights_of", "material_of", "plain"]

_COLOURS: Final = {
    "black": ("black", "noir", "noire"),
    "grey": ("grey", "gray", "gris", "grise", "silver"),
    "blue": ("blue", "bleu", "bleue", "navy"),
    "green": ("green", "vert", "verte"),
    "white": ("white", "blanc", "blanche", "cream"),
    "red": ("red", "rouge"),
    "orange": ("orange",),
    "other": ("yellow", "jaune", "brown", "marron", "brun", "pink", "rose", "purple", "violet"),
}
_MATERIALS: Final = {
    "inflatable": (
        *("inflatable", "rubber", "rib", "dinghy", "zodiac", "pneumatic", "raft"),
        *("pneumatique", "gonflable", "semi-rigide", "caoutchouc", "canot", "boudin"),
    ),
    "rigid": (
        *("rigid", "hard", "fibreglass", "fiberglass", "grp", "plastic", "aluminium", "metal"),
        *("rigide", "dur", "polyester", "plastique", "alu"),
    ),
    "wood": ("wood", "wooden", "bois"),
}
_ENGINES: Final = {
    "none": (
        *("none", "no engine", "no motor", "without engine", "oars", "paddles", "rowing"),
        *("sans moteur", "pas de moteur", "aucun", "aucun moteur", "rames", "pagaies"),
    ),
    "failed": (
        *("failed", "failure", "stopped", "broken", "broke", "dead", "not running", "off"),
        *("not working", "out of fuel", "no fuel", "will not start", "won't start", "adrift"),
        *("en panne", "panne", "arrete", "casse", "hs", "ne marche plus", "ne marche pas"),
        *("ne demarre pas", "ne demarre plus", "plus d'essence", "a la derive"),
    ),
    "running": (
        *("running", "working", "on", "under way", "underway", "making way", "yes"),
        *("marche", "fonctionne", "tourne", "en marche", "en route", "oui"),
    ),
}
_JACKETS: Final = {
    "none": (
        *("none", "no", "nobody", "without", "not wearing"),
        *("aucun", "aucune", "sans", "pas de", "non"),
    ),
    "some": (
        *("some", "few", "half", "several", "not all", "not everyone", "most", "children"),
        *("certains", "quelques", "moitie", "plusieurs", "pas tous", "la plupart", "enfants"),
    ),
    "all": ("all", "everyone", "everybody", "yes", "tous", "toutes", "tout le monde", "oui"),
}
_IN_WATER: Final = (
    *("in the water", "in water", "in the sea", "overboard", "capsized", "overturned", "sunk"),
    *("sank", "swimming", "drowning", "drowned", "swamped", "bodies", "man overboard", "mob"),
    *("a l'eau", "dans l'eau", "dans la mer", "par-dessus bord", "chavire", "s'est retourne"),
    *("coule", "coulee", "nagent", "noient", "noyes", "noye", "homme a la mer", "corps"),
)
"""The hull no longer carries everybody."""
_FLOODING: Final = (
    *("taking water", "taking on water", "taking in water", "flooding", "flooded", "sinking"),
    *("going down", "water in the boat", "water is coming", "water coming", "deflating"),
    *("losing air", "deflated", "puncture", "punctured", "leaking", "leak", "half full"),
    *("prend l'eau", "prenons l'eau", "prennent l'eau", "inonde", "coulons", "coulent"),
    *("en train de couler", "se degonfle", "degonfle", "perd de l'air", "fuite", "creve"),
    *("eau dans le bateau", "eau monte", "entree d'eau", "voie d'eau", "mayday"),
)
"""The hull may soon no longer carry them. ("Mayday" is the call for grave and imminent danger, ITU
Radio Regulations, article 32.)"""
_UNLIT: Final = (
    *("no lights", "no light", "no nav lights", "no navigation lights", "unlit", "not lit"),
    *("without lights", "without light", "without a light", "without any light", "lights off"),
    *("lights out", "shows no light", "showing no lights", "no torch", "no torches"),
    *("sans feu", "sans feux", "sans lumiere", "sans lumieres", "pas de feu", "pas de feux"),
    *("pas de lumiere", "pas de lumieres", "aucun feu", "aucune lumiere", "feux eteints"),
    *("non eclaire", "non eclairee", "pas eclaire", "pas eclairee", "sans lampe"),
)
_LIT: Final = (
    *("shows a light", "showing a light", "shows lights", "showing lights", "with a light"),
    *("with lights", "with a torch", "with torches", "waving a light", "waving a torch"),
    *("waving torches", "flashing a light", "flashing a torch", "flashing light", "its light"),
    *("its lights", "phone light", "phone lights", "light on board", "lights on board"),
    *("has a torch", "have a torch", "we have torches", "showing a torch", "shows a torch"),
    *("avec un feu", "avec des feux", "montre un feu", "montre des feux", "avec une lampe"),
    *("avec des lampes", "agite une lampe", "lumiere a bord", "feu a bord allume"),
    *("lampe de telephone", "lampes de telephone", "lumiere de telephone", "a une lampe"),
    *("ont une lampe", "avons une lampe", "avec une lumiere", "feux allumes"),
)
"""Only words that say whose light it is: "we see a light" is of another, and of Dover as like."""
_DEAD: Final = (
    *("dead", "body", "bodies", "deceased", "drowned", "corpse", "fatalities"),
    *("mort", "morts", "morte", "mortes", "corps", "decede", "decedes", "noyes", "noye"),
)
_OWN_WORD: Final = (
    *("occupant", "occupants", "survivor", "survivors", "passenger", "passengers", "caller"),
    *("occupante", "occupantes", "rescape", "rescapes", "survivant", "survivants", "passager"),
    *("passagers", "naufrage", "naufrages", "appelant", "appelante"),
)
_UNKNOWN: Final = ("unknown", "not known", "not seen", "inconnu", "inconnue", "pas vu", "n/a")
_NOT: Final = re.compile(
    r"\b(?:not|no longer|isn't|aren't|nobody|no one|none|no|without|pas|aucun|aucune|personne|sans)"
    r"(?:\s+\w+){0,2}\s*$"
)
"""A denial up to two words before what it denies."""
_EVERYBODY: Final = re.compile(
    r"(?:a )?(?:cq|all|everybody|everyone|tous|toutes"
    r"|(?:all(?: the)?|any|tous(?: les)?|toutes(?: les)?|aux) (?:ship|station|vessel|unit|boat"
    r"|centre|navire|bateau|batiment|moyen|unite)[sx]?\b.*)"
)
"""Whom a warning to all names, alone or with where they are ("all ships off Dungeness")."""


def plain(text: str | None) -> str:
    """Return a text in small letters, without accents, with straight apostrophes and one space."""
    if not text:
        return ""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of the words, the longer of two that begin at one place."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")


def _first(text: str | None, table: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the key whose word comes first in the text; of two at one place the longer word."""
    told = plain(text)
    if not told or "information" in told or _says(told, _UNKNOWN):
        return None
    found = [
        (at.start(), -len(at[0]), key)
        for key, words in table.items()
        if (at := _pattern(words).search(told)) is not None
    ]
    return min(found)[2] if found else None


def _says(text: str | None, words: tuple[str, ...]) -> bool:
    """Return whether a text says one of the words and does not deny it just before."""
    told = plain(text)
    return any(not _NOT.search(told[: at.start()]) for at in _pattern(words).finditer(told))


def colour_of(text: str | None) -> str | None:
    """Return the colour as `boats.weights.COLOURS` has it; None where no word is known."""
    return _first(text, _COLOURS)


def material_of(text: str | None) -> str | None:
    """Return ``inflatable``, ``rigid`` or ``wood``; None where no word is known."""
    return _first(text, _MATERIALS)


def engine_of(text: str | None) -> str | None:
    """Return ``running``, ``failed`` or ``none``; None where no word is known."""
    return _first(text, _ENGINES)


def jackets_of(text: str | None) -> str | None:
    """Return who wears life jackets: ``all``, ``some`` or ``none``; None: no word is known."""
    return _first(text, _JACKETS)


def lights_of(text: str | None) -> str | None:
    """Return ``none`` where a text says that a boat has no light, ``shown`` where it shows one.

    None: it says neither, or both.
    """
    told = plain(text)
    dark = _pattern(_UNLIT).search(told) is not None
    lit = any(not _NOT.search(told[: at.start()]) for at in _pattern(_LIT).finditer(told))
    return None if dark == lit else "none" if dark else "shown"


def is_in_water(text: str | None) -> bool:
    """Return whether a text says that persons are in the water, or the hull carries them no more.

    What is denied just before ("nobody in the water") does not count.
    """
    return _says(text, _IN_WATER)


def is_flooding(text: str | None) -> bool:
    """Return whether a text says that the boat takes water, loses air or sinks."""
    return _says(text, _FLOODING)


def is_dead(text: str | None) -> bool:
    """Return whether a text tells of dead persons."""
    return _says(text, _DEAD)


def is_everybody(text: str | None) -> bool:
    """Return whether a text addresses all who hear it ("all ships"), not one ship or station."""
    return _EVERYBODY.fullmatch(plain(text)) is not None


def is_own_word(text: str | None) -> bool:
    """Return whether a source names those who were on board themselves."""
    return _says(text, _OWN_WORD)
