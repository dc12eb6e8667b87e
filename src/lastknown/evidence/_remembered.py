"""The current error that each particle carried, drawn again: every draw is a function of its keys.

The engine (`lastknown.drift.kernel`) does not keep the errors; they follow from the seed, the
particle's number and the steps of the run, all of which the cloud's attributes hold.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled
from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.kernel import STREAM_ERRORS
from lastknown.drift.layout import EULER, STOP, Schedule
from lastknown.drift.passage import schedule_of
from lastknown.drift.random import normal_table, step_bits, stream_key
from lastknown.errors import LastknownError
from lastknown.sea.errors import CurrentError, WindError
from lastknown.times import parse_time, to_seconds
from lastknown.units import KNOT, MINUTE

__all__ = ["current_errors", "particles_of", "schedule_from"]

Floats = NDArray[np.float64]

_MASK12 = np.uint64(0xFFF)
_R12 = np.uint64(12)


def schedule_from(cloud: Cloud) -> tuple[Schedule, CurrentError]:
    """Return the steps of the run behind a cloud and its process of current error.

    Raises
    ------
    LastknownError : the cloud does not say how it was made, or carries no current error.
    """
    needed = ("seed", "step_s", "at", "current_error_sd_kn", "current_error_half_life_min")
    missing = [name for name in needed if name not in cloud.attrs]
    if missing:
        raise LastknownError(
            f"the cloud does not say its {', '.join(missing)}; give what drift_from returned"
        )
    sd_ms = float(cloud.attrs["current_error_sd_kn"]) * KNOT
    if sd_ms <= 0.0:
        raise LastknownError(
            "current_error_sd_kn=0: the cloud holds the current for exact, so that no measurement "
            "can correct it; drift with an error of the current"
        )
    half_life_s = float(cloud.attrs["current_error_half_life_min"]) * MINUTE
    error = CurrentError(sd_ms, half_life_s)
    at_s = to_seconds(parse_time(str(cloud.attrs["at"]), "at"))
    first, last = float(cloud.time_s[0]), float(cloud.time_s[-1])
    step_s = float(cloud.attrs["step_s"])
    calm = WindError(0.0, 0.0)
    return schedule_of(first, at_s, last, step_s, step_s, EULER, STOP, error, calm), error


def particles_of(cloud: Cloud) -> NDArray[np.int64]:
    """Return the numbers of the boats' particles, the keys of their draws, in the cloud's order."""
    count = int((cloud.component == BOAT).sum())
    return int(cloud.attrs.get("first_particle", 0)) + np.arange(count, dtype=np.int64)


def current_errors(seed: int, ids: NDArray[np.int64], schedule: Schedule) -> Floats:
    """Return the errors of current that particles carried, m/s, (n, steps, 2) east and north."""
    out = np.empty((ids.size, schedule.edges_s.size - 1, 2))
    _fill(
        seed, ids, schedule.current_phi, schedule.current_kick, schedule.current_sd_ms,
        normal_table(), out,
    )  # fmt: skip
    return out


@compiled
def _fill(
    seed: int, ids: NDArray[np.int64], phi: Floats, kick: Floats, sd: float,
    table: NDArray[np.float32], out: Floats,
) -> None:  # fmt: skip
    for i in range(ids.size):
        key = stream_key(seed, ids[i], STREAM_ERRORS)
        bits = step_bits(key, -1)
        u = sd * float(table[bits & _MASK12])
        v = sd * float(table[(bits >> _R12) & _MASK12])
        out[i, 0, 0], out[i, 0, 1] = u, v
        for k in range(1, out.shape[1]):
            bits = step_bits(key, k)
            u = phi[k] * u + kick[k] * float(table[bits & _MASK12])
            v = phi[k] * v + kick[k] * float(table[(bits >> _R12) & _MASK12])
            out[i, k, 0], out[i, k, 1] = u, v
