"""Commands about a boat and the ships around it: who may run over it, who can help."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

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
    OutOption,
    OverOption,
    Role,
    ShipsOption,
    SourceOption,
    WindFrom,
    WindKn,
)

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.desk.ships.answer import Around
    from lastknown.desk.ships.document import DealtEntry, RiskDocument
    from lastknown.desk.ships.heard import Traffic

__all__ = ["case_then", "dealt_with", "risk", "ships_if_any", "ships_of"]

RISK_FILES: Final = ("risk.txt", "ships.geojson", "warnings/")
"""Everything that `ships risk --out` may hold."""


def risk(
    file: CaseArgument,
    ships: ShipsOption = None,
    boat: BoatOption = None,
    at: AtOption = None,
    over: OverOption = "6h",
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    texts: Annotated[
        bool, typer.Option("--texts", help="Also print what each listed ship is told.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--all", help="List every ship, not only those that matter most.")
    ] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Say which ships may run over a boat, and what to tell them."""
    asked = Asked(
        boat=boat, at=at, source=tuple(source or ()), wind_kn=wind_kn, wind_from_deg=wind_from_deg,
        author=author, role=role,
    )  # fmt: skip
    show_risk(
        file, ships, asked, over, texts=texts, every=every, as_json=json, out=out, lang=lang.value
    )


def show_risk(
    file: str,
    ships: str | None,
    asked: Asked,
    over: str,
    *,
    texts: bool,
    every: bool,
    as_json: bool,
    out: Path | None,
    lang: str,
) -> None:
    """Answer ``lastknown ships risk``."""
    from lastknown.cli.cases import PREPARING
    from lastknown.cli.output import print_json, refuse_unwritable, say
    from lastknown.cli.progress import progress
    from lastknown.times import parse_duration

    refuse_unwritable(out)
    over_s = parse_duration(over, "--over").total_seconds()
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.ships.answer import around_of, drifted, risk_document
        from lastknown.desk.ships.riskwords import risk_words

        case = case_then(file, asked)
        traffic = ships_of(ships, file, case)
        at_sea = drifted(case, over_s, report)
        found = around_of(at_sea, traffic, report)
        document = risk_document(at_sea, found, dealt_with(file, case))
        written = "" if out is None else _written(out, document, found, lang)
    if as_json:
        print_json(document)
    else:
        print(risk_words(document, lang, texts=texts, every=every))
    if written:
        say(written)
    note_shown(file, asked, case, "ships risk")


def _written(out: Path, document: RiskDocument, found: Around, lang: str) -> str:
    """Write the files and return the line that names them."""
    from lastknown.cli.output import out_folder
    from lastknown.desk.ships.files import write_risk

    with out_folder(out, RISK_FILES) as folder:
        names = write_risk(folder, document, found, lang)
    return f"{out}: {', '.join(names)}"


def dealt_with(file: str, case: Case) -> list[DealtEntry]:
    """Return the ships that a record says were warned or have answered; none of a case file.

    Raises
    ------
    LastknownError : the record cannot be read.
    """
    if case.record is None:
        return []
    from lastknown.cli.fromrecord import picture_of
    from lastknown.desk.ships.dealt import dealings

    seen = picture_of(file, case.record)
    return dealings(seen, case.record["boat"], case.at)


def ships_of(ships: str | None, file: str, case: Case) -> Traffic:
    """Return what was heard of ships by the moment of a case.

    Parameters
    ----------
    ships : where from; None: what the case file names, or what is kept beside the record.

    Raises
    ------
    LastknownError : nobody said, and nothing is kept, or what is kept cannot be read.
    """
    from lastknown.errors import LastknownError

    found = ships_if_any(ships, file, case)
    if found is None:
        raise LastknownError(
            f"{file}: no ships are kept beside it; give --ships FILE: AIS sentences or a CSV"
            + ("" if case.record is None else ", or import them: lastknown ships import --into")
        )
    return found


def ships_if_any(ships: str | None, file: str, case: Case) -> Traffic | None:
    """Return what `ships_of` does; None where nobody said, and nothing is kept.

    Raises
    ------
    UnreadError : what is kept beside the record cannot be read.
    LastknownError : what was given cannot be read.
    """
    from lastknown.desk.ships.reading import read_beside, read_traffic
    from lastknown.times import parse_time, to_seconds

    known_at = None if case.record is None else case.record["known_at"]
    known_s = None if known_at is None else to_seconds(parse_time(known_at))
    given = ships or case.ships
    if given is not None:
        return read_traffic(given, to_seconds(case.at), known_s)
    return None if case.record is None else read_beside(file, to_seconds(case.at), known_s)


def case_then(file: str, asked: Asked) -> Case:
    """Return the case of a case file or of a boat of a record, at the moment asked for.

    Raises
    ------
    LastknownError : it is neither, something in it is wrong, or it had not begun by then.
    """
    from dataclasses import replace

    from lastknown.cli.fromrecord import case_asked, is_record, refuse_windless
    from lastknown.desk.ships.answer import at_moment
    from lastknown.times import parse_time

    if is_record(file) or asked.at is None:
        case = case_asked(file, asked)
        refuse_windless(case)
        return case
    case = case_asked(file, replace(asked, at=None))
    return at_moment(case, parse_time(asked.at, "--at"))
