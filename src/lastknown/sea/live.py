"""Live sources of the sea (extra ``[live]``), each behind our own time limit and kept on disk.

A case file names them in ``sources`` like files:

- ``copernicus:DATASET_ID`` or ``copernicus:DATASET_ID?uo,vo``: Copernicus Marine. The account is
  the one that ``copernicusmarine login`` or its environment variables hold; it is never read,
  shown or stored here.
- ``ecmwf:`` or ``ecmwf:aws``, ``ecmwf:https://…``: 10 m wind of ECMWF open data, from its portal,
  a mirror or another address with the same folders. Needs the extra ``[grib]`` as well.
- ``erddap:https://host/erddap/griddap/DATASET``: a gridded dataset of an ERDDAP server.
- ``opendap:https://host/path/of/dataset``: any OPeNDAP (DAP 2) server, such as THREDDS.
- ``https://host/file.nc``: a whole file.

Everything is fetched by a second process, which is ended when the time is up, whatever it hangs
on. What came is kept in the cache folder. A copy that is young enough is used at once; an older one
is used when the source does not answer; either way its age is told in the source's notes.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lastknown.errors import LastknownError
from lastknown.sea.gridded import GriddedSource
from lastknown.sea.live_cache import (
    Copy,
    Request,
    age_text,
    cache_folder,
    find_copy,
    keep_copy,
    without_secrets,
    workshop,
)
from lastknown.sea.live_names import KINDS, is_live
from lastknown.sea.source import Box, Source
from lastknown.times import parse_time, show_time

__all__ = ["Fetched", "download", "fetch", "is_live", "open_source"]

LIMIT_S = 120.0
"""Most seconds that one fetch may take (``LASTKNOWN_LIVE_LIMIT_S`` sets another)."""

MAX_AGE_S = 3 * 3600.0
"""A copy younger than this is not fetched again: models are renewed every 6 to 24 hours."""

_BOX_STEP, _TIME_STEP = 0.25, 3 * 3600.0
_SUFFIX = {"ecmwf": ".grib2", "http": ".data", "https": ".data"}


@dataclass(frozen=True)
class Fetched:
    """A file that stands for a live source.

    Attributes
    ----------
    path : the file on this disk.
    fetched_s : when it was fetched, s since 1970.
    note : for people: how old it is, and why it was not fetched anew where that failed.
    """

    path: Path
    fetched_s: float
    note: str


def open_source(
    text: str,
    box: Box,
    start: datetime | str,
    end: datetime | str,
    *,
    cache_dir: str | Path | None = None,
    limit_s: float | None = None,
    max_age_s: float = MAX_AGE_S,
    now_s: float | None = None,
) -> list[Source]:
    """Fetch a live source for a box and hours and return its sources, age in their notes.

    Parameters and errors as `fetch` and `lastknown.sea.readers.open_files`.
    """
    from lastknown.sea.readers import open_files

    got = fetch(
        text,
        box,
        start,
        end,
        cache_dir=cache_dir,
        limit_s=limit_s,
        max_age_s=max_age_s,
        now_s=now_s,
    )
    shown = without_secrets(text)
    return [
        replace(
            source,
            name=shown,
            resolution=f"{source.resolution}; {got.note}",
            notes=(*source.notes, got.note),
        )
        if isinstance(source, GriddedSource)
        else source
        for source in open_files(got.path)
    ]


def fetch(
    text: str,
    box: Box,
    start: datetime | str,
    end: datetime | str,
    *,
    cache_dir: str | Path | None = None,
    limit_s: float | None = None,
    max_age_s: float = MAX_AGE_S,
    now_s: float | None = None,
) -> Fetched:
    """Return a file of a live source that holds a box and hours, from the cache where it can.

    Parameters
    ----------
    text : the source, see the head of this module.
    box : degrees, (lon_min, lat_min, lon_max, lat_max), lon_max > 180 across the date line.
    start, end : aware times, or ISO text with a zone.
    cache_dir : folder of copies; None: ``$LASTKNOWN_CACHE``, else the user's cache folder.
    limit_s : most seconds to wait; None: ``$LASTKNOWN_LIVE_LIMIT_S``, else 120.
    max_age_s : a copy younger than this is used without asking, s.
    now_s : the clock, s since 1970; None: this machine's.

    With ``LASTKNOWN_OFFLINE=1`` in the environment only copies are used.

    Raises
    ------
    LastknownError : the text names no live source, or nothing came in time (or what came is an
        error) and there is no copy.
    """
    request = _request(text, box, start, end)
    now = time.time() if now_s is None else now_s
    return _cached_or_new(request, cache_folder(cache_dir), _limit(limit_s), max_age_s, now)


def _request(text: str, box: Box, start: datetime | str, end: datetime | str) -> Request:
    kind, _, address = text.partition(":")
    if kind.lower() not in KINDS:
        raise LastknownError(
            f"{text!r} names no live source; write copernicus:DATASET, ecmwf:, erddap:https://…,"
            " opendap:https://… or https://…"
        )
    if kind.lower() in ("http", "https"):
        return Request(text)
    if not address and kind.lower() != "ecmwf":
        raise LastknownError(f"{text!r} names no dataset; write it after the colon")
    first, last = parse_time(start, "start"), parse_time(end, "end")
    return _grown(text, box, first.timestamp(), last.timestamp())


def download(
    url: str,
    *,
    cache_dir: str | Path | None = None,
    limit_s: float | None = None,
    max_age_s: float = MAX_AGE_S,
    now_s: float | None = None,
) -> Path:
    """Return a copy of a whole file on the net; parameters and errors as `fetch`."""
    now = time.time() if now_s is None else now_s
    folder = cache_folder(cache_dir)
    return _cached_or_new(Request(url), folder, _limit(limit_s), max_age_s, now).path


def _grown(text: str, box: Box, start_s: float, end_s: float) -> Request:
    west, south, east, north = box
    grown = (
        math.floor(west / _BOX_STEP) * _BOX_STEP,
        max(math.floor(south / _BOX_STEP) * _BOX_STEP, -90.0),
        math.ceil(east / _BOX_STEP) * _BOX_STEP,
        min(math.ceil(north / _BOX_STEP) * _BOX_STEP, 90.0),
    )
    first = math.floor(start_s / _TIME_STEP) * _TIME_STEP
    return Request(text, grown, first, math.ceil(end_s / _TIME_STEP) * _TIME_STEP)


def _limit(given: float | None) -> float:
    text = os.environ.get("LASTKNOWN_LIVE_LIMIT_S", str(LIMIT_S))
    try:
        return float(text) if given is None else given
    except ValueError:
        raise LastknownError(
            f"LASTKNOWN_LIVE_LIMIT_S={text!r} is no number of seconds; write it like 120"
        ) from None


def _cached_or_new(
    request: Request, folder: Path, limit_s: float, max_age_s: float, now_s: float
) -> Fetched:
    copy = find_copy(folder, request)
    if copy is not None and now_s - copy.fetched_s <= max_age_s:
        return _fetched(copy, now_s, "")
    if os.environ.get("LASTKNOWN_OFFLINE", "") not in ("", "0"):
        if copy is None:
            raise LastknownError(
                f"{request.shown}: there is no copy of it on this disk, and LASTKNOWN_OFFLINE is"
                " set; fetch it once with a connection, or give a file"
            )
        return _fetched(copy, now_s, "offline: ")
    try:
        return _fetched(_new(request, folder, limit_s, now_s), now_s, "")
    except LastknownError as error:
        if copy is None:
            raise
        return _fetched(copy, now_s, f"not renewed ({error}): ")


def _fetched(copy: Copy, now_s: float, why: str) -> Fetched:
    age = age_text(now_s - copy.fetched_s)
    return Fetched(
        copy.path, copy.fetched_s, f"{why}fetched {show_time(copy.fetched_s)}, {age} ago"
    )


def _new(request: Request, folder: Path, limit_s: float, now_s: float) -> Copy:
    """Fetch in a process of its own, which ends with the time limit, and keep what came."""
    kind = request.text.partition(":")[0].lower()
    with workshop(folder) as place:
        answer = place / "answer.json"
        job: dict[str, object] = {
            "text": request.text,
            "box": request.box,
            "start_s": request.start_s,
            "end_s": request.end_s,
            "target": str(place / "data"),
            "answer": str(answer),
            "limit_s": limit_s,
        }
        if not _work(job, limit_s):
            raise LastknownError(
                f"{request.shown} did not answer within {limit_s:g} s; try again, allow more with"
                " LASTKNOWN_LIVE_LIMIT_S, or give a file"
            )
        problem = _problem(answer, place / "data")
        if problem:
            raise LastknownError(f"{request.shown}: {without_secrets(problem)}")
        return keep_copy(folder, request, place / "data", _SUFFIX.get(kind, ".nc"), now_s)


def _problem(answer: Path, data: Path) -> str:
    try:
        told = str(json.loads(answer.read_text(encoding="utf-8")).get("error", ""))
    except (OSError, ValueError):
        told = "the fetching process ended without an answer; try again"
    if not told and (not data.exists() or not data.stat().st_size):
        told = "an empty file came; check the dataset, the box and the hours"
    return told


def _work(job: dict[str, object], limit_s: float) -> bool:
    """Run the worker; return whether it ended by itself. It never outlives the limit."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lastknown.sea.live_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.communicate(json.dumps(job).encode(), timeout=limit_s)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.poll() is None:
            _end(process)
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the worker and all that it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
