"""Sweep widths as the manuals print them, and their corrections. Nautical miles, knots and feet.

Visual, by day: US Coast Guard tables (COMDTINST M16130.2F, Appendix H) for helicopters and fixed
wing aircraft by height, and boats by height of eye, in `data/sweep_width.csv`. Merchant ships:
IAMSAR Manual, Table N-4, as reproduced in AMSA NATSAR; other sensors: US National SAR Supplement,
Appendix H; both quoted in `data/sweep_quoted.csv`. Visibility and search speed are interpolated by
straight lines inside a table. Nothing is extrapolated: a combination that no table holds is an
error that says what is nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

import numpy as np

from lastknown.drift.names import compact
from lastknown.drift.objects import find_object
from lastknown.errors import LastknownError
from lastknown.search.sweepobjects import (
    SweepObject,
    sweep_crosswalk,
    sweep_object,
    sweep_objects,
    table_rows,
)
from lastknown.units import FT

__all__ = [
    "CRAFT",
    "FATIGUE",
    "FLOTATION",
    "FLOTATION_BELOW_FT",
    "MERCHANT",
    "NoFigureError",
    "check_height",
    "flare_nm",
    "flotation_factor",
    "infrared_nm",
    "merchant_object",
    "merchant_stands_for",
    "night_vision_nm",
    "radar_nm",
    "speed_factor",
    "strobe_nm",
    "table_heights_ft",
    "table_visibilities_nm",
    "visual_object",
    "visual_width_nm",
    "weather_factor",
]

MERCHANT: Final = "merchant-ship"
CRAFT: Final = ("helicopter", "fixed-wing", "boat", MERCHANT)
"""Craft that the visual tables know."""

FATIGUE: Final = 0.9
"""Factor for a crew more tired than usual (US National SAR Supplement, App. H)."""

FLOTATION: Final = 4.0
"""Factor for a person in the water who wears a flotation device, from the air, low
(US National SAR Supplement, App. H)."""

FLOTATION_BELOW_FT: Final = 500.0
"""Highest flight, feet, for which FLOTATION holds."""

_WEATHER: Final = {"small": (1.0, 0.5, 0.25), "other": (1.0, 0.9, 0.9)}
_WIND_KN: Final = (15.0, 25.0)
_MERCHANT_BOATS: Final = (
    SweepObject("boat-under-5m", "boat < 5 m", "small", None),
    SweepObject("boat-7m", "boat 7 m", "small", 7.0 / FT),
    SweepObject("boat-12m", "boat 12 m", "other", 12.0 / FT),
)
_UP_TO_5_M: Final = ("power-boat-15ft", "sail-boat-15ft")
_BOATS_20_25_FT: Final = ("power-boat-20ft", "sail-boat-20ft", "sail-boat-25ft")
_BOATS_TO_20_FT: Final = (*_UP_TO_5_M, "power-boat-20ft", "sail-boat-20ft")

Series = tuple[tuple[float, float], ...]


class NoFigureError(LastknownError):
    """The figures of a sensor hold nothing for this object, whatever the conditions."""


def visual_width_nm(
    craft: str, what: str | SweepObject, visibility_nm: float, height_ft: float | None = None
) -> float:
    """Return the uncorrected visual sweep width by day, NM; 0 where the table prints 0.0.

    Parameters
    ----------
    craft : one of CRAFT.
    what : as `visual_object`.
    visibility_nm : meteorological visibility, NM, inside the table (1-30 from the air, 1-20 from
        boats, 3-20 from merchant ships); interpolated between its columns.
    height_ft : height of an aircraft, or of the eye in a boat, feet: one of the table's own; None
        for a merchant ship.

    Raises
    ------
    LastknownError : craft, height, object or visibility that the tables do not hold.
    """
    _known_craft(craft)
    thing = visual_object(craft, what)
    if craft == MERCHANT:
        series = tuple((float(at), width) for at, width in _quoted()[MERCHANT][thing.key].items())
    else:
        series = _visual()[craft, check_height(craft, height_ft)][thing.key]
    return _inside(series, visibility_nm, "visibility_nm", f"the table for a {craft}", "NM")


def table_heights_ft(craft: str) -> tuple[float, ...]:
    """Return the heights that the tables hold for a craft, feet; () for a merchant ship."""
    _known_craft(craft)
    return tuple(height for known, height in _visual() if known == craft)


def table_visibilities_nm(craft: str) -> tuple[float, float]:
    """Return the least and the greatest visibility that the tables hold for a craft, NM."""
    _known_craft(craft)
    if craft == MERCHANT:
        return 3.0, 20.0
    series = _visual()[craft, table_heights_ft(craft)[0]]["person"]
    return series[0][0], series[-1][0]


def visual_object(craft: str, what: str | SweepObject) -> SweepObject:
    """Return the object under which the craft's table is entered.

    Parameters
    ----------
    craft : one of CRAFT.
    what : as `sweep_object`; for a merchant ship see `merchant_object`.
    """
    return merchant_object(what) if craft == MERCHANT else sweep_object(what)


def merchant_object(what: str | SweepObject) -> SweepObject:
    """Return the object under which the merchant ship's table is entered.

    Parameters
    ----------
    what : ``person``, ``raft-4``, ``raft-15``, ``boat-under-5m``, ``boat-7m``, ``boat-12m``, or
        anything that `sweep_object` takes and that is one of these; a search object for which the
        crosswalk says what stands for it there is that (judgement, see `merchant_stands_for`).

    Raises
    ------
    LastknownError : the table does not hold it; the nearest are named.
    """
    boats = {each.key: each for each in _MERCHANT_BOATS}
    text = what.key if isinstance(what, SweepObject) else what
    for boat in _MERCHANT_BOATS:
        if compact(text) in (compact(boat.key), compact(boat.name)):
            return boat
    own = merchant_stands_for(text)
    if own:
        return boats.get(own) or sweep_object(own)
    thing = sweep_object(what)
    if thing.key in _UP_TO_5_M:
        return boats["boat-under-5m"]
    if thing.key in _quoted()[MERCHANT]:
        return thing
    raise _no_figure(MERCHANT, thing, _nearest_merchant(thing))


def weather_factor(
    thing: SweepObject,
    wind_kn: float | None = None,
    seas_ft: float | None = None,
    *,
    rafts_small: bool = True,
) -> float:
    """Return the weather correction of the visual sweep width.

    Small objects 1 / .5 / .25, others 1 / .9 / .9: the second from wind over 15 kn or seas of 2 ft,
    the third from wind over 25 kn or seas over 4 ft; the worse of wind and seas counts.

    Parameters
    ----------
    thing : the object; its class is `thing.weather`.
    wind_kn : mean wind, knots, or None.
    seas_ft : height of the seas, feet, or None; at least one of the two.
    rafts_small : life rafts count as small; the sources disagree.
    """
    if wind_kn is None and seas_ft is None:
        raise LastknownError(
            "neither wind_kn nor seas_ft is given; the visual sweep width depends on the weather"
        )
    wind, seas = wind_kn or 0.0, seas_ft or 0.0
    rough = wind > _WIND_KN[1] or seas > 4.0
    fresh = wind > _WIND_KN[0] or seas >= 2.0
    group = "other" if thing.is_raft and not rafts_small else thing.weather
    return _WEATHER[group][2 if rough else 1 if fresh else 0]


def speed_factor(craft: str, what: str | SweepObject, speed_kn: float) -> float:
    """Return the correction for the search speed of an aircraft; 1 for boats and ships.

    Parameters
    ----------
    craft : one of CRAFT.
    what : as `sweep_object`.
    speed_kn : search speed, knots: 60-140 for helicopters, 150-210 for fixed wing; interpolated.
    """
    _known_craft(craft)
    table = _speeds().get(craft)
    if table is None:
        return 1.0
    series = table[sweep_object(what).key]
    return _inside(series, speed_kn, "speed_kn", f"the speed table for a {craft}", "kn")


def flotation_factor(craft: str, thing: SweepObject, height_ft: float | None) -> float:
    """Return the correction for a person who wears a flotation device: 4 at or under 500 ft.

    1 for aircraft above that, for boats and ships, and for everything but persons.
    """
    flies = craft in ("helicopter", "fixed-wing")
    low = height_ft is not None and height_ft <= FLOTATION_BELOW_FT
    return FLOTATION if flies and low and thing.key == "person" else 1.0


def night_vision_nm(what: str | SweepObject, *, moonlit: bool) -> float:
    """Return the sweep width of night vision goggles in a helicopter, NM.

    Parameters
    ----------
    what : a person (who wears a flotation device), a raft for 4, or a boat of 20 to 25 ft.
    moonlit : the moon is up and lights the sea.
    """
    thing = sweep_object(what)
    key = "boat-20-25ft" if thing.key in _BOATS_20_25_FT else thing.key
    table = _quoted()["night-vision"]
    if key not in table:
        near = "raft-4" if thing.is_raft else "power-boat-20ft, sail-boat-20ft, sail-boat-25ft"
        raise _no_figure("night-vision", thing, near)
    return table[key]["moon" if moonlit else "no moon"]


def infrared_nm(what: str | SweepObject, *, sea_state: int) -> float:
    """Return the sweep width of infrared (FLIR) from the air, NM.

    Parameters
    ----------
    what : a person, a raft, or a boat up to 25 ft.
    sea_state : 0-1 is taken as the calmer of the two sea states of the figures, 2-3 as the rougher
        (assumed: as for radar).
    """
    thing = sweep_object(what)
    if thing.weather != "small":
        raise _no_figure("infrared", thing, "power-boat-20ft, sail-boat-25ft")
    key = "person" if thing.key == "person" else "boat-or-raft"
    calm = _calm(sea_state, "infrared")
    return _quoted()["infrared"][key]["calmer" if calm else "rougher"]


def radar_nm(what: str | SweepObject, *, sea_state: int) -> float:
    """Return the sweep width of a ship's navigation radar, no reflector aboard the object, NM.

    Parameters
    ----------
    what : a small boat; boats up to 20 ft are taken as small (assumed).
    sea_state : 0-3.
    """
    thing = sweep_object(what)
    if thing.key not in _BOATS_TO_20_FT:
        raise _no_figure("radar", thing, ", ".join(_BOATS_TO_20_FT))
    return _quoted()["radar"]["small-boat"]["0-1" if _calm(sea_state, "radar") else "2-3"]


def strobe_nm() -> float:
    """Return the sweep width at night for a strobe light of 2,000 cd, NM."""
    return _quoted()["strobe"]["any"]["2000 cd"]


def flare_nm() -> tuple[float, float]:
    """Return the lower and the upper figure of the sweep width at night for a red flare, NM."""
    return _quoted()["flare"]["any"]["low"], _quoted()["flare"]["any"]["high"]


def _known_craft(craft: str) -> None:
    if craft not in CRAFT:
        raise LastknownError(
            f"craft={craft!r} is in no visual sweep width table; use one of {', '.join(CRAFT)}, "
            "or enter a sweep width"
        )


def _calm(sea_state: int, sensor: str) -> bool:
    if not 0 <= sea_state <= 3:
        raise LastknownError(
            f"sea_state={sea_state}: no figure for {sensor} above sea state 3; nearest: 3"
        )
    return sea_state <= 1


def _no_figure(sensor: str, thing: SweepObject, nearest: str) -> NoFigureError:
    return NoFigureError(
        f"no sweep width of {sensor} for {thing.key} ({thing.name}); nearest: {nearest}; "
        "or enter a sweep width"
    )


def _nearest_merchant(thing: SweepObject) -> str:
    """Return what of the merchant ship's table is nearest in size."""
    if thing.is_raft:
        persons = int(thing.key.rpartition("-")[2])
        return "raft-4" if persons < 10 else "raft-15"
    metres = (thing.length_ft or 0.0) * FT
    return "boat-7m or boat-under-5m" if metres < 7.0 else "boat-7m" if metres < 9.5 else "boat-12m"


