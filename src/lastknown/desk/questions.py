"""What to ask the caller next, and which one assumption would move the search most.

Every particle carries what it assumes: when the engine stopped, when it swamped, what it steers,
where and when it began. A question is worth what its answer would shrink. With the particles
split into the answers a caller could give, g = 1 … m, of probability p_g, and S the covariance of
position (2 x 2) of all and S_g of those with answer g::

    gain = 1 - sum_g p_g sqrt(det S_g) / sqrt(det S)

sqrt(det S) is proportional to the area of the ellipse that holds a given share, so the gain is the
expected share by which the area shrinks. It lies in 0-1: S = sum_g p_g S_g + (between groups), and
sqrt(det) is concave and increasing on covariances of two dimensions (Minkowski's inequality).
Covariances are taken with the factor n/(n - 1), n = (sum w)^2 / sum w^2, so that a split that says
nothing has the gain 0 in the mean. A new fix of the phone now, with error R (covariance), leaves at
the later moment S - C' (N + R)^-1 C, where N is the covariance now and C that between now and then
(linear regression), so that the drift in between is not claimed away.

Persons count, not hulls: a trajectory weighs its probability times the persons with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from lastknown.desk._groups import Floats, Ints, Target, bins, joined, spread, target_at
from lastknown.desk.document import QuestionEntry
from lastknown.desk.hinge import hinge, likely_of
from lastknown.drift.cloud import Cloud
from lastknown.geo.position import Position
from lastknown.units import NM, RADIUS_50

__all__ = ["ASKED", "FIX_ERROR_NM", "LEAST_GAIN", "hinge", "likely_of", "questions"]

ASKED: Final = (
    "position",
    "water",
    "engine",
    "heading",
    "start",
    "persons",
    "life_jackets",
    "lights",
    "boat",
    "battery",
    "ring_back",
)
"""All questions, in the order that holds where the gain is not computed or below LEAST_GAIN:
what can kill within minutes first, and how to reach them again last, so that it ends every call."""

LEAST_GAIN: Final = 0.02
"""Below this a gain does not decide the order; it is within the noise of 5,000 particles."""

FIX_ERROR_NM: Final = 0.1
"""Error assumed of a new fix, NM (radius that holds 50 %): GPS 0.1 NM, an operational planner's
value, quoted in the SAR manuals' tables of fix errors."""

LIGHT_REACH_NM: Final = 10.0
"""How far a person low on the water is taken to see a light vessel's light, NM: its range by
brightness is more, the horizon of an eye 1 m and a light 12 m high is 2.08 (1 + sqrt(12)) = 9.3 NM
(2.08 NM a square root of metre of height: the nautical tables' dip formula)."""


def questions(
    cloud: Cloud, at_s: float, *, now_s: float | None = None, lights: Sequence[Position] = ()
) -> tuple[QuestionEntry, ...]:
    """Return every question, the one whose answer would shrink the area most first.

    Parameters
    ----------
    cloud : the ensemble.
    at_s : the moment that counts: the first unit's arrival, s since 1970-01-01T00:00Z; the kept
        state nearest to it is used.
    now_s : when a new fix could be had, s since 1970-01-01T00:00Z; None: at `at_s`.
    lights : lights a caller might see; the bearing of the best one (in sectors of 30 degrees) is
        the answer to "which lights". None: not computed.
    """
    target = target_at(cloud, at_s)
    if target is None:
        return tuple({"key": key, "gain": None} for key in ASKED)
    fix_s = at_s if now_s is None else now_s
    gains: dict[str, float | None] = dict.fromkeys(ASKED)
    gains["position"] = _fix_gain(cloud, target, fix_s)
    for key, groups in _answers(cloud, target, lights, fix_s).items():
        gains[key] = max(gains[key] or 0.0, _gain(target, groups))

    def order(key: str) -> tuple[float, int]:
        gain = gains[key] or 0.0
        return (-gain if gain >= LEAST_GAIN else 0.0, ASKED.index(key))

    shown = {key: None if gain is None else round(gain, 3) for key, gain in gains.items()}
    return tuple({"key": key, "gain": shown[key]} for key in sorted(ASKED, key=order))


