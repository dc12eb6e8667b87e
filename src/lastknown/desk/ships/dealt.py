"""What a record holds of dealings with ships: who was warned, and what they answered.

A list that asks to warn a ship says beside her that she was warned, so that nobody calls her twice
while another waits, and that her answer is still missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from lastknown.case import told
from lastknown.case.picture import Picture
from lastknown.desk._figures import time_text
from lastknown.desk.record.relayed import Whom, latest, relays_of
from lastknown.desk.record.standing import Standing, said, standing
from lastknown.desk.ships.document import DealtEntry
from lastknown.desk.ships.speaking import clock_words
from lastknown.desk.words import Words

__all__ = ["dealings", "dealt_lines"]

_NUMBER: Final = re.compile(r"\s*\bMMSI\s+(\d{9})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class _Dealt:
    """One ship, and what was entered of her; a time is None where nothing was."""

    who: Whom
    warned: datetime | None = None
    channel: str | None = None
    replied: datetime | None = None
    answer: told.Answer | None = None
    answered: datetime | None = None
    minutes: float | None = None


def dealings(seen: Picture, boat: str, at: datetime) -> list[DealtEntry]:
    """Return the ships that were warned by name of a boat or answered its Mayday Relay, by name.

    Of each the last warning, whether she has answered it, and her last answer to a relay that is
    not over. Whose name is sealed here, or was purged, is not told apart and left out.

    Parameters
    ----------
    seen : the picture. boat : its name in the record. at : what happened later is left out, aware.
    """
    stands = standing(seen)
    found: list[_Dealt] = []
    for each in (*_warned(stands, boat, at), *_answered(stands, boat, at)):
        if each.who.sealed:
            continue
        place = next((k for k, one in enumerate(found) if one.who.is_(each.who)), None)
        if place is None:
            found.append(each)
        else:
            found[place] = _merged(found[place], each)
    return [_entry(each) for each in found]


def _warned(stands: Standing, boat: str, at: datetime) -> Iterator[_Dealt]:
    """Yield each warning of a boat that went to one ship, the earliest first."""
    replies: dict[str, datetime] = {}
    for entry, reply in said(stands, told.WarningAcknowledged):
        if entry.happened.at <= at:
            replies.setdefault(stands.now.get(reply.warning, reply.warning), entry.happened.at)
    sent = [each for each in said(stands, told.WarningSent) if each[0].happened.at <= at]
    for entry, body in sorted(sent, key=lambda each: each[0].happened.at):
        if body.form is not None or body.boat not in (None, boat) or not body.to:
            continue
        if body.whom != "all":
            who, when = _who(body.to), entry.happened.at
            yield _Dealt(who, when, body.channel, replies.get(entry.id))


def _answered(stands: Standing, boat: str, at: datetime) -> Iterator[_Dealt]:
    """Yield the last answer of each to the relay of a boat that is not over."""
    for relay in relays_of(stands, at):
        if relay.boat != boat or relay.ended is not None:
            continue
        for each in latest(relay.answers):
            freed = [gone for gone in relay.let_go if gone.at >= each.at]
            if any(gone.who is None or gone.who.is_(each.who) for gone in freed):
                continue
            yield _Dealt(
                each.who, answer=each.answer or "received", answered=each.at, minutes=each.minutes
            )


def _who(to: str) -> Whom:
    """Return whom a warning names: ``ships warn`` writes the name and then the MMSI."""
    number = _NUMBER.search(to)
    return Whom(to.strip()) if number is None else Whom(to[: number.start()], int(number[1]))


def _merged(one: _Dealt, later: _Dealt) -> _Dealt:
    who = one.who if one.who.mmsi is not None else replace(later.who, name=one.who.name)
    if later.warned is not None:
        return replace(
            one, who=who, warned=later.warned, channel=later.channel, replied=later.replied
        )
    return replace(
        one, who=who, answer=later.answer, answered=later.answered, minutes=later.minutes
    )


def _entry(each: _Dealt) -> DealtEntry:
    there = None
    if each.answered is not None and each.minutes is not None:
        there = each.answered + timedelta(minutes=each.minutes)
    return {
        "name": each.who.name.strip(),
        "mmsi": each.who.mmsi,
        "warned": None if each.warned is None else time_text(each.warned),
        "channel": each.channel,
        "replied": None if each.replied is None else time_text(each.replied),
        "answer": each.answer,
        "answered": None if each.answered is None else time_text(each.answered),
        "there": None if there is None else time_text(there),
    }


def dealt_lines(
    w: Words, dealt: Sequence[DealtEntry], name: str, mmsi: int | None, at: str
) -> list[str]:
    """Return what was dealt with a ship or unit, in words; none where nothing was.

    Parameters
    ----------
    dealt : of the document. name, mmsi : of her; None: she has no number. at : moment of it.
    """
    lines = []
    for each in dealt:
        if not Whom(name, mmsi).is_(Whom(each["name"], each["mmsi"])):
            continue
        if each["warned"] is not None:
            clock, by = clock_words(w, each["warned"], at), each["channel"] or ""
            replied = "" if each["replied"] is None else clock_words(w, each["replied"], at)
            key = f"dealt.{'replied' if replied else 'silent'}{'_by' if by else ''}"
            lines.append(w.say(key, clock=clock, channel=by, replied=replied))
        if each["answered"] is not None:
            there = "" if each["there"] is None else clock_words(w, each["there"], at)
            lines.append(
                w.say(
                    "dealt.answer_there" if there else "dealt.answer",
                    clock=clock_words(w, each["answered"], at),
                    answer=w.say(f"dealt.{each['answer']}"),
                    there=there,
                )
            )
    return lines
