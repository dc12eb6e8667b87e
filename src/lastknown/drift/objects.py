"""Search objects: their leeway, their names in English and French, and what they do under way.

Leeway of one component at a wind W (m/s, 10 m above the sea) is ``slope * W + offset``: downwind,
and across the wind to its right or to its left (positive = right of downwind). The figures of 85
objects are those of `data/leeway.csv` (Allen and Plourde 1999, Allen 2005 and later reports); what
is inferred says so in `SearchObject.basis`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.drift.names import compact, nearest_words, words
from lastknown.errors import LastknownError

__all__ = [
    "Crossing",
    "Leeway",
    "SearchObject",
    "crosswalk",
    "draw_leeway",
    "find_object",
    "leeway_table",
    "objects",
]

_DATA = Path(__file__).parent.parent / "data"
_FIGURES = ("slope", "offset_ms", "sd_ms")
_LONGEST = 60
"""Characters of a name that an error quotes."""
_COMPONENTS = (("downwind", "downwind"), ("right", "crosswind_right"), ("left", "crosswind_left"))

OVERLOADED_SD_MS = 0.06
"""Least sd of a downwind line in `inflatable-overloaded`, m/s (0.6 % of the wind at 10 m/s).
Inferred: chosen so that 90 % of the particles drift downwind at 2 to 5 % of a wind of 10 m/s."""

LADEN = 4.40 / 7.71
"""Leeway of a 19 ft skiff with thirteen persons over that with one (Brushett 2014)."""


@dataclass(frozen=True)
class Leeway:
    """One measured leeway: three straight lines over the wind, with the spread about each.

    Attributes
    ----------
    code : the object's code in the reports, e.g. ``SKIFF-1``.
    number : its number in the table, 0 for one derived from another.
    description : the report's own words.
    downwind_slope, right_slope, left_slope : fraction of the 10 m wind (0.0315); left is negative.
    downwind_offset_ms, right_offset_ms, left_offset_ms : m/s, positive right of downwind.
    downwind_sd_ms, right_sd_ms, left_sd_ms : standard error about the line, m/s.
    note : what was corrected or scaled.
    """

    code: str
    number: int
    description: str
    downwind_slope: float
    downwind_offset_ms: float
    downwind_sd_ms: float
    right_slope: float
    right_offset_ms: float
    right_sd_ms: float
    left_slope: float
    left_offset_ms: float
    left_sd_ms: float
    note: str = ""


@dataclass(frozen=True)
class SearchObject:
    """What is searched for. Everything but the figures in `parts` of a measured object is inferred.

    Attributes
    ----------
    code : ``SKIFF-1``, ``inflatable-overloaded`` ….
    number : 1-85 in the leeway table, 0 for this project's own.
    name_en, name_fr : plain names.
    kind : person, raft, capsule, paddled, powered, inflatable, vessel, sail or debris.
    parts : (weight, leeway) pairs, weights summing to 1; a particle draws one part, then its own
        deviation within it. A measured object has one part.
    p_under_way : probability that it was under way when no phases are told, else adrift.
    speed_kn, speed_sd_kn : speed through the water and its sd, knots (0 = never under way).
    fails_after_mean_h : mean of the exponential time to engine failure, hours (0 = no engine).
    heading_sd_deg : sd of the course steered, degrees.
    persons_become : code of what persons are in the water when it swamps.
    hull_becomes : code of what the hull is when it swamps (its own code: it stays what it is).
    basis : what is measured, what is inferred and from what; for people to read.
    """

    code: str
    number: int
    name_en: str
    name_fr: str
    kind: str
    parts: tuple[tuple[float, Leeway], ...]
    p_under_way: float
    speed_kn: float
    speed_sd_kn: float
    fails_after_mean_h: float
    heading_sd_deg: float
    persons_become: str
    hull_becomes: str
    basis: str


@dataclass(frozen=True)
class Crossing:
    """One row of the crosswalk: phrases people use, the object that stands for them, and why."""

    code: str
    english: tuple[str, ...]
    french: tuple[str, ...]
    reason: str


_NEVER = (0.0, 0.0, 0.0, 0.0, 15.0)
_VOYAGE = {
    "inflatable": (0.5, 3.5, 1.0, 1.5, 15.0),
    "powered": (0.5, 5.0, 2.0, 3.0, 15.0),
    "vessel": (0.3, 7.0, 2.0, 6.0, 15.0),
}
_VOYAGE_BASIS = (
    "The voyage when no phases are told ({0:.0%} under way at {1:g} kn, sd {2:g}, engine lost "
    "after {3:g} h in the mean, course sd {4:g} degrees) is assumed, not measured."
)
_NO_VOYAGE_BASIS = "Taken to be adrift from the start."


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a data file, its header comment left out."""
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def _corrected(row: dict[str, str]) -> tuple[dict[str, str], str]:
    """Return a row of the leeway table with its correction applied, and a note that says so."""
    if not row["correction"]:
        return row, ""
    column, value = row["correction"].split("=")
    note = f"{column}: the report prints {row[column]}, a known sign error; {value} is used"
    return {**row, column: value}, note


