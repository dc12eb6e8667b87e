"""How wrong a source of current or wind is: the error processes carried by every particle."""

from __future__ import annotations

from dataclasses import dataclass

from lastknown.units import KNOT, MINUTE

__all__ = ["MODEL_CURRENT_ERROR", "WIND_ERROR", "CurrentError", "WindError"]


@dataclass(frozen=True)
class CurrentError:
    """Error of a current source, per particle.

    Attributes
    ----------
    sd_ms : standard deviation of the residual, one component, m/s (first-order autoregressive).
    half_life_s : time after which the residual's autocorrelation is one half, s.
    tide_amplitude_sd : sd of one relative amplitude error per particle (fraction; 0 = none).
    tide_phase_sd_s : sd of one timing error of the tide per particle, s (0 = none).
    wind_drift : mean wind-driven surface current added, as a fraction of the 10 m wind (0 = none,
        for sources that already hold it).
    wind_drift_sd : its sd per particle, fraction.
    wind_drift_right_deg : mean angle right of downwind (in the south: left), degrees.
    wind_drift_right_sd_deg : its sd per particle, degrees.
    measured_on : what these figures were measured on, for the brief.
    """

    sd_ms: float
    half_life_s: float
    tide_amplitude_sd: float = 0.0
    tide_phase_sd_s: float = 0.0
    wind_drift: float = 0.0
    wind_drift_sd: float = 0.0
    wind_drift_right_deg: float = 0.0
    wind_drift_right_sd_deg: float = 0.0
    measured_on: str = ""


@dataclass(frozen=True)
class WindError:
    """Error of a 10 m wind source: first-order autoregressive, one component.

    Attributes
    ----------
    sd_ms : standard deviation, one component, m/s.
    half_life_s : time after which the autocorrelation is one half, s.
    measured_on : where the figures come from, for the brief.
    """

    sd_ms: float
    half_life_s: float
    measured_on: str = ""


MODEL_CURRENT_ERROR = CurrentError(
    sd_ms=0.6 * KNOT,
    half_life_s=450 * MINUTE,
    measured_on="45,698 hourly fixes of 200 drifters, Gulf of St Lawrence 2020, two current models",
)
"""Default for any model file: sd 0.6 kn a component, half-life 450 min."""

WIND_ERROR = WindError(
    sd_ms=2.0 * KNOT,
    half_life_s=60 * MINUTE,
    measured_on="values an operational search planner uses for poor wind data",
)
"""Default for any wind: sd 2.0 kn a component, half-life 60 min."""
