from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.pattern import box_corners, parallel_track, track_length


def test_the_manuals_figure() -> None:
    """North-going first track, creeping east: start half a spacing inside the south-west corner."""
    legs = parallel_track(
        250.0, 250.0, 100.0, 10.0, tracks=3, spacing_m=500.0, length_m=4000.0, orientation_deg=0.0
    )
    expected = [
        [250, 250, 250, 3750],
        [250, 3750, 750, 3750],
        [750, 3750, 750, 250],
        [750, 250, 1250, 250],
        [1250, 250, 1250, 3750],
    ]
    np.testing.assert_allclose(legs[:, [0, 1, 3, 4]], expected, atol=1e-9)
    np.testing.assert_allclose(legs[:, 2], [100, 450, 500, 850, 900], atol=1e-9)


def test_creeps_to_the_left() -> None:
    legs = parallel_track(
        0.0,
        0.0,
        0.0,
        1.0,
        tracks=2,
        spacing_m=10.0,
        length_m=100.0,
        orientation_deg=90.0,
        creep_right=False,
    )
    np.testing.assert_allclose(legs[-1, [3, 4]], [0.0, 10.0], atol=1e-9)


@given(
    st.integers(1, 30),
    st.floats(100.0, 5000.0),
    st.floats(1.1, 40.0),
    st.floats(0.0, 360.0),
    st.booleans(),
    st.floats(1.0, 80.0),
)
def test_any_box(
    tracks: int, spacing: float, shape: float, course: float, right: bool, speed: float
) -> None:
    length = shape * spacing
    legs = parallel_track(
        0.0,
        0.0,
        50.0,
        speed,
        tracks=tracks,
        spacing_m=spacing,
        length_m=length,
        orientation_deg=course,
        creep_right=right,
    )
    ways = np.hypot(legs[:, 3] - legs[:, 0], legs[:, 4] - legs[:, 1])
    np.testing.assert_allclose(ways, speed * (legs[:, 5] - legs[:, 2]), rtol=1e-9)
    np.testing.assert_allclose(legs[1:, :3], legs[:-1, 3:])
    assert ways.sum() == pytest.approx(track_length(tracks, spacing, length))
    angle = np.radians(course)
    along = legs[:, [0, 3]] * np.sin(angle) + legs[:, [1, 4]] * np.cos(angle)
    across = legs[:, [0, 3]] * np.cos(angle) - legs[:, [1, 4]] * np.sin(angle)
    assert np.ptp(along) == pytest.approx(length - spacing, rel=1e-6)
    assert np.ptp(across) == pytest.approx((tracks - 1) * spacing, rel=1e-6, abs=1e-6)
    starts = np.unique(np.round(across[::2, 0] / spacing))
    assert starts.size == tracks


def test_corners_run_counter_clockwise() -> None:
    corners = box_corners(0.0, 0.0, 4000.0, 1000.0, 0.0)
    np.testing.assert_allclose(
        corners, [[-500, -2000], [500, -2000], [500, 2000], [-500, 2000]], atol=1e-9
    )
    x, y = box_corners(10.0, 20.0, 4000.0, 1000.0, 33.0).T
    assert 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) == pytest.approx(4e6)


def test_refuses_a_box_shorter_than_its_spacing() -> None:
    with pytest.raises(LastknownError, match="spacing_m=500"):
        parallel_track(0, 0, 0, 1, tracks=2, spacing_m=500, length_m=400, orientation_deg=0)
