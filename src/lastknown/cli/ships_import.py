"""The command that reads AIS from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lastknown.cli.options import At, Author, JsonOption, Lang, LangOption, Role

if TYPE_CHECKING:
    from lastknown.desk.ships.imported import ImportDocument

__all__ = ["import_"]

FileArgument = Annotated[
    str,
    typer.Argument(metavar="FILE", help="AIS sentences (NMEA) or a CSV, plain or gzip."),
]


def import_(
    file: FileArgument,
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="MAP",
            help="Of a CSV of unknown layout: time=Time,mmsi=MMSI,lat=Lat,lon=Lon …",
        ),
    ] = None,
    time_zone: Annotated[
        str | None,
        typer.Option("--time-zone", metavar="ZONE", help="Of times that name none: UTC, +01:00."),
    ] = None,
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="RECORD", help="Keep it beside a record; raise beacons."),
    ] = None,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="Take test beacons too; their reports say so.")
    ] = False,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Read AIS from a file: how many ships, when, what could not be read, which beacons."""
    from lastknown.cli.output import print_json

    given = {"columns": columns, "time_zone": time_zone}
    if into is None:
        document = _read(file, given)
    else:
        document = _into(file, given, into, exercise, at, (author, role))
    if json:
        print_json(document)
        return
    from lastknown.desk.ships.imported import import_words

    print(import_words(document, lang.value))


def _read(file: str, given: dict[str, str | None]) -> ImportDocument:
    from lastknown.desk.ships.imported import import_document

    return import_document(file, _seen(file, given, lambda _: None))


def _seen(file: str, given: dict[str, str | None], keep: Any) -> Any:
    """Return the sum of a file's batches; each is also given to `keep`."""
    from lastknown.cli.progress import progress
    from lastknown.cli.sitting import now
    from lastknown.desk.ships.imported import Seen
    from lastknown.exchange.ais import columns_of, read_batches

    seen, columns = Seen(), given["columns"]
    with progress() as report:
        report("Reading AIS", None)
        for batch in read_batches(
            file,
            columns=columns_of(columns) if columns is not None else None,
            time_zone=given["time_zone"],
            at=now(),
            told=lambda share: report("Reading AIS", share),
        ):
            seen.add(batch)
            keep(batch)
    return seen


def _into(
    file: str,
    given: dict[str, str | None],
    record: str,
    exercise: bool,
    at: str | None,
    who: tuple[str, str],
) -> ImportDocument:
    from lastknown.cli.sitting import sitting
    from lastknown.desk.ships.beacons import raise_beacons
    from lastknown.desk.ships.imported import import_document

    with sitting(record, who, at) as desk:
        seen = _seen(file, given, lambda _: None)
        raised = raise_beacons(desk.store, desk.hand, seen.thinned.kept, exercise=exercise)
    return import_document(file, seen, raised)
