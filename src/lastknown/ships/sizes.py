"""How large a ship is: what it says of itself, and honest defaults for what it does not say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.ships.columns import Static
from lastknown.ships.ship import Ship

__all__ = ["DEFAULTS", "LONGEST_M", "SMALL", "Size", "kind_of", "ship_of", "told", "water_needed_m"]

LONGEST_M: Final = 460.0
"""No ship is longer: the longest ever built, a tanker scrapped in 2010, had 458.45 m."""

_MOST_AHEAD_M: Final = 511.0
_MOST_ASIDE_M: Final = 63.0
"""Codes for "this or more" (ITU-R M.1371-5, 3.3.3 and figure 41): not a length."""
_MOST_DRAUGHT_M: Final = 25.5
"""Code for "25.5 m or more" (ITU-R M.1371-5, table 52); 0 is "not told"."""


_UNDER_KEEL: Final = 0.1
_LEAST_UNDER_KEEL_M: Final = 1.0


class Size(NamedTuple):
    """Length, beam, draught and freeboard, m, and the antenna's place as a share from the bow.

    Freeboard is the height over the water from which a person would be taken on board.
    """

    length_m: float
    beam_m: float
    draught_m: float
    freeboard_m: float
    antenna: float


DEFAULTS: Final[dict[str, Size]] = {
    "cargo": Size(150.0, 23.0, 8.0, 6.0, 0.85),
    "tanker": Size(180.0, 30.0, 10.0, 5.0, 0.85),
    "passenger": Size(170.0, 27.0, 6.3, 8.0, 0.25),
    "high-speed craft": Size(40.0, 11.0, 1.8, 2.5, 0.5),
    "fishing": Size(20.0, 6.5, 3.0, 1.2, 0.5),
    "tug": Size(30.0, 10.0, 4.5, 1.2, 0.4),
    "pilot": Size(14.0, 4.5, 1.3, 1.0, 0.5),
    "search and rescue": Size(17.0, 5.3, 1.5, 0.8, 0.5),
    "naval or law enforcement": Size(60.0, 10.0, 3.5, 2.0, 0.4),
    "sailing": Size(12.0, 4.0, 2.0, 1.0, 0.7),
    "pleasure": Size(12.0, 4.0, 1.2, 1.0, 0.6),
    "dredger": Size(90.0, 17.0, 5.5, 2.5, 0.8),
    "other": Size(100.0, 16.0, 6.0, 4.0, 0.5),
}
"""What is taken for a ship of each kind that does not say: judgement, a usual size at sea.

