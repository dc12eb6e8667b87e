"""The alarms that time and entries raise, as part of the assessment.

| code | about | when |
|---|---|---|
| ``unread`` | report | nobody read, linked, identified or corrected it for so long |
| ``unplotted`` | report | it tells a position that nobody put on the chart |
| ``distress-without-boat`` | report | it tells of danger and is linked to no boat |
| ``nobody-holds`` | boat | nobody holds it |
| ``holder-unclear`` | boat | entries about its holder contradict, or an offer stays unanswered |
| ``offer-unanswered`` | offer | a handover was offered; until it is accepted the old holder holds |
| ``not-looked`` | boat | nobody looked at its area, or for its missing, for so long |
| ``warning-unanswered`` | warning | nobody acknowledged it in time |
| ``relay-unanswered`` | warning | the same of a Mayday Relay: nobody comes or stands by |
| ``survival-90`` … ``-1`` | boat | P(anyone alive) fell below 90, 50, 10 or 1 % |
| ``closure-blocked`` | boat | somebody proposed to close it, and the gate does not open |
| ``closed-in-doubt`` | boat | it was closed, and the gate would not open now: reopen it? |
| ``report-of-closed`` | report | it came after its boat was closed: reopen it? |
| ``call-after-rescue`` | report | it came after the rescue that is held for its boat's |
| ``dated-ahead`` | entry | its time lies ahead of the clock: it is not weighed until then |
| ``retention-due`` | record | the time for which private fields are kept is over |

Entries of the kind `alarm`, such as ``bulk-reading``, are among them under their own code. An
acknowledgement counts where it is not older than the alarm: what comes up anew is a new alarm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lastknown.case import decided, told
from lastknown.case.entries import Entry
from lastknown.case.retention import retention_due
from lastknown.case.rules import is_machine
from lastknown.case.sections import BoatState
from lastknown.desk.record.associate import Weighed
from lastknown.desk.record.exposure import Sign
from lastknown.desk.record.gate import LATER_P, NEAR_PROOF, GateFacts
from lastknown.desk.record.limits import Limits
from lastknown.desk.record.relayed import relays_of
from lastknown.desk.record.standing import Standing, first_entry, said
from lastknown.desk.record.views import AlarmView, BoatView, Value
from lastknown.times import from_seconds

__all__ = ["CODES", "Night", "alarms"]

CODES: Final = (
    "unread", "unplotted", "distress-without-boat", "nobody-holds", "holder-unclear",
    "offer-unanswered", "not-looked", "warning-unanswered", "relay-unanswered", "survival-90",
    "survival-50", "survival-10", "survival-1", "closure-blocked", "closed-in-doubt",
    "report-of-closed", "call-after-rescue", "dated-ahead", "retention-due",
)  # fmt: skip
_FROM_BOAT: Final = ("call", "message", "relayed call", "sighting", "ping", "empty hull")


@dataclass(frozen=True, eq=False)
class Night:
    """What alarms are read from.

    signs : what each report says of its boat's state. views : of all boats. facts : by boat, what
        its gate was told. at : the moment. ahead : entries that
        were there by then and whose own time lies after it: they are left out.
    """

    stands: Standing
    weighed: Weighed
    signs: tuple[Sign, ...]
    views: tuple[BoatView, ...]
    facts: dict[str, GateFacts]
    at: datetime
    limits: Limits
    ahead: tuple[Entry, ...] = ()


def alarms(night: Night) -> tuple[AlarmView, ...]:
    """Return the alarms that are due, the oldest first."""
    states = {state.boat: state for state in night.stands.picture.boats}
    found = [*_reports(night), *_warnings(night), *_raised(night), *_retention(night)]
    found += _ahead(night)
    for view in night.views:
        found += [
            *_holder(night, view, states[view.boat]),
            *_closure(night, view, states[view.boat]),
        ]
        if view.open or not view.gate.opens or view.carried:
            found += [*_looked(night, view), *_survival(night, view)]
    due = {(each.code, each.about): each for each in found if each.since <= night.at}
    known = _acknowledgements(night.stands)
    seen = [replace(each, acknowledged=_by(known, each)) for each in due.values()]
    return tuple(sorted(seen, key=lambda each: (each.since, each.code, each.about)))


def _minutes(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def _acknowledgements(stands: Standing) -> list[tuple[str, str, datetime, str]]:
    return [
        (
            body.code,
            stands.now.get(body.about, body.about),
            min(entry.happened.at, entry.entered),
            entry.id,
        )
        for entry, body in said(stands, decided.AlarmAcknowledged)
    ]


def _by(known: Iterable[tuple[str, str, datetime, str]], alarm: AlarmView) -> str | None:
    """Return the first entry that acknowledged an alarm since it is due."""
    for code, about, at, entry in known:
        if (code, about) == (alarm.code, alarm.about) and at >= alarm.since:
            return entry
    return None


def _reports(night: Night) -> Iterator[AlarmView]:
    """Yield what is unread, unplotted, or tells of danger and is of no boat."""
    handled, plotted = _handled(night.stands)
    danger = {sign.report for sign in night.signs if sign.in_water or sign.flooding}
    for entry, body in said(night.stands, told.Report):
        values: dict[str, Value] = {"what": body.what}
        if entry.id not in handled:
            since = entry.entered + _minutes(night.limits.unread)
            yield AlarmView("unread", entry.id, since, values)
        if body.position is not None and entry.id not in plotted:
            since = entry.entered + _minutes(night.limits.unplotted)
            yield AlarmView("unplotted", entry.id, since, values)
        if entry.id in danger and not night.weighed.linked.boats_of(entry.id):
            yield AlarmView("distress-without-boat", entry.id, entry.entered, values)


def _handled(stands: Standing) -> tuple[set[str], set[str]]:
    """Return the reports that a person dealt with, and those whose position is on the chart."""
    people = [entry for entry in stands.entries if not is_machine(entry)]
    handled = {e.id for e in people if isinstance(e.body, told.Report) and e.replaces}
    named: list[str | None] = []
    for body in (entry.body for entry in people):
        if isinstance(body, decided.Read | decided.Link | told.Persons):
            named.append(body.report)
        elif isinstance(body, told.Identification):
            named += [body.report, body.rescue]
    handled |= {stands.now[name] for name in named if name is not None and name in stands.now}
    plotted = {
        stands.now[body.report]
        for _, body in said(stands, decided.Read)
        if body.plotted and body.report in stands.now
    }
    return handled, plotted


def _warnings(night: Night) -> Iterator[AlarmView]:
    """Yield the warnings that nobody answered in time; all relays of one boat are one."""
    states = {state.warning: state for state in night.stands.picture.warnings}
    over = {body.warning for _, body in said(night.stands, told.WarningEnded) if body.for_all}
    for entry, body in said(night.stands, told.WarningSent):
        if body.form is None and entry.id not in over and not states[entry.id].acknowledged:
            wait = timedelta(seconds=body.reply_within_s or 60.0 * night.limits.reply)
            values: dict[str, Value] = {"to": body.to, "whom": body.whom, "boat": body.boat}
            yield AlarmView("warning-unanswered", entry.id, entry.happened.at + wait, values)
    closed = {view.boat for view in night.views if not view.open}
    for relay in relays_of(night.stands, night.at):
        overdue = relay.overdue(night.at)
        if overdue is not None and relay.boat not in closed:
            sent, since = overdue
            values = {"to": sent.to, "whom": sent.whom, "boat": relay.boat}
            yield AlarmView("relay-unanswered", sent.entry, since, values)


def _raised(night: Night) -> Iterator[AlarmView]:
    """Yield the alarms that are entries."""
    for entry, body in said(night.stands, decided.Alarm):
        yield AlarmView(body.code, body.about, entry.entered, {"entry": entry.id})


def _ahead(night: Night) -> Iterator[AlarmView]:
    """Yield the entries that lie ahead of the moment, due since they were entered."""
    for entry in night.ahead:
        values: dict[str, Value] = {"at": entry.happened.at.isoformat()}
        yield AlarmView("dated-ahead", entry.id, min(entry.entered, night.at), values)


def _holder(night: Night, view: BoatView, state: BoatState) -> Iterator[AlarmView]:
    by_id = {entry.id: entry for entry in night.stands.entries}
    closed = [by_id[name].entered for name in state.closed_by if name in by_id]
    if closed and (view.gate.opens or _is_purged(night.stands, max(closed))):
        return
    holder: dict[str, Value] = {"boat": view.boat, "holder": view.holding.centre}
    offers = [by_id[name] for name in view.holding.offered if name in by_id]
    for entry in offers:
        assert isinstance(entry.body, decided.HolderOffered)
        values: dict[str, Value] = {**holder, "to": entry.body.to}
        since = entry.entered + _minutes(night.limits.offer)
        yield AlarmView("offer-unanswered", entry.id, since, values)
    doubts = [by_id[name].entered for name in view.holding.unclear if name in by_id]
    doubts += [entry.entered + _minutes(night.limits.unclear) for entry in offers]
    if doubts:
        names = (*view.holding.unclear, *view.holding.offered)
        yield AlarmView("holder-unclear", view.boat, min(doubts), {**holder, "entries": names})
    elif view.holding.centre is None:
        since = first_entry(night.stands, view.boat).entered + _minutes(night.limits.holder)
        yield AlarmView("nobody-holds", view.boat, since)


def _looked(night: Night, view: BoatView) -> Iterator[AlarmView]:
    looked = view.last_looked
    since = (looked or first_entry(night.stands, view.boat).entered) + _minutes(
        night.limits.not_looked
    )
    values: dict[str, Value] = {"looked": looked.isoformat() if looked else None}
    yield AlarmView("not-looked", view.boat, since, values)


def _survival(night: Night, view: BoatView) -> Iterator[AlarmView]:
    """Yield the lowest mark that P(anyone alive) has fallen through."""
    if view.clock is None:
        return
    at_s = night.at.timestamp()
    past = [(mark, t) for mark, t in view.clock.falls.items() if t is not None and t <= at_s]
    if past and view.clock.missing > 0.0:
        mark, moment = min(past)
        values: dict[str, Value] = {"mark": mark, "any_alive": view.clock.any_alive}
        code = f"survival-{round(100 * mark)}"
        yield AlarmView(code, view.boat, from_seconds(moment), values)


def _closure(night: Night, view: BoatView, state: BoatState) -> Iterator[AlarmView]:
    """Yield closures that the gate does not bear, and reports that speak against a rescue."""
    by_id = {entry.id: entry for entry in night.stands.entries}
    blocks: dict[str, Value] = {"blocks": tuple(block.code for block in view.gate.blocks)}
    if not view.gate.opens:
        proposals = [by_id[name].entered for name in state.proposals if name in by_id]
        closed = [by_id[name].entered for name in state.closed_by if name in by_id]
        if proposals and view.open:
            yield AlarmView("closure-blocked", view.boat, max(proposals), blocks)
        if closed and not _is_purged(night.stands, max(closed)):
            why = {name for block in view.gate.blocks for name in block.entries}
            doubts = [by_id[name].entered for name in why if name in by_id]
            yield AlarmView("closed-in-doubt", view.boat, max([*closed, *doubts]), blocks)
    settled = {each.entries for each in view.conflicts if each.settled is not None}
    for later in night.facts[view.boat].later:
        against = later.factor <= NEAR_PROOF and later.p >= LATER_P
        if against and (later.entry, later.rescue) not in settled:
            values: dict[str, Value] = {"boat": view.boat, "rescue": later.rescue, "p": later.p}
            since = by_id[later.entry].entered
            yield AlarmView("call-after-rescue", later.entry, since, values)
    yield from _of_closed(night, view, [by_id[name] for name in state.closed_by if name in by_id])


def _is_purged(stands: Standing, since: datetime) -> bool:
    """Return whether everything was purged since: what is left can no longer be judged anew."""
    purges = [entry for entry, body in said(stands, decided.Purge) if body.everything]
    return any(entry.entered >= since for entry in purges)


def _of_closed(night: Night, view: BoatView, closed: Sequence[Entry]) -> Iterator[AlarmView]:
    """Yield the reports that came in after a closure and may be of the closed boat."""
    if not closed:
        return
    last = max(entry.entered for entry in closed)
    by_id = {entry.id: entry for entry in night.stands.entries}
    for each in view.reports:
        entry = by_id[each.report]
        if each.kind in _FROM_BOAT and each.p >= LATER_P and entry.entered > last:
            values: dict[str, Value] = {"boat": view.boat, "p": each.p}
            yield AlarmView("report-of-closed", each.report, entry.entered, values)


def _retention(night: Night) -> Iterator[AlarmView]:
    """Yield that private fields are to be purged, where that was not ordered since."""
    seen = night.stands.picture
    since = retention_due(seen, night.at)
    purged = [e.entered for e, body in said(night.stands, decided.Purge) if body.everything]
    if since is not None and not any(moment >= since for moment in purged):
        yield AlarmView("retention-due", "record", since, {"days": seen.retention_days})
