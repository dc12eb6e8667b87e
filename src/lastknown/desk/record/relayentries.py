"""A Mayday Relay at one moment, as JSON."""

from __future__ import annotations

from typing_extensions import TypedDict

from lastknown.desk.record.relay import RelayState, Silent, Step
from lastknown.desk.record.relayed import Answer, Called, Ended, Measured, Sent
from lastknown.desk.record.relaynear import Near
from lastknown.desk.record.relaywords import relay_lines, step_words
from lastknown.desk.record.telling import Telling
from lastknown.times import show_time

__all__ = ["NearEntry", "RelayEntry", "near_entry", "relay_entry"]


class NearEntry(TypedDict):
    """A ship or unit held to be in range."""

    name: str
    mmsi: int | None
    type: str
    unit: bool
    """A unit of the record, not a ship of AIS."""
    distance_nm: float
    minutes: float | None
    """Until it is there: of a ship as ``ships help`` reckons, of a unit straight at its speed;
    null: not known, or not within 6 h."""
    able: bool
    """Can take people up, as far as is known."""
    role: str
    """``recover``, ``stand by``, or ``not asked``: not there within 6 h."""
    over_land: bool
    """Land lies in the straight way, so that it takes longer."""
    doubtful: bool
    """May be out of range."""
    heard_minutes_ago: float | None
    """Since a ship was last heard, as far as ships were looked at; null: a unit, or not known."""
    entered_minutes_ago: float | None
    """Since the position of a unit was entered, from which it is reckoned; null: it is of AIS, or
    not known."""
    as_of: str | None
    """When distance and minutes were so: a relay was sent, and nothing newer is at hand; null: at
    the moment of the answer."""


class SentEntry(TypedDict):
    """One transmission."""

    entry: str
    at: str
    by: str
    channel: str
    to: str | None
    """Null: its name is sealed, and its key not here, or it was purged."""
    whom: str | None
    """``all`` or ``one``, also where the name cannot be read; null: an entry of an earlier form."""
    centre: str
    """That entered it, and alone ends it."""


class AnswerEntry(TypedDict):
    """What somebody answered."""

    entry: str
    at: str
    name: str
    mmsi: int | None
    answer: str | None
    """``received``, ``proceeding``, ``standing_by`` or ``cannot``; null: only that they did."""
    minutes: float | None
    """Until they are there, from then."""
    there: str | None
    """When that is; null: not said."""
    let_go: str | None
    """When they were first let go since; null: they were not."""
    centre: str
    """That entered it."""
    helps: bool
    """It is the last of somebody who may help and was not let go."""


class RungEntry(TypedDict):
    """An attempt to reach somebody."""

    entry: str
    at: str
    name: str
    mmsi: int | None
    means: str
    answered: bool
    """Whether somebody spoke."""
    centre: str
    """That entered it."""


class SilentEntry(NearEntry):
    """Somebody in range who has not answered; whom to call first stands first."""

    new: bool
    """Was not in range when the relay was sent, as far as is known: may not have heard it."""
    tried: list[str]
    means: str | None
    """By what to call them next; null: every means was tried."""
    spoke: str | None
    """When somebody spoke, and what they do was not entered; null: nobody did."""
    due: str


class StepEntry(TypedDict):
    """A step that is due, or comes."""

    code: str
    at: str
    now: bool
    words: str


class MeasuredEntry(TypedDict):
    """From where distances are counted."""

    position: list[float]
    """[lon, lat], degrees, WGS84."""
    at: str
    """Of when the position is."""
    how: str
    """``probable``, computed for that time, or ``told``."""
    relayed: bool
    """The last transmission gave it."""


class RelayEntry(TypedDict):
    """The Mayday Relay of a boat at one moment."""

    boat: str | None
    began: str
    sent: list[SentEntry]
    in_range: int | None
    """How many were held to be in range when it was sent; null: nobody worked it out."""
    in_range_since: int | None
    """How many more are near now, who were not held to be in range then; null: who was is not known
    here."""
    answers: list[AnswerEntry]
    rung: list[RungEntry]
    shared_mmsi: list[int]
    """Numbers that more than one near now send: an answer of either counts for both."""
    measured_from: MeasuredEntry | None
    """Of distances that are not `as_of` earlier; null: nobody knows where the boat is."""
    silent: list[SilentEntry]
    steps: list[StepEntry]
    unanswered: bool
    """Nobody comes or stands by and the time for an answer is over: an alarm."""
    taken_up: bool
    """Somebody comes or stands by, and was not let go."""
    over: str | None
    """``stood_down`` or ``cancelled``; null: it is not."""
    over_at: str | None
    over_by: str | None
    """The centre that ended what it had sent."""
    words: list[str]