def _leeway(printed: dict[str, str]) -> Leeway:
    """Return the leeway of one row of the table (percent and cm/s) in SI."""
    row, note = _corrected(printed)
    figures = {}
    for name, column in _COMPONENTS:
        figures[f"{name}_slope"] = float(row[f"{column}_slope_percent"]) / 100.0
        figures[f"{name}_offset_ms"] = float(row[f"{column}_offset_cm_s"]) / 100.0
        figures[f"{name}_sd_ms"] = float(row[f"{column}_std_cm_s"]) / 100.0
    return Leeway(row["code"], int(row["number"]), row["description"], **figures, note=note)


def _scaled(leeway: Leeway, factor: float, why: str) -> Leeway:
    """Return a leeway with every line and spread multiplied by a factor, not measured itself."""
    figures = {
        f"{name}_{what}": getattr(leeway, f"{name}_{what}") * factor
        for name, _ in _COMPONENTS
        for what in _FIGURES
    }
    note = f"{leeway.code} x {factor:.3g}: {why}"
    return replace(leeway, number=0, note=note, **figures)


def _overloaded(measured: dict[str, Leeway]) -> tuple[tuple[float, Leeway], ...]:
    """Return five equally likely proxies for a boat that nobody measured, each spread widely."""
    skiff = measured["SKIFF-1"]
    proxies = (
        skiff,
        measured["SKIFF-2"],
        measured["REFUGEE-RAFT-1"],
        _scaled(
            measured["LIFE-RAFT-NB-2"], LADEN, "laden as a skiff with thirteen (Brushett 2014)"
        ),
        _scaled(skiff, 0.044 / skiff.downwind_slope, "4.40 % with thirteen (Brushett 2014)"),
    )
    return tuple((1.0 / len(proxies), _widened(part)) for part in proxies)


def _widened(leeway: Leeway) -> Leeway:
    """Return a leeway whose spread is at least `OVERLOADED_SD_MS` downwind, 2/3 of it across."""
    across = OVERLOADED_SD_MS * 2.0 / 3.0
    return replace(
        leeway,
        number=0,
        downwind_sd_ms=max(leeway.downwind_sd_ms, OVERLOADED_SD_MS),
        right_sd_ms=max(leeway.right_sd_ms, across),
        left_sd_ms=max(leeway.left_sd_ms, across),
        note=leeway.note or f"{leeway.code} with a wider spread",
    )


def _own_parts(code: str, measured: dict[str, Leeway]) -> tuple[tuple[float, Leeway], ...]:
    """Return the mixture of one of this project's own objects."""
    parts = _overloaded(measured)
    if code == "inflatable-overloaded":
        return parts
    return tuple(
        (weight / 2.0, _scaled(part, share, "swamping halves or thirds the leeway"))
        for weight, part in parts
        for share in (1.0 / 2.0, 1.0 / 3.0)
    )


_OWN_BASIS = {
    "inflatable-overloaded": (
        "Inferred: rubber boats with 30 to 60 persons were never measured. Five proxies of equal "
        "weight (SKIFF-1, SKIFF-2, REFUGEE-RAFT-1, LIFE-RAFT-NB-2 slowed as a skiff with thirteen "
        "is, and that skiff's 4.40 %; Brushett 2014), each with sd 6 cm/s or more, hold about 2 to "
        "5 % of the wind for nine particles in ten."
    ),
    "inflatable-swamped": (
        "Inferred: swamping halves or thirds the leeway where it was measured (3.65 to 1.73 %, "
        "2.82 to 1.13 %), so each proxy of inflatable-overloaded is taken at a half and at a third."
    ),
}


def _basis(kind: str, parts: tuple[tuple[float, Leeway], ...], code: str) -> str:
    """Return what is measured and what is inferred about an object, in words."""
    leeway = _OWN_BASIS.get(code, f"Leeway as reported: {parts[0][1].description}.")
    note = parts[0][1].note if code not in _OWN_BASIS else ""
    voyage = _VOYAGE.get(kind)
    moves = _VOYAGE_BASIS.format(*voyage) if voyage else _NO_VOYAGE_BASIS
    return " ".join(text for text in (leeway, note and f"Corrected: {note}.", moves) if text)


def _object(row: dict[str, str], measured: dict[str, Leeway]) -> SearchObject:
    """Return the search object of one row of the names."""
    code, kind = row["code"], row["kind"]
    table = measured.get(code)
    parts = ((1.0, table),) if table else _own_parts(code, measured)
    p_under_way, speed_kn, speed_sd_kn, fails_after_mean_h, heading_sd_deg = _VOYAGE.get(
        kind, _NEVER
    )
    return SearchObject(
        code=code,
        number=table.number if table else 0,
        name_en=row["name_en"],
        name_fr=row["name_fr"],
        kind=kind,
        parts=parts,
        p_under_way=p_under_way,
        speed_kn=speed_kn,
        speed_sd_kn=speed_sd_kn,
        fails_after_mean_h=fails_after_mean_h,
        heading_sd_deg=heading_sd_deg,
        persons_become="PIW-1",
        hull_becomes=row["swamped"] or code,
        basis=_basis(kind, parts, code),
    )


