"""Where ships come from: AIS in a file, or what is kept beside a record."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lastknown.desk.ships.fitting import Fit
from lastknown.desk.ships.heard import LOOKED_BACK_S, Traffic
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from datetime import datetime

    from lastknown.exchange.ais import AisRead

_BESIDE: Final = ".ships.sqlite"
"""As `lastknown.case.traffictables` names the file beside a record."""

__all__ = [
    "NoPositionError",
    "UnreadError",
    "is_beside",
    "is_kept",
    "read_beside",
    "read_file",
    "read_traffic",
]

_REMEDY: Final = "give --ships FILE: AIS sentences or a CSV of positions, gzip too"


def is_kept(source: str) -> bool:
    """Return whether ships are kept there in a database: beside a record, or in a file of theirs.

    Parameters
    ----------
    source : path or URL.
    """
    from lastknown.case.glance import is_sqlite_file

    return "://" in source or is_sqlite_file(Path(source).expanduser())


def is_beside(record: str) -> bool:
    """Return whether ships may be kept beside a record, at a glance: no database is opened.

    Parameters
    ----------
    record : path or URL; of a URL they may be.
    """
    from lastknown.case.glance import is_there

    return "://" in record or is_there(Path(f"{record}{_BESIDE}").expanduser())


class UnreadError(LastknownError):
    """Ships are kept beside a record, and cannot be read: an answer goes on without, and says so.

    why : what is wrong, and the remedy.
    """

    def __init__(self, record: str, why: str) -> None:
        super().__init__(f"{record}: the ships kept beside it cannot be read: {why}")
        self.why = why


class NoPositionError(LastknownError):
    """A file that was given as ships holds not one position: an answer goes on, and says so.

    source : the file, as given. messages : AIS messages or rows in it.
    """

    def __init__(self, source: str, messages: int) -> None:
        super().__init__(f"{source} holds {messages} messages and no position of a ship; {_REMEDY}")
        self.source, self.messages = source, messages


def read_beside(record: str, at_s: float, known_s: float | None = None) -> Traffic | None:
    """Return what is kept of ships beside a record; None: nothing is.

    Parameters
    ----------
    record : path or URL. at_s, known_s : as `read_traffic` has them.

    Raises
    ------
    UnreadError : something is kept, and cannot be read.
    """
    if not is_beside(record):
        return None
    from lastknown.case.traffictables import NoShipsError

    try:
        return _kept(record, at_s, known_s)
    except NoShipsError as error:
        if "://" in record:
            return None
        raise UnreadError(record, str(error)) from None  # a file without its tables was cut off
    except LastknownError as error:
        from lastknown.case.tables import shown_url

        raise UnreadError(shown_url(record), str(error)) from None


def _kept(source: str, at_s: float, known_s: float | None) -> Traffic:
    """Return what is kept of the hours before a moment; where that is nothing, of when the rest is.

    That is the newest position before it, else the newest of all.
    """
    from lastknown.case.traffic import open_ships
    from lastknown.case.trafficread import read_newest, read_statics, read_thinned

    store = open_ships(source, read_only=True)
    try:
        positions = read_thinned(store, at_s - LOOKED_BACK_S, at_s, known_s=known_s)
        if len(positions):
            return Traffic(positions, read_statics(store, at_s, known_s=known_s))
        for until_s in (at_s, math.inf):
            newest = read_newest(store, 0.0, until_s, known_s=known_s).time_s
            if newest.size:
                return Traffic(positions, given_s=float(newest.max()))
        return Traffic(positions)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, LastknownError):
            raise
        raise LastknownError(  # rows of a damaged file that its pages still bear
            f"{store.shown}: what is kept is not of ships; the file is damaged: put it aside and "
            "import the ships again"
        ) from None
    finally:
        store.close()


def read_traffic(source: str, at_s: float, known_s: float | None = None) -> Traffic:
    """Return what was heard of ships, from a file of AIS or from what is kept beside a record.

    Parameters
    ----------
    source : path or URL; a record stands for what is kept beside it.
    at_s : up to when, s since 1970; a file is read whole.
    known_s : leave out what this centre got later, s since 1970; None: nothing. Files do not say.

    Raises
    ------
    NoPositionError : not one position of a ship is in it.
    LastknownError : there is no such file.
    """
    from lastknown.case.glance import is_there

    if is_kept(source):
        return _kept(source, at_s, known_s)
    path = Path(source).expanduser()
    if not is_there(path):
        raise LastknownError(f"ships={source} does not exist or is no file; {_REMEDY}")
    read = read_file(source)
    misdated = read.ignored.get("time-out-of-range", 0)
    if not len(read.positions) and not misdated:
        raise NoPositionError(source, read.messages)
    fit = Fit()
    if not read.by_type:  # a CSV: units of sentences are what they are
        fit.add(read.positions)
    return Traffic(read.positions, read.statics, misdated=misdated, fits=fit.found)


def read_file(source: str, at: datetime | None = None) -> AisRead:
    """Return what a file of AIS holds, where it says itself what its columns and times are.

    Parameters
    ----------
    source : path. at : now; times more than a day later are out of range. None: no bound.

    Raises
    ------
    LastknownError : as `lastknown.exchange.ais.read_ais`; where something must be said with it, by
        which command it is brought in first.
    """
    from shlex import quote

    from lastknown.exchange.ais import UntoldError, read_ais

    try:
        return read_ais(source, at=at)
    except UntoldError as error:
        into = f"{Path(source).stem}{_BESIDE}"
        raise LastknownError(
            f"{source}: {error.what}; bring it in first: lastknown ships import "
            f"{quote(source)} {error.option} --into {quote(into)}, then give {quote(into)}"
        ) from None
