"""A Mayday Relay at one moment, in words; `relayentries` has it as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from lastknown.desk.record.relay import RelayState, Silent, Step
from lastknown.desk.record.relayed import Answer, Measured, Sent, Whom, latest
from lastknown.desk.record.relaynear import AROUND_NM, Near
from lastknown.desk.record.speaking import printable
from lastknown.desk.record.telling import Telling
from lastknown.desk.ships.heardwords import age_words
from lastknown.desk.ships.speaking import kind_words, ship_words
from lastknown.units import MINUTE

__all__ = ["lost_words", "near_words", "relay_lines", "step_words"]

_MOST_SILENT: Final = 5
"""Silent ones that a picture lists in words; JSON has all, and so has ``relay-state --all``."""
_MOST_STEPS: Final = 3
_OLD_MIN: Final = 10.0
"""A ship that was heard, or a unit that was entered, longer ago than this has it said, min."""


def relay_lines(
    t: Telling, state: RelayState, most: int | None = _MOST_SILENT, more: str = "relay.more"
) -> Iterator[str]:
    """Yield a relay in words: what was sent, who answered, who is silent, what comes next.

    most : silent ones that are listed by name; None: all. more : the sentence about the others.
    """
    yield _head(t, state)
    for answer in latest(state.relay.answers):
        yield "  " + _answer(t, state, answer)
    whom = [a.who for a in state.relay.answers] + [c.who for c in state.relay.called]
    if any(each.sealed for each in whom):
        yield t.w.say("relay.sealed")
    if state.relay.ended is not None:
        ended = state.relay.ended
        yield t.w.say(f"relay.{ended.how}", clock=t.clock(ended.at), centre=ended.centre)
        return
    if state.silent:
        lost = lost_words(t, [each.near for each in state.silent])
        yield t.w.say("relay.silent", count=len(state.silent), lost=lost)
        yield from (f"  {_silent(t, each, state.shared)}" for each in state.silent[:most])
        if most is not None and len(state.silent) > most:
            yield "  " + t.w.say(more, count=len(state.silent) - most)
        yield from _measured(t, state.measured)
    if state.relay.ended is None and not state.relay.taken_up:
        who = [whom_words(t, each.who) for each in state.relay.helpers]
        if who:
            yield t.w.say("relay.received_only", names=", ".join(who))
    if state.steps:
        steps = [step_words(t, state, step) for step in state.steps[:_MOST_STEPS]]
        yield t.w.say("relay.next", steps=t.w.say("format.between").join(steps))
    elif state.relay.taken_up:
        yield t.w.say("relay.taken_up")


def _head(t: Telling, state: RelayState) -> str:
    first, *later = state.relay.sent
    values = {"clock": t.clock(first.at), "by": first.by, "channel": first.channel or "?"}
    head = t.w.say("relay.head", **values) + _to(t, first)
    if later:
        head += t.w.say("relay.again", times=", ".join(_again(t, first, each) for each in later))
    count = state.in_range
    head += t.w.say("relay.unknown") if count is None else t.w.say("relay.in_range", count=count)
    head += t.w.say("relay.since", count=state.since) if state.since else ""
    answers = len(latest(state.relay.answers))
    head += t.w.say("relay.answered", count=answers) if answers else t.w.say("relay.no_answer")
    if state.unanswered:
        minutes = (state.at - state.relay.alone_since).total_seconds() / MINUTE
        head += t.w.say("relay.unanswered", minutes=round(minutes))
    return head


def _to(t: Telling, sent: Sent) -> str:
    """Return to whom a transmission went where that was one ship; empty: to all, or not known."""
    if sent.whom != "one":
        return ""
    return t.w.say("relay.to", to=printable(sent.to) if sent.to else t.w.say("detail.sealed"))


def _again(t: Telling, first: Sent, sent: Sent) -> str:
    """Return when a relay was repeated, on what, by which station where it was another."""
    by = t.w.say("relay.by", by=sent.by) if sent.by != first.by else ""
    return f"{t.clock(sent.at)} {sent.channel}".strip() + by + _to(t, sent)


def _answer(t: Telling, state: RelayState, answer: Answer) -> str:
    relay = state.relay
    parts = [t.w.say(f"answer.{answer.answer or 'received'}")]
    if answer.there is not None:
        parts.append(t.w.say("detail.in_minutes", minutes=round(answer.minutes or 0.0)))
        waits = answer in relay.helpers and relay.ended is None and answer.there < state.at
        key = "relay.was_to_be_there" if waits else "relay.there"
        parts.append(t.w.say(key, clock=t.clock(answer.there)))
    freed = relay.freed(answer) if answer.helps else None
    if freed is not None:
        parts.append(t.w.say("relay.let_go", clock=t.clock(freed.at), centre=freed.centre))
    values = {"name": whom_words(t, answer.who), "clock": t.clock(answer.at)}
    several = len(relay.centres) > 1
    also = [t.w.say("relay.entered_by", centre=answer.centre)] if several else []
    also += [t.w.say("relay.either")] if answer.who.mmsi in state.shared else []
    line = t.w.say("relay.answer", answer=", ".join(parts), **values)
    return f"{line} ({'; '.join(also)})" if also else line


def _silent(t: Telling, each: Silent, shared: tuple[int, ...]) -> str:
    name = near_words(t, each.near, new=each.new)
    name += f" [{t.w.say('relay.either')}]" if each.near.whom.mmsi in shared else ""
    spoke = each.spoke
    silent = [means for means in each.tried if spoke is None or means != spoke.means]
    tried = ", ".join(t.w.say(f"means.{means}") for means in silent)
    done = t.w.say("relay.tried", means=tried) if tried else ""
    if spoke is not None:
        by = t.w.say(f"means.{spoke.means}")
        done += t.w.say("relay.spoke", means=by, clock=t.clock(spoke.at))
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


def near_words(t: Telling, near: Near, *, new: bool = False, far: bool = False) -> str:
    """Return a ship or unit with its distance, its kind and how soon it is there.

    new : say that it was not in range when the relay was sent. far : say that it is in range of who
    transmits, but far from the boat.
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
    parts += [t.w.say("relay.far", limit=f"{AROUND_NM:g}")] if far else []
    parts += [t.w.say("relay.new")] if new else []
    if near.heard_min is not None and near.heard_min >= _OLD_MIN:
        parts.append(t.w.say("relay.heard", minutes=round(near.heard_min)))
        parts += [t.w.say("relay.elsewhere")] if near.lost else []
    if near.entered_min is not None and near.entered_min >= _OLD_MIN:
        age = age_words(ship_words(t.w.lang), near.entered_min)
        parts.append(t.w.say("relay.entered_ago", age=age))
    return f"{name} ({', '.join(filter(None, parts))})"


def _measured(t: Telling, place: Measured | None) -> Iterator[str]:
    """Yield from where distances are counted, and of when that is."""
    if place is not None:
        key = f"relay.from_{'relayed_' if place.relayed else ''}{place.how}"
        position = t.w.position([place.lon, place.lat])
        yield t.w.say(key, position=position, clock=t.clock(place.at))


def _when(t: Telling, at: datetime, now: datetime) -> str:
    return t.w.say("relay.now") if at <= now else t.w.say("relay.at", clock=t.clock(at))


def step_words(t: Telling, state: RelayState, step: Step) -> str:
    """Return a step and when it is due; of a call, whom to call and by what."""
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
