from __future__ import annotations

import numpy as np
import pytest

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.errors import LastknownError
from lastknown.search.scene import make_scene, targets_of
from tests.exchange.swamped import small_cloud


def test_persons_are_what_is_sought() -> None:
    cloud = small_cloud()
    scene = make_scene(cloud, cloud.time_s[0], cloud.time_s[-1])
    # boat 0 swamped: 20 of its 33 persons hold on, 13 drift apart
    np.testing.assert_allclose(scene.share, [20 / 132, 0.25, 0.25, 0.25, 13 / 132])
    assert scene.share.sum() == pytest.approx(1.0)


def test_persons_follow_their_boat_until_they_leave_it() -> None:
    cloud = small_cloud()
    scene = make_scene(cloud, cloud.time_s[0], cloud.time_s[-1])
    boat, swimmers = 0, 4
    np.testing.assert_allclose(scene.x[:3, swimmers], scene.x[:3, boat])
    assert scene.seen[:, swimmers].tolist() == [BOAT] * 3 + [IN_WATER] * 3
    assert scene.seen[:, 3].tolist() == [BOAT] * 4 + [-1] * 2  # came ashore
    targets = targets_of(scene, (1000.0, 100.0), None)
    factor = targets.factor[:, swimmers] * 8 * np.pi
    np.testing.assert_allclose(factor, [1e6] * 3 + [1e4] * 3)
    np.testing.assert_allclose(targets.factor[4:, 3], 0.0)


def test_positions_between_kept_states() -> None:
    cloud = small_cloud()
    scene = make_scene(cloud, cloud.time_s[0] + 300.0, cloud.time_s[-1] - 60.0)
    lon, lat = scene.plane.to_lonlat(scene.x[0], scene.y[0])
    np.testing.assert_allclose(lon[:4], cloud.lon[:4, 0] + 0.002, atol=1e-7)
    np.testing.assert_allclose(lat[:4], cloud.lat[:4, 0] + 0.001, atol=1e-7)
    assert scene.time_s[0] == cloud.time_s[0] + 300.0
    assert scene.time_s[-1] == cloud.time_s[-1] - 60.0


def test_across_180_degrees() -> None:
    here, there = small_cloud(1.5, 51.0), small_cloud(179.99, 51.0)
    one, other = (make_scene(c, c.time_s[0], c.time_s[-1]) for c in (here, there))
    np.testing.assert_allclose(other.x, one.x, atol=0.5)
    np.testing.assert_allclose(other.y, one.y, atol=0.5)


def test_the_dark_starts_an_interval_of_its_own() -> None:
    cloud = small_cloud(107.8, 51.0)  # civil twilight ends there between 09:00 and 10:00 UTC
    scene = make_scene(cloud, cloud.time_s[0], cloud.time_s[-1])
    assert scene.time_s.size == cloud.time_s.size + 1
    assert not scene.dark[0]
    assert scene.dark[-1]
    night = targets_of(scene, (1000.0, 100.0), (500.0, 50.0)).factor[:, 1] * 8 * np.pi
    np.testing.assert_allclose(night, np.where(scene.dark, 25e4, 1e6))


def test_nothing_at_sea() -> None:
    cloud = small_cloud()
    empty = np.full_like(cloud.lon, np.nan)
    lost = type(cloud)(**{**vars(cloud), "lon": empty, "lat": empty})
    with pytest.raises(LastknownError, match="nothing is at sea between 2026"):
        make_scene(lost, cloud.time_s[0], cloud.time_s[-1])
