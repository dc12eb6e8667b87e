"""Error figures given with a case, which come before the sources' own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from lastknown.errors import LastknownError
from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR, CurrentError, WindError
from lastknown.units import KNOT, MINUTE

__all__ = ["NO_CASE_ERRORS", "CaseErrors"]

_SAID: Final = "given in the case"


@dataclass(frozen=True)
class CaseErrors:
    """What the case says of the error of current and wind; None where it says nothing.

    Attributes
    ----------
    current_sd_ms, wind_sd_ms : sd of one component, m/s: replaces the whole process.
    current_half_life_s, wind_half_life_s : s; alone it changes the source's own process.
    """

    current_sd_ms: float | None = None
    current_half_life_s: float | None = None
    wind_sd_ms: float | None = None
    wind_half_life_s: float | None = None

    @classmethod
    def given(
        cls,
        current_sd_kn: float | None,
        current_half_life_min: float | None,
        wind_sd_kn: float | None,
        wind_half_life_min: float | None,
    ) -> CaseErrors:
        """Return the figures of a case file, knots and minutes.

        Raises
        ------
        LastknownError : a negative sd, a half-life that is not positive, either beyond reason.
        """
        return cls(
            _bounded("current_sd_kn", current_sd_kn, 0.0, 10.0, KNOT),
            _bounded("current_half_life_min", current_half_life_min, 0.1, 1e5, MINUTE),
            _bounded("wind_sd_kn", wind_sd_kn, 0.0, 100.0, KNOT),
            _bounded("wind_half_life_min", wind_half_life_min, 0.1, 1e5, MINUTE),
        )

    def of_current(self, own: CurrentError) -> CurrentError:
        """Return the process to use where a source's own is `own`.

        A given sd replaces it, the tide's amplitude and timing error included; the wind-driven
        current is no error and stays.
        """
        half_life_s = self.current_half_life_s
        if self.current_sd_ms is not None:
            return replace(
                own,
                sd_ms=self.current_sd_ms,
                half_life_s=half_life_s or MODEL_CURRENT_ERROR.half_life_s,
                tide_amplitude_sd=0.0,
                tide_phase_sd_s=0.0,
                measured_on=_SAID,
            )
        return own if half_life_s is None else replace(own, half_life_s=half_life_s)

    def of_wind(self, own: WindError) -> WindError:
        """Return the process to use where a source's own is `own`."""
        half_life_s = self.wind_half_life_s
        if self.wind_sd_ms is not None:
            return WindError(self.wind_sd_ms, half_life_s or WIND_ERROR.half_life_s, _SAID)
        return own if half_life_s is None else replace(own, half_life_s=half_life_s)


def _bounded(name: str, value: float | None, low: float, high: float, unit: float) -> float | None:
    """Return the value in SI, None where it is not given."""
    if value is None:
        return None
    if not low <= value <= high:
        raise LastknownError(f"{name}={value:g} is out of bounds; give {low:g} to {high:g}")
    return value * unit


NO_CASE_ERRORS: Final = CaseErrors()
"""Nothing given: every source's own error process holds."""
