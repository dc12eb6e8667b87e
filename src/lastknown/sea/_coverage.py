"""What sources cover, compared with what is asked, and said in the words of an error."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.source import Box, Source
from lastknown.times import show_time

__all__ = [
    "covered",
    "cut",
    "holds",
    "overlap",
    "reaches",
    "require_hours",
    "say",
    "show_box",
]


def overlap(one: Box, other: Box) -> bool:
    """Return whether two boxes share any place, whatever their longitude convention."""
    north = one[1] <= other[3] and other[1] <= one[3]
    return north and _shared(one, other) is not None


def _shared(one: Box, other: Box) -> tuple[float, float] | None:
    """Return the longitudes of `other` that `one` shares, in the turn of `other`; None if none."""
    spans = []
    for turn in (-720.0, -360.0, 0.0, 360.0, 720.0):
        low, high = max(one[0] + turn, other[0]), min(one[2] + turn, other[2])
        if low <= high:
            spans.append((low, high))
    if not spans:
        return None
    return min(low for low, _ in spans), max(high for _, high in spans)


def holds(outer: Box, inner: Box) -> bool:
    """Return whether `outer` holds all of `inner`."""
    if outer[1] > inner[1] or outer[3] < inner[3]:
        return False
    east = (inner[0] - outer[0]) % 360.0
    return outer[2] - outer[0] >= 360.0 or east + inner[2] - inner[0] <= outer[2] - outer[0]


def cut(box: Box, currents: Sequence[Source]) -> Box:
    """Return the part of the box between the outermost edges of the sources in it."""
    spans = [span for span in (_shared(each.box, box) for each in currents) if span is not None]
    south = max(box[1], min(each.box[1] for each in currents))
    north = min(box[3], max(each.box[3] for each in currents))
    return min(low for low, _ in spans), south, max(high for _, high in spans), north


def reaches(source: Source, start_s: float, end_s: float) -> bool:
    """Return whether a source knows any moment between two times."""
    return source.start_s <= end_s and source.end_s >= start_s


def require_hours(
    sources: Sequence[Source],
    quantity: str,
    times: NDArray[np.float64],
    start_s: float,
    end_s: float,
) -> None:
    """Raise LastknownError where some moment of the run lies outside all sources' hours."""
    asked = np.unique(np.clip(np.append(times, [start_s, end_s]), start_s, end_s))
    known = np.zeros(asked.shape, np.bool_)
    for source in sources:
        known |= (asked >= source.start_s) & (asked <= source.end_s)
    if not known.all():
        missing = show_time(float(asked[~known][0]))
        raise LastknownError(
            f"no {quantity} at {missing}; {covered(sources, quantity)}; give another source "
            "or shorten the run"
        )


def say(box: Box, start_s: float, end_s: float) -> str:
    """Return "in <box> from <time> to <time>" for an error."""
    return f"in {show_box(box)} from {show_time(start_s)} to {show_time(end_s)}"


def show_box(box: Box) -> str:
    """Return a box in words: ``lon -2.5 to 4.58, lat 49.21 to 52.58``."""
    return f"lon {box[0]:.4g} to {box[2]:.4g}, lat {box[1]:.4g} to {box[3]:.4g}"


def covered(sources: Sequence[Source], quantity: str) -> str:
    """Return what the sources of a quantity cover, in words for an error."""
    offering = [each for each in sources if quantity in each.quantities]
    if not offering:
        return f"no source offers {quantity}"
    return "covered: " + "; ".join(
        f"{each.name} {show_box(each.box)}, {_hours(each)}" for each in offering
    )


def _hours(source: Source) -> str:
    if math.isinf(source.start_s):
        return "any time" if math.isinf(source.end_s) else f"until {show_time(source.end_s)}"
    if math.isinf(source.end_s):
        return f"from {show_time(source.start_s)}"
    return f"{show_time(source.start_s)} to {show_time(source.end_s)}"
