"""How many persons, as told: only what is counted in words for people, never any other figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.desk.record.understand_words import NUMBER, number, numerals

__all__ = ["Told", "read_bare", "read_boats", "read_groups_of_people", "read_persons"]

_ABOVE = r"more than|over|plus de|above|upwards of|>"
_LEAST = r"at least|au moins|minimum(?: de| of)?|(?<!\d )(?<!\d)min\.?|no less than"
_BELOW = r"less than|fewer than|under|moins de|<"
_MOST = r"up to|at most|maximum(?: de| of)?|max\.?|jusqu'a|au plus|no more than"
_BETWEEN = r"between|entre"
_ABOUT = r"about|around|approx\w{0,8}\.?|roughly|some|environ|autour de|a peu pres|~|circa|ca?\."
_WORD = (
    rf"(?:(?<![a-z])(?:(?P<above>{_ABOVE})|(?P<least>{_LEAST})|(?P<below>{_BELOW})"
    rf"|(?P<most>{_MOST})"
    rf"|{_BETWEEN}|{_ABOUT}) ?)?"
)
_TENS: Final = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
}
_MANY = (
    rf"(?:{_WORD}(?:(?P<low>{NUMBER})(?:(?P<odd>[- ]odd|\+| or so|ish)"
    rf"| ?(?:-|/|to|a|or|ou|et|and) ?(?P<high>\d{{1,4}}\x01*)(?![\w.,]?\d))?"
    rf"|(?:1\x01\x01 |la )?(?P<tens>{'|'.join(_TENS)})(?: d[e'])?))"
)
_MANY_END = r"(?![\d°]|[.,:/]\d)"
_NOT_PEOPLE = (
    r"min|mn|hour|heure|nm|nau|mil|km|m\b|met|feet|ft|kn|kt|noeud|deg|year|ans|boat|bat|canot|emb"
    r"|vess|ship|call|app|life|gilet|jack|phone|tel|pers|peop|z\b|utc|knot|and|et\b|on\b|in\b|call"
    r"|sec|time|fois|days|jours|pregnant|of\b"
)
_BETWEEN_WORD = rf"(?:(?!{_NOT_PEOPLE})[a-z]{{3,14}} )?"
_NOUN = (
    r"(?:persons?|people|ppl|p\b|pers\b\.?|pax|pob|souls?|migrants?|passengers?|occupants?"
    r"|personnes?"
    r"|passag\w{2,5}|naufrag\w{1,3}|ames?|adult[es]{0,2}|individu\w{0,4}|refugees?|refugies?"
    r"|exiles?|casualt(?:y|ies)|victimes?|of us|d'entre nous|(?:are |sont )?(?:on ?board|aboard"
    r"|a bord)|in (?:the|our) boat"
    r"|dans le bateau|in total|au total|en tout)(?![a-z])"
)
_ALSO = r"(?: (?:are |sont |were )?(?:on ?board|aboard|a bord|in total|au total|in it))?"
_AFTER: Final = re.compile(rf"{_MANY}{_MANY_END}[ -]?{_BETWEEN_WORD}{_NOUN}{_ALSO}")
_BEFORE: Final = re.compile(
    r"\b(?:pob|p\.o\.b\.?|(?:persons?|people|personnes|pax) (?:on ?board|aboard|a bord)"
    r"|souls on board"
    r"|(?:au )?nombre de(?: personnes)?|number of (?:persons|people)|persons|personnes|pax"
    r"|total(?: of| de)?"
    rf"|(?:relayed|reported|given|stated) as|we are|we were|we're|nous sommes|nous etions"
    rf"|on est|ils sont|ils etaient"
    rf"|they are)(?: ?[:=-])? ?{_MANY}{_MANY_END}"
    rf"(?! ?(?:{_NOT_PEOPLE}|[%']))"
)
_NOBODY: Final = re.compile(
    r"\b(?:nobody|no[ -]one|no persons?|no people|no pob|personne|aucune personne) "
    r"(?:is |seen |visible |n'est )?(?:on ?board|aboard|a bord|in it)\b"
    r"|\b(?:empty|abandoned|unmanned) (?:[a-z]{3,12} )?(?:boat|dinghy|inflatable|hull|rhib|rib"
    r"|craft|raft)\b"
    r"|\b(?:boat|dinghy|inflatable|hull|craft) (?:is |found |was )?(?:empty|abandoned)\b"
    r"|\b(?:canot|embarcation|bateau|zodiac|coque)(?: pneumatique)? (?:est )?(?:vides?"
    r"|abandonnee?)\b"
)
_GROUPS: Final = {
    "men": r"men|man|males?|hommes?",
    "women": r"women|woman|females?|femmes?",
    "boys": r"boys?|garcons?",
    "girls": r"girls?|fill(?:es?|ettes?)",
    "children": r"children|child|kids?|minors?|enfants?|mineurs?|bab(?:y|ies)|infants?|bebes?"
    r"|toddlers?",
}
_NONE = r"(?P<none>\bno|\baucune?|\bpas d[e'] ?|\bsans)"
_GROUP_WORDS = "|".join(rf"(?P<{name}>{words})" for name, words in _GROUPS.items())
_GROUP_OF: Final = re.compile(
    rf"(?:{_MANY}{_MANY_END} ?|{_NONE} ?)(?:(?!pregn|{_NOT_PEOPLE})[a-z]{{3,10}} )?"
    rf"(?:{_GROUP_WORDS})(?![\w-])(?! enceinte)"
)
_BOATS: Final = re.compile(
    rf"(?P<low>{NUMBER}) (?:other |autres )?(?:small |petits )?"
    r"(?:boats|dinghies|inflatables|craft|canots|embarcations|bateaux|small boats)\b"
)
_LONE: Final = re.compile(
    rf"(?:^|(?<=[,;.(\n\"])|(?<=[,;.(\n\"] ))(?P<many>{_MANY})(?= ?(?:[,;()\n\"]|\.(?!\d)|$))"
)
_ELSEWHERE_AFTER: Final = (
    ("dead", r"dead|deceased|died|drowned|deced\w{1,3}|morte?s?|noyes?"),
    ("missing", r"missing|disparue?s?|unaccounted|manquants?"),
    (
        "water",
        r"in(?:to)? (?:the )?(?:water|sea)|overboard|dans l'eau|a l'eau|a la mer"
        r"|tombe\w{0,3} a l'eau"
        r"|swimming|fell in",
    ),
    (
        "alive",
        r"alive|rescued|recovered|saved|picked up|taken off|transferred to|vivante?s?|secourue?s?"
        r"|sauvee?s?|recuperee?s?|repechee?s?|hypotherm\w{0,4}",
    ),
)
_STATE_AFTER: Final = tuple(
    (
        name,
        re.compile(
            rf" ?(?:are |is |was |were |have been |has been |sont |est |a ete "
            rf"|ont ete )?(?:all |now |still |found |pulled |tous |encore )?(?:{words})\b"
        ),
    )
    for name, words in _ELSEWHERE_AFTER
)
_STATE_BEFORE: Final = (
    ("dead", re.compile(r"\b(?:dead|deceased|morts?|decedes?)[ :=]{1,3}$")),
    ("missing", re.compile(r"\b(?:missing|disparus?)[ :=]{1,3}$")),
    (
        "alive",
        re.compile(
            r"\b(?:rescued|recovered|saved|picked up|took off|alive|survivors|recupere"
            r"|secouru|sauve|repeche)[ :=]{1,3}(?:the |les )?$"
        ),
    ),
)
_STATE_NOUN: Final = re.compile(
    rf"{_MANY}{_MANY_END} (?:(?:more|other|autres|dead|male|female) )?"
    r"(?:(?P<dead>bod(?:y|ies)|corps|cadavres?|dead|deceased|morte?s?|deced\w{1,3}|fatalit\w{1,3})"
    r"|(?P<water>in(?:to)? (?:the )?water|overboard|dans l'eau|a l'eau|a la mer)"
    r"|(?P<missing>missing|disparue?s?)|(?P<alive>survivors?|survivante?s?|rescape\w{0,2}|alive"
    r"|rescued))"
    r"(?![a-z])"
)


@dataclass(frozen=True)
class Told:
    """One count: of which group (``total``, ``men`` …, ``children``), where, and its bounds."""

    group: str
    where: str
    low: int | None
    high: int | None

    def __str__(self) -> str:
        low, high = ("" if value is None else str(value) for value in (self.low, self.high))
        bounds = low if low == high else f"{low}-{high}"
        where = "" if self.where == "on_board" else f" {self.where}"
        return f"{self.group} {bounds}{where}"


def read_groups_of_people(text: Text) -> Iterator[Claim]:
    """Claim men, women, boys, girls; children are asked about, for they may be either."""
    claims = [
        claim
        for found in _GROUP_OF.finditer(numerals(text.folded))
        for claim in _group(text, next(name for name in _GROUPS if found[name]), found)
    ]
    alone = (
        len(claims) == 1 and claims[0].value.low == 1 and not text.raw[claims[0].start].isdigit()
    )
    yield from () if alone else claims


def _group(text: Text, name: str, found: re.Match[str]) -> Iterator[Claim]:
    where, end = _state(text, found)
    told = _told(name, where, found)
    if told is None:
        return
    is_children = name == "children" and bool(told.low)
    ask = (Question("children", {"count": str(told.low)}),)
    yield Claim(found.start(), end, "persons", told, not is_children, ask if is_children else ())


def read_persons(text: Text) -> Iterator[Claim]:
    """Claim counts of persons: on board, in the water, recovered, dead or missing."""
    for found in _NOBODY.finditer(text.folded):
        yield Claim(*found.span(), "persons", Told("total", "on_board", 0, 0))
    folded = numerals(text.folded)
    for found in _STATE_NOUN.finditer(folded):
        yield from _claim(found, (found.lastgroup or "alive", found.end()))
    for shape in (_AFTER, _BEFORE):
        for found in shape.finditer(folded):
            yield from _claim(found, _state(text, found))


def read_bare(text: Text) -> Iterator[Claim]:
    """Claim a figure that stands alone between marks: doubtful, unless it bounds a count told."""
    known = any(claim.value.group == "total" for claim in text.about("persons"))
    for found in _LONE.finditer(numerals(text.folded)):
        told = _told("total", "on_board", found)
        if told is None or not 2 <= (told.low or told.high or 0) <= 200:
            continue
        if known and None in (told.low, told.high):
            yield Claim(*found.span("many"), "persons", told)
        elif not known:
            ask = Question("count_bare", {"said": text.raw[slice(*found.span("many"))].strip()})
            yield Claim(*found.span("many"), "persons", told, False, (ask,))


def read_boats(text: Text) -> Iterator[Claim]:
    """Claim a number of boats above one: a report is of one boat, so it is asked which."""
    for found in _BOATS.finditer(numerals(text.folded)):
        if number(found["low"]) > 1:
            ask = Question("several_boats", {"count": str(number(found["low"]))})
            yield Claim(*found.span(), "boats", number(found["low"]), False, (ask,))


def _claim(found: re.Match[str], state: tuple[str, int]) -> Iterator[Claim]:
    where, end = state
    told = _told("total", where, found)
    if told is not None:
        yield Claim(found.start(), end, "persons", told)


def _told(group: str, where: str, found: re.Match[str]) -> Told | None:
    """Return the count with its bounds; "more than 30" is at least 31."""
    parts = found.groupdict()
    if parts.get("none"):
        return Told(group, where, 0, 0)
    low = _TENS[parts["tens"]] if parts["tens"] else number(parts["low"])
    high = number(parts["high"]) if parts["high"] else low
    if low > high:
        return None
    if parts["above"] or parts["least"] or parts["odd"] in ("+", "-odd", " odd"):
        return Told(group, where, low + bool(parts["above"]), None)
    if parts["below"] or parts["most"]:
        return Told(group, where, None, max(0, high - bool(parts["below"])))
    return Told(group, where, low, high)


def _state(text: Text, found: re.Match[str]) -> tuple[str, int]:
    """Return what the words around a count say became of these persons, and where they end.

    ``on_board`` where they say nothing.
    """
    for name, after in _STATE_AFTER:
        state = after.match(text.folded, found.end())
        if state is not None:
            return name, state.end()
    before = text.folded[max(0, found.start() - 24) : found.start()]
    told = next((name for name, shape in _STATE_BEFORE if shape.search(before)), "on_board")
    return told, found.end()