A strike's probability errs with the size in proportion; nothing here is the worst case.
"""

SMALL: Final = Size(12.0, 4.0, 1.5, 1.0, 0.6)
"""What is taken at most for a class B ship that does not say (judgement): class B is carried where
SOLAS V/19 asks for no class A, in the main by fishing and pleasure craft."""

_DECADES: Final = {4: "high-speed craft", 6: "passenger", 7: "cargo", 8: "tanker"}
_KINDS: Final = {
    30: "fishing",
    31: "tug",
    32: "tug",
    33: "dredger",
    35: "naval or law enforcement",
    36: "sailing",
    37: "pleasure",
    50: "pilot",
    51: "search and rescue",
    52: "tug",
    55: "naval or law enforcement",
}


def kind_of(ship_type: int) -> str:
    """Return the plain word for a ship type, 0-99 (ITU-R M.1371-5, table 53); else "other"."""
    return _KINDS.get(ship_type) or _DECADES.get(ship_type // 10, "other")


def told(statics: Iterable[Static]) -> dict[int, Static]:
    """Return one report a ship: of each field the latest that says something.

    Parameters
    ----------
    statics : in any order; one without a time counts as oldest. Equal times: the order of their
        content decides, so that the order given never does.
    """
    merged: dict[int, dict[str, Any]] = {}
    for static in sorted(statics, key=_age):
        known = merged.setdefault(static.mmsi, {"mmsi": static.mmsi})
        known.update({name: value for name, value in _said(static) if name != "mmsi"})
    return {mmsi: Static(**known) for mmsi, known in merged.items()}


def ship_of(mmsi: int, static: Static | None = None, ais_class: str = "unknown") -> Ship:
    """Return a ship from what it says of itself, with defaults (`DEFAULTS`) for the rest.

    A default grows and shrinks with a length that is told: beam and draught in proportion,
    freeboard by half to twice (judgement).

    Parameters
    ----------
    mmsi : of the ship. static : its report, None where none was heard.
    ais_class : one of `columns.CLASSES`; for ``B`` no default exceeds `SMALL`.

    Returns
    -------
    The ship. Lengths that cannot be are not taken: 0, 511 and 63 m or more (codes), a ship longer
    than `LONGEST_M`, one as broad as long. What was not told is named in `assumed`.
    """
    said = Static(mmsi) if static is None else static
    kind = kind_of(said.ship_type)
    usual = DEFAULTS[kind]
    if ais_class == "B" and usual.length_m > SMALL.length_m:
        usual = SMALL
    measured = _measured(said)
    size = _filled(measured, usual)
    sized = not math.isnan(measured["length_m"]), not math.isnan(measured["beam_m"])
    placed = _antenna(said, size, usual, sized)
    assumed: tuple[str, ...] = () if said.ship_type else ("kind",)
    assumed += tuple(name for name, value in measured.items() if math.isnan(value))
    assumed += tuple(name for name, (_, known) in placed.items() if not known)
    antenna = {name: value for name, (value, _) in placed.items()}
    return Ship(mmsi, said.name, said.callsign, kind, **size, **antenna, assumed=assumed)


def _measured(said: Static) -> dict[str, float]:
    """Return what a ship says of its size, m; NaN where it does not, or where it cannot be."""
    length = _span(said.to_bow_m, said.to_stern_m, _MOST_AHEAD_M)
    beam = _span(said.to_port_m, said.to_starboard_m, _MOST_ASIDE_M)
    if length > LONGEST_M or length <= beam:
        length = beam = math.nan
    draught = said.draught_m if 0 < said.draught_m < _MOST_DRAUGHT_M else math.nan
    return {"length_m": length, "beam_m": beam, "draught_m": draught, "freeboard_m": math.nan}


def _filled(figures: dict[str, float], usual: Size) -> dict[str, float]:
    """Return the figures with defaults that grow with the length that is told."""
    length = figures["length_m"]
    grown = 1.0 if math.isnan(length) else length / usual.length_m
    scale = {"length_m": 1.0, "freeboard_m": min(max(grown, 0.5), 2.0)}
    return {
        name: getattr(usual, name) * scale.get(name, grown) if math.isnan(value) else value
        for name, value in figures.items()
    }


def _antenna(
    said: Static, size: dict[str, float], usual: Size, known: tuple[bool, bool]
) -> dict[str, tuple[float, bool]]:
    """Return the antenna's distance from bow and port side, m, and whether it was told.

    Bow and port 0 with a length and beam: the reference point is not told (ITU-R M.1371-5,
    figure 41).
    """
    unplaced = said.to_bow_m == 0 and said.to_port_m == 0
    bow, port = known[0] and not unplaced, known[1] and not unplaced
    return {
        "to_bow_m": (said.to_bow_m if bow else usual.antenna * size["length_m"], bow),
        "to_port_m": (said.to_port_m if port else size["beam_m"] / 2.0, port),
    }


def _span(one: float, other: float, most: float) -> float:
    """Return two offsets together, m; NaN where one is a code or both are 0."""
    good = 0 <= one < most and 0 <= other < most and one + other > 0
    return one + other if good else math.nan


def _said(static: Static) -> list[tuple[str, Any]]:
    """Return the fields that say something; the four offsets count as one."""
    offsets = ("to_bow_m", "to_stern_m", "to_port_m", "to_starboard_m")
    sized = any(getattr(static, name) > 0 for name in offsets)
    named = [(field.name, getattr(static, field.name)) for field in fields(static)]
    return [
        (name, value)
        for name, value in named
        if (sized if name in offsets else value and value == value)  # NaN is not itself
    ]


def _age(static: Static) -> tuple[int, float, str]:
    known = not math.isnan(static.time_s)
    return static.mmsi, static.time_s if known else -math.inf, repr(static)


def water_needed_m(draught_m: ArrayLike) -> NDArray[np.float64]:
    """Return the least depth of water for ships of a draught, both m, same shape.

    A tenth of the draught, and at least 1 m, is left under the keel (judgement).
    """
    draught = np.asarray(draught_m, np.float64)
    return np.asarray(draught + np.maximum(_UNDER_KEEL * draught, _LEAST_UNDER_KEEL_M))
