"""Where ships come from: AIS in a file, or what is kept beside a record."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lastknown.desk.ships.heard import Traffic
from lastknown.errors import LastknownError

__all__ = ["read_traffic"]

_REMEDY: Final = "give --ships FILE: AIS sentences or a CSV of positions, gzip too"


def read_traffic(source: str) -> Traffic:
    """Return what was heard of ships, from a file of AIS.

    Raises
    ------
    LastknownError : there is no such file, or not one position of a ship is in it.
    """
    from lastknown.exchange.ais import read_ais

    path = Path(source).expanduser()
    if not path.is_file():
        raise LastknownError(f"ships={source} does not exist or is no file; {_REMEDY}")
    read = read_ais(path)
    if not len(read.positions):
        raise LastknownError(
            f"{source} holds {read.messages} messages and no position of a ship; {_REMEDY}"
        )
    return Traffic(read.positions, read.statics)
