"""The stream that ships go through, where a sea tells it and where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.desk.ships.stream import stream_of
from lastknown.sea.model import open_sea
from lastknown.sea.wind import Wind

AT_S = 1_637_722_800.0
WIND = Wind(speed_kn=8.0, from_deg=240.0)


@pytest.mark.parametrize("wind", [None, WIND])
def test_it_is_the_current_that_carries_the_boats_and_nothing_beyond_the_sea(
    wind: Wind | None,
) -> None:
    sea = open_sea("dover-strait", wind=wind)
    lon, lat = np.array([1.5, -30.0, 1.6]), np.array([51.0, 40.0, 51.05])
    u, v = stream_of(sea)(lon, lat, np.full(3, AT_S))
    found = sea.sample(lon[::2], lat[::2], AT_S)
    assert u[::2].tolist() == found.u.tolist()
    assert v[::2].tolist() == found.v.tolist()
    assert np.isnan([u[1], v[1]]).all()
    assert np.isfinite(u[::2]).all()
