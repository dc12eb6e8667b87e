from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.position import Position, format_position, likely_swapped, parse_position

LAT, LON = 51 + 8.5 / 60, 1 + 44.5 / 60
DOVER = (-2.5, 49.0, 4.6, 52.6)

EAST = [
    "51°08.5'N 001°44.5'E",
    "51° 08.5' N, 001° 44.5' E",
    "51-08.5N 001-44.5E",
    "51-08.5N/001-44.5E",
    "51-08.5N-001-44.5E",
    "51°08.5'N - 001°44.5'E",
    "51°08.5'N001°44.5'E",
    "51 08.5N 1 44.5E",
    "51:08.5N 1:44.5E",
    "N51 08.5 E001 44.5",
    "N 51°08.5', E 1°44.5'",
    "N 51 08.5 1 44.5 E",
    "001°44.5'E 51°08.5'N",
    "5108.5N 00144.5E",
    "5108.5N,00144.5E",
    "5108.5,N,00144.5,E",
    "510830N 0014430E",
    "51°08'30\"N 1°44'30\"E",
    "51°08′30″N 1°44′30″E",
    "51º08’30”N 1º44’30”E",
    "51˚08'30''N 1˚44'30''E",
    "51 08 30 N 1 44 30 E",
    "51-08-30N 001-44-30E",
    "51d08m30sN 1d44m30sE",
    "51 deg 8.5 min N, 1 deg 44.5 min E",
    "51 degrees 8 minutes 30 seconds North, 1 degree 44 minutes 30 seconds East",
    "51 degrés 8 minutes 30 secondes Nord et 1 degré 44 minutes 30 secondes Est",
    "51°08,5'N 1°44,5'E",
    "51 08,5N; 1 44,5E",
    "Position: 51°08.5'N 001°44.5'E",
    "Lat 51°08.5'N Long 001°44.5'E",
    "(51°08.5'N 001°44.5'E)",
    "５１°08.5'N 001°44.5'E",
    "51°08.5'n 001°44.5'e",
    "51°08.5'N\n001°44.5'E",
    "+5108.5+00144.5/",
]


@pytest.mark.parametrize("text", EAST)
def test_spellings_of_one_position(text: str) -> None:
    at = parse_position(text)
    assert at.lat == pytest.approx(LAT, abs=1e-9)
    assert at.lon == pytest.approx(LON, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("51.1417 1.7417", 51.1417, 1.7417),
        ("51.1417, 1.7417", 51.1417, 1.7417),
        ("51,1417 1,7417", 51.1417, 1.7417),
        ("51,1417; 1,7417", 51.1417, 1.7417),
        ("51,1417, 1,7417", 51.1417, 1.7417),
        ("51,1417,1,7417", 51.1417, 1.7417),
        ("51,14 N 1,74 O", 51.14, -1.74),
        ("51°08.5'N 001°44.5'O", LAT, -LON),
        ("51°08.5' Nord 001°44.5' Ouest", LAT, -LON),
        ("51.1417N 1.7417W", 51.1417, -1.7417),
        ("51.1417°, -1.7417°", 51.1417, -1.7417),
        ("51.14 −1.74", 51.14, -1.74),  # a real minus sign
        ("-33.9 151.2", -33.9, 151.2),
        ("+51.14-001.74/", 51.14, -1.74),
        ("+51.14+001.74-12.5/", 51.14, 1.74),
        ("lon: -1.74, lat: 51.14", 51.14, -1.74),
        ("lt=+48.902963 lg=+2.516582", 48.902963, 2.516582),
        ("51°N 001°30'E", 51.0, 1.5),
        ("51N 1E", 51.0, 1.0),
        ("35°12.4'S 000°00.5'W", -35 - 12.4 / 60, -0.5 / 60),
        ("3512.4N 00030.0W", 35 + 12.4 / 60, -0.5),
        ("-51 08.5, 1 44.5", -LAT, LON),
        ("0N 180E", 0.0, -180.0),
        ("90N 0E", 90.0, 0.0),
        ("POINT (1.74 51.14)", 51.14, 1.74),
        ("51, 1", 51.0, 1.0),
    ],
)
def test_more_spellings(text: str, lat: float, lon: float) -> None:
    at = parse_position(text)
    assert (at.lat, at.lon) == pytest.approx((lat, lon), abs=1e-9)


