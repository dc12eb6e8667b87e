"""A Mayday Relay at one moment, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from typing_extensions import TypedDict

from lastknown.desk.record.relay import RelayState, Silent, Step
from lastknown.desk.record.relayed import Answer, Measured, Whom, latest
from lastknown.desk.record.relaynear import Near
from lastknown.desk.record.speaking import printable
from lastknown.desk.record.telling import Telling
from lastknown.desk.ships.speaking import kind_words, ship_words
from lastknown.times import show_time
from lastknown.units import MINUTE

__all__ = ["NearEntry", "RelayEntry", "lost_words", "near_entry", "near_words", "relay_entry"]
__all__ += ["relay_lines"]

_MOST_SILENT: Final = 5
"""Silent ones that a picture lists in words; JSON has all, and so has ``relay-state --all``."""
_MOST_STEPS: Final = 3
_OLD_MIN: Final = 10.0
"""A ship that was heard longer ago than this has it said, min."""


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


class SilentEntry(NearEntry):
    """Somebody in range who has not answered; whom to call first stands first."""

    new: bool
    """Was not in range when the relay was sent, as far as is known: may not have heard it."""
    tried: list[str]
    means: str | None
    """By what to call them next; null: every means was tried."""
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
    """How many more came into range since; null: who was in range then is not known here."""
    answers: list[AnswerEntry]
    rung: list[RungEntry]
    measured_from: MeasuredEntry | None
    """Of distances that are not `as_of` earlier; null: nobody knows where the boat is."""
    silent: list[SilentEntry]
    steps: list[StepEntry]
    unanswered: bool
    """Nobody may help and the time for an answer is over: an alarm."""
    over: str | None
    """``stood_down`` or ``cancelled``; null: it is not."""
    words: list[str]


def relay_lines(
    t: Telling, state: RelayState, most: int | None = _MOST_SILENT, more: str = "relay.more"
) -> Iterator[str]:
    """Yield a relay in words: what was sent, who answered, who is silent, what comes next.

    most : silent ones that are listed by name; None: all. more : the sentence about the others.
    """
    yield _head(t, state)
    for answer in latest(state.relay.answers):
        also = t.w.say("relay.either") if answer.who.mmsi in state.shared else ""
        yield "  " + _answer(t, answer) + (f" ({also})" if also else "")
    whom = [a.who for a in state.relay.answers] + [c.who for c in state.relay.called]
    if any(each.sealed for each in whom):
        yield t.w.say("relay.sealed")
    if state.relay.ended is not None:
        ended = state.relay.ended
        yield t.w.say(f"relay.{ended.how}", clock=t.clock(ended.at))
        return
    if state.silent:
        lost = lost_words(t, [each.near for each in state.silent])
        yield t.w.say("relay.silent", count=len(state.silent), lost=lost)
        yield from (f"  {_silent(t, each, state.shared)}" for each in state.silent[:most])
        if most is not None and len(state.silent) > most:
            yield "  " + t.w.say(more, count=len(state.silent) - most)
        yield from _measured(t, state.measured)
    if state.steps:
        steps = [_step(t, state, step) for step in state.steps[:_MOST_STEPS]]
        yield t.w.say("relay.next", steps=t.w.say("format.between").join(steps))
    elif state.relay.helpers:
        yield t.w.say("relay.taken_up")


def _head(t: Telling, state: RelayState) -> str:
    first, *later = state.relay.sent
    values = {"clock": t.clock(first.at), "by": first.by, "channel": first.channel or "?"}
    head = t.w.say("relay.head", **values)
    if later:
        again = ", ".join(f"{t.clock(each.at)} {each.channel}".strip() for each in later)
        head += t.w.say("relay.again", times=again)
    count = state.in_range
    head += t.w.say("relay.unknown") if count is None else t.w.say("relay.in_range", count=count)
    head += t.w.say("relay.since", count=state.since) if state.since else ""
    answers = len(latest(state.relay.answers))
    head += t.w.say("relay.answered", count=answers) if answers else t.w.say("relay.no_answer")
    if state.unanswered:
        minutes = (state.at - state.relay.silent_since).total_seconds() / MINUTE
        head += t.w.say("relay.unanswered", minutes=round(minutes))
    return head


def _answer(t: Telling, answer: Answer) -> str:
    word = t.w.say(f"answer.{answer.answer or 'received'}")
    if answer.minutes is not None:
        word += ", " + t.w.say("detail.in_minutes", minutes=round(answer.minutes))
    return t.w.say(
        "relay.answer", name=whom_words(t, answer.who), clock=t.clock(answer.at), answer=word
    )


def _silent(t: Telling, each: Silent, shared: tuple[int, ...]) -> str:
    name = near_words(t, each.near, new=each.new)
    name += f" [{t.w.say('relay.either')}]" if each.near.whom.mmsi in shared else ""
    tried = ", ".join(t.w.say(f"means.{means}") for means in each.tried)
    done = t.w.say("relay.tried", means=tried) if tried else ""
    if each.means is None:
        return name + done + t.w.say("relay.no_means")
    means, when = t.w.say(f"means.{each.means}"), _when(t, each.due, t.at)
    return t.w.say("relay.by_means", name=name + done, means=means, when=when)


def whom_words(t: Telling, whom: Whom) -> str:
    """Return a ship or unit by its name, its number, or that neither can be read."""
    if whom.name:
        return printable(whom.name)
    key = "detail.sealed" if whom.mmsi is None else "detail.mmsi"
    return t.w.say(key, mmsi=whom.mmsi)


def lost_words(t: Telling, near: Iterable[Near]) -> str:
    """Return where in a list those stand that were not heard for long; empty: there are none."""
    return t.w.say("relay.lost_last") if any(each.lost for each in near) else ""


def near_words(t: Telling, near: Near, *, new: bool = False) -> str:
    """Return a ship or unit with its distance, its kind and how soon it is there.

    new : say that it was not in range when the relay was sent.
    """
    name = whom_words(t, near.whom)
    kind = _kind(t, near)
    parts = [t.w.nm(near.distance_nm), kind]
    if near.then is not None:
        parts[0] = t.w.say("relay.then", distance=parts[0], clock=t.clock(near.then))
    if near.minutes is not None and not (near.then and near.lost):
        key = "detail.in_minutes" if near.then is None else "relay.then_minutes"
        parts.append(t.w.say(key, minutes=round(near.minutes)))
    parts += [t.w.say("relay.over_land")] if near.over_land else []
    parts += [] if near.able else [t.w.say(f"relay.{near.role.replace(' ', '_')}")]
    parts += [t.w.say("relay.doubtful")] if near.doubtful else []
    parts += [t.w.say("relay.new")] if new else []
    if near.heard_min is not None and near.heard_min >= _OLD_MIN:
        parts.append(t.w.say("relay.heard", minutes=round(near.heard_min)))
        parts += [t.w.say("relay.elsewhere")] if near.lost else []
    return f"{name} ({', '.join(filter(None, parts))})"


def _measured(t: Telling, place: Measured | None) -> Iterator[str]:
    """Yield from where distances are counted, and of when that is."""
    if place is not None:
        key = f"relay.from_{'relayed_' if place.relayed else ''}{place.how}"
        position = t.w.position([place.lon, place.lat])
        yield t.w.say(key, position=position, clock=t.clock(place.at))


def _when(t: Telling, at: datetime, now: datetime) -> str:
    return t.w.say("relay.now") if at <= now else t.w.say("relay.at", clock=t.clock(at))


def _step(t: Telling, state: RelayState, step: Step) -> str:
    what = t.w.say(f"relay.step_{step.code}")
    if step.code == "ring" and state.ring is not None:
        name = whom_words(t, state.ring.near.whom)
        means = t.w.say(f"means.{state.ring.means}")
        what = t.w.say("relay.ring", name=name, means=means)
    return f"{what} {_when(t, step.at, state.at)}"


def _kind(t: Telling, near: Near) -> str:
    """Return what kind of ship or unit it is."""
    w = ship_words(t.w.lang)
    key = f"unit_kind.{near.type}"
    return w.say(key) if near.unit and w.has(key) else kind_words(w, near.type)


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
        "as_of": None if near.then is None else show_time(near.then),
    }


def relay_entry(t: Telling, state: RelayState) -> RelayEntry:
    """Return a relay at one moment as JSON has it."""
    relay = state.relay
    helping = {each.entry for each in relay.helpers}
    return {
        "boat": relay.boat,
        "began": show_time(relay.sent[0].at),
        "sent": [
            {
                "entry": each.entry,
                "at": show_time(each.at),
                "by": each.by,
                "channel": each.channel,
                "to": each.to,
                "whom": each.whom,
            }
            for each in relay.sent
        ],
        "in_range": state.in_range,
        "in_range_since": state.since,
        "answers": [_answer_entry(each, helps=each.entry in helping) for each in relay.answers],
        "rung": [
            {
                "entry": each.entry,
                "at": show_time(each.at),
                "name": each.who.name,
                "mmsi": each.who.mmsi,
                "means": each.means,
                "answered": each.answered,
            }
            for each in relay.called
        ],
        "measured_from": _measured_entry(state.measured),
        "silent": [_silent_entry(each) for each in state.silent],
        "steps": [_step_entry(t, state, step) for step in state.steps],
        "unanswered": state.unanswered,
        "over": relay.ended.how if relay.ended else None,
        "words": [*relay_lines(t, state)],
    }


def _measured_entry(place: Measured | None) -> MeasuredEntry | None:
    if place is None:
        return None
    position = [place.lon, place.lat]
    at = show_time(place.at)
    return {"position": position, "at": at, "how": place.how, "relayed": place.relayed}


def _answer_entry(each: Answer, *, helps: bool) -> AnswerEntry:
    return {
        "entry": each.entry,
        "at": show_time(each.at),
        "name": each.who.name,
        "mmsi": each.who.mmsi,
        "answer": each.answer,
        "minutes": each.minutes,
        "helps": helps,
    }


def _silent_entry(each: Silent) -> SilentEntry:
    return {
        **near_entry(each.near),
        "new": each.new,
        "tried": [*each.tried],
        "means": each.means,
        "due": show_time(each.due),
    }


def _step_entry(t: Telling, state: RelayState, step: Step) -> StepEntry:
    words, now = _step(t, state, step), step.at <= state.at
    return {"code": step.code, "at": show_time(step.at), "now": now, "words": words}