def merchant_stands_for(what: str) -> str:
    """Return what stands for a search object in the merchant ship's table, or "".

    That is a judgement, in `data/sweep_crosswalk.csv`: for what the table does not hold the next
    smaller that it holds; nothing is wider than the boats' table has it from 14 ft of eye.

    Parameters
    ----------
    what : code or name of a search object; "" for an object of the tables, or an unknown one.
    """
    if compact(what) in {compact(each.key) for each in sweep_objects()}:
        return ""
    try:
        code = find_object(what).code
    except LastknownError:
        return ""
    return next(row.merchant for row in sweep_crosswalk() if row.code == code)


def check_height(craft: str, height_ft: float | None) -> float:
    """Return the height, feet, if the tables hold it for the craft; else say which are nearest."""
    held = table_heights_ft(craft)
    if height_ft in held:
        return float(height_ft or 0.0)
    if height_ft is None:
        raise LastknownError(f"height_ft of the {craft} is missing; the tables hold {_list(held)}")
    near = sorted(sorted(held, key=lambda each: abs(each - height_ft))[:2])
    raise LastknownError(
        f"height_ft={height_ft:g}: no sweep width table for a {craft} at that height; "
        f"nearest: {_list(near)}"
    )


def _list(values: Iterable[float]) -> str:
    return ", ".join(f"{each:g}" for each in values)


