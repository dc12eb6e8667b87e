from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.patterns import Laid, Motion, Pattern
from lastknown.search.patterns_point import (
    expanding_square,
    first_leg_m,
    sector,
    square_spacing_m,
)

COURSES = st.floats(0.0, 360.0)
STILL = Motion(start_s=1000.0, speed_ms=5.0)


def ways(laid: Laid) -> np.ndarray:
    return np.hypot(laid.legs[:, 3] - laid.legs[:, 0], laid.legs[:, 4] - laid.legs[:, 1])


def courses(laid: Laid) -> np.ndarray:
    east, north = laid.legs[:, 3] - laid.legs[:, 0], laid.legs[:, 4] - laid.legs[:, 1]
    return np.round(np.degrees(np.arctan2(east, north)) % 360.0, 6) % 360.0


def test_expanding_square_of_the_manual() -> None:
    """IAMSAR vol. III, expanding square: legs S, S, 2 S, 2 S, 3 S, 3 S, 4 S, 4 S, turns of 90."""
    laid = expanding_square(0, 0, STILL, legs=8, spacing_m=100.0, orientation_deg=0.0)
    assert laid.code is Pattern.SS
    np.testing.assert_allclose(ways(laid), [100, 100, 200, 200, 300, 300, 400, 400])
    np.testing.assert_allclose(courses(laid), [0, 90, 180, 270] * 2)
    np.testing.assert_allclose(
        laid.legs[:4, 3:5], [[0, 100], [100, 100], [100, -100], [-100, -100]]
    )
    assert laid.start == (0.0, 0.0)
    assert laid.duration_s == pytest.approx(2000.0 / 5.0)
    assert laid.searching.all()


@given(COURSES, st.integers(2, 40), st.booleans())
def test_neighbouring_legs_of_a_square_are_one_spacing_apart(
    course: float, count: int, right: bool
) -> None:
    laid = expanding_square(
        0, 0, STILL, legs=count, spacing_m=100.0, orientation_deg=course, turn_right=right
    )
    angle = np.radians(course)
    x, y = laid.legs[:, 3], laid.legs[:, 4]
    along, across = x * np.sin(angle) + y * np.cos(angle), x * np.cos(angle) - y * np.sin(angle)
    lengthwise, crosswise = across[::2] / 100.0, np.append(along[1::2], 0.0) / 100.0
    for lines in (lengthwise, crosswise):
        np.testing.assert_allclose(np.diff(np.sort(lines)), 1.0, atol=1e-6)


def test_first_leg_of_an_expanding_square() -> None:
    """Two thirds of the root of W E: W = 0.5 NM, E = 2 NM gives 2/3 NM."""
    assert first_leg_m(926.0, 3704.0) == pytest.approx(2.0 / 3.0 * 1852.0)


@pytest.mark.parametrize(
    ("effort", "factor"),
    [(0.5, 0.511), (1, 0.643), (2, 0.810), (4, 1.021), (8, 1.286), (15, 1.586), (30, 1.999)],
)
def test_the_square_that_a_path_is_worth(effort: float, factor: float) -> None:
    """Optimal search factors of a single square, ideal curve (computed independently)."""
    spacing = square_spacing_m(200.0, 2000.0, effort * 2000.0**2 / 200.0)
    half_width = 0.5 * np.sqrt(spacing * effort * 2000.0**2 / 200.0)
    assert half_width / 2000.0 == pytest.approx(factor, abs=6e-4)


def test_spacing_by_path_is_refused_for_no_path() -> None:
    with pytest.raises(LastknownError, match="path_m=0"):
        square_spacing_m(200.0, 2000.0, 0.0)


def test_sector_search_of_the_manual() -> None:
    """IAMSAR vol. III, sector search: nine legs of one radius, all turns 120 to starboard."""
    laid = sector(10.0, 20.0, STILL, radius_m=300.0, orientation_deg=0.0)
    assert laid.code is Pattern.VS
    np.testing.assert_allclose(ways(laid), [300.0] * 9)
    np.testing.assert_allclose(courses(laid), [0, 120, 240, 240, 0, 120, 120, 240, 0])
    centre = np.hypot(laid.legs[:, 3] - 10.0, laid.legs[:, 4] - 20.0)
    np.testing.assert_allclose(centre, [300, 300, 0] * 3, atol=1e-9)
    assert laid.end == pytest.approx((10.0, 20.0))


def test_the_second_pass_lies_half_way_between_the_first() -> None:
    laid = sector(0.0, 0.0, STILL, radius_m=300.0, orientation_deg=40.0, passes=2)
    assert len(laid.legs) == 18
    np.testing.assert_allclose(courses(laid)[9:], (courses(laid)[:9] + 30.0) % 360.0)
    spokes = np.sort(courses(laid)[[0, 3, 6, 9, 12, 15]] % 60.0)
    np.testing.assert_allclose(spokes, [10, 10, 10, 40, 40, 40])


