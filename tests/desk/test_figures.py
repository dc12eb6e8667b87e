from __future__ import annotations

import pytest

from lastknown.desk._figures import place


@pytest.mark.parametrize(
    ("lon", "said"),
    [(179.999996, -180.0), (179.99999, 179.99999), (-180.0, -180.0), (1.4999996, 1.5)],
)
def test_a_place_that_is_rounded_is_one_that_an_entry_takes(lon: float, said: float) -> None:
    """Found by review: at 180.0 degrees a Mayday Relay could not be entered."""
    assert place(lon, 51.000004) == [said, 51.0]
