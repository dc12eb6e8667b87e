from __future__ import annotations

import json

import pytest

from lastknown.errors import LastknownError
from lastknown.sea import Wind, describe, open_sea
from tests.sea.analytic import Formula
from tests.sea.dover import dover_atlas


def test_currents_go_toward_and_winds_come_from() -> None:
    westward = Formula(lambda x, y, t: (-1852 / 3600 + 0 * x, 0 * x), name="westward")
    found = describe(open_sea(westward, wind=Wind(8, 240)), 1.5, 51.0, "2026-05-15T12:00Z")
    assert found["at"] == "2026-05-15T12:00Z"
    assert found["current"]["speed_kn"] == pytest.approx(1.0)
    assert found["current"]["toward_deg"] == pytest.approx(270.0)
    assert found["wind"]["speed_kn"] == pytest.approx(8.0)
    assert found["wind"]["from_deg"] == pytest.approx(240.0)


def test_source_resolution_and_error_are_said() -> None:
    sea = open_sea(dover_atlas(), wind=Wind(8, 240, sd_kn=1.5))
    found = describe(sea, 1.5, 51.0, "2026-05-15T12:00Z")
    assert found["current"]["resolution"].startswith("5' x 2.5'")
    assert found["current"]["error"]["sd_kn"] == pytest.approx(0.41, abs=0.01)
    assert found["current"]["error"]["tide_timing_sd_min"] == pytest.approx(35.0)
    assert "4 points" in found["current"]["error"]["measured_on"]
    assert found["wind"]["error"]["sd_kn"] == pytest.approx(1.5)
    assert found["wind"]["source"] == "wind by hand"
    json.dumps(found)


def test_what_is_not_known_is_none() -> None:
    model = Formula(lambda x, y, t: (1.0 + 0 * x, 0 * x), name="model")
    found = describe(open_sea(model), 1.5, 51.0, "2026-05-15T12:00Z")
    assert found["wind"] is None
    assert found["water_temperature_c"] is None
    assert "tide_amplitude_sd" not in found["current"]["error"]


def test_outside_is_an_error() -> None:
    with pytest.raises(LastknownError, match="no current at"):
        describe(open_sea(dover_atlas()), 20.0, 51.0, "2026-05-15T12:00Z")