@pytest.mark.parametrize(
    "link",
    [
        "https://maps.google.com/?q=51.14,1.74",
        "http://maps.google.com/maps?q=51.14%2C1.74&z=17&hl=en",
        "https://maps.google.com/maps?q=loc:51.14,1.74",
        "maps.google.com/?q=51.14,1.74",
        "https://www.google.com/maps?q=51.14+1.74",
        "https://www.google.com/maps/search/51.14,+1.74?entry=tts",
        "https://www.google.com/maps/search/?api=1&query=51.14,1.74",
        "https://www.google.com/maps/dir/?api=1&destination=51.14,1.74",
        "https://www.google.fr/maps/dir//51.14,1.74",
        "https://www.google.com/maps/@51.14,1.74,15z",
        "https://www.google.com/maps/place/X/@51.0,1.0,17z/data=!3m1!8m2!3d51.14!4d1.74",
        "https://www.google.com/maps/place/51%C2%B008'24.0%22N+1%C2%B044'24.0%22E/@51.0,1.0,9z",
        "https://www.google.com/maps?q=51+08+24+N+1+44+24+E",
        "https://maps.apple.com/?ll=51.14,1.74&q=Dropped%20Pin",
        "https://maps.apple.com/place?coordinate=51.14,1.74&name=Here",
        "https://www.openstreetmap.org/?mlat=51.14&mlon=1.74#map=15/51.0/1.0",
        "https://www.openstreetmap.org/#map=15/51.14/1.74",
        "https://www.bing.com/maps?cp=51.14~1.74&lvl=12",
        "https://waze.com/ul?ll=51.14%2C1.74&navigate=yes",
        "https://share.here.com/l/51.14,1.74,Name",
        "https://yandex.com/maps/?ll=1.74%2C51.14&z=10",
        "geo:51.14,1.74",
        "geo:51.14,1.74;u=35",
        "geo:0,0?q=51.14,1.74(Boat)",
        "we take water, please hurry https://maps.google.com/?q=51.14,1.74.",
    ],
)
def test_map_links(link: str) -> None:
    at = parse_position(link)
    assert (at.lat, at.lon) == pytest.approx((51.14, 1.74), abs=1e-9)


@pytest.mark.parametrize(
    ("code", "lat", "lon", "tolerance"),
    [
        # Open Location Code test data, decoding.csv of google/open-location-code: centre of cell.
        ("7FG49Q00+", 20.375, 2.775, 1e-9),
        ("7FG49QCJ+2V", 20.3700625, 2.7821875, 1e-9),
        ("7FG49QCJ+2VX", 20.3701125, 2.782234375, 1e-9),
        ("CFX3X2X2+X2", 89.9999375, 1.0000625, 1e-9),
        ("8fvc2222+22", 47.0000625, 8.0000625, 1e-9),
        ("4VCPPQGP+Q9", -41.2730625, 174.7859375, 1e-9),
        ("7FG49QCJ+2VXGJ", 20.3701135, 2.782235352, 1e-8),
        # The world-wide example of MGRS: 4Q FJ 12345 67890 near Honolulu.
        ("4QFJ1234567890", 21.409801, -157.916076, 2e-6),
        ("4Q FJ 12345 67890", 21.409801, -157.916076, 2e-6),
        ("MGRS 4Q FJ 1234 6789", 21.409801, -157.916076, 1e-4),
    ],
)
def test_grid_codes(code: str, lat: float, lon: float, tolerance: float) -> None:
    at = parse_position(code)
    assert (at.lat, at.lon) == pytest.approx((lat, lon), abs=tolerance)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a position"),
        ("   ", "not a position"),
        ("somewhere off Calais", "not a position"),
        ("51.14", "not a position"),
        ("51,1", "decimal comma"),
        ("51.08.30N 1.44.30E", "may mean"),
        ("51.14 - 1.74", "minus"),
        ("51.14-1.74", "minus"),
        ("51 08.5 1 44.5", "add N or S and E or W"),
        ("51°08.5'N 1°44.5'", "one coordinate only"),
        ("51.14N 1.74N", "same axis twice"),
        ("-1.74W 51.14N", "sign and a letter"),
        ("144.5 51", "latitude comes first"),
        ("91, 1", "beyond 90"),
        ("51.14N 190E", "beyond 180"),
        ("51°75'N 1°10'E", "75 minutes"),
        ("51°10'61\"N 1°10'E", "61 seconds"),
        ("51.5°08'N 1°10'E", "fraction"),
        ("5108.5N 144.5E", "both like 5108.5N"),
        ("5108.5 00144.5", "beyond 90"),
        ("510N 00144.5E", "more than one way"),
        ("[1.74, 51.14]", "brackets"),
        ("https://maps.app.goo.gl/abcDEF123", "short link"),
        ("https://www.google.com/maps/place/Dover", "no coordinates"),
        ("///filled.count.soap", "three words"),
        ("464W+MM Dover", "short plus code"),
        ("4QFJ 123 45678 9", "12345 67890"),
        ("61QFJ 1234 5678", "zone 61"),
        ("31UZZ 1234 5678", "no square"),
        ("1" * 3000, "longer"),
    ],
)
def test_unclear_text_names_the_value_and_the_remedy(text: str, says: str) -> None:
    with pytest.raises(LastknownError, match=r"position=") as caught:
        parse_position(text)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_position_checks_its_range() -> None:
    assert Position(180.0, 0.0).lon == -180.0
    for lon, lat in [(0, 91), (181, 0), (math.nan, 0), (0, math.inf), ("x", 0), (None, 0)]:
        with pytest.raises(LastknownError):
            Position(lon, lat)  # type: ignore[arg-type]


