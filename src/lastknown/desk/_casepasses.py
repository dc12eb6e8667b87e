"""That one ship's pass is weighed once: what she did not see is no more for being told twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lastknown.desk._caseevidence import Told
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.times import show_time

__all__ = ["refuse_a_pass_twice"]

_PASSES = ("passing-ship", "ship-saw-nothing")
_ROUNDED_DEG: Final = 0.1 / 60.0 + 1e-9
"""Two that were rounded to 0.1' differ by so much at most; no two ships pass so near, 185 m, at
one second, but in company, and then they saw the same water (judgement)."""


def refuse_a_pass_twice(evidence: Sequence[Told]) -> None:
    """Refuse two passes that were within 0.1' at one time: those are of one ship.

    Parameters
    ----------
    evidence : as the case file has it, in its order.

    Raises
    ------
    LastknownError : two passes share a point of their tracks: time (UTC), and position but for
        rounding.
    """
    there: dict[Any, list[tuple[int, Position]]] = {}
    for number, told in enumerate(evidence, 1):
        if told.kind not in _PASSES:
            continue
        for point in told.fields["track"]:
            place = point["position"]
            here = there.setdefault(point["time"], [])
            first = next((n for n, one in here if n != number and _same(one, place)), None)
            here.append((number, place))
            if first is not None:
                raise LastknownError(
                    f"evidence {number} ({told.kind}) is at the place of evidence {first} at "
                    f"{show_time(point['time'])}, so both are of one ship, which would count "
                    "twice; give her whole track once, and all who spoke for her in source"
                )


def _same(one: Position, other: Position) -> bool:
    """Return whether two positions are one but for rounding."""
    east = abs((one.lon - other.lon + 180.0) % 360.0 - 180.0)
    return east <= _ROUNDED_DEG and abs(one.lat - other.lat) <= _ROUNDED_DEG
