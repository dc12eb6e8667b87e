"""The command that reads AIS from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lastknown.cli.options import At, Author, JsonOption, KeepDays, Lang, LangOption, Role, keep_of

if TYPE_CHECKING:
    from datetime import timedelta

    from lastknown.desk.ships.imported import ImportDocument, Seen
    from lastknown.exchange.ais import AisRead

__all__ = ["import_"]

_READING: Final = "Reading AIS"

FileArgument = Annotated[
    str,
    typer.Argument(metavar="FILE", help="AIS sentences (NMEA) or a CSV, plain or gzip."),
]

ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="MAP",
        help="Of a CSV of unknown layout: time=Time,mmsi=MMSI,lat=Lat,lon=Lon …",
    ),
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--time-zone", metavar="ZONE", help="Of times that name none: UTC, +01:00."),
]
IntoOption = Annotated[
    str | None,
    typer.Option(
        "--into", metavar="RECORD", help="Keep it beside a record; beacons raise reports."
    ),
]


def import_(
    file: FileArgument,
    columns: ColumnsOption = None,
    time_zone: ZoneOption = None,
    into: IntoOption = None,
    exercise: Annotated[
        bool, typer.Option("--exercise", help="Take test beacons too; their reports say so.")
    ] = False,
    keep_days: KeepDays = 7.0,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Read AIS from a file: how many ships, when, what could not be read, which beacons."""
    from lastknown.cli.output import print_json

    given = Given(file, columns, time_zone, keep_of(keep_days))
    if into is None:
        document = _read(given)
    else:
        document = _keep(given, into, (author, role), at, exercise=exercise)
    if json:
        print_json(document)
    else:
        from lastknown.desk.ships.imported import import_words

        print(import_words(document, lang.value))
    _refuse_nothing(document)


def _refuse_nothing(document: ImportDocument) -> None:
    """Raise where nothing that was read can be used; what was counted is printed before.

    Raises
    ------
    LastknownError : no position, static report, beacon or other message was in it.
    """
    if any(document[what] for what in ("positions", "statics", "beacons", "by_type")):
        return
    from lastknown.errors import LastknownError

    raise LastknownError(
        f"{document['file']} holds nothing that can be used; give AIS sentences or a CSV of "
        f"positions, gzip too"
    )


@dataclass(frozen=True)
class Given:
    """What is to be read, as the command line has it; and how long ships of a record are kept."""

    file: str
    columns: str | None
    time_zone: str | None
    keep: timedelta | None


def _read(given: Given) -> ImportDocument:
    from lastknown.desk.ships.imported import import_document

    return import_document(given.file, _seen(given, lambda _: None))


def _seen(given: Given, keep: Callable[[AisRead], None]) -> Seen:
    """Return the sum of a file's batches; each goes to `keep` too."""
    from lastknown.cli.progress import progress
    from lastknown.cli.sitting import now
    from lastknown.desk.ships.imported import Seen
    from lastknown.exchange.ais import columns_of, read_batches

    seen = Seen()
    with progress() as report:
        report(_READING, None)
        for batch in read_batches(
            given.file,
            columns=columns_of(given.columns) if given.columns is not None else None,
            time_zone=given.time_zone,
            at=now(),
            told=lambda share: report(_READING, share),
        ):
            seen.add(batch)
            keep(batch)
    return seen


def _keep(
    given: Given, into: str, who: tuple[str, str], at: str | None, *, exercise: bool
) -> ImportDocument:
    """Read a file into a record, or into a file of ships, where beacons raise nothing."""
    from contextlib import ExitStack, closing
    from dataclasses import replace

    from lastknown.case.retention import forget_old_ships
    from lastknown.case.traffic import Counts, ShipStore, keep_ships, open_ships
    from lastknown.case.traffictables import is_record
    from lastknown.cli.sitting import now, sitting
    from lastknown.desk.ships.beacons import raise_beacons
    from lastknown.desk.ships.imported import import_document

    kept, raised, stores = [Counts()], None, list[ShipStore]()
    with ExitStack() as open_:
        desk = open_.enter_context(sitting(into, who, at)) if is_record(into) else None

        def keep(read: AisRead) -> None:
            if not stores:  # only now: a file that cannot be read leaves nothing behind
                stores.append(open_.enter_context(closing(open_ships(into))))
            known_s = now().timestamp()
            kept[0] += keep_ships(stores[0], read.positions, read.statics, known_s)

        seen = _seen(given, keep)
        if desk is not None:
            raised = raise_beacons(desk.store, desk.hand, seen.thinned.kept, exercise=exercise)
            raised = replace(raised, beyond=raised.beyond + seen.thinned.beyond)
            forget_old_ships(desk.store, now(), given.keep)
    return import_document(given.file, seen, kept[0], raised)
