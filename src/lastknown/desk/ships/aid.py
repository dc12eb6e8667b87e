"""Who can help: the science put to one cloud, its ships and units, and what it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from typing_extensions import TypedDict

from lastknown.desk._figures import point, rounding, time_known, time_text
from lastknown.desk.casefile import Case
from lastknown.desk.document import Conditions
from lastknown.desk.record.caseunits import PLACES
from lastknown.desk.run import conditions_at, daylight_of, land_of, note_entries
from lastknown.desk.ships.aboard import Persons, persons_of, room_entry
from lastknown.desk.ships.answer import Drifted, depths_of, software
from lastknown.desk.ships.asking import is_untold
from lastknown.desk.ships.document import (
    HELP_SCHEMA,
    HELP_VERSION,
    DealtEntry,
    HelperEntry,
    HelpersDocument,
)
from lastknown.desk.ships.heard import Heard, heard_entry
from lastknown.desk.ships.meant import Named, meant
from lastknown.desk.ships.risk import heading_of
from lastknown.errors import LastknownError
from lastknown.geo.coast import Coast, is_land
from lastknown.geo.plane import distance_m
from lastknown.search.planned import Plan
from lastknown.search.unit import CROSSES_LAND, HARBOUR_M
from lastknown.ships.help import Helper, helpers
from lastknown.ships.joining import cost_to_plan
from lastknown.ships.ship import HeadingBy, Predicted
from lastknown.ships.sought import sought
from lastknown.ships.status import is_outdated, told_of
from lastknown.times import to_seconds
from lastknown.units import KNOT, MINUTE, NM

__all__ = ["aid_of", "chosen", "help_document", "helper_entries", "near_land"]
__all__ += ["wind_at"]

_STEP_M: Final = 200.0


def aid_of(
    over: Drifted, predicted: Sequence[Predicted], plan: Plan | None = None
) -> tuple[Helper, ...]:
    """Return who can help those of a case, nearest capable first.

    Parameters
    ----------
    over : the case, drifted as far as is looked ahead. predicted : the ships.
    plan : of the case's units; None: none was made, and all of them are free.
    """
    at_s = to_seconds(over.case.at)
    return helpers(
        sought(over.cloud, at_s, over.until_s, land=land_of(over.sea)),
        predicted,
        over.case.units,
        at_s=at_s,
        plan=plan,
        coast=over.sea.coast,
        depths=depths_of(over.sea),
        wind_kn=wind_at(over),
    )


def wind_at(over: Drifted) -> float | None:
    """Return the mean wind at the most likely position, knots; None where it is not known."""
    try:
        found: Conditions = conditions_at(over.sea, over.where.most_likely, over.where.at_s)
    except LastknownError:
        return None
    return found["wind_kn"]


def help_document(
    over: Drifted, heard: Heard, predicted: Sequence[Predicted], found: Sequence[Helper],
    plan: Plan | None = None, dealt: Sequence[DealtEntry] = (),
) -> HelpersDocument:  # fmt: skip
    """Return who can help as the document of ``ships help``.

    Parameters
    ----------
    dealt : of the record (`lastknown.desk.ships.dealt`).
    """
    return {
        "schema": HELP_SCHEMA,
        "version": HELP_VERSION,
        "software": software(),
        "name": over.case.name,
        "record": over.case.record,
        "at": time_text(over.case.at),
        "until": time_text(over.until_s),
        "most_likely": point(over.where.most_likely),
        "heard": heard_entry(heard, predicted),
        "wind_kn": wind_at(over),
        "daylight": daylight_of(over.where),
        "help": helper_entries(over, found, predicted, plan),
        "dealt": [*dealt],
        "notes": note_entries(over.case.notes, over.cloud),
    }


def helper_entries(
    over: Drifted,
    found: Sequence[Helper],
    predicted: Sequence[Predicted],
    plan: Plan | None = None,
) -> list[HelperEntry]:
    """Return ships and units as entries, in their order.

    Parameters
    ----------
    over : the case, drifted. predicted : the ships from which `aid_of` made them.
    plan : for what it costs; None: not said.
    """
    at_s = to_seconds(over.case.at)
    land = near_land(over.sea.coast, found)
    hers = {id(each.ship): each for each in predicted}  # two ships may share one MMSI
    persons, ages = persons_of(over.case), _ages(over.case)
    return [
        _entry(each, hers.get(id(each.ship)), at_s, plan, persons, ages, near_land=near)
        for each, near in zip(found, land, strict=True)
    ]


def near_land(coast: Coast | None, found: Sequence[Helper]) -> list[bool]:
    """Return whose straight way crosses land near to an end, which its time does not reckon with.

    Looked at every 200 m of the first and last 3 km (`lastknown.ships.help.over_land` leaves them
    out: harbours and the shore). Nobody flies around it, and nobody has a way to nowhere.

    Parameters
    ----------
    coast : None: land is not known. found : ships and units.
    """
    ways = [each for each in found if each.meet is not None and _floats(each)]
    if coast is None or not ways:
        return [False] * len(found)
    begin, end = (
        np.array([(place.lon, place.lat) for place in places if place is not None])
        for places in ([each.sets_off_from for each in ways], [each.meet for each in ways])
    )
    length = np.asarray(distance_m(*begin.T, *end.T))
    steps = _STEP_M * np.arange(1, int(HARBOUR_M / _STEP_M) + 1)
    share = np.minimum(steps / np.maximum(length, 1.0)[:, None], 1.0)
    share = np.concatenate([share, 1.0 - share], axis=1)[..., None]
    way = (end - begin + 180.0) % 360.0 - 180.0  # across 180 degrees too
    at = begin[:, None] + share * way[:, None]
    crossed = np.any(is_land(coast.index, at[..., 0], at[..., 1]), axis=1).tolist()
    near = {id(each) for each, land in zip(ways, crossed, strict=True) if land}
    return [id(each) in near for each in found]


def _floats(found: Helper) -> bool:
    return found.unit is None or found.unit.kind not in CROSSES_LAND


class _Told(TypedDict):
    """What a ship makes and tells: keys of `HelperEntry`, which says what they are."""

    makes_kn: float | None
    status: str | None
    status_outdated: bool
    heading_deg: float | None
    heading_by: HeadingBy | None


def _told(ship: Predicted | None) -> _Told:
    """Return what a ship makes and tells at the first moment; of a unit (None) nothing."""
    speed = 0.0 if ship is None else float(ship.speed[0])
    return {
        "makes_kn": None if ship is None or is_untold(ship) else round(speed / KNOT, 1),
        "status": None if ship is None else told_of(ship.status),
        "status_outdated": ship is not None and is_outdated(ship.status, speed),
        "heading_deg": None if ship is None else heading_of(ship),
        "heading_by": None if ship is None else ship.heading_by,
    }


class _Who(TypedDict):
    """Who it is, and as what it is listed: keys of `HelperEntry`."""

    name: str
    mmsi: int | None
    kind: str
    length_m: float | None
    assumed: list[str]
    role: str
    why: list[str]
    can: list[str]


def _who(found: Helper) -> _Who:
    ship = found.ship
    return {
        "name": found.name.strip(),
        "mmsi": None if ship is None else ship.mmsi,
        "kind": _kind(found),
        "length_m": None if ship is None else round(ship.length_m, 1),
        "assumed": _assumed(found),
        "role": found.role,
        "why": [*found.why],
        "can": [*found.able.can],
    }


def _ages(case: Case) -> dict[str, float]:
    """Return by unit how old its position is, minutes, where a record's case has that."""
    told = (note.values for note in case.notes if note.code in PLACES)
    return {str(each["unit"]): float(each["age_min"]) for each in told if "age_min" in each}


