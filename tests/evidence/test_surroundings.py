"""Areas and depths."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.evidence.searched import weigh
from lastknown.evidence.surroundings import Area, Chart, Depth, chart_of
from lastknown.geo.pack import open_pack
from tests.drift.clouds import cloud_of
from tests.evidence.trials import AT, given, normal_cloud, place

SQUARE = [place(x, y) for x, y in ((0, -9e4), (9e4, -9e4), (9e4, 9e4), (0, 9e4))]


@pytest.mark.parametrize("inside", [True, False])
def test_half_a_cloud_inside_an_area_is_weighed_by_bayes(inside: bool) -> None:
    """P(side | report) = 1 / (1 + w) where both sides were even before."""
    x, _, weight = given(normal_cloud(5000.0, 2000), Area(SQUARE, AT, inside=inside, wrong=0.25))
    chosen = (x > 0.0) == inside
    share = chosen.mean()
    assert weight[chosen].sum() == pytest.approx(share / (share + 0.25 * (1.0 - share)))
    assert np.unique(weight.round(12)).size == 2


def test_an_area_may_cross_the_date_line() -> None:
    cloud = cloud_of(np.array([179.9, -179.9, 179.0, -179.0]), np.zeros(4))
    area = Area([(179.5, -1.0), (-179.5, -1.0), (-179.5, 1.0), (179.5, 1.0)], AT, wrong=0.001)
    weight = weigh(cloud, area).weight.values
    assert weight == pytest.approx([0.4995, 0.4995, 0.0005, 0.0005], abs=1e-4)


def slope() -> Chart:
    """Return a sea that is 10 m deep at 51N and 1 m deeper each 0.01 degree north; land west."""
    lat = np.linspace(50.5, 51.5, 21)
    depth = np.tile((10.0 + 100.0 * (lat - 51.0))[:, None], (1, 11))
    depth[:, 0] = np.nan
    return Chart(np.linspace(1.0, 2.0, 11), lat, depth)


def test_a_chart_is_read_between_its_nodes_and_beside_land() -> None:
    depth = slope().at(np.array([1.55, 1.55, 1.05, 1.0, 3.0]), np.array([51.0, 51.013, 51, 51, 51]))
    assert depth[:3] == pytest.approx([10.0, 11.3, 10.0])
    assert np.isnan(depth[3:]).all()


def test_a_depth_on_an_even_slope_is_a_normal_position() -> None:
    lat = np.linspace(51.0, 51.4, 4001)
    cloud = cloud_of(np.full(lat.size, 1.5), lat)
    told = Depth(30.0, slope(), AT, sd_m=3.0, chart_sd_m=4.0, wrong=0.001)
    weight = weigh(cloud, told).weight.values
    mean = (weight * lat).sum()
    assert mean == pytest.approx(51.2, abs=2e-4)
    assert np.sqrt((weight * (lat - mean) ** 2).sum()) == pytest.approx(0.05, rel=0.05)


def test_the_shipped_pack_has_depths() -> None:
    chart = chart_of(open_pack("dover-strait"))
    found = float(chart.at(np.array([1.6]), np.array([51.05]))[0])
    assert 10.0 <= found <= 70.0


def test_land_is_not_excluded_for_certain() -> None:
    cloud = cloud_of(np.array([0.5, 1.5]), np.array([51.1, 51.1]))
    weight = weigh(cloud, Depth(20.0, slope(), AT, wrong=0.2)).weight.values
    assert 0.0 < weight[0] < weight[1]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Area(SQUARE[:2], AT), "2 corners"),
        (lambda: Area([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], AT), "crosses itself"),
        (lambda: Area(["nowhere"] * 3, AT), "position"),
        (lambda: Area(SQUARE, AT, wrong=0.0), "wrong"),
        (lambda: Depth(-1.0, slope(), AT), "depth_m"),
        (lambda: Depth(float("nan"), slope(), AT), "depth_m"),
        (lambda: Depth(10.0, slope(), AT, sd_m=0.0), "sd_m"),
        (lambda: Chart(np.zeros(3), np.zeros(2), np.zeros((3, 2))), "does not fit"),
        (lambda: Chart(np.zeros(2), np.zeros(2), np.full((2, 2), np.nan)), "no depth"),
    ],
)
def test_bad_surroundings_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()