def test_other_values() -> None:
    at = Position(1.74, 51.14)
    assert parse_position(at) is at
    assert parse_position([1.74, 51.14]) == at
    for value in (None, 3, [1], [1, 2, 3], {"lat": 1}, [None, 1]):
        with pytest.raises(LastknownError):
            parse_position(value)  # type: ignore[arg-type]


def test_format() -> None:
    assert format_position(LON, LAT) == "51°08.50'N 001°44.50'E"
    assert str(Position(-LON, -LAT)) == "51°08.50'S 001°44.50'W"
    assert format_position(1.9999999, 50.99999999) == "51°00.00'N 002°00.00'E"
    assert format_position(-1e-9, -1e-9) == "00°00.00'N 000°00.00'E"


def test_likely_swapped() -> None:
    assert likely_swapped(Position(51.14, 1.74), DOVER) == Position(1.74, 51.14)
    assert likely_swapped(Position(1.74, 51.14), DOVER) is None
    assert likely_swapped(Position(20.0, 30.0), DOVER) is None
    assert likely_swapped(Position(151.14, 1.74), DOVER) is None
    assert likely_swapped(Position(-17.0, -1.0), (178.0, -20.0, 182.0, -15.0)) is None


positions = st.builds(
    Position,
    st.floats(-180, 180, allow_nan=False),
    st.floats(-90, 90, allow_nan=False),
)


@given(positions)
@example(Position(179.99999, 89.99999))
@example(Position(-179.99999, -89.99999))
def test_format_then_parse_returns_within_half_a_hundredth(at: Position) -> None:
    back = parse_position(str(at))
    assert abs(back.lat - at.lat) <= 0.005 / 60 + 1e-12
    assert abs((back.lon - at.lon + 180) % 360 - 180) <= 0.005 / 60 + 1e-12


@given(positions)
def test_decimal_forms_return_the_same(at: Position) -> None:
    lat, lon = round(at.lat, 6), round(at.lon, 6)
    want = Position(lon, lat)
    ns, ew = "NS"[lat < 0], "EW"[lon < 0]
    forms = [
        f"{lat:.6f}, {lon:.6f}",
        f"{lat:.6f} {lon:.6f}".replace(".", ","),
        f"{abs(lat):.6f}{ns} {abs(lon):.6f}{ew}",
        f"{ew}{abs(lon):.6f} {ns}{abs(lat):.6f}",
        f"https://maps.google.com/?q={lat:.6f},{lon:.6f}",
        f"geo:{lat:.6f},{lon:.6f}",
    ]
    for form in forms:
        assert parse_position(form) == want, form


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59), st.integers(0, 179), st.data())
def test_minutes_and_seconds_agree(
    deg: int, minute: int, second: int, lon: int, data: st.DataObject
) -> None:
    ns, ew = data.draw(st.sampled_from("NS")), data.draw(st.sampled_from("EW"))
    lat_sign, lon_sign = (1 if ns == "N" else -1), (1 if ew == "E" else -1)
    want_lat = lat_sign * (deg + minute / 60 + second / 3600)
    want_lon = lon_sign * (lon + minute / 60 + second / 3600)
    forms = [
        f"{deg}°{minute}'{second}\"{ns} {lon}°{minute}'{second}\"{ew}",
        f"{deg:02d}{minute:02d}{second:02d}{ns} {lon:03d}{minute:02d}{second:02d}{ew}",
        f"{deg} {minute} {second} {ns} {lon} {minute} {second} {ew}",
        f"{ns}{deg:02d}-{minute:02d}-{second:02d} {ew}{lon:03d}-{minute:02d}-{second:02d}",
        f"{deg} {minute} {second} {ns} {lon} {minute} {second} {'O' if ew == 'W' else 'E'}",
    ]
    for form in forms:
        at = parse_position(form)
        assert at.lat == pytest.approx(want_lat, abs=1e-9), form
        assert at.lon == pytest.approx(want_lon, abs=1e-9), form


ALPHABET = "0123456789.,;:-+°'\"NSEWOnsew /\\()[]{}?=&%@#!\n\tdmQFJ²½٣"


@given(st.one_of(st.text(max_size=60), st.text(alphabet=ALPHABET, max_size=40)))
@example("POINT(1.2.3 4)")
@example("http://[::1")
@example("geo:")
@example("0-")
@example("22222222+22222222")
@example("XXXXXXXX+XX")
@example("4QFJ²²²²")
def test_any_text_gives_a_position_or_the_one_error(text: str) -> None:
    try:
        at = parse_position(text)
    except LastknownError as error:
        lines = str(error).splitlines()
    else:
        lines = [str(at)]
        assert -90 <= at.lat <= 90
        assert -180 <= at.lon < 180
    assert len(lines) == 1


def test_reading_a_position_loads_no_heavy_library() -> None:
    code = (
        "import sys; from lastknown.geo.position import parse_position as p;"
        "p('51N 1E');"
        "print([m for m in ('pyproj', 'numba', 'shapely', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
