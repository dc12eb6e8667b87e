from __future__ import annotations

import re
import struct
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.desk.picture import chart_of
from lastknown.desk.words import words
from lastknown.exchange._labels import Label, place, text_size
from lastknown.exchange._palette import DARK, LIGHT, as_variables, variables
from lastknown.exchange.chart import Chart, Contour, Line, Mark, Shade, to_png, to_svg
from tests import night

SVG = "{http://www.w3.org/2000/svg}"


def ring(lon: float, lat: float, radius: float) -> dict[str, object]:
    angle = np.radians(np.linspace(0, 360, 61))
    x = (lon + radius / np.cos(np.radians(lat)) * np.cos(angle) + 180) % 360 - 180
    return {"type": "Polygon", "coordinates": [np.c_[x, lat + radius * np.sin(angle)].tolist()]}


def chart_at(lon: float = 1.5, lat: float = 51.0, name: str = "Exercise") -> Chart:
    likely = Mark("likely", lon, lat, "Most likely 08:30")
    west = (lon - 0.1 + 180) % 360 - 180
    grid = np.exp(-(np.linspace(-2, 2, 21) ** 2))
    lons = lon + np.linspace(-0.3, 0.3, 21)
    return Chart(
        title=name,
        subtitle="Sun 22 Nov 2026 08:30 UTC",
        alt="A map",
        source="Sea: made up",
        key="Probability inside",
        lang="en",
        land=(),
        contours=tuple(
            Contour(level, f"{level:.0%}", ring(lon, lat, 0.05 * k))
            for k, level in enumerate((0.5, 0.9, 0.99), start=1)
        ),
        shade=Shade(lons, lat + np.linspace(-0.2, 0.2, 21), np.outer(grid, grid)),
        lines=(Line("mean", np.array([west, lon]), np.array([lat - 0.05, lat]), "Mean track"),),
        marks=(likely, Mark("known", west, lat - 0.05, "Last known 04:30")),
    )


def texts(svg: str) -> list[str]:
    return ["".join(t.itertext()) for t in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_equal_input_gives_equal_bytes_and_no_date() -> None:
    first, second = chart_at(), chart_at()
    assert to_svg(first) == to_svg(second)
    assert to_png(first, dpi=60) == to_png(second, dpi=60)
    assert not re.search(r"20\d\d-\d\d-\d\dT|dc:date", to_svg(first))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_map_of_an_answer_shows_what_the_officer_needs(lang: str) -> None:
    cloud, found, document = night.answer_of(units=2)
    chart = chart_of(document, lang, cloud=cloud, grid=found.grid)
    svg = to_svg(replace(chart, land=night.coast()))
    said = " ".join(texts(svg))
    for text in ("Lifeboat Dover", "Rescue helicopter 07", "50 %", "90 %", "99 %", "NM", "N"):
        assert text in said.replace("\N{NO-BREAK SPACE}", " "), text
    assert ("Most likely 08:30" if lang == "en" else "Plus probable 08h30") in said
    assert ("Last known 04:30" if lang == "en" else "Dernière connue 04h30") in said
    plain = said.replace("\N{NO-BREAK SPACE}", " ")
    for unit in document["units"]:
        hours = [words(lang).clock(unit[key] or "") for key in ("arrive", "leave")]
        told = "box for {} to {}" if lang == "en" else "zone de {} à {}"
        assert told.format(*hours) in plain
    assert re.search(r"51°\d\d'N", said)
    assert re.search(r"1°\d\d'E", said)
    assert ("Dover Strait tide atlas" if lang == "en" else "atlas de marée Dover Strait") in said
    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}title") is not None
    assert root.get("aria-label")
    assert "width" not in root.attrib


def test_letters_are_letters_and_nothing_is_fetched() -> None:
    svg = to_svg(chart_at())
    assert "Most likely 08:30" in texts(svg)
    assert not re.search(r'(?:href|src)="(?!#)', svg)
    assert "<image" not in svg