def _answers(
    cloud: Cloud, target: Target, lights: Sequence[Position], now_s: float
) -> dict[str, Ints]:
    """Return, per question, the number of the answer that each trajectory stands for."""
    i, weight = target.chosen, target.weight
    start_x, start_y = target.plane.to_xy(cloud.start_lon[i], cloud.start_lat[i])
    began = (
        cloud.start[i].astype(np.int64),
        bins(np.asarray(start_x), weight, 2),
        bins(np.asarray(start_y), weight, 2),
        bins(cloud.start_s[i], weight, 3),
    )
    heading = cloud.heading_deg[i]
    sector = np.where(np.isfinite(heading), np.nan_to_num(heading) // 30.0, -1.0).astype(np.int64)
    answers = {
        "engine": _since(cloud.engine_stops_s[i], weight, target.at_s),
        "water": _since(cloud.swamps_s[i], weight, target.at_s),
        "heading": joined([sector, bins(cloud.own_speed_ms[i], weight, 3)]),
        "start": joined(began),
        "boat": cloud.what[cloud.parent[i]].astype(np.int64),
    }
    if lights:
        answers["lights"] = _best_bearing(cloud, target, lights, now_s)
    return answers


def _best_bearing(cloud: Cloud, target: Target, lights: Sequence[Position], now_s: float) -> Ints:
    """Return the sector of 30 degrees in which the light that says most is seen now.

    A light counts where it is seen at all: beyond LIGHT_REACH_NM it is one sector of its own.
    """
    k = int(np.argmin(np.abs(cloud.time_s - now_s)))
    x, y = target.plane.to_xy(cloud.lon[target.chosen, k], cloud.lat[target.chosen, k])
    seen = []
    for light in lights:
        east, north = (float(v) for v in target.plane.to_xy(light.lon, light.lat))
        bearing = np.degrees(np.arctan2(east - x, north - y)) % 360.0
        far = np.hypot(east - x, north - y) > LIGHT_REACH_NM * NM
        sector = np.where(far | ~np.isfinite(bearing), -1.0, np.nan_to_num(bearing) // 30.0)
        seen.append(sector.astype(np.int64))
    return max(seen, key=lambda groups: _gain(target, groups))


def _since(time_s: Floats, weight: Floats, at_s: float) -> Ints:
    """Return 0 never, 1 not yet, 2-5 the quarter of the time at which it happened."""
    groups = np.where(np.isfinite(time_s), 1, 0).astype(np.int64)
    happened = np.isfinite(time_s) & (np.nan_to_num(time_s) <= at_s)
    if happened.any():
        groups[happened] = 2 + bins(time_s[happened], weight[happened], 4)
    return groups


def _gain(target: Target, groups: Ints) -> float:
    """Return the expected share by which the area shrinks; see the module's docstring."""
    whole = spread(target.x, target.y, target.weight)
    if whole <= 0.0:
        return 0.0
    left = 0.0
    for group in np.unique(groups):
        inside = groups == group
        weight = target.weight[inside]
        left += float(weight.sum()) * spread(target.x[inside], target.y[inside], weight)
    return min(max(1.0 - left / whole, 0.0), 1.0)


def _fix_gain(cloud: Cloud, target: Target, now_s: float) -> float:
    """Return what a new fix at `now_s` would be worth at the target's time."""
    k = int(np.argmin(np.abs(cloud.time_s - now_s)))
    lon, lat = cloud.lon[target.chosen, k], cloud.lat[target.chosen, k]
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any():
        return 0.0
    x, y = target.plane.to_xy(lon[known], lat[known])
    share = target.weight[known] / target.weight[known].sum()
    four = np.stack([np.asarray(x), np.asarray(y), target.x[known], target.y[known]])
    away = four - (four @ share)[:, None]
    joint = (share * away) @ away.T
    then, cross = joint[2:, 2:], joint[:2, 2:]
    error = (FIX_ERROR_NM * NM / RADIUS_50) ** 2 * np.eye(2)
    left = then - cross.T @ np.linalg.solve(joint[:2, :2] + error, cross)
    before = float(np.linalg.det(then))
    if before <= 0.0:
        return 0.0
    return min(max(1.0 - float(np.sqrt(max(np.linalg.det(left), 0.0) / before)), 0.0), 1.0)
