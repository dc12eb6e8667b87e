"""Where labels go on the map: beside their mark, never over a mark, never over each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

__all__ = ["Label", "Placed", "Rect", "place", "text_size"]

Rect = tuple[float, float, float, float]
"""left, bottom, right, top in points."""

_GAP: Final = 4.0
_FAR: Final = 9.0
_RINGS: Final = 6
_RINGS_MUST: Final = 14
"""So far out a place is looked for; what must be written may stand farther off, with a line."""
_WAYS: Final = (
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.75, 0.8),
    (-0.75, 0.8),
    (0.75, -0.8),
    (-0.75, -0.8),
    (0.0, 1.0),
    (0.0, -1.0),
)


@dataclass(frozen=True)
class Label:
    """What is to be written beside a point.

    Attributes
    ----------
    text : may have several lines.
    x, y : the point, in points of the page.
    size : font size, points.
    clear : radius kept free around the point, points.
    must : written where it does least harm if no place is free (else left out).
    role : colour role.
    bold : set in bold.
    spots : places for the middle of the text that are tried before those beside the point
        (somewhere along a contour).
    short : written, wherever it does least harm, where no place is free for the text; "": nothing.
    """

    text: str
    x: float
    y: float
    size: float
    clear: float
    must: bool
    role: str
    bold: bool = False
    spots: tuple[tuple[float, float], ...] = ()
    short: str = ""


@dataclass(frozen=True)
class Placed:
    """A label, the lower left corner and the size of its text, points."""

    label: Label
    x: float
    y: float
    width: float
    height: float

    @property
    def leader(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return both ends of a line from the mark to a text that is not close to it, points."""
        label = self.label
        if label.clear <= 0.0:
            return None
        x = max(self.x, min(label.x, self.x + self.width))
        y = max(self.y, min(label.y, self.y + self.height))
        away = math.hypot(x - label.x, y - label.y)
        if away < label.clear + _FAR:
            return None
        edge = label.clear / away
        return (label.x + edge * (x - label.x), label.y + edge * (y - label.y)), (x, y)


@lru_cache(maxsize=512)
def text_size(text: str, size: float, bold: bool) -> tuple[float, float]:
    """Return width and height of a text in points, in the map's font."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    widths = [
        text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]
        for line in text.split("\n")
    ]
    return max(widths), 1.2 * size * len(widths)


def place(labels: Sequence[Label], page: Rect, taken: Iterable[Rect] = ()) -> list[Placed]:
    """Return the labels that found a place, the first ones choosing first.

    Parameters
    ----------
    labels : the most important first.
    page : where labels may lie, points.
    taken : rectangles that no label may touch (marks, scale bar), points.
    """
    marks = [_around(label.x, label.y, label.clear) for label in labels if label.clear > 0]
    blocked = [*taken, *marks]
    written: list[Rect] = []
    placed: list[Placed] = []
    for label in labels:
        cost, rect = _best(label, page, blocked, written)
        if cost >= 10.0 and label.short:
            label = replace(label, text=label.short, bold=True, must=True)
            cost, rect = _best(label, page, blocked, written)
        if cost >= 10.0 and not label.must:
            continue
        written.append(rect)
        placed.append(Placed(label, rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1]))
    return placed


def _best(
    label: Label, page: Rect, blocked: Sequence[Rect], written: Sequence[Rect]
) -> tuple[float, Rect]:
    """Return the cost and the rectangle of the place where a label does least harm."""
    tries = _candidates(label)
    costs = [_cost(rect, far, page, blocked, written) for rect, far in tries]
    best = min(range(len(tries)), key=lambda i: (costs[i], i))
    return costs[best], tries[best][0]


def _around(x: float, y: float, radius: float) -> Rect:
    return x - radius, y - radius, x + radius, y + radius


def _candidates(label: Label) -> list[tuple[Rect, float]]:
    """Return rectangles around the point, with how far away each ring of them is."""
    width, height = text_size(label.text, label.size, label.bold)
    found = [
        ((x - width / 2, y - height / 2, x + width / 2, y + height / 2), 0.01 * i - 1.0)
        for i, (x, y) in enumerate(label.spots)
    ]
    for ring in range(_RINGS_MUST if label.must else _RINGS):
        reach = label.clear + _GAP + 9.0 * ring
        for east, north in _WAYS:
            x = label.x + east * reach + (0.0 if east > 0 else -width if east < 0 else -width / 2)
            y = label.y + north * reach
            y += -height / 2 if north == 0 else 0.0 if north > 0 else -height
            found.append(((x, y, x + width, y + height), 0.4 * ring))
    return found


def _cost(
    rect: Rect, far: float, page: Rect, blocked: Sequence[Rect], written: Sequence[Rect]
) -> float:
    """Return how bad a place is: 10 and more touches something."""
    cost = far
    inside = rect[0] >= page[0] and rect[1] >= page[1] and rect[2] <= page[2] and rect[3] <= page[3]
    if not inside:
        cost += 1000.0
    cost += sum(100.0 for other in blocked if _touch(rect, other))
    return cost + sum(10.0 for other in written if _touch(rect, other))


def _touch(a: Rect, b: Rect) -> bool:
    """Return whether two rectangles touch, or almost: two labels must not read as one."""
    return a[0] < b[2] + 2 and b[0] < a[2] + 2 and a[1] < b[3] + 2 and b[1] < a[3] + 2
