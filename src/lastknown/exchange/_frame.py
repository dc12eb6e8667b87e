"""The frame of the map: what it shows, where that lies on the page, its graticule and scale."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from lastknown.exchange._labels import Rect, text_size
from lastknown.exchange._palette import Theme, palette
from lastknown.units import NM

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lastknown.exchange.chart import Chart, Floats

__all__ = ["SIZE", "SMALL", "TINY", "Sheet", "clipped", "graticule", "north", "on_page"]
__all__ += ["path_of", "rings_of", "scale_bar", "sheet_of", "source_lines", "write"]

WIDTH_IN: Final = 6.0
MARGINS_IN: Final = (0.62, 0.12)
"""Left (latitudes) and right of the map, inches."""
ABOVE_IN: Final = 0.52
SIZE: Final = 10.0
SMALL: Final = 8.5
TINY: Final = 7.5
DEGREE_M: Final = 60.0 * NM


@dataclass(frozen=True)
class Sheet:
    """The drawing under way: axes, colours, the map's frame in degrees and in points."""

    figure: Figure
    axes: Axes
    colour: Mapping[str, str]
    lon0: float
    frame: Rect
    page: Rect
    halo: bool

    def x(self, lon: Any) -> Any:
        """Return continuous longitudes around the map's middle, degrees."""
        return self.lon0 + (np.asarray(lon) - self.lon0 + 180.0) % 360.0 - 180.0

    def points(self, lon: float, lat: float) -> tuple[float, float]:
        """Return where a place lies on the page, points."""
        west, south, east, north = self.frame
        left, bottom, right, top = self.page
        across = (float(self.x(lon)) - west) / (east - west)
        return left + across * (right - left), bottom + (lat - south) / (north - south) * (
            top - bottom
        )