@pytest.mark.parametrize("name", ["$x^2$ & <b>", "A" * 300, "\\frac{", "é°²", ""])
def test_a_name_is_written_as_it_is(name: str) -> None:
    svg = to_svg(chart_at(name=name))
    title = ElementTree.fromstring(svg).find(f"{SVG}title")
    assert title is not None
    assert (title.text or "") == name
    assert to_png(chart_at(name=name), dpi=40)[:4] == b"\x89PNG"


def test_png_is_six_inches_wide() -> None:
    width, height = struct.unpack(">II", to_png(chart_at(), dpi=100)[16:24])
    assert width == 600
    assert 500 < height < 1000


@pytest.mark.parametrize(("lon", "lat"), [(179.95, -18.0), (-179.95, 52.0), (20.0, 71.0)])
def test_the_date_line_and_the_north_are_places_too(lon: float, lat: float) -> None:
    svg = to_svg(chart_at(lon, lat))
    said = texts(svg)
    assert "Most likely 08:30" in said
    assert "Last known 04:30" in said
    if abs(lon) > 179:
        meridians = {text for text in said if re.fullmatch(r"\d+°\d\d'[EW]", text)}
        assert any(text.endswith("E") for text in meridians)
        assert any(text.endswith("W") for text in meridians)


def test_one_point_alone_still_makes_a_map() -> None:
    bare = replace(chart_at(), contours=(), shade=None, lines=(), marks=chart_at().marks[:1])
    assert "Most likely 08:30" in texts(to_svg(bare))


def test_dark_is_the_same_map_in_other_colours() -> None:
    light, dark = to_svg(chart_at(), "light"), to_svg(chart_at(), "dark")
    assert texts(light) == texts(dark)
    assert LIGHT["sea"] in light
    assert DARK["sea"] in dark
    assert LIGHT["sea"] not in dark


