"""The strokes of the map (matplotlib, no pyplot): one function a layer."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch

from lastknown.exchange._frame import (
    SIZE,
    SMALL,
    TINY,
    Sheet,
    clipped,
    graticule,
    north,
    on_page,
    path_of,
    rings_of,
    scale_bar,
    sheet_of,
    source_lines,
    write,
)
from lastknown.exchange._labels import Label, Placed, Rect, place, text_size
from lastknown.exchange._palette import Theme, unit_role

if TYPE_CHECKING:
    from lastknown.exchange.chart import Chart, Line, Mark

__all__ = ["draw"]

SHADES: Final = (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Shares of probability at which the shading grows darker by one step."""


def draw(chart: Chart, theme: Theme, *, halo: bool) -> Figure:
    """Return the finished figure, 6 inches wide."""
    sheet = sheet_of(chart, theme, halo)
    graticule(sheet)
    _shade(sheet, chart)
    _risk(sheet, chart)
    _hatch(sheet, chart)
    _land(sheet, chart)
    for line in chart.lines:
        _line(sheet, line)
    _contours(sheet, chart)
    for mark in reversed(chart.marks):
        _mark(sheet, mark)
    taken = [scale_bar(sheet), north(sheet)]
    _labels(sheet, chart, taken)
    _texts(sheet, chart)
    return sheet.figure


def _land(sheet: Sheet, chart: Chart) -> None:
    path = path_of(sheet, clipped(sheet, chart.land))
    if path is not None:
        land, shore = sheet.colour["land"], sheet.colour["shore"]
        patch = PathPatch(path, facecolor=land, edgecolor=shore, linewidth=0.8, zorder=2)
        sheet.axes.add_patch(patch)


def _shade(sheet: Sheet, chart: Chart) -> None:
    """Draw nested areas of one colour, each a little more opaque than the one around it."""
    shade = chart.shade
    if shade is None or min(shade.probability.shape) < 2:
        return
    ranked = np.sort(shade.probability, axis=None)[::-1]
    held = np.cumsum(ranked) / ranked.sum()
    x = np.unwrap(np.asarray(sheet.x(shade.lon)), period=360.0)
    for share in SHADES:
        least = float(ranked[min(int(np.searchsorted(held, share)), ranked.size - 1)])
        if 0.0 < least < float(ranked[0]):
            sheet.axes.contourf(
                x,
                shade.lat,
                shade.probability,
                levels=[least, float(ranked[0]) * 1.01],
                colors=[sheet.colour["shade"]],
                alpha=0.085,
                zorder=1.5,
            )


def _risk(sheet: Sheet, chart: Chart) -> None:
    """Stain the areas in which ships are likeliest to strike, the inner ones more."""
    for area in chart.risk:
        path = path_of(sheet, rings_of(area.geometry))
        if path is not None:
            colour = sheet.colour["likely"]
            patch = PathPatch(path, facecolor=colour, edgecolor="none", alpha=0.13, zorder=1.6)
            sheet.axes.add_patch(patch)


def _hatch(sheet: Sheet, chart: Chart) -> None:
    """Draw strokes over what was not looked at."""
    path = path_of(sheet, chart.hatched)
    if path is not None:
        colour = sheet.colour["quiet"]
        patch = PathPatch(path, facecolor="none", edgecolor=colour, linewidth=0.0, hatch="////")
        patch.set_zorder(1.7)
        sheet.axes.add_patch(patch)


def _contours(sheet: Sheet, chart: Chart) -> None:
    for contour in chart.contours:
        path = path_of(sheet, rings_of(contour.geometry))
        if path is None:
            continue
        patch = PathPatch(
            path,
            facecolor="none",
            edgecolor=sheet.colour["contour"],
            linewidth=2.2 if contour.level <= 0.5 else 1.5 if contour.level <= 0.9 else 1.1,
            linestyle="-" if contour.level <= 0.9 else (0, (5, 3)),
            zorder=4,
        )
        sheet.axes.add_patch(patch)


_LINES: Final[dict[str, dict[str, Any]]] = {
    "track": {"linewidth": 0.7, "zorder": 3.0},
    "mean": {"linewidth": 1.6, "zorder": 3.4, "linestyle": (0, (6, 2, 1, 2))},
    "leg": {"linewidth": 0.9, "zorder": 5.0},
    "box": {"linewidth": 2.0, "zorder": 5.1},
    "ahead": {"linewidth": 1.6, "zorder": 3.4, "linestyle": (0, (1, 2))},
    "ship_past": {"linewidth": 1.0, "zorder": 3.2},
    "ship_ahead": {"linewidth": 1.0, "zorder": 3.2, "linestyle": (0, (4, 2))},
    "clear": {"linewidth": 1.2, "zorder": 3.3, "linestyle": (0, (1, 1.5))},
    "lane": {"linewidth": 0.8, "zorder": 1.2, "linestyle": (0, (2, 3))},
    "border": {"linewidth": 0.9, "zorder": 1.2, "linestyle": (0, (8, 3, 2, 3))},
}


