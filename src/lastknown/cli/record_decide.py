"""Commands by which people decide: which boat, who holds it, how grave it is, whether it closes."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.options import (
    At,
    Author,
    Boat,
    File,
    JsonOption,
    Lang,
    LangOption,
    Report,
    Role,
    Why,
)
from lastknown.cli.sitting import is_yes, sitting
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.case.entries import Entry
    from lastknown.cli.sitting import Sitting
    from lastknown.desk.record.settling import Settles

__all__ = ["boat", "handover", "link", "missing", "reopen", "settle", "severity", "take", "unlink"]


class Belief(StrEnum):
    """How sure a person is that a report is about a boat."""

    certain = "certain"
    likely = "likely"
    unlikely = "unlikely"
    never = "never"


class Phase(StrEnum):
    """Emergency phases of the IAMSAR Manual."""

    uncertainty = "uncertainty"
    alert = "alert"
    distress = "distress"


def boat(
    file: File,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short new name, such as B1.")],
    label: Annotated[str, typer.Option("--label", help="What you call it in words.")] = "",
    take: Annotated[bool, typer.Option("--take", help="This centre holds its case.")] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Name a boat, so that reports can be linked to it."""
    from lastknown.desk.record import decisions, verbs

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        written = [verbs.name_boat(desk.store, desk.seen, desk.hand, name, label)]
        desk.reload()
        if take:
            written.append(decisions.take(desk.store, desk.seen, desk.hand, name))
        held = take or decisions.state_of(desk.seen, name).holding.centre
        desk.told(written, () if held else [desk.words.say("decide.nobody_holds", boat=name)])


def take(
    file: File,
    boat: Boat,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Hold the case of a boat that no centre holds."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        desk.told([decisions.take(desk.store, desk.seen, desk.hand, desk.boat(boat))])


def link(
    file: File,
    report: Report,
    boat: Boat,
    belief: Annotated[Belief, typer.Option("--belief", help="How sure.")] = Belief.certain,
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say that a report is of a boat, and how sure you are."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        pair = (desk.entry(report, "report"), desk.boat(boat))
        desk.told([decisions.link(desk.store, desk.seen, desk.hand, *pair, belief.value, why)])


def unlink(
    file: File,
    report: Report,
    boat: Boat,
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Take this centre's link back: it is undecided again."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        pair = (desk.entry(report, "report"), desk.boat(boat))
        desk.told([decisions.unlink(desk.store, desk.seen, desk.hand, *pair, why)])


def handover(
    file: File,
    boat: Boat,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CENTRE", help="Whom to offer it; you hold on.")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Accept what was offered.")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="Refuse what was offered.")] = False,
    why: Why = "",
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Offer a boat's case to a centre, or accept or refuse it."""
    from lastknown.desk.record import decisions

    if (to is not None) + accept + refuse != 1:
        raise LastknownError("give one of --to CENTRE, --accept and --refuse")
    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat)
        if to is not None:
            entry = decisions.offer(desk.store, desk.seen, desk.hand, name, to)
        else:
            offered = decisions.offer_to(desk.store, desk.seen, name)
            entry = (
                decisions.accept(desk.store, desk.hand, offered)
                if accept
                else decisions.refuse(desk.store, desk.hand, offered, why)
            )
        desk.told([entry], [desk.words.say("decide.send")])


def severity(
    file: File,
    boat: Boat,
    phase: Annotated[Phase, typer.Argument(metavar="PHASE", help="uncertainty, alert, distress.")],
    lower: Annotated[
        bool, typer.Option("--lower", help="It falls only where a named person says so.")
    ] = False,
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Set the emergency phase of a boat."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat)
        desk.told(
            [
                decisions.severity(
                    *(desk.store, desk.seen, desk.hand, name, phase.value), lowers=lower, why=why
                )
            ]
        )


def missing(
    file: File,
    boat: Boat,
    count: Annotated[int, typer.Argument(metavar="COUNT", min=0, help="Persons.")],
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Carry persons on the missing list, which stays open."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat)
        desk.told([decisions.carry_missing(desk.store, desk.hand, name, count, why)])


def settle(
    file: File,
    entries: Annotated[
        list[str], typer.Argument(metavar="ENTRY...", help="All that the conflict is between.")
    ],
    why: Why = "",
    code: Annotated[
        str | None, typer.Option("--code", help="Only the conflict of this code.")
    ] = None,
    boat: Annotated[str | None, typer.Option("--boat", help="Only of this boat.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every conflict that lies between them, unasked.")
    ] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Settle a conflict between entries, with a reason."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        between = [desk.entry(name) for name in entries]
        decisions.refuse_unsettled(desk.hand, why)
        name = None if boat is None else desk.boat(boat)
        meant = _meant(desk, between, code, name, every=every)
        codes, boats = {c.conflict.code for c in meant}, {c.view.boat for c in meant}
        only = codes.pop() if len(codes) == 1 else code
        of = boats.pop() if len(boats) == 1 else name
        done = decisions.settle(desk.store, desk.hand, between, why, code=only, boat=of)
        desk.told([done])


def _meant(
    desk: Sitting, between: list[Entry], code: str | None, boat: str | None, *, every: bool
) -> tuple[Settles, ...]:
    """Return the conflicts that are to be settled, shown before; of several a person is asked."""
    from lastknown.desk.record.moments import latest
    from lastknown.desk.record.picturing import Weather, look
    from lastknown.desk.record.settling import refuse_several, settles, settles_words
    from lastknown.desk.record.telling import telling_of

    found = look(desk.seen, latest(desk.seen, desk.hand.now), Weather(), drift=False)
    t = telling_of(desk.words, desk.seen, found.at)
    meant = settles(t, found, {entry.id for entry in between}, code=code, boat=boat)
    chosen = every or code is not None or len(meant) < 2
    if not chosen and (desk.as_json or not sys.stdin.isatty()):
        raise refuse_several(t, meant)
    if meant and not desk.as_json:
        print(settles_words(t, meant))
    if not chosen and not is_yes(desk.words.say("settle.ask")):
        raise LastknownError(desk.words.say("settle.not_done"))
    return meant


def reopen(
    file: File,
    boat: Boat,
    why: Why = "",
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Open a closed boat again."""
    from lastknown.desk.record import decisions

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat)
        desk.told(decisions.reopen(desk.store, desk.seen, desk.hand, name, why))
