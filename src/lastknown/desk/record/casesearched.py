"""From the searches of a record to those of a case: where a unit went, and how far it saw.

A search for one boat that saw nothing speaks about every boat that may have been there, so all of
them count. Where only the area is entered, tracks are laid through it: parallel to its longest
side, as far apart as was told, or as the time and speed of the search make them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from lastknown.case import told
from lastknown.desk._caseerrors import one_line
from lastknown.desk._casesearched import SearchedModel
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casetext import place_text, plain_name
from lastknown.desk.record.caseunits import STANDARD, kind_of, widths_of
from lastknown.desk.record.standing import Standing, said
from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.times import from_seconds, to_seconds
from lastknown.units import HOUR, NM

__all__ = ["laid_tracks", "searches_of"]

Track = list[dict[str, Any]]
Point = tuple[float, float]

USABLE: Final = 0.85
"""Share of a search's time that is spent on its legs: as of a planned unit."""

_MOST_TRACKS: Final = 200
_THINNEST_M: Final = 20.0
_SAME_S: Final = 0.001


def searches_of(
    stands: Standing,
    boat: str,
    about: frozenset[str],
    first: datetime,
    conditions: Mapping[str, Any],
    what: str,
) -> tuple[list[dict[str, Any]], list[Note]]:
    """Return the tables ``[[searched]]`` and what was assumed for them.

    Parameters
    ----------
    boat : that is sought. about : ids of the reports that are rather of it than not: a search that
        ended by finding it is none that found nothing.
    first : of the first start; what was searched before says nothing about it.
    conditions : ``visibility_nm`` and ``wind_kn``, where they are known, for widths by the tables.
    what : code of the search object.
    """
    tables, notes, others = [], list[Note](), list[str]()
    for _, body in said(stands, told.SearchDone):
        if body.ended <= first or stands.now.get(body.found or "") in about:
            continue
        name = plain_name(body.unit)
        try:
            rows, assumed = _search(body, first, conditions, what)
        except LastknownError as error:
            notes.append(note_of("record-search-left-out", name=name, why=str(error)))
            continue
        tables += rows
        notes += assumed
        if body.boat is not None and body.boat != boat:
            others.append(name)
    if others:
        notes.append(note_of("record-searches-of-others", names=", ".join(dict.fromkeys(others))))
    return tables, notes


def _search(
    body: told.SearchDone, first: datetime, conditions: Mapping[str, Any], what: str
) -> tuple[list[dict[str, Any]], list[Note]]:
    """Return a search, one table for each part of its track without a gap, and what was assumed."""
    name, notes = plain_name(body.unit), list[Note]()
    tracks, spacing = _tracks(body)
    if spacing is not None:
        notes.append(note_of("record-search-laid", name=name, spacing_nm=spacing))
    if len(tracks) > 1:
        notes.append(note_of("record-search-gaps", name=name, count=len(tracks) - 1))
    widths: dict[str, Any] = {}
    if body.sweep_width is not None:
        widths["sweep_width_nm"] = widths_of(body.sweep_width)
    else:
        widths["sweep_width_nm"] = _by_tables(body, conditions, what)
        notes.append(note_of("record-search-width", name=name))
    if body.night_sweep_width is not None:
        widths["night_sweep_width_nm"] = widths_of(body.night_sweep_width)
    since = [_from(track, first) for track in tracks if track[-1]["at"] > first]
    if not since:
        raise LastknownError("its track ends before the last known position")
    rows = [[_point(each) for each in track] for track in since]
    tables = [{"name": name, "track": row, **widths} for row in rows]
    for table in tables:
        _refuse_faulty(table)
    return tables, notes


def _refuse_faulty(table: Mapping[str, Any]) -> None:
    """Raise what a case file would say against a search."""
    try:
        SearchedModel.model_validate(table)
    except ValidationError as error:
        raise LastknownError(one_line(error, SearchedModel)) from None


def _point(each: Mapping[str, Any]) -> dict[str, Any]:
    return {"position": place_text(each["lon"], each["lat"]), "time": each["at"]}