def test_every_colour_becomes_a_variable() -> None:
    svg = as_variables(to_svg(chart_at()))
    left = set(re.findall(r"#[0-9a-f]{6}\b", svg)) - {"#000000"}
    assert left == set()
    used = set(re.findall(r"var\((--map-\w+)\)", svg))
    assert used <= set(re.findall(r"(--map-\w+):", variables("dark")))
    assert set(LIGHT) == set(DARK)
    assert len(set(LIGHT.values())) == len(LIGHT)


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_letters_and_units_stand_out_from_sea_and_land(colours: dict[str, str]) -> None:
    inks = ("ink", "quiet", "contour", "likely", "known", "unit1", "unit2", "unit3", "unit4")
    for ink in inks:
        for ground in ("sea", "land", "halo", "paper"):
            pair = sorted((luminance(colours[ink]), luminance(colours[ground])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (ink, ground)


points = st.tuples(st.floats(20, 380), st.floats(20, 380))


@settings(max_examples=60, deadline=None)
@given(st.lists(points, min_size=1, max_size=9))
def test_no_label_covers_a_mark(where: list[tuple[float, float]]) -> None:
    labels = [Label(f"Name {i}", x, y, 10.0, 8.0, i < 2, "ink") for i, (x, y) in enumerate(where)]
    placed = place(labels, (0.0, 0.0, 400.0, 400.0))
    for box in placed:
        if box.label.must:
            continue  # these are written in any case
        assert box.x >= 0
        assert box.x + box.width <= 400
        for label in labels:
            near_x = max(box.x, min(label.x, box.x + box.width)) - label.x
            near_y = max(box.y, min(label.y, box.y + box.height)) - label.y
            assert max(abs(near_x), abs(near_y)) >= label.clear - 1e-6


def test_a_label_alone_touches_neither_its_mark_nor_the_edge() -> None:
    for x, y in ((5.0, 5.0), (395.0, 200.0), (200.0, 395.0)):
        label = Label("Most likely 08:30\n51°08.50'N", x, y, 10.0, 8.0, True, "ink")
        (box,) = place([label], (0.0, 0.0, 400.0, 400.0))
        width, height = text_size(label.text, 10.0, False)
        assert (box.width, box.height) == pytest.approx((width, height))
        assert 0 <= box.x <= 400 - width
        assert 0 <= box.y <= 400 - height
        assert not (box.x < x < box.x + width and box.y < y < box.y + height)


def test_drawing_leaves_the_users_settings_alone() -> None:
    import matplotlib as mpl

    mpl.rcParams["font.size"] = 23.0
    to_png(chart_at(), dpi=40)
    assert mpl.rcParams["font.size"] == 23.0
    mpl.rcdefaults()


def test_no_window_library_is_loaded() -> None:
    code = (
        "import sys, tests.night as n; from lastknown.desk.picture import chart_of;"
        "from lastknown.exchange.chart import to_svg;"
        "c, w, d = n.answer_of(); before = 'matplotlib' in sys.modules;"
        "to_svg(chart_of(d, cloud=c, grid=w.grid));"
        "print(before, 'matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def with_ship(chart: Chart, lon: float, *, ways: int = 1) -> Chart:
    """A chart and ships at a longitude whose ways lead through its middle."""
    lat = chart.marks[0].lat
    way = ((lon, lat), (chart.marks[0].lon - 1.0, lat))
    ships = tuple(
        Mark("ship", lon, lat, f"{n} SHIP {n}\n1 in {n}00", short=f"{n}", way=way)
        for n in range(1, ways + 1)
    )
    return replace(chart, marks=(*chart.marks, *ships))


def test_a_ship_outside_the_map_has_its_number_on_its_way() -> None:
    chart = chart_at(179.99)
    out = texts(to_svg(with_ship(chart, -178.0)))
    assert out.count("1") == 1
    assert "1 SHIP 1" not in out
    assert "1" not in texts(to_svg(chart))
    inside = texts(to_svg(with_ship(chart, 179.9)))
    assert "1 SHIP 1" in inside
    away = replace(chart.marks[0], kind="ship", lon=170.0, label="1 X", short="1")
    assert "1" not in texts(to_svg(replace(chart, marks=(*chart.marks, away))))


def test_ships_that_have_no_room_for_their_names_have_their_numbers() -> None:
    out = texts(to_svg(with_ship(chart_at(), 1.52, ways=40)))
    for number in range(1, 41):
        assert (f"{number}" in out) != (f"{number} SHIP {number}" in out), number
    assert "40" in out


def test_what_must_be_written_is_not_written_over_each_other() -> None:
    where = [(200.0 + 9.0 * i, 200.0) for i in range(4)]
    labels = [
        Label(f"Start: unit {i}\nbox", x, y, 10.0, 6.0, True, "ink")
        for i, (x, y) in enumerate(where)
    ]
    labels += [Label("A place of its own", x, y + 60.0, 10.0, 20.0, True, "ink") for x, y in where]
    placed = place(labels, (0.0, 0.0, 400.0, 400.0))
    assert len(placed) == 8
    for one, other in ((a, b) for a in placed for b in placed if a is not b):
        aside = one.x >= other.x + other.width or other.x >= one.x + one.width
        assert aside or one.y >= other.y + other.height or other.y >= one.y + one.height


def test_nothing_under_the_map_is_cut() -> None:
    said = f"{'word ' * 200}Not for navigation."
    written = " ".join(reversed(texts(to_svg(replace(chart_at(), source=said)))))
    assert written.count("word") == 200
    assert "Not for navigation." in written


def test_the_key_of_lines_stays_on_the_page_in_french_too() -> None:
    from lastknown.exchange._drawing import draw

    here = np.array([1.4, 1.5]), np.array([51.0, 51.0])
    called = (
        ("track", "Routes possibles"),
        ("mean", "Route moyenne"),
        ("ahead", "puis jusqu'à 16h34"),
        ("ship_ahead", "Navire"),
    )
    lines = tuple(Line(kind, *here, label) for kind, label in called)
    figure = draw(replace(chart_at(), lines=lines), "light", halo=False)
    wide = float(figure.get_size_inches()[0]) * 72.0
    for text in figure.texts:
        if text.get_text() in dict(called).values():
            begin = float(text.get_position()[0]) * wide
            assert begin + text_size(text.get_text(), 8.5, False)[0] <= wide - 5.0
    assert {text.get_text() for text in figure.texts} >= set(dict(called).values())
