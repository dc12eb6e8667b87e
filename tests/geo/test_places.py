from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.places import (
    NamedPlace,
    compass_point,
    nearest_place,
    place_words,
    read_places,
)
from lastknown.geo.plane import travel
from lastknown.units import NM

VARNE = NamedPlace("Varne light vessel", "light vessel", 1.3983, 51.0214, "", "du bateau-feu Varne")
CALAIS = NamedPlace("Calais", "port", 1.8677, 50.9694, "")


def test_words() -> None:
    lon, lat = travel(VARNE.lon, VARNE.lat, 45.0, 3.2 * NM)
    places = (CALAIS, VARNE)
    assert place_words(places, float(lon), float(lat)) == "3.2 NM NE of Varne light vessel"
    assert place_words(places, float(lon), float(lat), "fr") == "3,2 NM au NE du bateau-feu Varne"
    lon, lat = travel(CALAIS.lon, CALAIS.lat, 250.0, 0.5 * NM)
    assert place_words(places, float(lon), float(lat), "fr") == "0,5 NM à l'OSO de Calais"
    assert place_words(places, CALAIS.lon, CALAIS.lat) == "at Calais"
    assert place_words((CALAIS,), 3.0, 53.0) == "129 NM NNE of Calais"
    assert place_words((), 1.0, 51.0) == ""


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(0, 360), st.floats(1000, 100_000))
def test_bearing_and_distance_lead_back(
    lon: float, lat: float, bearing: float, metres: float
) -> None:
    place = NamedPlace("X", "port", lon, lat, "")
    x, y = travel(lon, lat, bearing, metres)
    near = nearest_place((place,), float(x), float(y))
    assert near is not None
    assert near.distance_m == pytest.approx(metres, abs=0.01)
    assert abs((near.bearing_deg - bearing + 180) % 360 - 180) < 0.01


@pytest.mark.parametrize(
    ("bearing", "en", "fr"),
    [(0, "N", "N"), (359, "N", "N"), (11.3, "NNE", "NNE"), (247, "WSW", "OSO"), (-45, "NW", "NO")],
)
def test_compass(bearing: float, en: str, fr: str) -> None:
    assert compass_point(bearing) == en
    assert compass_point(bearing, "fr") == fr


def test_bad_input(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="lang='de'"):
        place_words((CALAIS,), 1.0, 51.0, "de")
    with pytest.raises(LastknownError, match="cannot be read"):
        read_places(tmp_path / "none.csv")
    file = tmp_path / "p.csv"
    file.write_text("name,lat,lon\nCalais,50.9,1.8\n")
    with pytest.raises(LastknownError, match="no column kind, source"):
        read_places(file)
    file.write_text("name,kind,lat,lon,source\nCalais,port,150.9,1.8,x\n")
    with pytest.raises(LastknownError, match=r"Calais: latitude 150\.9"):
        read_places(file)
    file.write_text("name,kind,lat,lon,source\nCalais,port,,1.8,x\n")
    with pytest.raises(LastknownError, match="Calais"):
        read_places(file)
    file.write_text("# ours\nname,kind,lat,lon,source\nCalais,port,50.9,1.8,chart\n")
    assert read_places(file) == (NamedPlace("Calais", "port", 1.8, 50.9, "chart"),)
