from __future__ import annotations

import json
from pathlib import Path

import pytest

from lastknown.drift.dataset import to_dataset
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.exchange.netcdf import from_netcdf
from lastknown.exchange.write import write
from tests.exchange.plans import plan_at
from tests.exchange.swamped import small_cloud


def test_the_suffix_chooses(tmp_path: Path) -> None:
    cloud, plan = small_cloud(boats=40), plan_at(1.65)
    assert write(plan, tmp_path / "lifeboat.gpx").read_text().count("<rte>") == 1
    assert "FeatureCollection" in write(plan, tmp_path / "plan.GEOJSON").read_text()
    here = where(cloud, float(cloud.time_s[0]))
    assert "contour" in write(here, str(tmp_path / "where.geojson")).read_text()
    assert from_netcdf(write(cloud, tmp_path / "cloud.nc")).hypotheses == cloud.hypotheses
    again = from_netcdf(write(to_dataset(cloud), tmp_path / "dataset.nc"))
    assert again.hypotheses == cloud.hypotheses
    assert json.loads(write({"pos": 0.5}, tmp_path / "answer.json").read_text()) == {"pos": 0.5}


def test_an_unknown_suffix_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match=r"'plan.kml' has no suffix that is known; use \.gpx"):
        write(plan_at(1.65), tmp_path / "plan.kml")
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_does_not_fit(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match=r"not a Cloud; for this the suffix is \.nc"):
        write(small_cloud(), tmp_path / "cloud.gpx")
    with pytest.raises(
        LastknownError, match=r"not a Plan; for this the suffix is \.gpx, \.geojson"
    ):
        write(plan_at(1.65), tmp_path / "plan.nc")
    with pytest.raises(LastknownError, match=r"not a dict; for this the suffix is \.json"):
        write({}, tmp_path / "plan.geojson")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LastknownError, match="give a folder that exists and is writable"):
        write(plan_at(1.65), tmp_path / "nowhere" / "plan.gpx")
