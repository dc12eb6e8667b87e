"""How a run is laid out in memory: the plain arrays that the compiled engine reads and fills."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "EULER", "NO_SHORE", "RK2", "RK4", "SLIDE", "STOP", "Field", "Motion", "Schedule", "Tracks",
]  # fmt: skip

EULER, RK2, RK4 = 1, 2, 4
NO_SHORE, STOP, SLIDE = 0, 1, 2


class Field(NamedTuple):
    """Current and wind on one regular grid, and metres per degree by latitude.

    Attributes
    ----------
    data : (nt, ny, nx, 4) float32, C order: u, v, wind_u, wind_v in m/s; NaN = nothing there.
    t0_s, dt_s : first time, s since 1970, and its step, s.
    lon0, dlon, lat0, dlat : first node and spacing, degrees; longitude continuous across 180.
    scale : (m, 2) float64, degrees of longitude and of latitude per metre.
    scale_lat0, scale_dlat : first latitude of `scale` and its spacing, degrees.
    """

    data: NDArray[np.float32]
    t0_s: float
    dt_s: float
    lon0: float
    dlon: float
    lat0: float
    dlat: float
    scale: NDArray[np.float64]
    scale_lat0: float
    scale_dlat: float


class Schedule(NamedTuple):
    """The steps of a run and which of their ends are kept.

    Attributes
    ----------
    edges_s : (k + 1,) ends of the steps, s since 1970.
    keep : (k + 1,) int64, column of the output for each edge, or -1.
    current_phi, current_kick, wind_phi, wind_kick : (k,) autoregressive factor and the sd of the
        increment in m/s of the errors held during each step.
    current_sd_ms, wind_sd_ms : stationary sd, one component, m/s.
    scheme : EULER, RK2 or RK4.
    shore : NO_SHORE (no coast known), STOP where the shore is met, or SLIDE along it.
    """

    edges_s: NDArray[np.float64]
    keep: NDArray[np.int64]
    current_phi: NDArray[np.float64]
    current_kick: NDArray[np.float64]
    wind_phi: NDArray[np.float64]
    wind_kick: NDArray[np.float64]
    current_sd_ms: float
    wind_sd_ms: float
    scheme: int
    shore: int


class Motion(NamedTuple):
    """What each particle is and does. n particles, p phases in order.

    Attributes
    ----------
    ids : (n,) int64, the particle's number, the key of its randomness.
    start_s, lon, lat : (n,) where and when it begins, s since 1970 and degrees.
    side : (n,) int8, -1 left, +1 right of downwind.
    jibe_per_s : (n,) rate of jibes, 1/s.
    kind : (n, p) int8, index into PHASES.
    end_s : (n, p) end of each phase, s since 1970; the last is inf.
    leeway : (n, p, 6) downwind slope, offset m/s; right slope, offset; left slope, offset.
    target : (n, p, 2) longitude and latitude steered for, or NaN.
    course_deg : (n, p) course steered, or the deviation from the bearing of the target; NaN
        where the boat is not under way.
    speed_ms : (n, p) speed through the water, m/s.
    tide_factor, tide_shift_s : (n,) A and tau.
    drift_along, drift_across : (n,) wind-driven current along and to the right of the wind,
        fractions of the wind.
    """

    ids: NDArray[np.int64]
    start_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    side: NDArray[np.int8]
    jibe_per_s: NDArray[np.float64]
    kind: NDArray[np.int8]
    end_s: NDArray[np.float64]
    leeway: NDArray[np.float64]
    target: NDArray[np.float64]
    course_deg: NDArray[np.float64]
    speed_ms: NDArray[np.float64]
    tide_factor: NDArray[np.float64]
    tide_shift_s: NDArray[np.float64]
    drift_along: NDArray[np.float64]
    drift_across: NDArray[np.float64]


class Tracks(NamedTuple):
    """Filled by the run. n particles, t kept times.

    Attributes
    ----------
    lon, lat : (n, t) degrees, longitude continuous (not wrapped); NaN before the start.
    status, phase : (n, t) int8.
    swamped : (n, 3) time (s since 1970), longitude, latitude of the swamping, or NaN.
    steered_deg : (n,) the last course steered, degrees true, or NaN.
    """

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int8]
    phase: NDArray[np.int8]
    swamped: NDArray[np.float64]
    steered_deg: NDArray[np.float64]
