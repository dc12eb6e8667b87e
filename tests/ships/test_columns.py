import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.ships.columns import Positions, no_positions


def _two() -> Positions:
    two, half = np.array([1.0, 2.0]), np.array([1.0, 2.0], np.float32)
    return Positions(
        np.array([235000001, 235000002]), two, two, two, half, half, half, np.zeros(2, np.int8)
    )


def test_rows_are_taken_from_every_column() -> None:
    one = _two().at(np.array([False, True]))
    assert len(one) == 1
    assert one.mmsi[0] == 235000002
    assert one.lat[0] == 2.0


def test_columns_of_different_length_are_refused() -> None:
    made = _two()
    with pytest.raises(LastknownError, match="lon has 1 values and mmsi 2"):
        Positions(
            made.mmsi, made.time_s, made.lon[:1], made.lat, made.speed, made.course_deg,
            made.heading_deg, made.kind,
        )  # fmt: skip


def test_none_is_of_length_zero() -> None:
    assert len(no_positions()) == 0