_ROLES: Final = {
    "track": "tracks",
    "mean": "mean",
    "ahead": "mean",
    "likely": "likely",
    "known": "known",
}


def _colour_of(sheet: Sheet, kind: str, unit: int | None) -> str:
    if unit is not None:
        return sheet.colour[unit_role(unit)]
    roles = {
        "track": "tracks",
        "mean": "mean",
        "ahead": "mean",
        "likely": "likely",
        "known": "known",
        "ship": "known",
        "ship_past": "known",
        "ship_ahead": "known",
        "clear": "likely",
    }
    return sheet.colour[roles.get(kind, "quiet")]


def _line(sheet: Sheet, line: Line) -> None:
    x = np.unwrap(np.asarray(sheet.x(line.lon)), period=360.0)
    colour = _colour_of(sheet, line.kind, line.unit)
    style = dict(_LINES[line.kind])
    sheet.axes.add_line(Line2D(x, np.asarray(line.lat), color=colour, **style))


_MARKS: Final[dict[str, dict[str, Any]]] = {
    "likely": {"marker": "*", "markersize": 17, "zorder": 9},
    "known": {"marker": "X", "markersize": 10, "zorder": 8},
    "hypothesis": {"marker": "D", "markersize": 6, "zorder": 7},
    "steer": {"marker": "P", "markersize": 9, "zorder": 7.5},
    "start": {"marker": "^", "markersize": 10, "zorder": 7},
    "unit": {"marker": "s", "markersize": 8, "zorder": 7},
    "ship": {"marker": "v", "markersize": 6.5, "zorder": 6.5},
    "place": {"marker": "o", "markersize": 3.5, "zorder": 6},
}


def _inside(sheet: Sheet, lon: float, lat: float) -> bool:
    west, south, east, north = sheet.frame
    return west <= float(sheet.x(lon)) <= east and south <= lat <= north


def _mark(sheet: Sheet, mark: Mark) -> None:
    if not _inside(sheet, mark.lon, mark.lat):
        return
    colour = _colour_of(sheet, mark.kind, mark.unit)
    face = sheet.colour["halo"] if mark.kind == "hypothesis" else colour
    edge = colour if mark.kind == "hypothesis" else sheet.colour["halo"]
    style = dict(_MARKS[mark.kind])
    point = Line2D(
        [float(sheet.x(mark.lon))],
        [mark.lat],
        linestyle="",
        markerfacecolor=face,
        markeredgecolor=edge,
        markeredgewidth=0.8 if mark.kind == "place" else 1.2,
        **style,
    )
    sheet.axes.add_line(point)


def _labels(sheet: Sheet, chart: Chart, taken: list[Rect]) -> None:
    """Write the labels of marks, then those of the contours."""
    labels = []
    for mark in chart.marks:
        if mark.label and mark.kind != "ship" and _inside(sheet, mark.lon, mark.lat):
            x, y = sheet.points(mark.lon, mark.lat)
            plain = mark.kind in ("place", "hypothesis")
            role = unit_role(mark.unit) if mark.unit is not None else "quiet" if plain else "ink"
            clear = _MARKS[mark.kind]["markersize"] / 2.0 + 1.0
            size = SMALL if plain else SIZE
            must = not plain
            labels.append(Label(mark.label, x, y, size, clear, must, role, bold=must))
    important = [label for label in labels if label.must]
    rest = [*_ship_labels(sheet, chart), *(label for label in labels if not label.must)]
    middle = [*important, *_contour_labels(sheet, chart), *rest]
    left, bottom, right, top = sheet.page
    for placed in place(middle, (left + 3, bottom + 3, right - 3, top - 3), taken):
        _set(sheet, placed)


def _ship_labels(sheet: Sheet, chart: Chart) -> list[Label]:
    """Return a label a ship: beside it, or on its way where the map holds that alone."""
    labels = []
    for mark in chart.marks:
        if mark.kind != "ship":
            continue
        if _inside(sheet, mark.lon, mark.lat):
            x, y = sheet.points(mark.lon, mark.lat)
            clear = _MARKS["ship"]["markersize"] / 2.0 + 1.0
            labels.append(Label(mark.label, x, y, SMALL, clear, False, "quiet", short=mark.short))
        elif spots := _spots(sheet, mark.way):
            text = mark.short or mark.label
            labels.append(Label(text, *spots[0], SMALL, 0.0, True, "ink", bold=True, spots=spots))
    return labels


