"""Shares ashore by stretch of coast."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from lastknown.drift.ashore import stretches_ashore
from lastknown.drift.cloud import AFLOAT, ASHORE
from tests.drift.clouds import T0, cloud_of


@dataclass(frozen=True)
class Place:
    name: str
    lon: float
    lat: float
    kind: str = "beach"
    name_fr: str = ""


# rounded positions of the shipped places
PLACES = (
    Place("Calais", 1.8677, 50.9694),
    Place("Wissant", 1.66, 50.89),
    Place("Varne light vessel", 1.3983, 51.0214, "light vessel"),
)
LON, LAT = np.array([1.86, 1.87, 1.65, 1.4, -4.0]), np.array([50.97, 50.97, 50.89, 51.02, 48.0])


def landed() -> object:
    status = np.array([[ASHORE], [ASHORE], [ASHORE], [AFLOAT], [ASHORE]], np.int8)
    return replace(cloud_of(LON, LAT), status=status)


def test_each_landing_belongs_to_the_nearest_place() -> None:
    found = stretches_ashore(landed(), T0, PLACES)  # type: ignore[arg-type]
    assert [(s.name, s.share) for s in found[:1]] == [("Calais", pytest.approx(0.4))]
    assert {s.name for s in found} == {"Calais", "Wissant", "48°00.00'N 004°00.00'W"}
    assert sum(s.share for s in found) == pytest.approx(0.8)
    assert found[0].landing.lat == 50.97
    assert found[0].weight == pytest.approx([0.2, 0.2])


def test_a_stretch_carries_the_french_name_of_its_place() -> None:
    cloud = replace(cloud_of(LON[:1], LAT[:1]), status=np.full((1, 1), ASHORE, np.int8))
    (found,) = stretches_ashore(cloud, T0, [Place("Dover", 1.86, 50.97, name_fr="Douvres")])
    assert (found.name, found.name_fr) == ("Dover", "Douvres")


def test_without_places_stretches_go_by_position() -> None:
    found = stretches_ashore(landed(), T0)  # type: ignore[arg-type]
    assert len(found) == 3
    assert sum(s.share for s in found) == pytest.approx(0.8)


def test_a_light_vessel_names_no_coast() -> None:
    cloud = replace(cloud_of(LON, LAT), status=np.full((5, 1), ASHORE, np.int8))
    assert "Varne light vessel" not in {s.name for s in stretches_ashore(cloud, T0, PLACES)}


def test_nothing_ashore_is_no_stretch() -> None:
    assert stretches_ashore(cloud_of(LON, LAT), T0, PLACES) == ()


def test_across_180() -> None:
    lon = np.array([179.99, -179.99])
    cloud = replace(cloud_of(lon, np.full(2, -17.0)), status=np.full((2, 1), ASHORE, np.int8))
    (found,) = stretches_ashore(cloud, T0, [Place("Taveuni", 180.0, -16.9)])
    assert found.share == pytest.approx(1.0)
    assert abs(found.landing.lon) == 179.99
