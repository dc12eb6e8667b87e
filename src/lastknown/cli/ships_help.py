"""The command that says which ship or unit reaches them first, and lets a ship join the search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.fromrecord import Asked, note_shown
from lastknown.cli.options import (
    AtOption,
    Author,
    BoatOption,
    CaseArgument,
    JsonOption,
    Lang,
    LangOption,
    OverOption,
    Role,
    ShipsOption,
    SourceOption,
    WindFrom,
    WindKn,
)
from lastknown.cli.ships_risk import case_then, dealt_with, ships_of

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.desk.ships.answer import Drifted
    from lastknown.desk.ships.document import HelpersDocument
    from lastknown.desk.words import Words
    from lastknown.search.planned import Plan
    from lastknown.ships.help import Helper

__all__ = ["help_"]

AddOption = Annotated[
    str | None,
    typer.Option("--add", metavar="SHIP", help="Name or MMSI: it joins the search as a unit."),
]
PlanOption = Annotated[
    bool, typer.Option("--plan", help="Plan first, to say what a unit's going would cost.")
]
FileOutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="With --add: write the new case file here."),
]


def help_(
    file: CaseArgument,
    ships: ShipsOption = None,
    boat: BoatOption = None,
    at: AtOption = None,
    over: OverOption = "6h",
    add: AddOption = None,
    plan: PlanOption = False,
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    out: FileOutOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Say which ship or unit reaches them first."""
    asked = Asked(
        boat=boat, at=at, source=tuple(source or ()), wind_kn=wind_kn, wind_from_deg=wind_from_deg,
        author=author, role=role,
    )  # fmt: skip
    _refuse_out(file, add, out)
    _refuse_json(file, add, as_json=json)
    document, at_sea, joins = _answered(file, ships, asked, over, add, plan=plan)
    if joins is not None:
        _join(file, at_sea, joins, asked, out, as_json=json, lang=lang.value)
        return
    from lastknown.cli.output import print_json
    from lastknown.desk.ships.aidwords import aid_words

    if json:
        print_json(document)
    else:
        print(aid_words(document, lang.value))
    note_shown(file, asked, at_sea.case, "ships help")


def _answered(
    file: str, ships: str | None, asked: Asked, over: str, add: str | None, *, plan: bool
) -> tuple[HelpersDocument, Drifted, Helper | None]:
    """Return who can help, the case as it was drifted, and the ship that joins."""
    from lastknown.cli.cases import PREPARING
    from lastknown.cli.progress import progress
    from lastknown.times import parse_duration

    over_s = parse_duration(over, "--over").total_seconds()
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.ships.aid import aid_of, chosen, help_document
        from lastknown.desk.ships.answer import drifted, seen_by

        case = case_then(file, asked)
        traffic = ships_of(ships, file, case)
        planned = _plan(case) if plan else None
        at_sea = drifted(case, over_s, report)
        heard, predicted = seen_by(at_sea, traffic)
        found = aid_of(at_sea, predicted, planned)
        document = help_document(at_sea, heard, predicted, found, planned, dealt_with(file, case))
        joins = None if add is None else chosen(found, add)
    return document, at_sea, joins


def _plan(case: Case) -> Plan | None:
    """Return the plan of a case's units; None where it has none."""
    from lastknown.desk.planning import plan_case

    return plan_case(case).plan if case.units else None


def _refuse_out(file: str, add: str | None, out: Path | None) -> None:
    from lastknown.cli.fromrecord import is_record
    from lastknown.errors import LastknownError

    if out is not None and (add is None or is_record(file)):
        raise LastknownError(
            f"--out {out} goes with --add and a case file: it writes the case with one unit more"
        )


def _refuse_json(file: str, add: str | None, *, as_json: bool) -> None:
    from lastknown.cli.fromrecord import is_record
    from lastknown.errors import LastknownError

    if as_json and add is not None and not is_record(file):
        raise LastknownError(
            "--json does not go with --add and a case file: the answer is a block of TOML for it; "
            "leave --json out"
        )


def _join(
    file: str,
    at_sea: Drifted,
    helper: Helper,
    asked: Asked,
    out: Path | None,
    *,
    as_json: bool,
    lang: str,
) -> None:
    """Let a ship join: an entry of the record, a new case file, or the block to put into one."""
    from lastknown.cli.output import say
    from lastknown.cli.sitting import sitting
    from lastknown.desk.ships.joined import sees_words, unit_block, unit_fields, write_joined
    from lastknown.ships.joining import helper_unit

    unit = helper_unit(helper)
    case, sees = at_sea.case, sees_words(unit, at_sea, lang, helper)
    if case.record is not None:
        from lastknown.desk.record import verbs

        with sitting(
            file, (asked.author, asked.role), asked.at, lang=lang, as_json=as_json
        ) as desk:
            fields = unit_fields(unit, case.record["boat"])
            desk.told([verbs.say_unit(desk.store, desk.hand, fields)], [sees] if sees else [])
        return
    if out is None:
        print(unit_block(unit, conditions=case.conditions is not None), end="")
    else:
        write_joined(file, unit, out)
        say(_words(lang).say("help.added", name=unit.name, file=out))
    if sees:
        say(sees)


def _words(lang: str) -> Words:
    from lastknown.desk.ships.speaking import ship_words

    return ship_words(lang)