def sheet_of(chart: Chart, theme: Theme, halo: bool) -> Sheet:
    colour = palette(theme)
    lon0, frame = _frame(chart)
    west, south, east, north = frame
    stretch = 1.0 / math.cos(math.radians((south + north) / 2.0))
    inner = WIDTH_IN - sum(MARGINS_IN)
    tall = inner * (north - south) / (east - west) * stretch
    below = (59.0 + 9.5 * len(source_lines(chart))) / 72.0
    height = tall + ABOVE_IN + below
    figure = Figure(figsize=(WIDTH_IN, height), dpi=72, facecolor=colour["paper"])
    left, bottom = MARGINS_IN[0], below
    axes = figure.add_axes(
        (left / WIDTH_IN, bottom / height, inner / WIDTH_IN, tall / height), facecolor=colour["sea"]
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_autoscale_on(False)
    page = (72 * left, 72 * bottom, 72 * (left + inner), 72 * (bottom + tall))
    return Sheet(figure, axes, colour, lon0, frame, page, halo)


def source_lines(chart: Chart) -> list[str]:
    """Return the source line as it is set under the map."""
    return textwrap.wrap(chart.source, 92)


_AROUND: Final = ("unit", "place", "ship")
"""Kinds of marks that may lie outside the map."""


def _frame(chart: Chart) -> tuple[float, Rect]:
    """Return the middle longitude and the frame in degrees: all that matters, and some margin."""
    lon = [np.atleast_1d(mark.lon) for mark in chart.marks if mark.kind not in _AROUND]
    lat = [np.atleast_1d(mark.lat) for mark in chart.marks if mark.kind not in _AROUND]
    for line in chart.lines:
        if line.kind in ("box", "leg", "mean", "ahead"):
            lon.append(np.asarray(line.lon))
            lat.append(np.asarray(line.lat))
    for contour in chart.contours:
        if contour.level < 0.95:
            for ring in rings_of(contour.geometry):
                lon.append(ring[:, 0])
                lat.append(ring[:, 1])
    lon0 = float(np.atleast_1d(lon[0])[0])
    x = lon0 + (np.concatenate(lon) - lon0 + 180.0) % 360.0 - 180.0
    y = np.concatenate(lat)
    return lon0, _padded(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def _padded(west: float, south: float, east: float, north: float) -> Rect:
    """Return a frame of at least 4 NM, with a margin, between 3:4 and 5:4 high on the page."""
    narrow = math.cos(math.radians((south + north) / 2.0))
    middle = ((west + east) / 2.0, (south + north) / 2.0)
    wide = max((east - west) * narrow, 4.0 / 60.0) * 1.16
    high = max(north - south, 4.0 / 60.0) * 1.16
    high = max(high, 0.75 * wide)
    wide = max(wide, high / 1.25)
    half = wide / narrow / 2.0
    return middle[0] - half, middle[1] - high / 2.0, middle[0] + half, middle[1] + high / 2.0


def rings_of(geometry: Mapping[str, Any]) -> list[Floats]:
    """Return every ring of a Polygon or MultiPolygon as (k, 2) arrays."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    return [np.asarray(ring, dtype=np.float64) for polygon in polygons for ring in polygon]


def path_of(sheet: Sheet, rings: list[Floats] | tuple[Floats, ...]) -> Path | None:
    """Return one path of closed rings, those that touch the frame's surroundings only."""
    west, south, east, north = sheet.frame
    vertices, codes = [], []
    for ring in rings:
        x = np.unwrap(np.asarray(sheet.x(ring[:, 0])), period=360.0)
        y = ring[:, 1]
        if x.max() < west or x.min() > east or y.max() < south or y.min() > north:
            continue
        vertices.append(np.column_stack([x, y]))
        code = np.full(len(ring), Path.LINETO, dtype=np.uint8)
        code[0], code[-1] = Path.MOVETO, Path.CLOSEPOLY
        codes.append(code)
    if not vertices:
        return None
    return Path(np.concatenate(vertices), np.concatenate(codes))


def clipped(sheet: Sheet, land: tuple[Floats, ...]) -> list[Floats]:
    """Return the land within a little more than the frame: a map of a bay needs no continent."""
    from shapely import box, make_valid, polygons, transform

    west, south, east, north = sheet.frame
    margin = 0.1 * (east - west)
    view = box(west - margin, south - margin, east + margin, north + margin)
    rings: list[Floats] = []
    for ring in land:
        shape = polygons(ring)
        moved = transform(
            shape, lambda p: np.column_stack([np.unwrap(sheet.x(p[:, 0]), period=360.0), p[:, 1]])
        )
        left, low, right, high = moved.bounds
        if left > east or right < west or low > north or high < south:
            continue
        part = make_valid(moved).intersection(view)
        for piece in getattr(part, "geoms", [part]):
            if piece.geom_type == "Polygon" and not piece.is_empty:
                rings += [np.asarray(r.coords) for r in (piece.exterior, *piece.interiors)]
    return rings


def on_page(sheet: Sheet, x: Any, y: Any, **how: Any) -> Line2D:
    """Draw a line between places of the page in points, above the map, and return it."""
    width, height = sheet.figure.get_size_inches() * 72.0
    line = Line2D(np.asarray(x) / width, np.asarray(y) / height, **how)
    line.set_transform(sheet.figure.transFigure)
    line.set_zorder(15)
    sheet.figure.add_artist(line)
    return line


def write(sheet: Sheet, x: float, y: float, text: str, size: float, role: str, **how: Any) -> None:
    """Write at a place of the page in points, with a halo."""
    width, height = sheet.figure.get_size_inches() * 72.0
    written = sheet.figure.text(
        x / width,
        y / height,
        text,
        fontsize=size,
        color=sheet.colour[role],
        weight="bold" if how.get("bold") else "normal",
        ha=how.get("ha", "left"),
        va=how.get("va", "baseline"),
        zorder=20,
    )
    if sheet.halo:
        written.set_path_effects([withStroke(linewidth=2.5, foreground=sheet.colour["halo"])])


_STEPS_MIN: Final = (0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600)


def graticule(sheet: Sheet) -> None:
    """Draw meridians and parallels at round minutes, three to six each way."""
    west, south, east, north = sheet.frame
    across = _steps(west, east, 4)
    up = _steps(south, north, 5)
    for x in across:
        sheet.axes.axvline(x, color=sheet.colour["grid"], linewidth=0.6, zorder=1)
    for y in up:
        sheet.axes.axhline(y, color=sheet.colour["grid"], linewidth=0.6, zorder=1)
    axes = sheet.axes
    axes.set_xticks(across, [_minutes((x + 180.0) % 360.0 - 180.0, "EW") for x in across])
    axes.set_yticks(up, [_minutes(y, "NS") for y in up])
    ink = sheet.colour["quiet"]
    axes.tick_params(labelsize=SMALL, colors=ink, labelcolor=ink, length=3, width=0.8)
    for spine in axes.spines.values():
        spine.set_edgecolor(ink)
        spine.set_linewidth(0.8)


def _steps(low: float, high: float, about: int) -> list[float]:
    span = (high - low) * 60.0
    step = next((s for s in _STEPS_MIN if span / s <= about + 1.99), _STEPS_MIN[-1])
    first, last = math.ceil(low * 60.0 / step), math.floor(high * 60.0 / step)
    return [i * step / 60.0 for i in range(first, last + 1)]


def _minutes(value: float, letters: str) -> str:
    """Return ``51°10'N``; half minutes only where the step asks for them."""
    tenths = round(abs(value) * 600.0)
    degrees, rest = divmod(tenths, 600)
    shown = f"{rest / 10.0:04.1f}" if rest % 10 else f"{rest // 10:02d}"
    return f"{degrees}°{shown}'{letters[0] if value >= 0 else letters[1]}"


def scale_bar(sheet: Sheet) -> Rect:
    """Draw the scale in nautical miles at the lower left; return its rectangle in points."""
    left, bottom, _, top = sheet.page
    per_nm = (top - bottom) / ((sheet.frame[3] - sheet.frame[1]) * DEGREE_M / NM)
    length = max(n for n in (1, 2, 5, 10, 20, 50, 100, 200) if n == 1 or n * per_nm < 150.0)
    x, y, long = left + 14.0, bottom + 14.0, length * per_nm
    for part, role in enumerate(("ink", "quiet")):
        ends = (x + long * part / 2, x + long * (part + 1) / 2)
        how = {"linewidth": 4, "solid_capstyle": "butt"}
        on_page(sheet, ends, (y, y), color=sheet.colour[role], **how)
    write(sheet, x, y + 5.0, f"{length} NM", SIZE, "ink", bold=True)
    return x - 8.0, bottom, x + max(long, text_size(f"{length} NM", SIZE, True)[0]) + 8.0, y + 18.0


def north(sheet: Sheet) -> Rect:
    """Draw the north arrow at the upper right; return its rectangle in points."""
    _, _, right, top = sheet.page
    x, y = right - 16.0, top - 40.0
    how = {"linewidth": 1.4, "marker": "^", "markevery": [1], "markersize": 8}
    on_page(sheet, (x, x), (y, y + 18.0), color=sheet.colour["ink"], **how)
    write(sheet, x, y + 23.0, "N", SIZE, "ink", bold=True, ha="center")
    return x - 12.0, y - 4.0, right, top
