"""What goes on the map, from the answer document, the cloud and the coast, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from lastknown.desk.document import DriftDocument, PlanDocument, UnitEntry
from lastknown.desk.words import Words, words
from lastknown.drift.cloud import BOAT, Cloud
from lastknown.exchange.chart import Chart, Contour, Line, Mark, Shade
from lastknown.times import parse_time, to_seconds

if TYPE_CHECKING:
    from lastknown.desk.ships.beside import ShipsBeside
    from lastknown.drift.probability import ProbabilityGrid
    from lastknown.evidence.looked import Looked
    from lastknown.geo.coast import Coast
    from lastknown.geo.places import NamedPlace

__all__ = ["chart_of"]

TRACKS: Final = 14
"""Tracks of single particles that are drawn."""


def chart_of(
    document: DriftDocument | PlanDocument,
    lang: str = "en",
    *,
    cloud: Cloud | None = None,
    grid: ProbabilityGrid | None = None,
    coast: Coast | None = None,
    places: Sequence[NamedPlace] = (),
    only: str | None = None,
    looked: Looked | None = None,
    ships: ShipsBeside | None = None,
) -> Chart:
    """Return the map of an answer.

    Parameters
    ----------
    document : the answer document.
    lang : ``en`` or ``fr``.
    cloud : for the tracks; None: no tracks.
    grid : probability map for the shading; None: no shading.
    coast, places : of the pack; None and empty: open sea.
    only : name of the unit whose map it is: the areas of the others are grey and without legs.
    looked : what was not looked at is hatched; None: nothing is.
    ships : those most likely to run over the boat; None: none were given.

    Raises
    ------
    LastknownError : the language is not available.
    """
    w, at = words(lang), document["at"]
    lines = _tracks(w, document, cloud) if cloud is not None else []
    for number, unit in enumerate(_tasked(document)):
        lines += _search(unit, number) if only in (None, unit["name"]) else _area(unit)
    marks, source = _marks(w, document, places, only), _source(w, document, coast)
    alt = w.say("map.alt", clock=w.clock(at), position=w.position(document["most_likely"]))
    if ships is not None and only is None:
        said = _ships(lang, ships, document, lines, marks)
        source, alt = f"{said} {source}", f"{alt} {said}"
    return Chart(
        title=document["name"] if only is None else f"{only}: {document['name']}",
        subtitle=w.say("map.at", date=w.date(at), clock=w.clock(at)),
        alt=alt,
        source=source,
        key=w.say("map.key" if looked is None else "map.key_looked", clock=w.clock(at)),
        lang=lang,
        land=() if coast is None else coast.rings,
        contours=tuple(
            Contour(area["level"], w.level(area["level"]), area["geometry"])
            for area in document["contours"]
        ),
        shade=None if grid is None else Shade(grid.lon, grid.lat, grid.probability),
        lines=tuple(lines),
        marks=tuple(marks),
        hatched=() if looked is None else _unseen(looked),
        risk=_risk(w, document) if ships is not None and only is None else (),
    )


def _ships(
    lang: str,
    ships: ShipsBeside,
    document: DriftDocument | PlanDocument,
    lines: list[Line],
    marks: list[Mark],
) -> str:
    """Draw ships, and return which they are, how old that is, and what stain and dots mean."""
    from lastknown.desk.ships.drawn import ship_key, ship_lines, ship_marks

    entry, around = document["ships"], ships.around
    lines += ship_lines(around, lang)
    marks += ship_marks(around, lang)
    dealt = [] if document["dealings"] is None else document["dealings"]["dealt"]
    return "" if entry is None else ship_key(around, document["at"], entry["until"], lang, dealt)


def _risk(w: Words, document: DriftDocument | PlanDocument) -> tuple[Contour, ...]:
    """Return the areas in which ships are likeliest to strike."""
    entry = document["ships"]
    areas = [] if entry is None else entry["areas"]
    return tuple(Contour(each["level"], w.level(each["level"]), each["geometry"]) for each in areas)


def _unseen(looked: Looked) -> tuple[np.ndarray, ...]:
    """Return the cells that were never looked at as rings, neighbours in a row as one.

    Of the cells that hold 95 % of the probability, the others being the cloud's last corners.
    """
    ranked = np.sort(looked.probability, axis=None)[::-1]
    least = ranked[int(np.searchsorted(np.cumsum(ranked), 0.95 * ranked.sum()))]
    never = (looked.probability >= max(least, 1e-12)) & ~np.isfinite(looked.last_s)
    west, south, rings = looked.lon_edges, looked.lat_edges, []
    for row, cells in enumerate(never):
        turns = np.flatnonzero(np.diff(cells.astype(int), prepend=0, append=0))
        for begin, end in zip(turns[::2], turns[1::2], strict=True):
            x0, x1, y0, y1 = west[begin], west[end], south[row], south[row + 1]
            rings.append(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]))
    return tuple(rings)


def _tasked(document: DriftDocument | PlanDocument) -> list[UnitEntry]:
    """Return the units that have a task."""
    units: list[UnitEntry] = document.get("units", [])  # type: ignore[assignment]
    return [unit for unit in units if unit["launch_now"]]


def _source(w: Words, document: DriftDocument | PlanDocument, coast: Coast | None) -> str:
    seas = ", ".join(dict.fromkeys(w.phrase(source["name"]) for source in document["sources"]))
    shore = w.say("map.no_coast") if coast is None else w.phrase(coast.source)
    others = [each for each in document["credits"] if coast is None or each != coast.source]
    named = w.say("map.credits", named=", ".join(others)) if others else ""
    return w.say("map.source", sources=seas or "-", credits=named, coast=shore)


def _tracks(w: Words, document: DriftDocument | PlanDocument, cloud: Cloud) -> list[Line]:
    """Return a few tracks of boats and the mean track until now, and that until the search ends."""
    at_s = _seconds(document["at"])
    until = cloud.time_s <= at_s + 1.0
    boats = np.flatnonzero((cloud.component == BOAT) & (cloud.weight > 0))
    share = np.cumsum(cloud.weight[boats]) / cloud.weight[boats].sum()
    picked = np.searchsorted(share, (np.arange(TRACKS) + 0.5) / TRACKS)
    chosen = np.unique(boats[np.minimum(picked, boats.size - 1)])
    lines = []
    for i in chosen:
        known = until & np.isfinite(cloud.lon[i])
        if np.count_nonzero(known) > 1:
            label = w.say("map.particle_tracks")
            lines.append(Line("track", cloud.lon[i, known], cloud.lat[i, known], label))
    mean = _mean_track(cloud, boats, until)
    if mean is not None:
        lines.append(Line("mean", *mean, w.say("map.mean_track")))
    leaves = [unit["leave"] for unit in _tasked(document) if unit["leave"] is not None]
    if leaves:
        last = max(leaves, key=_seconds)
        span = (cloud.time_s >= at_s - 1.0) & (cloud.time_s <= _seconds(last) + 1.0)
        ahead = _mean_track(cloud, boats, span)
        label = w.say("map.ahead_track", clock=w.clock(last, document["at"]))
        lines += [] if ahead is None else [Line("ahead", *ahead, label)]
    return lines


def _seconds(time: str) -> float:
    return to_seconds(parse_time(time))


def _mean_track(
    cloud: Cloud, boats: np.ndarray[tuple[int], np.dtype[np.intp]], until: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the weighted mean position at every kept time at which most boats are at sea."""
    lon, lat = cloud.lon[boats][:, until], cloud.lat[boats][:, until]
    weight = np.where(np.isfinite(lon), cloud.weight[boats][:, None], 0.0)
    total = weight.sum(axis=0)
    kept = total > 0.5 * cloud.weight[boats].sum()
    if np.count_nonzero(kept) < 2:
        return None
    lon0 = float(cloud.start_lon[boats[0]])
    step = (np.nan_to_num(lon) - lon0 + 180.0) % 360.0 - 180.0
    with np.errstate(invalid="ignore", divide="ignore"):
        mean_lon = lon0 + (weight * step).sum(axis=0) / total
        mean_lat = (weight * np.nan_to_num(lat)).sum(axis=0) / total
    return (mean_lon[kept] + 180.0) % 360.0 - 180.0, mean_lat[kept]


