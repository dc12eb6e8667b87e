"""Areas laid out in time: they follow their datum, and squares and sectors are the manual's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastknown.search.errand import SECTOR, SQUARE, Box, Errand
from lastknown.search.layout import lay_out
from lastknown.search.paths import Paths, shift
from lastknown.search.patterns import Motion
from lastknown.search.patterns_point import expanding_square, sector

SPEED = 7.0
TIDE = Paths(
    np.array([0.0, 3600.0, 7200.0, 10800.0]),
    np.array([[0.0] * 4, [0.0, 3600.0, 5000.0, 5000.0]]),
    np.array([[0.0] * 4, [0.0, 0.0, 1000.0, 3000.0]]),
)


def errand(hours: float = 3.0) -> Errand:
    return Errand(-2e4, 5e3, 1e4, 1e4, 0.0, hours * 3600.0, 1e9, 20.0, SPEED, 0.85, TIDE)


@pytest.mark.parametrize("form", [0.0, SQUARE, SECTOR])
def test_an_area_that_follows_its_datum_is_the_same_pattern_beside_it(form: float) -> None:
    box = Box(500.0, -300.0, 0.7, 900.0, 5.0, -1.0, 1.0, 600.0, form)
    laid = lay_out(box, errand())
    assert laid is not None
    begin, middle = laid.arrive_s, laid.middle_s
    assert middle == pytest.approx(0.5 * (laid.legs[0, 2] + laid.legs[-1, 5]))
    with_datum = laid.legs.copy()
    for row in with_datum:
        for end in (0, 3):
            dx, dy = shift(TIDE, 1.0, middle, row[end + 2])
            row[end] -= dx
            row[end + 1] -= dy
    ways = np.hypot(with_datum[:, 3] - with_datum[:, 0], with_datum[:, 4] - with_datum[:, 1])
    assert ways == pytest.approx(SPEED * (with_datum[:, 5] - with_datum[:, 2]))
    middle_of = 0.5 * (with_datum[:, :2].min(axis=0) + with_datum[:, :2].max(axis=0))
    if form == 0.0:
        assert with_datum[0, :2] + with_datum[-1, 3:5] != pytest.approx([0, 0])
        assert middle_of == pytest.approx([500.0, -300.0], abs=600.0)
    else:
        assert with_datum[0, :2] == pytest.approx([500.0, -300.0])
    out = math.hypot(laid.legs[0, 0] + 2e4, laid.legs[0, 1] - 5e3)
    assert begin == pytest.approx(600.0 + out / 20.0, abs=0.5)
    assert laid.back_s <= 600.0 + 3 * 3600.0 + 1e-6
    assert ways.sum() == pytest.approx(0.85 * SPEED * (laid.leave_s - begin), rel=3e-4)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_squares_and_sectors_are_those_of_the_manual(side: float) -> None:
    for form, size in ((SQUARE, 700.0), (SECTOR, 4000.0)):
        laid = lay_out(Box(100.0, 200.0, 0.4, size, 1.0, side, 0.0, 0.0, form), errand())
        assert laid is not None
        motion = Motion(laid.arrive_s, SPEED)
        course, right = math.degrees(0.4), side > 0.0
        if form == SQUARE:
            figure = expanding_square(
                100.0, 200.0, motion, legs=len(laid.legs), spacing_m=size,
                orientation_deg=course, turn_right=right,
            )  # fmt: skip
        else:
            figure = sector(
                100.0, 200.0, motion, radius_m=size, orientation_deg=course, passes=3,
                turn_right=right,
            )  # fmt: skip
        whole = len(laid.legs) - 1  # the last leg ends where the path is spent
        assert whole > 3
        assert laid.legs[:whole] == pytest.approx(figure.legs[:whole], abs=1e-6)
        end = laid.legs[whole]
        assert end[2] < end[5] <= figure.legs[whole, 5] + 1e-6
        assert np.abs(laid.legs[:, [0, 3]] - 100.0).max() <= 0.5 * laid.length_m
        assert np.abs(laid.legs[:, [1, 4]] - 200.0).max() <= 0.5 * laid.width_m
