from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lastknown.exchange.plain import COLUMNS, to_text
from lastknown.exchange.sheet import (
    Facts,
    Figure,
    Heading,
    Items,
    Order,
    PageBreak,
    Para,
    Sheet,
    Table,
)

words = st.text(max_size=120)
blocks = st.one_of(
    st.builds(Heading, words, words),
    st.builds(Para, words, st.booleans()),
    st.builds(Facts, st.lists(st.tuples(st.text(max_size=20), words), max_size=4).map(tuple)),
    st.builds(Items, st.lists(words, max_size=4).map(tuple), st.booleans()),
    st.builds(Order, words, st.booleans(), st.just((("Steer to", "x"),))),
    st.builds(Figure, words),
    st.builds(PageBreak, st.text(max_size=20)),
    st.builds(
        Table,
        words,
        st.just(("a", "b")),
        st.lists(st.tuples(words, words), max_size=3).map(tuple),
        st.just(frozenset({1})),
    ),
)


def sheet(*parts: object) -> Sheet:
    return Sheet("T", "s", "en", tuple(parts))  # type: ignore[arg-type]


@given(st.lists(blocks, max_size=6), st.booleans())
def test_any_text_fits_the_columns_and_the_characters(
    parts: list[object], ascii_only: bool
) -> None:
    text = to_text(sheet(*parts), ascii_only=ascii_only)
    text.encode("ascii" if ascii_only else "iso-8859-1")
    for line in text.split("\n"):
        assert len(line) <= COLUMNS
        assert line == line.rstrip()


def test_positions_in_ascii_take_the_form_of_the_warnings() -> None:
    told = sheet(
        Para("51°08.50'N\N{NO-BREAK SPACE}001°44.50'E, 098°, 12 NM², 12.5\N{NO-BREAK SPACE}°C")
    )
    assert "51-08.50N 001-44.50E, 098 deg, 12 NM2, 12.5 C" in to_text(told, ascii_only=True)
    assert "51°08.50'N 001°44.50'E, 098°, 12 NM2, 12.5 °C" in to_text(told)


def test_a_number_stays_with_its_unit() -> None:
    told = sheet(Para("x" * 66 + " 12\N{NO-BREAK SPACE}NM"))
    assert "\n  12 NM\n" in to_text(told)


def test_numbers_are_set_to_the_right() -> None:
    table = Table("", ("name", "share"), (("a", "5 %"), ("longer", "95 %")), frozenset({1}))
    assert "  name    share\n  a         5 %\n  longer   95 %\n" in to_text(sheet(table))


def test_a_table_too_wide_becomes_records() -> None:
    table = Table("", ("name", "where"), (("n" * 40, "w" * 40),))
    assert f"  {'n' * 40}\n    where: {'w' * 40}\n" in to_text(sheet(table))


def test_a_label_left_out_continues_the_one_above() -> None:
    facts = Facts((("Corners", "one"), ("", "two")))
    assert "  Corners      one\n               two\n" in to_text(sheet(facts))