def _spots(sheet: Sheet, way: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return places on the part of a line that the map holds, from its beginning, in points."""
    if len(way) < 2:
        return ()
    x, y = np.unwrap([float(sheet.x(lon)) for lon, _ in way], period=360.0), [p[1] for p in way]
    part = np.linspace(0.0, len(way) - 1.0, 40 * len(way))
    west, south, east, north = sheet.frame
    edge = 0.02 * (north - south)
    fine = zip(*(np.interp(part, np.arange(len(way)), each) for each in (x, y)), strict=True)
    seen = [
        (float(px), float(py))
        for px, py in fine
        if west + edge < px < east - edge and south + edge < py < north - edge
    ]
    return tuple(sheet.points(*each) for each in seen[:: max(len(seen) // 60, 1)])


def _contour_labels(sheet: Sheet, chart: Chart) -> list[Label]:
    """Return one label a contour, somewhere on its own line, each from another side on."""
    labels = []
    for number, contour in enumerate(chart.contours):
        ring = max(rings_of(contour.geometry), key=len)
        x, y = np.asarray(sheet.x(ring[:, 0])), ring[:, 1]
        west, south, east, north = sheet.frame
        seen = np.flatnonzero((x > west) & (x < east) & (y > south) & (y < north))
        if not seen.size:
            continue
        angle = math.radians((200.0, 250.0, 300.0)[number % 3])
        ahead = seen[np.argsort(-(x[seen] * math.cos(angle) + y[seen] * math.sin(angle)))]
        step = max(ahead.size // 60, 1)
        spots = tuple(sheet.points(float(x[k]), float(y[k])) for k in ahead[::step])
        text = contour.label
        labels.append(Label(text, *spots[0], SIZE, 0.0, True, "contour", bold=True, spots=spots))
    return labels


def _set(sheet: Sheet, placed: Placed) -> None:
    """Write a label line by line from its lower left corner."""
    label, leader = placed.label, placed.leader
    if leader is not None:
        (x0, y0), (x1, y1) = leader
        on_page(sheet, (x0, x1), (y0, y1), color=sheet.colour[label.role], linewidth=0.8)
    lines = label.text.split("\n")
    for number, text in enumerate(lines):
        y = placed.y + placed.height - 1.2 * label.size * (number + 1) + 0.28 * label.size
        write(sheet, placed.x, y, text, label.size, label.role, bold=label.bold)


def _texts(sheet: Sheet, chart: Chart) -> None:
    """Write title and moment above, key and sources below."""
    height = float(sheet.figure.get_size_inches()[1]) * 72.0
    left = sheet.page[0]
    title = textwrap.shorten(chart.title, 48, placeholder="...")
    write(sheet, left, height - 17.0, title, 12.5, "ink", bold=True)
    write(sheet, left, height - 31.0, chart.subtitle, SIZE, "quiet")
    _key(sheet, chart)
    if chart.contours:
        write(sheet, left, sheet.page[1] - 47.0, chart.key, SMALL, "contour")
    for number, text in enumerate(reversed(source_lines(chart))):
        write(sheet, left, 6.0 + 9.5 * number, text, TINY, "quiet")


def _key(sheet: Sheet, chart: Chart) -> None:
    """Draw a sample of every kind of line that has a label for the key, closer where many are."""
    lines = {line.kind: line for line in reversed(chart.lines) if line.label}
    shown = [line for line in chart.lines if lines.get(line.kind) is line]
    wide = [text_size(line.label, SMALL, False)[0] for line in shown]
    room = sheet.page[2] - sheet.page[0] - sum(wide)
    sample, gap = (24.0, 16.0) if room >= 45.0 * len(shown) - 16.0 else (16.0, 8.0)
    x, y = sheet.page[0], sheet.page[1] - 33.0
    for line, width in zip(shown, wide, strict=True):
        style = {key: value for key, value in _LINES[line.kind].items() if key != "zorder"}
        colour = _colour_of(sheet, line.kind, line.unit)
        on_page(sheet, (x, x + sample), (y + 3.0, y + 3.0), color=colour, **style)
        write(sheet, x + sample + 5.0, y, line.label, SMALL, "quiet")
        x += sample + 5.0 + width + gap