@given(COURSES, st.floats(50.0, 5000.0), st.integers(1, 4), st.booleans())
def test_a_sector_never_leaves_its_circle(
    course: float, radius: float, passes: int, right: bool
) -> None:
    laid = sector(
        0, 0, STILL, radius_m=radius, orientation_deg=course, passes=passes, turn_right=right
    )
    assert np.hypot(laid.legs[:, 3], laid.legs[:, 4]).max() <= radius * (1.0 + 1e-9)
    assert laid.path_m == pytest.approx(9 * passes * radius)


def test_corners_are_rounded_and_legs_shortened() -> None:
    """A 90 degree corner with r = 20 m takes 20 m off each leg and gives an arc of 31.4 m."""
    motion = Motion(0.0, 5.0, turn_radius_m=20.0)
    laid = expanding_square(0, 0, motion, legs=3, spacing_m=100.0, orientation_deg=0.0)
    np.testing.assert_allclose(ways(laid)[laid.searching], [80.0, 60.0, 180.0])
    arc = ways(laid)[~laid.searching].sum() / 2.0
    assert arc == pytest.approx(0.5 * np.pi * 20.0, rel=2e-3)
    assert laid.end == pytest.approx((100.0, -100.0))


def test_a_sector_with_turns_still_passes_through_its_datum() -> None:
    motion = Motion(0.0, 5.0, turn_radius_m=40.0)
    laid = sector(0, 0, motion, radius_m=300.0, orientation_deg=0.0, passes=2)
    assert np.isclose(np.hypot(laid.legs[:, 3], laid.legs[:, 4]), 0.0, atol=1e-6).sum() >= 5
    turned = np.abs(np.diff(courses(laid)))
    assert np.minimum(turned, 360.0 - turned).max() <= 10.0 + 1e-6


@given(
    COURSES,
    st.floats(-1.5, 1.5),
    st.floats(-1.5, 1.5),
    st.floats(2.0, 60.0),
    st.integers(1, 30),
    st.floats(0.0, 49.0),
)
def test_moving_with_the_datum(
    course: float, u: float, v: float, speed: float, count: int, radius: float
) -> None:
    """Seen from the datum it is the same pattern, and legs last length / speed."""
    motion = Motion(50.0, speed, turn_radius_m=radius, drift_ms=(u, v))
    laid = expanding_square(0, 0, motion, legs=count, spacing_m=100.0, orientation_deg=course)
    still = expanding_square(
        0,
        0,
        Motion(50.0, speed, turn_radius_m=radius),
        legs=count,
        spacing_m=100.0,
        orientation_deg=course,
    )
    seen = laid.legs.copy()
    for when, first in ((2, 0), (5, 3)):
        seen[:, first] -= u * (laid.legs[:, when] - 50.0)
        seen[:, first + 1] -= v * (laid.legs[:, when] - 50.0)
    np.testing.assert_allclose(seen, still.legs, atol=1e-6)
    np.testing.assert_allclose(ways(still), speed * np.diff(still.legs[:, [2, 5]])[:, 0], atol=1e-6)
    np.testing.assert_array_equal(laid.legs[1:, :3], laid.legs[:-1, 3:])
    assert laid.path_m == pytest.approx(ways(still).sum())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"legs": 0}, "legs=0 is out of bounds"),
        ({"legs": 2.5}, "legs=2.5 is not a whole number"),
        ({"spacing_m": -1.0}, "spacing_m=-1"),
        ({"spacing_m": float("nan")}, "spacing_m=nan"),
    ],
)
def test_a_square_out_of_bounds(words: dict[str, object], message: str) -> None:
    arguments: dict[str, object] = {"legs": 4, "spacing_m": 100.0, "orientation_deg": 0.0, **words}
    with pytest.raises(LastknownError, match=message):
        expanding_square(0, 0, STILL, **arguments)  # type: ignore[arg-type]


def test_a_turning_radius_that_does_not_fit_names_one_that_does() -> None:
    motion = Motion(0.0, 60.0, turn_radius_m=80.0)
    with pytest.raises(LastknownError, match=r"turn_radius_m=80 .* 100 m; .* at most 50 m"):
        expanding_square(0, 0, motion, legs=4, spacing_m=100.0, orientation_deg=0.0)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"speed_ms": 0.0}, "speed_ms=0"),
        ({"turn_radius_m": -5.0}, "turn_radius_m=-5"),
        ({"drift_ms": (0.0, float("nan"))}, "drift_ms="),
    ],
)
def test_motion_out_of_bounds(words: dict[str, object], message: str) -> None:
    with pytest.raises(LastknownError, match=message):
        Motion(**{"start_s": 0.0, "speed_ms": 5.0, **words})  # type: ignore[arg-type]