def near_entry(near: Near) -> NearEntry:
    """Return a ship or unit as JSON has it."""
    return {
        "name": near.whom.name,
        "mmsi": near.whom.mmsi,
        "type": near.type,
        "unit": near.unit,
        "distance_nm": round(near.distance_nm, 2),
        "minutes": None if near.minutes is None else round(near.minutes, 1),
        "able": near.able,
        "role": near.role,
        "over_land": near.over_land,
        "doubtful": near.doubtful,
        "heard_minutes_ago": None if near.heard_min is None else round(near.heard_min, 1),
        "entered_minutes_ago": None if near.entered_min is None else round(near.entered_min, 1),
        "as_of": None if near.then is None else show_time(near.then),
    }


def relay_entry(t: Telling, state: RelayState) -> RelayEntry:
    """Return a relay at one moment as JSON has it."""
    relay, ended = state.relay, state.relay.ended
    helping = {each.entry for each in relay.helpers}
    return {
        "boat": relay.boat,
        "began": show_time(relay.sent[0].at),
        "sent": [_sent_entry(each) for each in relay.sent],
        "in_range": state.in_range,
        "in_range_since": state.since,
        "answers": [
            _answer_entry(each, relay.freed(each), helps=each.entry in helping)
            for each in relay.answers
        ],
        "rung": [_rung_entry(each) for each in relay.called],
        "shared_mmsi": [*state.shared],
        "measured_from": _measured_entry(state.measured),
        "silent": [_silent_entry(each) for each in state.silent],
        "steps": [_step_entry(t, state, step) for step in state.steps],
        "unanswered": state.unanswered,
        "taken_up": relay.taken_up,
        "over": ended.how if ended else None,
        "over_at": show_time(ended.at) if ended else None,
        "over_by": ended.centre if ended else None,
        "words": [*relay_lines(t, state)],
    }


def _sent_entry(each: Sent) -> SentEntry:
    return {
        "entry": each.entry,
        "at": show_time(each.at),
        "by": each.by,
        "channel": each.channel,
        "to": each.to,
        "whom": each.whom,
        "centre": each.centre,
    }


def _rung_entry(each: Called) -> RungEntry:
    return {
        "entry": each.entry,
        "at": show_time(each.at),
        "name": each.who.name,
        "mmsi": each.who.mmsi,
        "means": each.means,
        "answered": each.answered,
        "centre": each.centre,
    }


def _measured_entry(place: Measured | None) -> MeasuredEntry | None:
    if place is None:
        return None
    position = [place.lon, place.lat]
    at = show_time(place.at)
    return {"position": position, "at": at, "how": place.how, "relayed": place.relayed}


def _answer_entry(each: Answer, freed: Ended | None, *, helps: bool) -> AnswerEntry:
    return {
        "entry": each.entry,
        "at": show_time(each.at),
        "name": each.who.name,
        "mmsi": each.who.mmsi,
        "answer": each.answer,
        "minutes": each.minutes,
        "there": None if each.there is None else show_time(each.there),
        "let_go": None if freed is None else show_time(freed.at),
        "centre": each.centre,
        "helps": helps,
    }


def _silent_entry(each: Silent) -> SilentEntry:
    return {
        **near_entry(each.near),
        "new": each.new,
        "tried": [*each.tried],
        "means": each.means,
        "spoke": None if each.spoke is None else show_time(each.spoke.at),
        "due": show_time(each.due),
    }


def _step_entry(t: Telling, state: RelayState, step: Step) -> StepEntry:
    words, now = step_words(t, state, step), step.at <= state.at
    return {"code": step.code, "at": show_time(step.at), "now": now, "words": words}
