"""The map, ``map.svg`` and ``map.png``: where they may be, and who searches where.

`Chart` holds what is drawn, as values and texts in one language; `to_svg` and `to_png` draw it. The
map is a plain one: longitude by latitude, stretched so that a mile is as long east as north in the
middle of the map (less than 1 % off over 2 degrees of latitude at 51° N), north up. Equal input
gives equal bytes.
"""

from __future__ import annotations

import gc
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.exchange._palette import Theme

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Chart", "Contour", "Line", "Mark", "Shade", "to_png", "to_svg"]

Floats = NDArray[np.float64]

PNG_DPI: Final = 200


@dataclass(frozen=True)
class Contour:
    """An area that holds a share of the probability: its level, its label, its GeoJSON geometry."""

    level: float
    label: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True)
class Shade:
    """The gridded probability (ny, nx) at cell centres lon (nx,) and lat (ny,), degrees."""

    lon: Floats
    lat: Floats
    probability: Floats


@dataclass(frozen=True)
class Mark:
    """A point with a label.

    Attributes
    ----------
    kind : ``likely``, ``known``, ``hypothesis``, ``steer`` (the point a unit steers to), ``start``
        (commence search point), ``unit``, ``ship`` or ``place``.
    lon, lat : degrees.
    label : what is written beside it; "" for nothing.
    unit : number of the unit it belongs to (its colour), or None.
    short : written where there is no room for the label; "" for nothing.
    way : lon, lat in degrees along a line of its own: where the point lies outside the map, `short`
        is written on the part of it that lies inside.
    """

    kind: str
    lon: float
    lat: float
    label: str
    unit: int | None = None
    short: str = ""
    way: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Line:
    """A line.

    Attributes
    ----------
    kind : ``track`` (one particle), ``mean`` (mean track), ``ahead`` (its continuation), ``leg``
        (search legs), ``box`` (the search area, closed), ``lane``, ``border``; of
        ships ``ship_past``, ``ship_ahead`` and ``clear`` (what one is to leave clear, closed).
    lon, lat : (k,) degrees.
    label : for the key; "" for none.
    unit : number of the unit, or None.
    """

    kind: str
    lon: Floats
    lat: Floats
    label: str = ""
    unit: int | None = None


@dataclass(frozen=True)
class Chart:
    """Everything on the map.

    Attributes
    ----------
    title, subtitle : name of the case; moment.
    alt : what the map shows, for those who do not see it.
    source : the source line under the map.
    key : title of the contour key.
    lang : language of the texts.
    land : rings of the coast, (k, 2) lon, lat in degrees, closed.
    contours, shade, lines, marks : see above; the first mark is written first.
    hatched : closed rings drawn with strokes, (k, 2) lon, lat in degrees.
    risk : areas that hold shares of the strikes by ships, drawn as a faint stain.
    """

    title: str
    subtitle: str
    alt: str
    source: str
    key: str
    lang: str
    land: tuple[Floats, ...]
    contours: tuple[Contour, ...]
    shade: Shade | None
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    hatched: tuple[Floats, ...] = ()
    risk: tuple[Contour, ...] = ()


def to_svg(chart: Chart, theme: Theme = "light") -> str:
    """Return the map as SVG text with real letters, a title and a description."""
    with _settings():
        figure = _figure(chart, theme, halo=False)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": "lastknown"})
        del figure
    return _accessible(target.getvalue(), chart, theme)


def to_png(chart: Chart, theme: Theme = "light", dpi: int = PNG_DPI) -> bytes:
    """Return the map as PNG; `dpi` pixels an inch, 6 inches wide."""
    with _settings():
        figure = _figure(chart, theme, halo=True)
        target = io.BytesIO()
        figure.savefig(target, format="png", dpi=dpi, metadata={"Software": "lastknown"})
        del figure
    return target.getvalue()


def _figure(chart: Chart, theme: Theme, *, halo: bool) -> Figure:
    from lastknown.exchange import _drawing

    return _drawing.draw(chart, theme, halo=halo)


@contextmanager
def _settings() -> Iterator[None]:
    """Draw with the library's own settings, not the user's, and put these back."""
    import matplotlib as mpl

    with _collected(), mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": "DejaVu Sans",
                "svg.hashsalt": "lastknown",
                "svg.fonttype": "none",
                "text.parse_math": False,
                "axes.unicode_minus": False,
                "hatch.linewidth": 0.5,
            }
        )
        yield


@contextmanager
def _collected() -> Iterator[None]:
    """Free what was made meanwhile: a figure is full of cycles.

    Three figures in a row take 294 MB with this, 377 without. What was there before is not looked
    through, which took 0.1 s a figure, unless the program that calls has frozen it by itself.
    """
    free = gc.get_freeze_count() == 0
    if free:
        gc.freeze()
    try:
        yield
        gc.collect()
    finally:
        if free:
            gc.unfreeze()


def _accessible(svg: str, chart: Chart, theme: Theme) -> str:
    """Return the SVG scalable to any width, with a title, a description and haloed letters."""
    from html import escape

    from lastknown.exchange._palette import palette

    words = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    halo = palette(theme)["halo"]
    style = (
        f"<style>text {{ paint-order: stroke; stroke: {halo}; stroke-width: 2.5px; "
        "stroke-linejoin: round; }</style>"
    )
    head = re.compile(r"<svg ([^>]*?)>", re.DOTALL)
    label = f'role="img" lang="{chart.lang}" aria-label="{escape(chart.alt, quote=True)}"'
    svg = head.sub(lambda found: f"<svg {label} {found[1]}>{words}{style}", svg, count=1)
    return re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
