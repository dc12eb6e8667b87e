"""What a record means at one moment: the picture, with everything that follows from it.

`assess` adds to a picture which report is of which boat, where each boat may be, its persons and
their survival, whether it may be closed, how grave it is, and the alarms that time raises. It reads
the picture, the sea and the moment, and nothing else: the same three give the same bytes.

A boat stays open until a person closes it. Silence is never rescue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version

from lastknown.boats.ask import questions
from lastknown.boats.report import SAVED
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture, picture, picture_sha256
from lastknown.case.sections import BoatState
from lastknown.desk.record.alarms import Night, alarms
from lastknown.desk.record.associate import LEAST, Weighed, belongings, loose_reports, weigh_reports
from lastknown.desk.record.document import assessment_bytes, assessment_sha256
from lastknown.desk.record.drawn import drawn_of
from lastknown.desk.record.exposure import Sign, all_signs, exposure_of, signs_of
from lastknown.desk.record.gate import GateFacts, conflicts, gate, settled_counts
from lastknown.desk.record.gatefacts import gate_facts
from lastknown.desk.record.limits import Limits
from lastknown.desk.record.looks import Spot, last_look
from lastknown.desk.record.persons import statements
from lastknown.desk.record.relay import boat_relay
from lastknown.desk.record.relayed import Measured
from lastknown.desk.record.severity import phase_of, reasons, rises, rises_to
from lastknown.desk.record.standing import Standing, first_entry, standing
from lastknown.desk.record.views import Assessment, Belonging, BoatView, BoatWhere
from lastknown.desk.record.weather import water_sd_c
from lastknown.desk.record.whereis import Origin, origins, water_temperature_at, whereabouts
from lastknown.errors import LastknownError
from lastknown.people.clock import MOST_ABOARD, Clock, clock
from lastknown.people.tally import Tally, tally
from lastknown.sea.model import Sea
from lastknown.times import from_seconds, parse_time, to_seconds

__all__ = ["Assessment", "assess", "assessment_bytes", "assessment_sha256", "rises"]

_MOST_ASKS = 10
_MOSTLY = 0.5
"""Share of the persons on board that must lie within what the clock takes, else it says nothing: a
count of thousands is a slip of the keys, and is shown as the conflict that it makes."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """What an assessment is made from."""

    stands: Standing
    weighed: Weighed
    signs: tuple[Sign, ...]
    sea: Sea | None
    at: datetime
    seed: int
    drift: bool

    @property
    def at_s(self) -> float:
        return to_seconds(self.at)


def assess(
    seen: Picture,
    sea: Sea | None,
    at: datetime | str,
    *,
    seed: int = 1,
    drift: bool = True,
    limits: Limits | None = None,
    before: Assessment | None = None,
) -> Assessment:
    """Return what a picture means at a moment.

    Parameters
    ----------
    seen : the picture. Where it holds what happened after `at`, that is left out first.
    sea : carries boats on; None: no drift, and no clock, for the water's temperature is not known.
    at : the moment, aware.
    seed : of every draw.
    drift : whether to say where each boat may be; without it the assessment is quicker.
    limits : minutes after which alarms are due; None: those of `Limits`.
    before : an earlier assessment over the same sea: what is the same is not computed again, so
        that time alone costs little. The answer does not depend on it.

    Raises
    ------
    LastknownError : `at` is no time, or naive.
    """
    moment = parse_time(at, "at")
    whole = _up_to(seen, moment)
    stands = standing(whole)
    known = None if before is None else before.association
    weighed = weigh_reports(stands, sea, seed=seed, before=known)
    asked = _Asked(stands, weighed, all_signs(stands, weighed), sea, moment, seed, drift)
    made = [_boat(asked, state) for state in whole.boats]
    views = tuple(view for view, _ in made)
    facts = {view.boat: each for view, each in made}
    answer = weighed.association
    ahead = _ahead(seen, moment)
    night = Night(stands, weighed, asked.signs, views, facts, moment, limits or Limits(), ahead)
    return Assessment(
        at=moment,
        known_at=whole.known_at,
        known_by=whole.known_by,
        version=version("lastknown"),
        seed=seed,
        sources=() if sea is None else tuple(source.name for source in sea.sources),
        sha256=picture_sha256(whole),
        boats=views,
        loose=loose_reports(weighed),
        number=tuple(answer.number.heard.tolist()),
        unheard=tuple(answer.number.unheard.tolist()),
        spread=answer.spread,
        alarms=alarms(night),
        asks=questions(answer)[:_MOST_ASKS],
        association=answer,
    )


def _ahead(seen: Picture, at: datetime) -> tuple[Entry, ...]:
    """Return the entries that were entered by a moment and tell of a later one."""
    return tuple(e for e in standing(seen).entries if e.entered <= at < e.happened.at)


def _up_to(seen: Picture, at: datetime) -> Picture:
    """Return the picture without what happened after a moment.

    What it does not hold was not known; what it holds was, also where the receipt that says so is
    of later.
    """
    if seen.at is not None and seen.at <= at:
        return seen
    known = picture((one.entry for one in seen.log), at=at)
    return replace(known, known_at=seen.known_at, known_by=seen.known_by)


def _boat(asked: _Asked, state: BoatState) -> tuple[BoatView, GateFacts]:
    """Return the view of one boat, and what its gate was told."""
    stands, weighed, boat = asked.stands, asked.weighed, state.boat
    persons, facts = _counted(stands, weighed, state)
    answer = gate(facts)
    signs = signs_of(asked.signs, weighed, boat)
    drawn = drawn_of(weighed, boat)
    found = origins(stands, weighed, boat, drawn)
    at_sea = state.open or not answer.opens or bool(state.missing)
    where, why = _where(asked, boat, (found, drawn), at_sea=at_sea)
    spot = _spot(where, found)
    causes = reasons(weighed, boat, signs, persons, asked.at_s)
    every = belongings(weighed, boat)
    began_s = to_seconds(first_entry(stands, boat).happened.at)
    view = BoatView(
        boat=boat,
        label=state.label,
        open=state.open,
        holding=state.holding,
        phase=state.phase,
        phase_by_evidence=phase_of(causes),
        phase_why=causes,
        rises_to=rises_to(stands, boat, state.phase, causes),
        reports=tuple(each for each in every if each.p >= LEAST or each.said is not None),
        rescues=_rescues(every),
        same_as=_same_as(weighed, boat),
        where=where,
        where_why=why,
        tally=persons,
        clock=_clock(asked, signs, persons, where, spot, began_s) if at_sea else None,
        gate=answer,
        conflicts=conflicts(facts),
        carried=state.missing,
        last_looked=last_look(stands, boat, spot, asked.at),
        relay=boat_relay(
            stands, boat, asked.at, _measured(where, found, asked.at), over=not state.open
        ),
    )
    return view, facts


def _counted(stands: Standing, weighed: Weighed, state: BoatState) -> tuple[Tally, GateFacts]:
    """Return the persons of a boat, with the counts that somebody settled, and its gate's facts."""
    said = statements(stands, weighed, state.boat)
    persons = tally(said, state.missing)
    facts = gate_facts(stands, weighed, state, persons)
    if settled := settled_counts(facts):
        persons = tally(said, state.missing, settled)
        facts = replace(facts, tally=persons)
    return persons, facts


