from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.pattern import box_corners
from lastknown.search.patterns import Laid, Motion, Pattern
from lastknown.search.patterns_box import box_start, coordinated, creeping_line, parallel

STILL = Motion(start_s=1000.0, speed_ms=5.0)
TRACKS = st.integers(1, 14)
COURSES = st.floats(0.0, 360.0)


def ways(laid: Laid) -> np.ndarray:
    return np.hypot(laid.legs[:, 3] - laid.legs[:, 0], laid.legs[:, 4] - laid.legs[:, 1])


def distances(points: np.ndarray, legs: np.ndarray) -> np.ndarray:
    """Return the distance of each point (n, 2) from the nearest leg."""
    a, b = legs[:, :2], legs[:, 3:5]
    step = b - a
    along = ((points[:, None] - a) * step).sum(axis=2) / (step**2).sum(axis=1)
    near = a + np.clip(along, 0.0, 1.0)[..., None] * step
    return np.hypot(*np.moveaxis(points[:, None] - near, 2, 0)).min(axis=1)


def test_creeping_line_of_the_manual() -> None:
    """IAMSAR vol. II, creeping line: tracks along the short side, creep along the long one."""
    laid = creeping_line(
        250, 250, STILL, tracks=6, spacing_m=500.0, length_m=2000.0, orientation_deg=90.0,
        creep_right=False,
    )  # fmt: skip
    assert laid.code is Pattern.CS
    np.testing.assert_allclose(laid.legs[:3, 3:5], [[1750, 250], [1750, 750], [250, 750]])
    assert laid.end == pytest.approx((250.0, 2750.0))
    assert laid.searching.tolist() == [True, False] * 5 + [True]


def test_a_box_pattern_on_its_wrong_side_is_refused() -> None:
    words = {"tracks": 6, "spacing_m": 500.0, "orientation_deg": 0.0}
    with pytest.raises(LastknownError, match=r"PS of length_m=2000 .* use creeping_line"):
        parallel(0, 0, STILL, length_m=2000.0, **words)  # type: ignore[arg-type]
    with pytest.raises(LastknownError, match=r"CS of length_m=9000 .* use parallel"):
        creeping_line(0, 0, STILL, length_m=9000.0, **words)  # type: ignore[arg-type]


@given(
    TRACKS, st.floats(100.0, 3000.0), st.floats(1.2, 20.0), COURSES, st.booleans(), st.booleans()
)
def test_the_box_is_covered_from_half_a_spacing_inside(
    tracks: int, spacing: float, shape: float, course: float, right: bool, moving: bool
) -> None:
    """Every point lies within half a spacing of a track, measured along and across the box.

    At the ends of tracks, half a spacing inside, that is up to S / root 2 as the crow flies.
    """
    length = shape * spacing
    words = {
        "tracks": tracks,
        "spacing_m": spacing,
        "length_m": length,
        "orientation_deg": course,
        "creep_right": right,
    }
    x, y = box_start(300.0, -700.0, **words)  # type: ignore[arg-type]
    lay = parallel if length >= tracks * spacing else creeping_line
    laid = lay(x, y, STILL, **words)  # type: ignore[arg-type]
    corners = box_corners(300.0, -700.0, length, tracks * spacing, course)
    u, v = np.meshgrid(np.linspace(0, 1, 23), np.linspace(0, 1, 23))
    points = corners[0] + u.reshape(-1, 1) * (corners[1] - corners[0])
    points = points + v.reshape(-1, 1) * (corners[3] - corners[0])
    legs = laid.legs[laid.searching]
    assert distances(points, legs).max() <= spacing / np.sqrt(2.0) * (1.0 + 1e-6)
    inner = np.abs((v.ravel() - 0.5) * length) <= 0.5 * (length - spacing)
    if inner.any():
        assert distances(points[inner], legs).max() <= 0.5 * spacing * (1.0 + 1e-6)
    assert distances(corners[:1], laid.legs[:1]).min() >= 0.5 * spacing * (1.0 - 1e-6)
    assert laid.path_m == pytest.approx(tracks * length - spacing)


