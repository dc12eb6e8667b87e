"""A case from whatever file was given: a case file, or a boat of a record."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lastknown.cli.output import say
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.case.entries import Entry
    from lastknown.case.picture import Picture
    from lastknown.desk.casefile import Case
    from lastknown.desk.document import RecordEntry
    from lastknown.desk.record.tocase import Made

__all__ = ["Asked", "case_asked", "is_record", "made_asked", "note_shown", "picture_of"]
__all__ += ["refuse_windless"]

_NEITHER: Final = (
    "is neither a case file (TOML text; lastknown demo --case-file prints one) nor a record (a "
    "SQLite file or postgresql:// URL that lastknown case new made)"
)


@dataclass(frozen=True)
class Asked:
    """What goes with a record, as options gave it.

    boat : its name; None: the only one that is open. at, known_at : times as text; None: now, and
    no limit. known_by : the centre whose knowledge counts; None with a `known_at`: this one.
    ships : file of AIS or of kept ships; None: what the case file names, or what is kept beside
    the record. source : of the sea; empty: the pack that is shipped. The rest as `tocase.Given`.
    author, role : of who is shown the answer.
    """

    boat: str | None = None
    at: str | None = None
    known_at: str | None = None
    known_by: str | None = None
    source: tuple[str, ...] = ()
    wind_kn: float | None = None
    wind_from_deg: float | None = None
    water_temperature_c: float | None = None
    visibility_nm: float | None = None
    sea_state: int | None = None
    ships: str | None = None
    author: str = ""
    role: str = ""


def is_record(file: str) -> bool:
    """Return whether a path or URL is a record's: a URL, or a SQLite database by its first bytes.

    Raises
    ------
    LastknownError : there is nothing, or bytes that are neither a record nor text.
    """
    from lastknown.case.glance import is_sqlite_file

    if "://" in file:
        return True
    path = Path(file)
    if is_sqlite_file(path):
        return True
    try:
        with path.open("rb") as given:
            binary = b"\0" in given.read(4096)
    except FileNotFoundError:
        raise LastknownError(
            f"{file} does not exist; check the path, begin a case file from lastknown demo "
            "--case-file, or a record with lastknown case new"
        ) from None
    except OSError:
        return False  # what is wrong with it is said where a case file is read
    if binary:
        raise LastknownError(f"{file} {_NEITHER}")
    return False


def case_asked(file: str, asked: Asked) -> Case:
    """Return the case of a case file, or of a boat of a record.

    Raises
    ------
    LastknownError : it is neither, or something in it is wrong.
    """
    if is_record(file):
        return made_asked(file, asked).case()
    from lastknown.desk.casefile import load_case

    _refuse_options(file, asked)
    return load_case(file)


def refuse_windless(case: Case) -> None:
    """Refuse a case of a record that nobody entered a wind in, and say how to enter it.

    Raises
    ------
    LastknownError : neither the record nor a source holds wind.
    """
    if case.record is None or case.sea.wind:
        return
    from lastknown.desk.record.weather import SHIPPED

    if case.sea.sources == (SHIPPED,):
        raise LastknownError(
            f"no wind for {case.at:%Y-%m-%dT%H:%MZ}: none was entered by then; enter it once for "
            "all commands (lastknown case conditions FILE --wind-kn 8 --wind-from-deg 240), or "
            "give --wind-kn and --wind-from-deg here"
        )


def _refuse_options(file: str, asked: Asked) -> None:
    """Refuse options that say what a case file says itself."""
    plain = Asked()
    for each in fields(Asked):
        given = getattr(asked, each.name) != getattr(plain, each.name)
        if given and each.name not in ("author", "role", "ships"):
            raise LastknownError(
                f"--{each.name.replace('_', '-')} goes with a record, and {file} is a case file; "
                "leave it out, and change the file"
            )


def made_asked(file: str, asked: Asked) -> Made:
    """Return the case of a boat of a record as the tables of a case file.

    Raises
    ------
    LastknownError : as `case_asked`; `file` is a case file.
    """
    from lastknown.case.picture import picture
    from lastknown.desk.record.mixture import mixture_of
    from lastknown.desk.record.naming import moment
    from lastknown.desk.record.tocase import SOURCES, Given, boat_of, made_of
    from lastknown.desk.ships.fixes import fixes_beside
    from lastknown.times import to_seconds

    if not is_record(file):
        raise LastknownError(f"{file} is a case file already; --case-file goes with a record")
    now = _now()
    known_at = None if asked.known_at is None else moment(asked.known_at, now, "known-at")
    at = known_at or now if asked.at is None else moment(asked.at, now)
    entries = _entries(file)
    known_by = asked.known_by or (_own(entries) if known_at else None)
    seen = picture(entries, known_at=known_at, known_by=known_by)
    given = Given(
        sources=asked.source or SOURCES,
        wind_kn=asked.wind_kn,
        wind_from_deg=asked.wind_from_deg,
        water_temperature_c=asked.water_temperature_c,
        visibility_nm=asked.visibility_nm,
        sea_state=asked.sea_state,
    )
    boat = boat_of(seen, asked.boat)
    by = mixture_of(seen, boat, at, given)
    fixes = fixes_beside(file, None if known_at is None else to_seconds(known_at))
    return made_of(seen, boat, at=at, given=given, weights=by.weights, drawn=by.drawn, fixes=fixes)


def picture_of(file: str, record: RecordEntry) -> Picture:
    """Return the picture that an answer about a record was made from.

    Parameters
    ----------
    file : path or URL. record : of the answer, which says at what clocks.

    Raises
    ------
    LastknownError : it cannot be read.
    """
    from lastknown.case.picture import picture
    from lastknown.times import parse_time

    known_at = None if record["known_at"] is None else parse_time(record["known_at"])
    return picture(_entries(file), known_at=known_at, known_by=record["known_by"])


def _now() -> datetime:
    from lastknown.cli.sitting import now

    return now()


def _entries(file: str) -> tuple[Entry, ...]:
    """Return the entries; what is sealed is not needed, and stays so where that is quicker."""
    from lastknown.case.glance import glance

    found = None if "://" in file else glance(Path(file))
    if found is not None:
        return found
    from lastknown.case.opening import open_record
    from lastknown.case.store import read

    store = open_record(file, read_only=True)
    try:
        return read(store)
    finally:
        store.close()


def _own(entries: Sequence[Entry]) -> str | None:
    """Return the centre that writes here; None where its keys are not at hand."""
    from lastknown.case.keyring import keys_folder, read_keyring
    from lastknown.case.told import Opened

    with suppress(LastknownError):
        for body in (entry.body for entry in entries):
            if isinstance(body, Opened):
                return read_keyring(keys_folder(body.record)).centre
    return None


def note_shown(file: str, asked: Asked, case: Case, what: str) -> None:
    """Append to the record that its picture was shown; where it cannot be, that is said.

    Parameters
    ----------
    what : ``drift``, ``weigh`` or ``plan``.
    """
    if case.record is None:
        return
    sys.stdout.flush()
    from lastknown.case.opening import open_record
    from lastknown.desk.record.verbs import UNNAMED, Hand, write

    hand = Hand(asked.author.strip() or UNNAMED, asked.role.strip() or "unstated", _now())
    body = {
        "to": hand.author,
        "what": f"{what} of {case.record['boat']} at {case.at:%Y-%m-%dT%H:%MZ}",
        "sha256": case.record["sha256"],
        "known_at": case.record["known_at"],
        "known_by": case.record["known_by"],
    }
    try:
        store = open_record(file)
        try:
            write(store, hand, kind="shown", **body)
        finally:
            store.close()
    except LastknownError as error:
        say(f"that this was shown could not be kept in the record: {error}")
