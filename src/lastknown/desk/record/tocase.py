"""From a record to a case: where a boat was last known, who can go, what was searched.

The case is made as the tables of a case file and read through the same checks. Wind, water and
visibility are those entered in the record, where the argument does not say them; every assumption
is a note of the case, and a comment of the case file that `Made.text` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from lastknown.boats.report import Report
from lastknown.case.picture import Picture, picture_sha256
from lastknown.case.sections import BoatState
from lastknown.desk.casefile import Case, case_from
from lastknown.desk.document import RecordEntry
from lastknown.desk.record.casefound import debris_of
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casepersons import persons_of_case
from lastknown.desk.record.casesearched import searches_of
from lastknown.desk.record.casestart import Heard, heard_of, last_known, starts_of
from lastknown.desk.record.casetext import case_text, plain_name
from lastknown.desk.record.caseunits import Fixes, units_of
from lastknown.desk.record.links import linked
from lastknown.desk.record.reports import reports_of
from lastknown.desk.record.standing import Standing, standing
from lastknown.desk.record.weather import SHIPPED, entered_conditions, filled, not_said_by, notes_of
from lastknown.drift.cloud import Note
from lastknown.drift.objects import find_object
from lastknown.drift.start import ASSUMED_OBJECT
from lastknown.errors import LastknownError
from lastknown.sea.live_names import is_live
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind
from lastknown.times import show_time

if TYPE_CHECKING:
    from lastknown.search.sensor import Conditions

__all__ = ["ASSUMED_VISIBILITY_NM", "HAPPENS", "Given", "Made", "boat_of", "case_of", "made_of"]
__all__ += ["until"]

SOURCES: Final = (SHIPPED,)
"""The sea where none is given: the pack that is shipped."""

ASSUMED_VISIBILITY_NM: Final = 3.0
"""Visibility where none is given, NM: of the tables' columns one that is not good (judgement)."""


HAPPENS: Final = frozenset(
    {"report", "persons", "person", "unit_status", "search_done", "conditions"}
)
"""Kinds of entries that say what happened; the others say what people made of it."""


@dataclass(frozen=True)
class Given:
    """What goes with a record.

    sources : of the sea, as in a case file. particles, seed : of the run; None: the case file's
    own. All others as `case.told.Conditions`: None takes what was entered in the record, and where
    nothing was, that of the sources.
    """

    sources: tuple[str, ...] = SOURCES
    wind_kn: float | None = None
    wind_from_deg: float | None = None
    wind_sd_kn: float | None = None
    visibility_nm: float | None = None
    seas_ft: float | None = None
    sea_state: int | None = None
    water_temperature_c: float | None = None
    particles: int | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Made:
    """A case made from a record, as the tables of a case file.

    table : those tables. notes : what was assumed. record : what it was made from.
    """

    table: Mapping[str, Any]
    notes: tuple[Note, ...]
    record: RecordEntry

    def case(self) -> Case:
        """Return the case, checked.

        Raises
        ------
        LastknownError : something in the record is out of a case file's bounds.
        """
        return replace(case_from(self.table), notes=self.notes, record=self.record)

    def text(self) -> str:
        """Return the case file; what was assumed stands before it as comments."""
        return case_text(self.table, [*(note.text for note in self.notes)])


def case_of(
    seen: Picture,
    boat: str,
    *,
    at: datetime,
    given: Given | None = None,
    weights: Mapping[str, float] | None = None,
    drawn: Sequence[frozenset[str]] = (),
) -> Case:
    """Return the case of a boat of a record; see `made_of`."""
    return made_of(seen, boat, at=at, given=given, weights=weights, drawn=drawn).case()


def boat_of(seen: Picture, boat: str | None) -> str:
    """Return the boat that is meant: the one given, else the only one that is open.

    Raises
    ------
    LastknownError : none or several are open; they are listed.
    """
    if boat is not None:
        from lastknown.desk.record.naming import find_boat

        return find_boat(seen, boat)
    still = [state for state in seen.boats if state.open]
    if len(still) == 1:
        return still[0].boat
    if not still:
        known = ", ".join(state.boat for state in seen.boats)
        raise LastknownError(
            f"no boat is open in the record; give --boat, one of {known}"
            if known
            else "the record names no boat; name one with lastknown case boat, and link its reports"
        )
    names = ", ".join(f"{s.boat} ({s.label})" if s.label else s.boat for s in still)
    raise LastknownError(f"{len(still)} boats are open: {names}; give --boat with one of them")


