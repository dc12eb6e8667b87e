"""That one ship's pass is weighed once: what she did not see is no more for being told twice."""

from __future__ import annotations

from collections.abc import Sequence

from lastknown.desk._caseevidence import Told
from lastknown.errors import LastknownError
from lastknown.times import show_time

__all__ = ["refuse_a_pass_twice"]

_PASSES = ("passing-ship", "ship-saw-nothing")


def refuse_a_pass_twice(evidence: Sequence[Told]) -> None:
    """Refuse two passes that were at one place at one time: those are of one ship.

    Parameters
    ----------
    evidence : as the case file has it, in its order.

    Raises
    ------
    LastknownError : two passes share a point of their tracks, time (UTC) and position.
    """
    there: dict[tuple[object, ...], int] = {}
    for number, told in enumerate(evidence, 1):
        if told.kind not in _PASSES:
            continue
        for point in told.fields["track"]:
            place = point["position"]
            first = there.setdefault((point["time"], place.lon, place.lat), number)
            if first != number:
                raise LastknownError(
                    f"evidence {number} ({told.kind}) is at the place of evidence {first} at "
                    f"{show_time(point['time'])}, so both are of one ship, which would count "
                    "twice; give her whole track once, and all who spoke for her in source"
                )