@cache
def objects() -> tuple[SearchObject, ...]:
    """Return every search object: the 85 of the table in its order, then this project's own."""
    measured = {row["code"]: _leeway(row) for row in _rows("leeway.csv")}
    return tuple(_object(row, measured) for row in _rows("objects.csv"))


@cache
def crosswalk() -> tuple[Crossing, ...]:
    """Return the phrases people use for boats and persons, each with its object and the reason."""
    return tuple(
        Crossing(
            row["code"],
            tuple(row["english"].split("|")),
            tuple(row["french"].split("|")),
            row["reason"],
        )
        for row in _rows("crosswalk.csv")
    )


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return, for each code, every name that it goes by."""
    spoken: dict[str, tuple[str, ...]] = {o.code: (o.name_en, o.name_fr) for o in objects()}
    for row in crosswalk():
        spoken[row.code] += row.english + row.french
    for thing in objects():
        spoken[thing.code] += tuple(part.description for _, part in thing.parts if thing.number)
    return spoken


@cache
def _index() -> tuple[dict[str, SearchObject], dict[frozenset[str], str]]:
    """Return objects by compact code or number, and codes by the words of a name."""
    by_code = {compact(thing.code): thing for thing in objects()}
    by_code.update({str(thing.number): thing for thing in objects() if thing.number})
    by_words: dict[frozenset[str], str] = {}
    for code, names in _names().items():
        for name in names:
            by_words.setdefault(words(name), code)
    return by_code, by_words


def find_object(what: str | int) -> SearchObject:
    """Return the search object of a code, a number, or a name in English or French.

    Case, accents, commas, plurals and the order of words do not matter. Part of a name is enough
    where it fits one object alone.

    Parameters
    ----------
    what : ``SKIFF-1``, ``44``, ``inflatable, overloaded``, ``bateau en bois``, ``life raft`` ….

    Raises
    ------
    LastknownError : no object, or more than one, goes by that name; the nearest are named.
    """
    by_code, by_words = _index()
    text = str(what).strip()
    asked = words(text)
    if text.isdecimal() or any(map(str.isalpha, text)):
        found = by_code.get(compact(text)) or by_code.get(compact(by_words.get(asked, "")))
        fitting = {code for have, code in by_words.items() if asked <= have}
        if found is None and len(fitting) == 1 and not text.isdecimal():
            found = by_code[compact(fitting.pop())]
        if found is not None:
            return found
    raise LastknownError(_unknown(text))


def _unknown(text: str) -> str:
    """Return the error for a name that fits nothing, with the nearest objects."""
    by_code, _ = _index()
    near = nearest_words(text, _names())
    offers = ", ".join(f"{name} ({by_code[compact(code)].code})" for code, name in near)
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"what={shown!r} is no search object; nearest: {offers}; all: lastknown objects"


def leeway_table(thing: SearchObject) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the weights (k,) of an object's k parts and their figures (k, 9) for `draw_leeway`.

    Columns: slope (fraction of the wind), offset (m/s), sd (m/s): downwind, then right, left.
    """
    weights = np.array([weight for weight, _ in thing.parts])
    figures = [
        [getattr(part, f"{name}_{what}") for name, _ in _COMPONENTS for what in _FIGURES]
        for _, part in thing.parts
    ]
    return weights, np.array(figures)


def draw_leeway(
    part_arrays: NDArray[np.float64],
    z_down: NDArray[np.float64],
    z_right: NDArray[np.float64],
    z_left: NDArray[np.float64],
    spread: ArrayLike = 1.0,
) -> NDArray[np.float64]:
    """Return each particle's own leeway lines: (n, 6) slope, offset (m/s) downwind, right, left.

    One standard normal z a component makes ``e = spread * sd * z``; in the table's units (percent,
    cm/s) e/20 is added to the slope and e/2 to the offset, so that at 10 m/s of wind the spread is
    the sd of the table (the spread of Allen and Plourde 1999 as commonly implemented). In SI the
    same factors hold: fraction per m/s, and m/s.

    Parameters
    ----------
    part_arrays : (n, 9) figures of the part that each particle drew: ``figures[choice]`` of
        `leeway_table`.
    z_down, z_right, z_left : (n,) independent standard normals.
    spread : scales the sd; a number or (n,); 0 = noise-free.
    """
    table = part_arrays.reshape(-1, 3, 3)
    normals = np.stack((z_down, z_right, z_left), axis=1)
    error = table[:, :, 2] * normals * np.asarray(spread, dtype=np.float64).reshape(-1, 1)
    own = np.stack((table[:, :, 0] + error / 20.0, table[:, :, 1] + error / 2.0), axis=2)
    return own.reshape(-1, 6)