def _entry(
    found: Helper,
    hers: Predicted | None,
    at_s: float,
    plan: Plan | None,
    persons: Persons,
    ages: Mapping[str, float],
    *,
    near_land: bool,
) -> HelperEntry:
    ship, able = found.ship, found.able
    return {
        **_who(found),
        **room_entry(found, persons),
        "freeboard_m": rounding(able.freeboard_m, 1),
        "position": point(found.position),
        "distance_nm": round(found.distance_m / NM, 2),
        "bearing_deg": round(found.bearing_deg, 0) % 360.0,
        "speed_kn": round(found.speed / KNOT, 1),
        "speed_told": found.speed_told,
        "sets_off": time_text(found.depart_s),
        "sets_off_from": point(found.sets_off_from),
        "reaches": time_known(found.datum_s),
        "reaches_min": _minutes(found.datum_s, at_s),
        "area": time_known(found.edge_s),
        "area_min": _minutes(found.edge_s, at_s),
        "meets": None if found.meet is None else point(found.meet),
        "course_deg": rounding(found.course_deg, 0),
        **_told(hers),
        "over_land": found.over_land,
        "near_land": near_land,
        "first_aboard": time_known(found.first_aboard_s),
        "on_scene_min": rounding(found.on_scene_s / MINUTE, 0),
        "diversion_nm": None if ship is None else rounding(found.diversion_m / NM, 1),
        "diversion_min": None if ship is None else rounding(found.diversion_s / MINUTE, 0),
        "age_min": round(found.age_s / MINUTE, 1) or ages.get(found.name, 0.0),
        "apart": found.apart,
        "pos_cost": _cost(found, at_s, plan),
    }


def _assumed(found: Helper) -> list[str]:
    """Return which figures are defaults; of a unit height of side and room alone."""
    if found.ship is not None:
        return [*found.ship.assumed]
    side = ["freeboard_m"] if found.able.freeboard_assumed else []
    return [*side, "room"] if found.able.room_assumed and found.able.recover else side


def _kind(found: Helper) -> str:
    if found.ship is not None:
        return found.ship.kind
    return "" if found.unit is None else found.unit.kind


def _cost(found: Helper, at_s: float, plan: Plan | None) -> float | None:
    """Return what the plan's probability of success loses at most if a unit leaves it."""
    if plan is None or found.unit is None:
        return None
    if all(task.unit.name != found.unit.name for task in plan.units):
        return None
    return round(cost_to_plan(plan, found.unit.name, at_s).pos, 4)


def _minutes(seconds: float, at_s: float) -> float | None:
    return rounding((seconds - at_s) / MINUTE, 1)


def chosen(found: Sequence[Helper], asked: str) -> Helper:
    """Return the ship that is meant, see `meant`.

    Raises
    ------
    LastknownError : none has it, or several; what there is is listed. It is a unit already.
    """
    word = asked.strip().casefold()
    if any(each.unit is not None and each.name.casefold() == word for each in found):
        raise LastknownError(f"add={asked}: it is a unit of the case already; give another ship")
    ships = [each for each in found if each.ship is not None]
    named = [Named(each.name, _mmsi(each), each.position) for each in ships]
    return ships[meant("add", asked, named, "soonest")]


def _mmsi(found: Helper) -> int:
    return 0 if found.ship is None else found.ship.mmsi
