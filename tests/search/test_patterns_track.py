from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.search.patterns import Motion, Pattern, to_legs
from lastknown.search.patterns_track import track_line_non_return, track_line_return

STILL = Motion(start_s=1000.0, speed_ms=5.0)
NORTH = [[0.0, 0.0], [0.0, 9000.0]]


def test_return_of_the_manual() -> None:
    """IAMSAR vol. III, TSR: one side of the route, back on the other, S apart."""
    laid = track_line_return(NORTH, STILL, spacing_m=1000.0)
    assert laid.code is Pattern.TSR
    corners = [[500, 0], [500, 9000], [-500, 9000], [-500, 0]]
    np.testing.assert_allclose(laid.legs[:, :2], corners[:-1], atol=1e-9)
    assert laid.end == (-500.0, 0.0)
    assert laid.searching.tolist() == [True, False, True]


def test_non_return_of_the_manual() -> None:
    """IAMSAR vol. III, TSN: along the route, once on each side, ending at the far end."""
    laid = track_line_non_return(NORTH, STILL, spacing_m=1000.0, right_first=False)
    assert laid.code is Pattern.TSN
    corners = [[0, 0], [0, 9000], [-1000, 9000], [-1000, 0], [1000, 0]]
    np.testing.assert_allclose(laid.legs[:, :2], corners, atol=1e-9)
    assert laid.end == (1000.0, 9000.0)


@given(
    st.lists(st.floats(-80.0, 80.0), min_size=1, max_size=5),
    st.floats(0.0, 360.0),
    st.integers(1, 3),
    st.booleans(),
    st.floats(0.0, 200.0),
)
def test_tracks_lie_a_spacing_apart_beside_any_route(
    bends: list[float], course: float, pairs: int, right: bool, radius: float
) -> None:
    courses = np.radians(np.cumsum([course, *bends]))
    steps = 20_000.0 * np.column_stack([np.sin(courses), np.cos(courses)])
    route = np.concatenate([np.zeros((1, 2)), np.cumsum(steps, axis=0)])
    motion = Motion(0.0, 60.0, turn_radius_m=radius)
    for lay, count, at_end in (
        (track_line_return, 2 * pairs, 0),
        (track_line_non_return, 2 * pairs + 1, -1),
    ):
        laid = lay(route, motion, spacing_m=1000.0, passes=count, right_first=right)
        assert np.hypot(*(np.array(laid.end) - route[at_end])) <= 0.5 * count * 1000.0
        ways = np.hypot(laid.legs[:, 3] - laid.legs[:, 0], laid.legs[:, 4] - laid.legs[:, 1])
        np.testing.assert_allclose(ways, 60.0 * np.diff(laid.legs[:, [2, 5]])[:, 0], atol=1e-6)
        first = laid.legs[laid.searching][:: len(steps)]
        beside = (first[:, :2] - route[0]) @ [np.cos(courses[0]), -np.sin(courses[0])]
        at_start = np.abs((first[:, :2] - route[0]) @ steps[0]) < 1e-3
        apart = np.sort(beside[at_start])
        assert (np.diff(apart) >= 999.9).all()


def test_legs_in_degrees() -> None:
    plane = Plane(1.5, 51.0)
    legs = to_legs(track_line_return(NORTH, STILL, spacing_m=1000.0), plane)
    assert [leg.kind for leg in legs] == ["search", "turn", "search"]
    assert [leg.t1 for leg in legs] == pytest.approx([2800.0, 3000.0, 4800.0])
    x, y = plane.to_xy([leg.lon1 for leg in legs], [leg.lat1 for leg in legs])
    np.testing.assert_allclose(x, [500, -500, -500], atol=1e-3)
    np.testing.assert_allclose(y, [9000, 9000, 0], atol=1e-3)


@pytest.mark.parametrize(
    ("route", "words", "message"),
    [
        ([[0, 0]], {}, "two or more points"),
        ([[0, 0], [0, 0], [0, 9]], {}, "a point twice"),
        ([[0, 0], [0, 9000], [100, 0]], {}, r"bends by 179 degrees"),
        (NORTH, {"passes": 3}, "passes=3 of TSR do not return; give an even"),
        (NORTH, {"spacing_m": 0.0}, "spacing_m=0"),
        ([[0, 0], [0, 400], [400, 400], [400, 0]], {}, "no room inside its bends"),
    ],
)
def test_bad_routes(route: list[list[float]], words: dict[str, object], message: str) -> None:
    with pytest.raises(LastknownError, match=message):
        track_line_return(route, STILL, **{"spacing_m": 1000.0, **words})  # type: ignore[arg-type]


def test_non_return_takes_an_odd_number() -> None:
    with pytest.raises(LastknownError, match="passes=2 of TSN return; give an odd"):
        track_line_non_return(NORTH, STILL, spacing_m=1000.0, passes=2)
