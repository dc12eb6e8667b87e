"""How much larger the areas of a tide atlas would be with the error figures of real drifters.

A tide atlas carries an error that was measured against another atlas, not on anything that drifted.
For the brief, the cloud is compared with what it would be if the current were as wrong as models
are against real drifters (`MODEL_CURRENT_ERROR`: 0.6 kn a component, half-life 450 min).

A first-order autoregressive velocity error of sd s and e-folding time L = half-life / ln 2 has
after a time T moved a particle, in each component, by the variance (Taylor 1921)

    D(s, L) = 2 s^2 L^2 (T / L - 1 + exp(-T / L)).

Errors in strength (sd a) and timing (sd b) of a tide of frequency w and rms speed v add, in the
mean over the hours of the tide,

    K = 2 (v / w)^2 (a^2 + 2 (1 - exp(-(w b)^2 / 2))) sin^2(w T / 2).

With C the covariance of the particles of one hypothesis, from all causes, and E = D(drifters) -
D(atlas) - K, their area grows by sqrt(det(C + E I) / det C) where they are about normal. n is the
sum of the grown over the sum of the present areas of the hypotheses.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud, Note
from lastknown.drift.positions import kept_column
from lastknown.geo.plane import metres_per_degree
from lastknown.geo.position import Position
from lastknown.sea.errors import MODEL_CURRENT_ERROR, CurrentError
from lastknown.sea.forcing import Forcing
from lastknown.sea.tide import speed_deg_per_h
from lastknown.units import HOUR

__all__ = ["displacement_variance", "rms_speed", "times_as_large", "unchecked"]

_M2: Final = float(np.radians(speed_deg_per_h("M2"))) / HOUR  # rad/s
_FEWEST: Final = 20  # particles of a hypothesis; with fewer its shape is not known


def unchecked(
    cloud: Cloud, at_s: float, error: CurrentError, forcing: Forcing, place: Position
) -> tuple[Note, ...]:
    """Return the note that a tide atlas' own error was not checked on boats; none for any other.

    Parameters
    ----------
    cloud, at_s : the ensemble and the moment looked at, s since 1970.
    error : the process that its particles carry.
    forcing, place : the sea, and where in it the tide's speed is taken.
    """
    if not error.tide_amplitude_sd and not error.tide_phase_sd_s:
        return ()
    text = "The error carried for the tide atlas was not checked on drifting boats."
    n = times_as_large(
        cloud, kept_column(cloud, at_s), error, rms_speed(forcing, place.lon, place.lat)
    )
    if n is None:
        return (Note("tide-error-unchecked", text),)
    n = max(1.0, n)
    text = (
        f"{text[:-1]}: with the figures of real drifters (0.6 kn, half-life 450 min) the 90 % area "
        f"would be about {n:.1f} times as large."
    )
    return (Note("tide-error-unchecked-times", text, {"times": round(n, 1)}),)


def displacement_variance(error: CurrentError, span_s: float, speed_ms: float = 0.0) -> float:
    """Return the variance, m2 a component, of where a current's error has moved a particle.

    Parameters
    ----------
    error : its process; wind-driven current is left out.
    span_s : for how long it has drifted, s.
    speed_ms : rms speed (both components) of the tide that is wrong in strength and timing, m/s.
    """
    memory = error.half_life_s / np.log(2.0)
    if memory > 0.0:
        run = span_s / memory
        random = 2.0 * (error.sd_ms * memory) ** 2 * (run - 1.0 + np.exp(-run))
    else:
        random = 0.0
    late = 2.0 * (1.0 - np.exp(-0.5 * (_M2 * error.tide_phase_sd_s) ** 2))
    share = error.tide_amplitude_sd**2 + late
    turning = 2.0 * (speed_ms / _M2) ** 2 * share * np.sin(0.5 * _M2 * span_s) ** 2
    return float(random + turning)


def rms_speed(forcing: Forcing, lon: float, lat: float) -> float:
    """Return the rms speed of the current, m/s, over all times at the node nearest to a place.

    Where that node is dry it is that of every tenth node in both directions; 0 where all are dry.
    """
    _, ny, nx, _ = forcing.data.shape
    east = (lon - forcing.lon0 + 180.0) % 360.0 - 180.0
    i = min(max(round(east / forcing.dlon), 0), nx - 1)
    j = min(max(round((lat - forcing.lat0) / forcing.dlat), 0), ny - 1)
    for part in (forcing.data[:, j, i, :2], forcing.data[:, ::10, ::10, :2]):
        square = np.square(part, dtype=np.float64).sum(axis=-1)
        wet = np.isfinite(square)
        if wet.any():
            return float(np.sqrt(square[wet].mean()))
    return 0.0


def times_as_large(cloud: Cloud, column: int, error: CurrentError, speed_ms: float) -> float | None:
    """Return n of the module's head for a kept state; None where too few boats are afloat.

    Parameters
    ----------
    cloud, column : the ensemble and the kept state looked at.
    error : the process that its particles carry.
    speed_ms : rms speed of the tide, m/s.
    """
    afloat = (cloud.component == BOAT) & (cloud.status[:, column] == AFLOAT)
    now = grown = 0.0
    for hypothesis in np.unique(cloud.hypothesis[afloat]):
        those = np.flatnonzero(afloat & (cloud.hypothesis == hypothesis))
        if those.size < _FEWEST:
            continue
        span = float(np.average(cloud.time_s[column] - cloud.start_s[those]))
        more = displacement_variance(MODEL_CURRENT_ERROR, span)
        more -= displacement_variance(error, span, speed_ms)
        present, other = _areas(cloud, column, those, more)
        now, grown = now + present, grown + other
    return grown / now if now > 0.0 else None


def _areas(cloud: Cloud, column: int, those: NDArray[np.intp], more: float) -> tuple[float, float]:
    """Return the area's scale, m2, of some particles, and that with a variance, m2, added."""
    lon, lat = cloud.lon[those, column], cloud.lat[those, column]
    east, north = metres_per_degree(float(lat[0]))
    x = ((lon - lon[0] + 180.0) % 360.0 - 180.0) * east
    spread = np.cov(x, (lat - lat[0]) * north, aweights=cloud.weight[those])
    values = np.linalg.eigvalsh(spread)
    return float(np.sqrt(values.prod())), float(np.sqrt(np.maximum(values + more, 0.0).prod()))
