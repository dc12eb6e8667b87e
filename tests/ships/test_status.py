from __future__ import annotations

import numpy as np
import pytest

from lastknown.ships.status import bar_of, is_outdated, lies_still, told_of
from lastknown.units import KNOT


def test_under_way_fishing_sailing_and_not_told_say_nothing() -> None:
    """Navigational status of ITU-R M.1371-5, table 45."""
    named = {status: told_of(status) for status in range(16)}
    assert [status for status, told in named.items() if told] == [1, 2, 3, 4, 5, 6, 7, 11, 12]
    assert (named[1], named[4], named[12]) == ("at anchor", "constrained", "towing")


@pytest.mark.parametrize("status", [1, 5, 6])
def test_who_tells_that_she_lies_still_does_up_to_two_knots(status: int) -> None:
    for kn, still in ((0.0, True), (1.9, True), (2.1, False), (12.0, False), (np.nan, True)):
        assert lies_still(status, kn * KNOT) is still
        assert is_outdated(status, kn * KNOT) is not still
    assert not lies_still(0, 0.0)
    assert not is_outdated(3, 12.0 * KNOT)


def test_only_who_moves_is_asked_though_she_tells_that_she_is_aground() -> None:
    assert bar_of(6, 1.9 * KNOT) == "aground"
    assert bar_of(6, 2.1 * KNOT) is None
    assert bar_of(1, 0.0) is None
    assert bar_of(2, 12.0 * KNOT) == "not under command"
