from __future__ import annotations

from typing import Any

import pytest

from lastknown.errors import LastknownError
from lastknown.search.unit import Unit, ready_s, sweep_widths_m, unit_position

GIVEN: dict[str, Any] = {
    "name": "Lifeboat Dover",
    "position": "51°07'N 001°19'E",
    "ready": "2026-11-22T08:40:00Z",
    "speed_kn": 25,
    "search_speed_kn": 15,
    "endurance_h": 4,
    "sweep_width_nm": {"boat": 2.0, "person": 0.2},
}


def test_reads_the_case_file_form() -> None:
    unit = Unit(**GIVEN)
    assert unit_position(unit).lat == pytest.approx(51 + 7 / 60)
    assert ready_s(unit) == 1795336800.0
    assert sweep_widths_m(unit, dark=False) == pytest.approx((3704.0, 370.4))
    assert sweep_widths_m(unit, dark=True) is None


def test_one_width_holds_for_both() -> None:
    unit = Unit(**GIVEN | {"sweep_width_nm": 1, "night_sweep_width_nm": {"boat": 0.5}})
    assert sweep_widths_m(unit, dark=False) == (1852.0, 1852.0)
    assert sweep_widths_m(unit, dark=True) == (926.0, 0.0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"speed_kn": -25}, "speed_kn=-25 is not a positive number"),
        ({"search_speed_kn": 0}, "search_speed_kn=0 is not a positive number"),
        ({"search_speed_kn": 30}, "search_speed_kn=30 exceeds speed_kn=25"),
        ({"endurance_h": 0}, "endurance_h=0 is not a positive number"),
        ({"endurance_h": float("nan")}, "endurance_h=nan is not a positive number"),
        ({"usable_fraction": 1.2}, "usable_fraction=1.2 exceeds 1"),
        ({"kind": "submarine"}, "kind='submarine' is unknown; use one of lifeboat"),
        ({"name": " "}, "name is empty"),
        ({"ready": "2026-11-22T08:40:00"}, "has no zone"),
        ({"position": "somewhere"}, "somewhere"),
        ({"sweep_width_nm": -1}, "sweep_width_nm=-1 is not a positive number"),
        ({"sweep_width_nm": {"raft": 1}}, r"keys \['raft'\]; write { boat = 2.0, person = 0.2 }"),
        ({"sweep_width_nm": {}}, "has the keys"),
        ({"sweep_width_nm": {"boat": -2}}, "sweep_width_nm.boat=-2 is negative"),
        ({"sweep_width_nm": {"boat": 0}}, "is 0 for everything"),
        ({"night_sweep_width_nm": 0}, "night_sweep_width_nm=0 is not a positive number"),
    ],
)
def test_refuses(change: dict[str, Any], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        Unit(**GIVEN | change)
