"""A recorded track from its file to what a search may count."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lastknown.errors import LastknownError
from lastknown.evidence.recorded import Recorded, recorded
from lastknown.exchange.tracks import read_fixes
from lastknown.times import parse_time, show_time, to_seconds

__all__ = ["read_track"]


def read_track(
    path: str | Path,
    *,
    mmsi: int | None = None,
    part: str | None = None,
    since: datetime | str | None = None,
    until: datetime | str | None = None,
    name: str = "",
) -> Recorded:
    """Return where a unit really went, for ``lk.Searched(lk.read_track("lifeboat.gpx"), ..)``.

    Parameters
    ----------
    path : GPX track or timed route, or CSV (AIS export, or time,lat,lon); see
        `lastknown.exchange.tracks`. At most 100 MB and 200,000 fixes.
    mmsi : which ship of an AIS file that holds several.
    part : which track or route of a GPX file that holds several units, by its name.
    since, until : only what was searched between these (aware, or ISO text with a zone).
    name : what it is called in notes; "": the file's name.

    Raises
    ------
    LastknownError : the file cannot be read, is of another kind, or holds no usable track; `since`
        does not lie before `until`, or nothing was recorded between them.
    """
    begin = None if since is None else to_seconds(parse_time(since, "since"))
    end = None if until is None else to_seconds(parse_time(until, "until"))
    if begin is not None and end is not None and begin >= end:
        raise LastknownError(
            f"since={show_time(begin)} does not lie before until={show_time(end)}; exchange them"
        )
    return recorded(read_fixes(path, mmsi=mmsi, part=part), begin, end, name)