@given(TRACKS, st.floats(0.05, 1.4) | st.just(0.5), COURSES, st.booleans())
def test_between_tracks_the_path_is_lengthened_and_tracks_keep_their_length(
    tracks: int, share: float, course: float, right: bool
) -> None:
    motion = Motion(0.0, 50.0, turn_radius_m=share * 1000.0)
    laid = parallel(
        0, 0, motion, tracks=tracks, spacing_m=1000.0, length_m=20_000.0,
        orientation_deg=course, creep_right=right,
    )  # fmt: skip
    np.testing.assert_allclose(ways(laid)[laid.searching], 19_000.0)
    radius = share * 1000.0
    bulb = np.pi + 4.0 * np.arccos(min(1.0, (1000.0 + 2.0 * radius) / (4.0 * radius)))
    turn = radius * bulb + max(0.0, 1000.0 - 2.0 * radius)
    turning = ways(laid)[~laid.searching].sum()
    assert turning == pytest.approx((tracks - 1) * turn, rel=3e-3)
    np.testing.assert_allclose(ways(laid), 50.0 * np.diff(laid.legs[:, [2, 5]])[:, 0], atol=1e-6)
    np.testing.assert_array_equal(laid.legs[1:, :3], laid.legs[:-1, 3:])
    step = laid.legs[:, 3:5] - laid.legs[:, :2]
    course_change = np.abs(np.angle(np.exp(1j * np.diff(np.arctan2(step[:, 0], step[:, 1])))))
    assert np.degrees(course_change).max(initial=0.0) <= 10.0 + 1e-6


def test_the_coordinated_ship_goes_at_the_manuals_speed() -> None:
    """IAMSAR vol. II and III: Vs = S Va / (L + S); 2 NM, 20 NM of search leg, 110 kn: 10 kn."""
    found = coordinated(
        0, 0, Motion(0.0, 110.0), tracks=5, spacing_m=2.0, length_m=22.0, orientation_deg=0.0
    )
    assert found.aircraft.code is Pattern.CSC
    assert found.ship_speed_ms == pytest.approx(10.0)
    assert found.ship_course_deg == pytest.approx(90.0)


@given(
    TRACKS,
    st.floats(0.0, 900.0),
    COURSES,
    st.booleans(),
    st.floats(-1.0, 1.0),
    st.floats(-1.0, 1.0),
)
def test_the_aircraft_passes_over_the_ship_at_the_middle_of_every_track(
    tracks: int, radius: float, course: float, right: bool, u: float, v: float
) -> None:
    motion = Motion(500.0, 50.0, turn_radius_m=radius, drift_ms=(u, v))
    found = coordinated(
        10, 20, motion, tracks=tracks, spacing_m=1000.0, length_m=9000.0,
        orientation_deg=course, creep_right=right,
    )  # fmt: skip
    flown = found.aircraft.legs[found.aircraft.searching]
    middle = 0.5 * (flown[:, :3] + flown[:, 3:])
    x0, y0, t0, x1, y1, t1 = found.ship[0]
    part = (middle[:, 2] - t0) / (t1 - t0)
    np.testing.assert_allclose(x0 + part * (x1 - x0), middle[:, 0], atol=1e-3)
    np.testing.assert_allclose(y0 + part * (y1 - y0), middle[:, 1], atol=1e-3)


def test_a_ship_that_cannot_keep_up_is_refused() -> None:
    with pytest.raises(LastknownError, match=r"ship_speed_max_ms=4 .* 5\.56 m/s"):
        coordinated(
            0, 0, Motion(0.0, 50.0), tracks=5, spacing_m=1000.0, length_m=9000.0,
            orientation_deg=0.0, ship_speed_max_ms=4.0,
        )  # fmt: skip


def test_tracks_are_counted_in_whole_numbers() -> None:
    with pytest.raises(LastknownError, match="tracks=0 is out of bounds"):
        parallel(0, 0, STILL, tracks=0, spacing_m=10.0, length_m=100.0, orientation_deg=0.0)