def made_of(
    seen: Picture,
    boat: str,
    *,
    at: datetime,
    given: Given | None = None,
    weights: Mapping[str, float] | None = None,
    drawn: Sequence[frozenset[str]] = (),
    fixes: Fixes | None = None,
) -> Made:
    """Return the case of a boat as the tables of a case file.

    Parameters
    ----------
    seen : the picture; what happened after `at` is left out here, what was decided is not.
    boat : its name in the record.
    at : the moment of the case, aware.
    given : what is not taken from the record.
    weights : by id of a report the probability that it is of the boat (the association's); None:
        only what people linked counts.
    drawn : which reports are of it all at once (`drawn.drawn_of`); empty: as if independent.
    fixes : where units are by AIS; None: where they were entered.

    Raises
    ------
    LastknownError : no such boat, or nobody told a position of it.
    """
    state = _state(seen, boat)
    stands = until(standing(seen), at)
    asked = given or Given()
    full, taken = filled(asked, not_said_by(asked.sources, entered_conditions(stands, at)))
    reports = reports_of(stands)
    words = linked(stands, reports).words[boat]
    heard = heard_of(stands, reports, words, weights)
    known = last_known(heard, drawn)
    if not known:
        raise LastknownError(_no_position(boat, heard))
    sought, counted = persons_of_case(stands, reports, words, boat, weights)
    starts, assumed = starts_of(known, heard, sought, _opening(full))
    first = min(start["time"] for start in starts)
    table: dict[str, Any] = {"name": _name(seen, state), "at": at}
    table |= {n: v for n in ("seed", "particles") if (v := getattr(full, n)) is not None}
    around, more = _around(stands, boat, heard, known, starts, full, at, fixes)
    table |= {"sea": _sea(full), **around.pop("conditions"), "start": starts, **around}
    found = debris_of(heard, first, at)
    table |= {"evidence": found} if found else {}
    notes = (
        *_about(seen, state, known, reports, weights),
        *counted,
        *notes_of(each for each in taken if around or each.figure in ("wind", "water")),
        *assumed,
        *more,
    )
    return Made(table, notes, _stamp(seen, state))


def _opening(given: Given) -> Callable[[], Sea] | None:
    """Return what opens the sea; None where it would have to be fetched."""
    if any(is_live(source) for source in given.sources):
        return None
    wind = None
    if given.wind_kn is not None and given.wind_from_deg is not None:
        wind = Wind(speed_kn=given.wind_kn, from_deg=given.wind_from_deg)
    return lambda: open_sea(*given.sources, wind=wind)


def until(stands: Standing, at: datetime) -> Standing:
    """Return what stands without what happened after a moment; decisions made later still count."""
    kept = (e for e in stands.entries if e.body.kind not in HAPPENS or e.happened.at <= at)
    return replace(stands, entries=tuple(kept))


def _around(
    stands: Standing,
    boat: str,
    heard: Sequence[Heard],
    known: Sequence[tuple[Heard, float]],
    starts: Sequence[Mapping[str, Any]],
    given: Given,
    at: datetime,
    fixes: Fixes | None,
) -> tuple[dict[str, Any], list[Note]]:
    """Return conditions, units and searches as tables, and what was assumed for them."""
    best = known[0][0].report.position
    assert best is not None
    visibility_nm = given.visibility_nm or ASSUMED_VISIBILITY_NM
    what = starts[0].get("what", ASSUMED_OBJECT)
    units, notes = units_of(stands, best, at, _sight(given, visibility_nm), _boats(what), fixes)
    searched, more = searches_of(
        stands,
        boat,
        frozenset(each.report.id for each in heard if each.p >= 0.5),
        min(start["time"] for start in starts),
        {"visibility_nm": visibility_nm, "wind_kn": given.wind_kn},
        what,
    )
    conditions: dict[str, Any] = {}
    if given.visibility_nm is not None or any("sensor" in unit for unit in units):
        seas = {n: v for n in ("seas_ft", "sea_state") if (v := getattr(given, n)) is not None}
        conditions = {"conditions": {"visibility_nm": visibility_nm, **seas}}
        if given.visibility_nm is None:
            notes.append(note_of("record-visibility", visibility_nm=visibility_nm))
    rows = {name: rows for name, rows in (("unit", units), ("searched", searched)) if rows}
    return {"conditions": conditions, **rows}, [*notes, *more]