def _inside(series: Series, at: float, label: str, table: str, unit: str) -> float:
    """Return the value at `at` by a straight line inside the table."""
    first, last = series[0][0], series[-1][0]
    if not first <= at <= last:
        nearest = first if at < first else last
        raise LastknownError(
            f"{label}={at:g} lies outside {table}, {first:g} to {last:g} {unit}; "
            f"nearest: {nearest:g}"
        )
    return float(np.interp(at, [each[0] for each in series], [each[1] for each in series]))


@cache
def _visual() -> Mapping[tuple[str, float], dict[str, Series]]:
    """Return (visibility, width) pairs by craft and height, then object; all NM and feet."""
    tables: dict[tuple[str, float], dict[str, Series]] = {}
    for row in table_rows("sweep_width.csv"):
        key = row.pop("craft"), float(row.pop("height_ft"))
        thing = row.pop("object")
        series = tuple((float(at), float(width)) for at, width in row.items() if width)
        tables.setdefault(key, {})[thing] = series
    return tables


@cache
def _speeds() -> Mapping[str, dict[str, Series]]:
    """Return (speed, factor) pairs by craft, then object."""
    tables: dict[str, dict[str, Series]] = {}
    for row in table_rows("sweep_speed.csv"):
        held = tables.setdefault(row["craft"], {})
        pair = float(row["speed_kn"]), float(row["factor"])
        held[row["object"]] = (*held.get(row["object"], ()), pair)
    return tables


@cache
def _quoted() -> Mapping[str, dict[str, dict[str, float]]]:
    """Return quoted widths, NM, by sensor, object and condition."""
    tables: dict[str, dict[str, dict[str, float]]] = {}
    for row in table_rows("sweep_quoted.csv"):
        held = tables.setdefault(row["sensor"], {}).setdefault(row["object"], {})
        held[row["condition"]] = float(row["width_nm"])
    return tables
