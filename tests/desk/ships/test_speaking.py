from __future__ import annotations

import re
import string
from typing import Any

import pytest

from lastknown.desk.ships.speaking import kind_words, ship_name, ship_words
from lastknown.desk.words import LANGUAGES
from lastknown.errors import LastknownError
from lastknown.ships.ship import Ship

EN, FR = ship_words("en"), ship_words("fr")
SHIP = Ship(235001234, "EVEN KEEL", "MABC1", "cargo", 190.0, 32.0, 10.0, 9.0, 160.0, 16.0)


def sentences(lang: str) -> dict[str, str]:
    table = ship_words(lang).table
    own = set(table) - {"format", "phrase", "pattern"}
    return {f"{s}.{k}": text for s in own for k, text in table[s].items()}


def fields(text: str) -> set[Any]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_say_the_same_things_with_the_same_figures() -> None:
    en, fr = sentences("en"), sentences("fr")
    assert set(en) == set(fr)
    for key, text in en.items():
        assert fields(text) == fields(fr[key]), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_ends_a_search(lang: str) -> None:
    forbidden = r"\bnobody\b|\bno survivors?\b|\baucun survivant|\bdefinitely|\bsans aucun doute"
    for key, text in sentences(lang).items():
        assert not re.search(forbidden, text, re.IGNORECASE), key


def test_a_ship_is_named_by_what_it_told_and_what_is_assumed_says_so() -> None:
    assert ship_name(EN, SHIP).replace("\N{NO-BREAK SPACE}", " ") == "EVEN KEEL (cargo ship, 190 m)"
    silent = Ship(2320001, "", "", "other", 100.0, 15.0, 5.0, 5.0, 50.0, 7.0, ("length_m",))
    told = ship_name(FR, silent).replace("\N{NO-BREAK SPACE}", " ")
    assert told == "MMSI 002320001 (navire, longueur supposée 100 m)"


def test_a_kind_that_has_no_words_stays_as_it_is() -> None:
    assert kind_words(FR, "icebreaker") == "icebreaker"


def test_an_unknown_language_offers_those_there_are() -> None:
    with pytest.raises(LastknownError, match=r"lang='de'.*en, fr"):
        ship_words("de")
