"""Between which two steps of a source a time lies, and where no step holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Moments", "TimeAxis"]

Floats = NDArray[np.float64]


class Moments(NamedTuple):
    """Steps before and after each of n times, and how far it is from the first to the second."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    part: Floats  # 0-1; NaN where no step holds

    def take(self, part: NDArray[np.int64]) -> Moments:
        """Return those of some times."""
        return Moments(self.before[part], self.after[part], self.part[part])


class TimeAxis(NamedTuple):
    """The steps of a source.

    Attributes
    ----------
    time_s : (nt,) seconds since 1970, ascending; the middle of the interval for means.
    half_s : (nt,) half of the interval for which a step alone holds, s (0 for a moment's value).
    gap_s : steps further apart are not joined: between them only `half_s` around each holds, s.
    """

    time_s: Floats
    half_s: Floats
    gap_s: float

    @property
    def start_s(self) -> float:
        """First time at which a step holds."""
        return float(self.time_s[0] - self.half_s[0])

    @property
    def end_s(self) -> float:
        """Last time at which a step holds."""
        return float(self.time_s[-1] + self.half_s[-1])

    def part(self, first: int, last: int) -> TimeAxis:
        """Return the steps from first to before last."""
        return TimeAxis(self.time_s[first:last], self.half_s[first:last], self.gap_s)

    def steps(self, start_s: float, end_s: float) -> tuple[int, int]:
        """Return the range of steps needed from start to end, empty where none holds."""
        if end_s < self.start_s or start_s > self.end_s:
            return 0, 0
        first = max(int(np.searchsorted(self.time_s, start_s, "right")) - 1, 0)
        last = int(np.searchsorted(self.time_s, end_s, "left")) + 1
        return first, min(last, self.time_s.size)

    def moments(self, at: Floats) -> Moments:
        """Return the steps around each time: linear between them, held at the ends of means."""
        time, half = self.time_s, self.half_s
        before = np.clip(np.searchsorted(time, at, "right") - 1, 0, time.size - 1).astype(np.int64)
        after = np.minimum(before + 1, time.size - 1)
        span = time[after] - time[before]
        part = np.where(span > 0, (at - time[before]) / np.where(span > 0, span, 1.0), 0.0)
        part = np.maximum(part, 0.0)
        far = (span > self.gap_s) & (part > 0)
        early, late = at - time[before] <= half[before], time[after] - at <= half[after]
        part = np.where(far, np.where(early, 0.0, np.where(late, 1.0, np.nan)), part)
        part = np.where((at >= self.start_s) & (at <= self.end_s), part, np.nan)
        after = np.where(part > 0, after, before)
        before = np.where(part >= 1, after, before)
        return Moments(before, after, part)
