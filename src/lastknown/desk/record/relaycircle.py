"""Where a Mayday Relay puts a boat: what the call to all ships of ``ships risk`` says too.

The drift is that of ``ships risk`` and the circle the one of `lastknown.desk.ships.circle`, so that
two calls for one boat at one moment give one position and one circle.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from lastknown.case.picture import Picture
from lastknown.desk._figures import point
from lastknown.desk.record.mixture import mixture_of
from lastknown.desk.record.relayfacts import Spot
from lastknown.desk.record.tocase import Given, made_of
from lastknown.errors import LastknownError
from lastknown.times import to_seconds

__all__ = ["probable"]

_SHORT_S: Final = 60.0
"""Where a sea or wind does not reach as far as ``ships risk`` looks, the drift goes on so long."""


def probable(seen: Picture, boat: str, at: datetime) -> tuple[Spot, Spot] | None:
    """Return the most likely position of a boat now, and the circle that holds 90 % of its persons.

    The circle's centre is another point; its radius, NM, is rounded up to a tenth. None: nobody of
    it is at sea then, or its drift cannot be computed: no wind is known, no position, no sea there.

    Parameters
    ----------
    seen : the picture. boat : its name. at : the moment, aware.
    """
    from lastknown.desk.ships.answer import OVER_S, drifted
    from lastknown.desk.ships.circle import circle_of
    from lastknown.desk.ships.warning import circle_entry

    given = Given()
    with suppress(LastknownError):
        by = mixture_of(seen, boat, at, given)
        case = made_of(seen, boat, at=at, given=given, weights=by.weights, drawn=by.drawn).case()
        try:
            over = drifted(case, OVER_S)
        except LastknownError:
            over = drifted(case, _SHORT_S)
        found = circle_of(over.cloud, to_seconds(at), None)
        if found is not None:
            circle = circle_entry(found)
            (lon, lat), (x, y) = point(over.where.most_likely), circle["position"]
            return Spot(lon, lat, at), Spot(x, y, at, circle["radius_nm"])
    return None
