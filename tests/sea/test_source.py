from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lastknown.sea.source import GridAxes, covers, fill_by_sampling, within, working_grid
from tests.sea.analytic import Formula, grid


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-89, 89),
    west=st.floats(-180, 180),
    width=st.floats(0.5, 359.0),
    turn=st.sampled_from([-360.0, 0.0, 360.0]),
)
def test_within_does_not_depend_on_the_turn(
    lon: float, lat: float, west: float, width: float, turn: float
) -> None:
    box = (west, -89.0, west + width, 89.0)
    east = (lon - west) % 360.0
    if min(abs(east - width), abs(east), abs(east - 360.0)) > 1e-6:  # not on an edge
        assert bool(within(box, lon + turn, lat)) == (east <= width)


def test_edges_belong_to_the_box() -> None:
    box = (170.0, -10.0, 190.0, 10.0)
    assert within(box, [170.0, 190.0, -170.0, 180.0, -180.0], [-10.0, 10.0, 10.0, 0.0, 0.0]).all()
    assert not within(box, [169.9, -169.9, 0.0, 180.0], [0.0, 0.0, 0.0, 10.1]).any()


def test_a_global_box_holds_every_longitude() -> None:
    lon = np.arange(-540.0, 541.0, 7.5)
    assert within((0.0, -90.0, 360.0, 90.0), lon, 0.0).all()
    assert within((-180.0, -90.0, 180.0, 90.0), lon, 0.0).all()


def test_covers_needs_place_and_hours() -> None:
    source = Formula(lambda x, y, t: (x, y), (0.0, 50.0, 2.0, 52.0), 100.0, 200.0)
    times = [99.0, 100.0, 200.0, 201.0]
    assert covers(source, 1.0, 51.0, times).tolist() == [False, True, True, False]
    assert not covers(source, 3.0, 51.0, 150.0)


def test_fill_by_sampling_puts_time_first_and_components_last() -> None:
    source = Formula(lambda x, y, t: (x + t, y + 0 * t), (0.0, 50.0, 2.0, 52.0))
    axes = GridAxes(np.array([0.0, 1.0, 2.0]), np.array([50.0, 51.0]), np.array([0.0, 10.0]))
    out = np.zeros((2, 2, 3, 4), np.float32)
    fill_by_sampling(source, "current", axes, out[..., 2:])
    assert axes.shape == (2, 2, 3)
    assert out[1, :, :, 2].tolist() == [[10.0, 11.0, 12.0]] * 2
    assert out[1, :, :, 3].tolist() == [[50.0] * 3, [51.0] * 3]
    assert not out[..., :2].any()


def test_the_working_grid_is_the_own_one_else_the_suggested_one() -> None:
    own = grid((0.0, 50.0, 2.0, 52.0), 0.1, 0.1)
    assert working_grid(Formula(lambda x, y, t: (x, y), axes=own)) is own
    assert working_grid(Formula(lambda x, y, t: (x, y))) is None

    class Curved(Formula):
        def suggested_grid(self) -> GridAxes:
            return own

    assert working_grid(Curved(lambda x, y, t: (x, y))) is own


def test_a_box_of_no_width_still_has_its_own_meridian() -> None:
    assert within((5.0, 0.0, 5.0, 1.0), [5.0, 365.0, -355.0], 0.5).all()
    assert not within((5.0, 0.0, 5.0, 1.0), 5.1, 0.5)