def _tracks(body: told.SearchDone) -> tuple[list[Track], float | None]:
    """Return where it went, and the spacing in NM where that was laid from its area."""
    if body.points and body.track:
        return _recorded(body), None
    if body.points:
        found = sorted({point.at: point for point in body.points}.values(), key=lambda p: p.at)
        return [[{"lon": p.lon, "lat": p.lat, "at": p.at} for p in found]], None
    if len(body.corners) < 3:
        raise LastknownError("neither its area nor its track is entered")
    if body.ended <= body.began:
        raise LastknownError("it did not end after it began")
    kind = kind_of(body.type) or kind_of(body.unit) or "lifeboat"
    corners = [(corner.lon, corner.lat) for corner in body.corners]
    hours = (body.ended - body.began).total_seconds() / HOUR
    speed_kn = body.speed_kn or STANDARD[kind].search_speed_kn
    way_nm = hours * speed_kn * USABLE
    points, spacing_nm = laid_tracks(corners, spacing_nm=body.track_spacing_nm, way_nm=way_nm)
    return [_timed(points, body.began, body.ended)], spacing_nm


def _recorded(body: told.SearchDone) -> list[Track]:
    """Return a recorded track as `evidence.recorded` counts it, in parts without a gap."""
    import numpy as np

    from lastknown.evidence.recorded import Fixes, recorded

    points = body.points or ()
    lon, lat = np.array([[p.lon for p in points], [p.lat for p in points]])
    times = np.array([to_seconds(p.at) for p in points])
    made = recorded(Fixes(body.track or "", lon, lat, times), name=plain_name(body.unit))
    parts: list[Track] = []
    for leg in made.legs:
        if not parts or abs(to_seconds(parts[-1][-1]["at"]) - leg.t0) > _SAME_S:
            parts.append([{"lon": leg.lon0, "lat": leg.lat0, "at": from_seconds(leg.t0)}])
        parts[-1].append({"lon": leg.lon1, "lat": leg.lat1, "at": from_seconds(leg.t1)})
    return parts


