from __future__ import annotations

import re
import string
from typing import Any

import pytest

from lastknown.desk.words import LANGUAGES, words
from lastknown.errors import LastknownError
from lastknown.geo.position import parse_position
from lastknown.sea.atlas import ATLAS_ERROR
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR
from lastknown.sea.wind import Wind, hand_wind

EN, FR = words("en"), words("fr")
SIGNS = {"\N{NO-BREAK SPACE}": " "}


def sentences(lang: str) -> dict[str, str]:
    table = words(lang).table
    return {f"{s}.{k}": text for s, part in table.items() for k, text in part.items()}


def fields(text: str) -> set[Any]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_both_languages_say_the_same_things_with_the_same_figures() -> None:
    en, fr = sentences("en"), sentences("fr")
    own = {key for key in {*en, *fr} if key.startswith(("phrase.", "pattern."))}
    assert set(en) - own == set(fr) - own
    for key in set(en) - own:
        assert fields(en[key]) == fields(fr[key]), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_need_no_letter_beyond_one_byte(lang: str) -> None:
    for key, text in sentences(lang).items():
        text.encode("iso-8859-1")
        assert not set(text) & set("‘’“”–—…"), key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_is_certain_or_ends_a_search(lang: str) -> None:
    forbidden = {
        "en": ("nobody", "no one", "no survivors", "certain", "definitely", "will be found"),
        "fr": ("personne n'", "aucun survivant", "certain", "sans aucun doute", "sera retrouv"),
    }
    for key, text in sentences(lang).items():
        found = [word for word in forbidden[lang] if re.search(rf"\b{word}", plain(text).lower())]
        assert not found, (key, found)


def test_an_unknown_language_offers_those_there_are() -> None:
    with pytest.raises(LastknownError, match=r"lang='de'.*en, fr"):
        words("de")


@pytest.mark.parametrize(
    ("value", "digits", "en", "fr"),
    [
        (0.5, 2, "0.50", "0,50"),
        (1234567.0, 0, "1,234,567", "1 234 567"),
        (-0.001, 1, "0.0", "0,0"),
        (-12.25, 1, "-12.2", "-12,2"),
    ],
)
def test_numbers_as_each_language_writes_them(value: float, digits: int, en: str, fr: str) -> None:
    assert plain(EN.number(value, digits)) == en
    assert plain(FR.number(value, digits)) == fr


@pytest.mark.parametrize(
    ("fraction", "en", "fr"),
    [
        (0.0, "under 1 %", "moins de 1 %"),
        (0.0049, "under 1 %", "moins de 1 %"),
        (0.5, "50 %", "50 %"),
        (0.991, "over 99 %", "plus de 99 %"),
        (1.0, "over 99 %", "plus de 99 %"),
    ],
)
def test_no_probability_is_shown_as_none_or_all(fraction: float, en: str, fr: str) -> None:
    assert plain(EN.percent(fraction)) == en
    assert plain(FR.percent(fraction)) == fr


@pytest.mark.parametrize(
    ("point", "en"),
    [
        ([1.7416667, 51.1416667], "51°08.50'N 001°44.50'E"),
        ([-0.99999, -51.99999], "52°00.00'S 001°00.00'W"),
        ([-180.0, 0.0], "00°00.00'N 180°00.00'W"),
        ([179.99999, 70.5], "70°30.00'N 180°00.00'W"),
    ],
)
def test_positions_carry_full_minutes_over(point: list[float], en: str) -> None:
    assert plain(EN.position(point)) == en
    assert plain(FR.position(point)) == en.replace(".", ",")


def test_positions_can_be_read_back_by_the_program() -> None:
    for w in (EN, FR):
        read = parse_position(plain(w.position([1.7416667, 51.1416667])))
        assert (read.lon, read.lat) == pytest.approx((1.7416667, 51.1416667), abs=1e-4)


def test_times_round_to_the_minute_and_name_another_day() -> None:
    assert EN.clock("2026-11-22T08:29:40Z") == "08:30"
    assert FR.clock("2026-11-22T08:29:40Z") == "08h30"
    assert plain(EN.clock("2026-11-23T00:10Z", "2026-11-22T23:00Z")) == "23 Nov 00:10"
    assert plain(FR.clock("2026-11-23T00:10Z", "2026-11-22T23:00Z")) == "00h10 le 23 nov."
    assert plain(FR.clock("2026-11-23T00:10Z", "2026-11-22T23:00Z", "UTC")) == (
        "00h10 UTC le 23 nov."
    )
    assert EN.clock("2026-11-22T23:59:50Z", "2026-11-22T23:00Z").endswith("00:00")


def test_bearings_have_three_figures_and_no_360() -> None:
    assert [EN.bearing(v) for v in (0.0, 8.6, 359.6, 360.0)] == ["000°", "009°", "000°", "000°"]


def test_what_other_parts_say_in_english_is_known_in_french() -> None:
    hand = hand_wind(Wind(speed_kn=8.0, from_deg=240.0))
    said = [
        *("under way", "adrift", "swamped", "adrift, then swamped", "beach: under way"),
        *(MODEL_CURRENT_ERROR.measured_on, WIND_ERROR.measured_on, ATLAS_ERROR.measured_on),
        *(hand.name, hand.resolution, "dover-strait tide atlas", "every 3 h"),
        *("0.0833 x 0.0833 degrees (about 9.3 km); hourly", "first of 40 levels along depth"),
    ]
    said.append("5' x 2.5' (about 5.8 x 4.6 km), any time")
    assert hand.wind_error is not None
    said.append(hand.wind_error.measured_on)
    for text in said:
        assert FR.phrase(text) != text, text
        assert EN.phrase(text) == text
    assert plain(FR.phrase(said[-2])) == "5' x 2,5' (environ 5,8 x 4,6 km), à toute heure"
    assert FR.phrase("made-up model") == "made-up model"


def test_small_distances_and_areas_keep_their_digits() -> None:
    shown = [plain(EN.nm(v)) for v in (0.104, 0.996, 12.34, 120.6)]
    assert shown == ["0.10 NM", "1.0 NM", "12.3 NM", "121 NM"]
    assert [plain(FR.area(v)) for v in (0.52, 9.96, 1234.0)] == ["0,5 NM²", "10 NM²", "1 234 NM²"]
