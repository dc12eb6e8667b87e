"""Strike risk against a plain simulation: one ship and one cloud that meet in many ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtri

from lastknown.ships.predict import predict
from lastknown.ships.ship import Predicted, Track
from lastknown.ships.strike import strike
from lastknown.ships.strikes import Strikes
from tests.drift.clouds import T0
from tests.ships.passing import CRAB_DEG, Lies, Passed, cloud_at, on_path, simulated, spread, tide

HOUR = 3600.0
Array = NDArray[np.float64]


def one(found: Strikes, what: str = "strike") -> float:
    return float(getattr(found, what)[0, 0])


def bent() -> Predicted:
    """To the east, then in 1200 m round to 34 degrees to port, 8 m/s; abeam of 0, 0 in the bend."""
    arc = np.arange(-12_000.0, 12_001.0, 50.0)
    heading = np.clip((arc + 600.0) / 2000.0, 0.0, 0.6)
    x, y = np.cumsum(50.0 * np.cos(heading)), np.cumsum(50.0 * np.sin(heading))
    middle, way = arc.size // 2, (arc + 12_000.0) / 24_000.0
    return on_path(
        x - x[middle], y - y[middle], T0 + 3000.0 * way, along_sd_m=200.0 + 200.0 * way,
        across_sd_m=20.0 + 10.0 * way, length_m=100.0, beam_m=60.0,
    )  # fmt: skip


def sent(vx: float, vy: float, sd: tuple[float, float], **change: Any) -> Predicted:
    x, y = np.array([-0.5, 0.5]) * vx * 3000.0, np.array([-0.5, 0.5]) * vy * 3000.0
    return on_path(
        x, y, [T0, T0 + 3000.0], along_sd_m=sd[0], across_sd_m=sd[1],
        **({"length_m": 250.0, "beam_m": 60.0} | change),
    )  # fmt: skip


def at_anchor(sd_m: float) -> Predicted:
    return sent(0.0, 0.0, (sd_m, sd_m), course_deg=70.0)


def by_course(wider: float) -> Predicted:
    """At 5 m/s with the errors of a prediction by course, told every 3 minutes, over `wider`."""
    run = np.arange(0.0, 3001.0, 150.0)
    grown = 900.0 * np.sqrt(2.0 * (run / 900.0 - 1.0 + np.exp(-run / 900.0)))
    return on_path(
        5.0 * (run - 1500.0), 0.0 * run, T0 + run, length_m=250.0, beam_m=60.0,
        along_sd_m=np.hypot(15.0, 2.4 * grown) / wider,
        across_sd_m=np.hypot(15.0, 1.6 * grown) / wider,
    )  # fmt: skip


SCENES: dict[str, tuple[Predicted, tuple[float, float], float]] = {
    "crossing": (sent(8.0, 0.0, (300.0, 20.0)), (0.1, 0.8), 30.0),
    "overtaking": (sent(6.0, 2.0, (250.0, 20.0)), (3.0, 0.6), 25.0),
    "head on": (sent(-5.0, 5.0, (400.0, 20.0)), (1.8, -1.5), 40.0),
    "fast boat across": (sent(7.0, 0.0, (60.0, 20.0)), (0.0, -4.0), 40.0),
    "turning in a lane": (bent(), (0.3, 0.3), 30.0),
    "slow ship": (sent(0.9, 0.0, (80.0, 40.0)), (0.2, 1.3), 80.0),
    "at anchor": (sent(0.0, 0.0, (40.0, 40.0), course_deg=30.0), (0.5, 0.4), 60.0),
    "tide turns, 20 m": (at_anchor(20.0 / 0.6), (1.0, 0.2), 60.0),
    "tide turns, 100 m": (at_anchor(100.0 / 0.6), (1.0, 0.2), 60.0),
    "course, growing errors": (by_course(12.0), (0.3, 0.6), 30.0),
    "300 m x 40 m": (sent(7.0, 0.0, (300.0, 20.0), length_m=300.0, beam_m=40.0), (0.1, 0.8), 30.0),
}


def there_and_back(places: np.ndarray) -> np.ndarray:
    """Six states past the middle after 600 s, the last three in reverse."""
    moved = places + (places[:, 3:4] - places[:, 1:2]) * 0.75
    return np.concatenate((moved[:, :3], moved[:, 2::-1]), axis=1)


def compared(
    name: str,
    count: int,
    wider: float = 1.0,
    lies: Lies = "way",
    told: float = 0.0,
    ahead: Callable[[Predicted], Predicted] = lambda ship: ship,
) -> tuple[Strikes, Passed]:
    """One ship and a cloud whose middle meets the ship's middle when half of the time is over.

    The simulated hull lies as said; the prediction tells a heading so many degrees to the left, or
    is what `ahead` makes of the ship.
    """
    ship, (u, v), sd = SCENES[name]
    ship = ahead(replace(ship, course_deg=ship.course_deg - told))
    ship = replace(ship, along_sd_m=ship.along_sd_m * wider, across_sd_m=ship.across_sd_m * wider)
    draws = ndtri(spread(count, 5))
    drift = 0.02 * wider * draws[:, 4]
    x, y = (sd * wider * draws[:, 2:4] - np.array([u, v]) * 1500.0).T
    cloud = cloud_at(x, y, u + drift, v - drift, hours=3000.0 / HOUR)
    if name.startswith("tide"):  # past the ship, and back from half time on
        cloud = replace(cloud, lon=there_and_back(cloud.lon), lat=there_and_back(cloud.lat))
    found = strike([ship], cloud, T0, T0 + 3000.0)
    return found, simulated(ship, cloud, draws[:, :2], lies)


@pytest.mark.parametrize("name", SCENES)
def test_a_plain_simulation_agrees_to_2_percent(name: str) -> None:
    found, truth = compared(name, 8000, 0.6)
    assert 0.3 < truth.strike < 0.98
    assert one(found) == pytest.approx(truth.strike, rel=0.02)


@pytest.mark.parametrize("name", ["crossing", "turning in a lane", "course, growing errors"])
def test_a_plain_simulation_of_near_passes_agrees_to_2_percent(name: str) -> None:
    found, truth = compared(name, 8000, 12.0)
    assert 0.2 < truth.within_quarter < 0.9
    assert one(found, "within_quarter") == pytest.approx(truth.within_quarter, rel=0.02)
    assert one(found, "within_half") == pytest.approx(truth.within_half, rel=0.02)


@pytest.mark.parametrize("name", ["course, growing errors", "300 m x 40 m"])
def test_how_a_hull_lies_matters_by_her_heading_and_not_by_growing_errors(name: str) -> None:
    found, way = compared(name, 4000, 0.6)
    if name.startswith("course"):  # with errors that stay, path and way are one
        _, path = compared(name, 4000, 0.6, "path")
        assert path.strike == pytest.approx(way.strike, rel=0.005)
    with_heading, crabbed = compared(name, 4000, 0.6, "crabbed", told=CRAB_DEG)
    assert one(with_heading) == pytest.approx(crabbed.strike, rel=0.02)
    assert 1.2 < crabbed.strike / way.strike < 1.4  # what is missed where no heading is told
    assert one(found) == pytest.approx(way.strike, rel=0.02)


def test_near_passes_of_a_hull_that_lies_across_her_way_agree_to_2_percent() -> None:
    """Found by review: they were up to 11 % too few, by the round about a corner of the hull."""
    found, truth = compared("300 m x 40 m", 8000, 12.0, "crabbed", told=CRAB_DEG)
    assert 0.2 < truth.within_quarter < 0.9
    assert one(found, "within_quarter") == pytest.approx(truth.within_quarter, rel=0.02)
    assert one(found, "within_half") == pytest.approx(truth.within_half, rel=0.02)


@pytest.mark.parametrize("lean_deg", [0.0, 8.0, 15.0, 25.0, -25.0])
@pytest.mark.parametrize(("u", "v"), [(0.0, 0.0), (-1.0, 0.2)])
def test_near_passes_are_those_of_a_hull_that_is_stepped(
    lean_deg: float, u: float, v: float
) -> None:
    """Northward at 7 m/s with no error, the distance to the outline every second of an hour."""
    x, y = 900.0 * ndtri(spread(3000, 2)).T + np.array([[200.0], [0.0]])
    cloud = cloud_at(x, y, np.full(x.size, u), np.full(x.size, v), hours=1.0)
    ship = on_path(
        np.zeros(2), np.array([-12_600.0, 12_600.0]), [T0, T0 + HOUR], along_sd_m=1.0,
        across_sd_m=1.0, course_deg=lean_deg, length_m=300.0, beam_m=40.0,
    )  # fmt: skip
    run, lean = np.arange(0.0, HOUR + 0.5, 1.0)[:, None], np.radians(lean_deg)
    dx, dy = x + u * run, y + (v - 7.0) * run + 12_600.0
    along = np.maximum(np.abs(dx * np.sin(lean) + dy * np.cos(lean)) - 150.0, 0.0)
    aside = np.maximum(np.abs(dx * np.cos(lean) - dy * np.sin(lean)) - 20.0, 0.0)
    nearest = np.hypot(along, aside).min(axis=0)
    found = strike([ship], cloud, T0, T0 + HOUR)
    assert one(found, "within_quarter") == pytest.approx((nearest <= 463.0).mean(), rel=0.01)
    assert one(found, "within_half") == pytest.approx((nearest <= 926.0).mean(), rel=0.01)


def unheard(ship: Predicted) -> Predicted:
    """The same ship, her heading not told but reckoned from the stream of `tide`."""

    def stream(lon: Array, lat: Array, time_s: Array) -> tuple[Array, Array]:
        return np.zeros(lon.size), -tide(time_s)

    twice = np.ones(2)
    place = T0 + np.array([-30.0, 0.0]), ship.lon[0] * twice, ship.lat[0] * twice
    told = Track(ship.ship, *place, ship.speed[0] * twice, 90.0 * twice, np.nan * twice)
    found = predict([told], T0, T0 + 3000.0, stream=stream)[0]
    along, across = (np.full(found.lon.size, sd[0]) for sd in (ship.along_sd_m, ship.across_sd_m))
    return replace(found, along_sd_m=along, across_sd_m=across)


def test_a_heading_that_is_not_told_is_reckoned_from_the_stream_that_turns() -> None:
    found, truth = compared("300 m x 40 m", 4000, 0.6, "stemming", ahead=unheard)
    assert one(found) == pytest.approx(truth.strike, rel=0.02)
    along_her_way, _ = compared("300 m x 40 m", 4000, 0.6, "stemming")
    assert one(along_her_way) < 0.85 * truth.strike