def laid_tracks(
    corners: Sequence[Point], *, spacing_nm: float | None, way_nm: float
) -> tuple[list[Point], float]:
    """Return tracks through an area, end to end, and the spacing that they have, NM.

    Parameters
    ----------
    corners : three or more (longitude, latitude), in order around it.
    spacing_nm : distance between neighbouring tracks; None: what a way of `way_nm` makes of it.

    Raises
    ------
    LastknownError : the area is none, or needs more than 200 tracks.
    """
    plane = Plane(*_middle(corners))
    xs, ys = plane.to_xy([lon for lon, _ in corners], [lat for _, lat in corners])
    flat = [(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
    cos, sin = _longest_side(flat)
    turned = [(x * cos + y * sin, y * cos - x * sin) for x, y in flat]
    low, high = min(v for _, v in turned), max(v for _, v in turned)
    if high - low < _THINNEST_M or len(set(flat)) < 3:
        raise LastknownError("its corners enclose no area")
    count = _how_many(turned, high - low, spacing_nm, way_nm)
    step = (high - low) / count
    ends: list[Point] = []
    for k in range(count):
        v = low + (k + 0.5) * step
        cut = _cut(turned, v)
        ends += [(u, v) for u in (cut if k % 2 == 0 else cut[::-1])]
    back = [(u * cos - v * sin, u * sin + v * cos) for u, v in ends]
    lons, lats = plane.to_lonlat([x for x, _ in back], [y for _, y in back])
    points = [(float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True)]
    return points, round(step / NM, 3)


def _middle(corners: Sequence[Point]) -> Point:
    near = [((lon - corners[0][0] + 180.0) % 360.0 - 180.0, lat) for lon, lat in corners]
    lon = corners[0][0] + sum(x for x, _ in near) / len(near)
    return (lon + 180.0) % 360.0 - 180.0, sum(y for _, y in near) / len(near)


def _longest_side(flat: Sequence[Point]) -> Point:
    """Return cosine and sine of the direction of the longest side."""
    sides = [
        (bx - ax, by - ay) for (ax, ay), (bx, by) in zip(flat, [*flat[1:], flat[0]], strict=True)
    ]
    x, y = max(sides, key=lambda side: math.hypot(*side))
    length = math.hypot(x, y) or 1.0
    return x / length, y / length


def _how_many(
    turned: Sequence[Point], across: float, spacing_nm: float | None, way_nm: float
) -> int:
    """Return how many tracks fit."""
    if spacing_nm is not None:
        count = max(1, round(across / (spacing_nm * NM)))
    else:
        along = max(u for u, _ in turned) - min(u for u, _ in turned)
        count = max(1, int((way_nm * NM - across) // along))
    if count > _MOST_TRACKS:
        raise LastknownError(f"its area needs {count} tracks, at most {_MOST_TRACKS} are taken")
    return count


def _cut(turned: Sequence[Point], v: float) -> list[float]:
    """Return the ends of the track at `v` across the area."""
    found = [
        a[0] + (b[0] - a[0]) * (v - a[1]) / (b[1] - a[1])
        for a, b in zip(turned, [*turned[1:], turned[0]], strict=True)
        if (a[1] <= v) != (b[1] <= v)
    ]
    return [min(found), max(found)]


def _timed(points: Sequence[Point], began: datetime, ended: datetime) -> Track:
    """Return points at constant speed from begin to end."""
    plane = Plane(*points[0])
    xs, ys = plane.to_xy([lon for lon, _ in points], [lat for _, lat in points])
    way = [0.0]
    for k in range(1, len(points)):
        way.append(way[-1] + math.hypot(float(xs[k] - xs[k - 1]), float(ys[k] - ys[k - 1])))
    if way[-1] <= 0.0:
        raise LastknownError("its corners are one point")
    span = (ended - began).total_seconds()
    times = [began + timedelta(seconds=round(span * each / way[-1])) for each in way]
    return [
        {"lon": lon, "lat": lat, "at": at} for (lon, lat), at in zip(points, times, strict=True)
    ]


def _from(track: Track, first: datetime) -> Track:
    """Return the part of a track from a moment on; it ends later."""
    if track[0]["at"] >= first:
        return track
    later = [each for each in track if each["at"] > first]
    before = track[len(track) - len(later) - 1]
    after = later[0]
    share = (first - before["at"]) / (after["at"] - before["at"])
    cut = {
        "lon": before["lon"] + share * (after["lon"] - before["lon"]),
        "lat": before["lat"] + share * (after["lat"] - before["lat"]),
        "at": first,
    }
    return [cut, *later]


def _by_tables(body: told.SearchDone, conditions: Mapping[str, Any], what: str) -> dict[str, float]:
    """Return the sweep widths by eye that the tables have, NM, by daylight.

    Raises
    ------
    LastknownError : no table holds it, or the wind is not known.
    """
    from lastknown.search.equip import CRAFT_OF
    from lastknown.search.sensor import Conditions, Sensor

    kind = kind_of(body.type) or kind_of(body.unit) or "lifeboat"
    standard, craft = STANDARD[kind], next(iter(CRAFT_OF[kind]), "")
    if conditions.get("wind_kn") is None:
        raise LastknownError("its sweep width is not entered, and by eye it depends on the wind")
    seen = Conditions(
        body.visibility_nm or conditions["visibility_nm"], wind_kn=conditions["wind_kn"]
    )
    flies = craft in ("helicopter", "fixed-wing")
    height = (body.height_ft or standard.height_ft) if craft != "merchant-ship" else None
    speed = (body.speed_kn or standard.search_speed_kn) if flies else None
    eye = Sensor("visual", craft=craft, height_ft=height, speed_kn=speed)
    return {
        "boat": round(eye.sweep_width_m(what, seen) / NM, 3),
        "person": round(eye.sweep_width_m("person", seen) / NM, 3),
    }