def _search(unit: UnitEntry, number: int) -> list[Line]:
    """Return a unit's area and its legs."""
    points = [unit["legs"][0]["start"], *(leg["end"] for leg in unit["legs"])]
    legs = np.array(points)
    return [Line("leg", legs[:, 0], legs[:, 1], unit=number), *_area(unit, number)]


def _area(unit: UnitEntry, number: int | None = None) -> list[Line]:
    """Return the outline of a unit's area, in grey without a number; none about a datum alone."""
    if not unit["corners"]:
        return []
    corners = np.array([*unit["corners"], unit["corners"][0]])
    return [Line("box", corners[:, 0], corners[:, 1], unit=number)]


def _marks(
    w: Words,
    document: DriftDocument | PlanDocument,
    places: Sequence[NamedPlace],
    only: str | None,
) -> list[Mark]:
    """Return the marks, the most important first."""
    at = document["at"]
    label = w.say("map.most_likely", clock=w.clock(at))
    position = w.position(document["most_likely"]).replace("\N{NO-BREAK SPACE}", "\n")
    marks = [_mark("likely", document["most_likely"], f"{label}\n{position}")]
    shown = [
        (number, unit)
        for number, unit in enumerate(_tasked(document))
        if only in (None, unit["name"])
    ]
    for number, unit in shown:
        if unit["start"] is not None:
            first = w.say("map.search_start", name=unit["name"])
            label = f"{first}\n{_box_hours(w, unit, at)}"
            marks.append(_mark("start", unit["start"], label, number))
        if unit["steer_within"] and len(_tasked(document)) == 1:
            label = w.say("map.steer_to", clock=w.clock(unit["arrive"] or at, at))
            marks.append(_mark("steer", unit["steer_to"], label, number))
    marks += _known(w, document)
    marks += [_mark("unit", unit["position"], "", number) for number, unit in shown]
    if only is not None:
        marks += [
            _mark("place", unit["centre"] or unit["steer_to"], unit["name"])
            for unit in _tasked(document)
            if unit["name"] != only
        ]
    if len(document["hypotheses"]) > 1:
        for hypothesis in document["hypotheses"]:
            if hypothesis["most_likely"] is not None:
                name = w.phrase(hypothesis["name"])
                marks.append(_mark("hypothesis", hypothesis["most_likely"], name))
    return marks + [Mark("place", place.lon, place.lat, place.called(w.lang)) for place in places]


def _known(w: Words, document: DriftDocument | PlanDocument) -> list[Mark]:
    """Return the last known positions, each once, however many ways it may have gone from there."""
    known = [
        _mark(
            "known",
            start["position"],
            w.say("map.last_known", clock=w.clock(start["time"], document["at"])),
        )
        for start in document["starts"]
    ]
    return [*dict.fromkeys(known)]


def _box_hours(w: Words, unit: UnitEntry, at: str) -> str:
    """Return for which hours the unit's box is, which are later than those of the areas."""
    hours = {key: w.clock(unit[key] or at, at) for key in ("arrive", "leave")}
    return w.say("map.box_hours", **hours)


def _mark(kind: str, place: list[float], label: str, unit: int | None = None) -> Mark:
    return Mark(kind, place[0], place[1], label, unit)
