"""What a drift or plan of a record says of dealings with ships: who was called, who has answered.

Such an answer is handed around, and outlives a purge of the record. So it names whom everybody can
hear, ships of AIS and units of the record, and counts all others: a name that somebody typed, which
the record seals, may be a person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from lastknown.case import told
from lastknown.case.picture import Picture
from lastknown.desk._dealtentries import DealingsEntry, DealtEntry, RelayedEntry
from lastknown.desk._figures import time_text
from lastknown.desk.record.caseunits import last_status
from lastknown.desk.record.relayed import Relay, Whom, latest, relays_of
from lastknown.desk.record.standing import Standing, said, standing
from lastknown.desk.run import DriftAnswer
from lastknown.desk.ships.dealt import dealings, dealt_lines
from lastknown.desk.ships.speaking import clock_words
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Row

__all__ = ["dealings_entry", "dealings_rows", "with_dealings"]

Answer = TypeVar("Answer", bound=DriftAnswer)

_MOST = 8
"""Ships and units in the brief; all are in the JSON."""


def with_dealings(answer: Answer, seen: Picture) -> Answer:
    """Return an answer of a record with who was warned and has answered, in document and brief.

    Parameters
    ----------
    answer : with the ships around it, where some are known. seen : the record's picture, at the
        clocks of the answer.
    """
    case, beside = answer.case, answer.ships
    if case.record is None:
        return answer
    heard = () if beside is None else beside.around.predicted
    open_ = [Whom(each.ship.name, each.ship.mmsi) for each in heard]
    entry = dealings_entry(seen, case.record["boat"], case.at, open_)
    document = {**answer.document(), "dealings": entry}
    return replace(answer, answer=document)  # type: ignore[arg-type]


def dealings_entry(
    seen: Picture, boat: str, at: datetime, heard: Sequence[Whom] = ()
) -> DealingsEntry:
    """Return what a picture holds of dealings with ships about a boat.

    Parameters
    ----------
    seen : the picture. boat : its name in the record. at : what happened later is left out, aware.
    heard : ships of AIS, which may be named as the units of the record are.
    """
    stands = standing(seen)
    units = [Whom(body.unit) for _, body in last_status(stands)]
    dealt = dealings(seen, boat, at)
    named = [each for each in dealt if _is_open(each, [*heard, *units])]
    relay = next((r for r in relays_of(stands, at) if r.boat == boat and r.ended is None), None)
    calls = [*_to_all(stands, boat, at)]
    return {
        "relay": None if relay is None else _relayed(relay, at),
        "all_ships": time_text(calls[-1][0]) if calls else None,
        "all_ships_on": calls[-1][1] if calls else None,
        "dealt": named,
        "unnamed": len(dealt) - len(named) + _sealed(stands, boat, at, relay),
    }


def _is_open(each: DealtEntry, named: Sequence[Whom]) -> bool:
    who = Whom(each["name"], each["mmsi"])
    return any(who.is_(other) for other in named)


def _relayed(relay: Relay, at: datetime) -> RelayedEntry:
    return {
        "first": time_text(relay.sent[0].at),
        "last": time_text(relay.sent[-1].at),
        "times": len(relay.sent),
        "channel": relay.sent[-1].channel,
        "in_range": relay.in_range,
        "answered": len(latest(relay.answers)),
        "may_help": len(relay.helpers),
        "unanswered": relay.overdue(at) is not None,
    }


def _to_all(stands: Standing, boat: str, at: datetime) -> Iterator[tuple[datetime, str | None]]:
    """Yield each warning of a boat to all ships, a relay apart: when, on which channel."""
    sent = [each for each in said(stands, told.WarningSent) if each[0].happened.at <= at]
    for entry, body in sorted(sent, key=lambda each: each[0].happened.at):
        if body.form is None and body.whom == "all" and body.boat in (None, boat):
            yield entry.happened.at, body.channel


def _sealed(stands: Standing, boat: str, at: datetime, relay: Relay | None) -> int:
    """Return how many warnings to one and last answers are of somebody whose name is sealed."""
    warned = sum(
        entry.happened.at <= at
        and body.form is None
        and body.whom == "one"
        and body.boat in (None, boat)
        and not body.to
        for entry, body in said(stands, told.WarningSent)
    )
    answers = () if relay is None else latest(relay.answers)
    return warned + sum(each.who.sealed for each in answers)


def dealings_rows(w: Words, entry: DealingsEntry, at: str) -> Iterator[Row]:
    """Yield what was sent and who has answered, the relay first, and where more of it is; labelled.

    Parameters
    ----------
    w : `desk.ships.speaking.ship_words`. at : the moment of the answer.
    """
    lines = [*_sent_lines(w, entry, at)]
    for each in entry["dealt"][:_MOST]:
        name = each["name"] or f"MMSI {each['mmsi']:09d}"
        told_of = dealt_lines(w, [each], each["name"], each["mmsi"], at)
        lines += [w.say("dealt.of", name=name, line=line) for line in told_of]
    others = entry["unnamed"] + max(len(entry["dealt"]) - _MOST, 0)
    if others:
        key = "dealt.others" if lines else "dealt.others_alone"
        lines.append(w.say(key, count=w.number(others)))
    lines.append(w.say("brief.where_told" if lines else "brief.none_told"))
    yield w.say("brief.told"), lines[0]
    yield from (("", line) for line in lines[1:])


def _sent_lines(w: Words, entry: DealingsEntry, at: str) -> Iterator[str]:
    """Yield the relay with how many have answered, and the last warning to all ships."""
    relay = entry["relay"]
    if relay is not None:
        head = w.say(
            "dealt.relay_again" if relay["times"] > 1 else "dealt.relay",
            clock=clock_words(w, relay["first"], at),
            last=clock_words(w, relay["last"], at),
            times=w.number(relay["times"]),
            on=w.say("dealt.on", channel=relay["channel"]) if relay["channel"] else "",
        )
        told_by = {key: w.number(relay[key] or 0) for key in ("answered", "in_range", "may_help")}
        key = "dealt.relay_counts" if relay["in_range"] is not None else "dealt.relay_answered"
        loud = w.say("dealt.relay_unanswered") if relay["unanswered"] else ""
        yield f"{head}{w.say(key, **told_by)}{loud}"
    if entry["all_ships"] is not None:
        channel = entry["all_ships_on"] or ""
        on = w.say("dealt.on", channel=channel) if channel else ""
        yield w.say("dealt.all_ships", clock=clock_words(w, entry["all_ships"], at), on=on)
