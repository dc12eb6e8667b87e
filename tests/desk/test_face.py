"""The Python face, as the design's example uses it: no case file, no sea in the brief."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import lastknown as lk


@pytest.fixture(scope="module")
def cloud() -> xr.Dataset:
    sea = lk.open_sea("dover-strait", wind=lk.Wind(speed_kn=8, from_deg=240))
    boat = lk.Start("51°08.5'N 001°44.5'E", "2026-11-22T06:00Z", error_nm=0.5)
    return lk.drift_from(boat, sea, until="2026-11-22T13:00Z", particles=300)


def test_without_at_the_states_are_ten_minutes_apart(cloud: xr.Dataset) -> None:
    assert set(np.diff(cloud.time.values)) == {np.timedelta64(600, "s")}


@pytest.mark.parametrize(
    ("lang", "missing"), [("en", "WIND AND CURRENT USED"), ("fr", "VENT ET COURANT UTILISÉS")]
)
def test_the_brief_of_a_plan_speaks_of_no_sea_that_it_does_not_know(
    cloud: xr.Dataset, lang: str, missing: str
) -> None:
    lifeboat = lk.Unit(
        "Lifeboat Dover", "51°07'N 001°19'E", ready="2026-11-22T08:40Z", speed_kn=25,
        search_speed_kn=15, endurance_h=4, sweep_width_nm={"boat": 2.0, "person": 0.2},
    )  # fmt: skip
    text = lk.brief(lk.plan_search(cloud, lifeboat, at="2026-11-22T08:30Z", over="3h"), lang)
    assert missing not in text.upper()
    assert "LIFEBOAT DOVER" in text
    assert {"en": "HOW WRONG THE SEA MAY BE", "fr": "INCERTITUDE"}[lang] in text.upper()