def _rescues(every: Sequence[Belonging]) -> tuple[Belonging, ...]:
    return tuple(each for each in every if each.kind in SAVED)


def _same_as(weighed: Weighed, boat: str) -> tuple[tuple[str, float], ...]:
    """Return the other named boats that may be this one."""
    found = [(other, weighed.same(boat, other)) for other in weighed.of if other != boat]
    return tuple((other, p) for other, p in sorted(found) if p >= LEAST)


def _where(
    asked: _Asked,
    boat: str,
    starts: tuple[Sequence[Origin], Sequence[frozenset[str]]],
    *,
    at_sea: bool,
) -> tuple[BoatWhere | None, str | None]:
    """Return where a boat may be, or why that is not said."""
    if not at_sea:
        return None, "closed"
    found, drawn = starts
    if not found:
        return None, "no position"
    if not asked.drift:
        return None, "drift off"
    if asked.sea is None:
        return None, "no sea"
    try:
        return whereabouts(
            *(asked.stands, asked.weighed, boat, asked.sea, asked.at),
            found=found,
            drawn=drawn,
            seed=asked.seed,
        ), None
    except LastknownError:
        return None, "outside the sea"


def _spot(where: BoatWhere | None, found: Sequence[Origin]) -> Spot | None:
    """Return where the boat most likely is, or where its last position was."""
    if where is not None:
        return where.lon, where.lat
    place = found[0].report.position if found else None
    return None if place is None else (place.lon, place.lat)


def _measured(where: BoatWhere | None, found: Sequence[Origin], at: datetime) -> Measured | None:
    """Return the place of `_spot`, of when it is and how it is known."""
    if where is not None:
        return Measured(where.lon, where.lat, at, "probable")
    place = found[0].report.position if found else None
    if place is None:
        return None
    return Measured(place.lon, place.lat, from_seconds(found[0].report.time_s), "told")


def _clock(
    asked: _Asked,
    signs: Sequence[Sign],
    persons: Tally,
    where: BoatWhere | None,
    spot: Spot | None,
    began_s: float,
) -> Clock | None:
    """Return the survival clock; None where the water's temperature is not known."""
    if asked.sea is None or spot is None:
        return None
    warmth = where.water_temperature_c if where is not None else None
    if warmth is None:
        warmth = water_temperature_at(asked.sea, *spot, asked.at_s)
    if warmth is None:
        return None
    on_board = persons.on_board[: MOST_ABOARD + 1]
    share = float(on_board.sum())
    if share < _MOSTLY:
        return None
    sd_c = water_sd_c(asked.stands, asked.at, warmth)
    exposure = exposure_of(signs, warmth, began_s, sd_c=sd_c)
    return clock(on_board / share, exposure, asked.at_s, persons.accounted)