def _sight(given: Given, visibility_nm: float) -> Conditions:
    """Return what sensors look through; the wind of a source does not decide whether they can."""
    from lastknown.search.sensor import Conditions

    return Conditions(visibility_nm, given.wind_kn or 0.0, given.seas_ft, given.sea_state)


def _boats(what: str) -> tuple[str, ...]:
    """Return the codes of the objects that a boat may be: whole, and swamped."""
    thing = find_object(what)
    return tuple(dict.fromkeys((thing.code, thing.hull_becomes)))


def _state(seen: Picture, boat: str) -> BoatState:
    """Return a boat of the picture."""
    for each in seen.boats:
        if each.boat == boat:
            return each
    known = ", ".join(each.boat for each in seen.boats) or "none"
    raise LastknownError(f"boat {boat!r} is not in the record; known are {known}")


def _name(seen: Picture, state: BoatState) -> str:
    called = f"{state.boat} {state.label}" if state.label else state.boat
    return plain_name(f"{called} ({seen.name})" if seen.name else called, 200)


def _sea(given: Given) -> dict[str, Any]:
    sea: dict[str, Any] = {"sources": [*given.sources]}
    if given.water_temperature_c is not None:
        sea["water_temperature_c"] = given.water_temperature_c
    if given.wind_kn is not None or given.wind_from_deg is not None:
        wind = {"from_deg": given.wind_from_deg, "speed_kn": given.wind_kn}
        if None in wind.values():
            raise LastknownError("wind by hand needs both; give --wind-kn and --wind-from-deg")
        if given.wind_sd_kn is not None:
            wind["sd_kn"] = given.wind_sd_kn
        sea["wind"] = [wind]
    return sea


def _no_position(boat: str, heard: Sequence[Heard]) -> str:
    """Return what is missing where nobody told a position, with the remedy."""
    if not heard:
        return (
            f"boat {boat}: no report is linked to it by then, so nobody knows where it was; link "
            "one that has a position (lastknown case link), or give a later --at"
        )
    count = "the one report" if len(heard) == 1 else f"none of the {len(heard)} reports"
    has = "linked to it has no position" if len(heard) == 1 else "of it has a position"
    return (
        f"boat {boat}: {count} {has}, and a drift needs one; ask the caller, and enter it with "
        "lastknown case add, then link it"
    )


def _about(
    seen: Picture,
    state: BoatState,
    known: Sequence[tuple[Heard, float]],
    reports: Sequence[Report],
    weights: Mapping[str, float] | None,
) -> list[Note]:
    """Return where the case is from, and what of the record is not in it."""
    likeliest, share = max(known, key=lambda each: each[1])
    values = {"boat": state.boat, "record": seen.name or "", "report": likeliest.name}
    several = len(known) > 1
    notes = [note_of("record-from-likely", **values, share=share)] if several else []
    notes = notes or [note_of("record-from", **values)]
    if not state.open:
        notes.append(note_of("record-closed", boat=state.boat))
    if weights is None:
        held = {link.report for boat in seen.boats for link in boat.links}
        since = known[0][0].report.time_s
        loose = [r for r in reports if r.position and r.id not in held and r.time_s > since]
        if loose:
            notes.append(note_of("record-unlinked", count=len(loose)))
    return notes


def _stamp(seen: Picture, state: BoatState) -> RecordEntry:
    return {
        "record": seen.record or "",
        "name": seen.name or "",
        "boat": state.boat,
        "open": state.open,
        "known_at": show_time(seen.known_at) if seen.known_at else None,
        "known_by": seen.known_by,
        "sha256": picture_sha256(seen),
    }
