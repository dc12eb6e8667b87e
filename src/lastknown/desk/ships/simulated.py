"""Simulated traffic of a pack: what ``lastknown ships simulate`` makes and says."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from typing_extensions import TypedDict

from lastknown.desk._figures import time_text
from lastknown.errors import LastknownError
from lastknown.units import HOUR

if TYPE_CHECKING:
    from lastknown.geo.pack import Pack
    from lastknown.ships.traffic import Ports, Traffic

__all__ = ["SIMULATED_SCHEMA", "SIMULATED_VERSION", "SimulatedDocument", "pack_traffic"]
__all__ += ["simulated_document", "simulated_words", "write_traffic"]

SIMULATED_SCHEMA: Final = "lastknown.ships-simulate"
SIMULATED_VERSION: Final = 1

_ROUTES: Final = (("Dover", "Calais"), ("Dover", "Dunkerque"))
"""Places that ferries sail between, by their names in a pack; other packs have none (judgement)."""


class SimulatedDocument(TypedDict):
    """Simulated traffic: none of these ships is real."""

    schema: str
    version: int
    pack: str
    """In whose lanes."""
    seed: int
    begin: str
    end: str
    ships: int
    positions: int
    kinds: dict[str, int]
    """How many ships of which kind, the most common first."""
    out: str | None
    """File that was written; null: none."""


def pack_traffic(
    name: str | Path,
    at: datetime,
    over: timedelta,
    *,
    seed: int = 0,
    lane_ships: int | None = None,
    every_s: float = 60.0,
) -> Traffic:
    """Return simulated traffic in the lanes of a pack, and ferries where it has their ports.

    Parameters
    ----------
    name : of the pack, or its folder. at, over : when it begins and how long it lasts.
    seed : another gives other ships. lane_ships : a day through all lanes; None: about 400.
    every_s : s between reports of one ship.

    Raises
    ------
    LastknownError : no such pack, it has no lanes, a figure is out of bounds, it begins before
        the year 2000, or it ends after the year 9999.
    """
    from lastknown.geo.pack import open_pack
    from lastknown.ships.lanes import read_lanes
    from lastknown.ships.traffic import LANE_SHIPS, simulate
    from lastknown.times import to_seconds

    pack = open_pack(name)
    lanes = read_lanes(pack.lanes())
    if not lanes:
        raise LastknownError(f"pack={pack.name} has no lanes; build it with --lanes")
    _check_times(at, over)
    if not every_s >= 1.0:
        raise LastknownError(f"every={every_s:g}s is out of bounds; give 1s or more")
    begin = to_seconds(at)
    return simulate(
        lanes,
        begin,
        begin + over.total_seconds(),
        routes=_routes(pack),
        seed=seed,
        lane_ships=LANE_SHIPS if lane_ships is None else lane_ships,
        report_s=every_s,
    )


def _check_times(at: datetime, over: timedelta) -> None:
    from lastknown.ships.tracks import EARLIEST_S
    from lastknown.times import from_seconds, show_time, to_seconds

    try:
        at + over
    except OverflowError:
        raise LastknownError(
            f"at={show_time(at)} with for={over.total_seconds() / HOUR:g}h goes beyond the year "
            f"9999; give an earlier --at"
        ) from None
    if to_seconds(at) < EARLIEST_S:
        told = f"at={show_time(at)} is before AIS was, and what is read of it is not believed"
        raise LastknownError(f"{told}; give {show_time(from_seconds(EARLIEST_S))} or later")


def write_traffic(traffic: Traffic, path: Path) -> None:
    """Write it as AIS sentences or CSV, by the suffix (`lastknown.exchange.aiswrite`)."""
    from lastknown.exchange.aiswrite import write_ais

    write_ais(path, traffic.positions, traffic.statics)


def simulated_words(traffic: Traffic, lang: str, out: Path | None = None) -> str:
    """Return in words how many ships of which kind there are, and where it was written."""
    from lastknown.desk.ships.speaking import kind_words, ship_words

    words = ship_words(lang)
    told = [words.say("simulated.ships", ships=len(traffic.statics), rows=len(traffic.positions))]
    told += [
        words.say("simulated.kind", count=count, kind=kind_words(words, kind))
        for kind, count in _kinds(traffic).items()
    ]
    told.append(words.say("simulated.not_real"))
    if out is not None:
        told.append(words.say("simulated.written", path=out))
    return "\n".join(told)


def simulated_document(
    traffic: Traffic, pack: str, seed: int, span: tuple[datetime, datetime], out: Path | None
) -> SimulatedDocument:
    """Return what was simulated as the document of ``ships simulate``; span : begin and end."""
    return {
        "schema": SIMULATED_SCHEMA,
        "version": SIMULATED_VERSION,
        "pack": pack,
        "seed": seed,
        "begin": time_text(span[0]),
        "end": time_text(span[1]),
        "ships": len(traffic.statics),
        "positions": len(traffic.positions),
        "kinds": _kinds(traffic),
        "out": None if out is None else str(out),
    }


def _kinds(traffic: Traffic) -> dict[str, int]:
    """Return how many ships of which kind there are, the most common first."""
    from lastknown.ships.sizes import kind_of

    kinds = Counter(kind_of(static.ship_type) for static in traffic.statics)
    return dict(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])))


def _routes(pack: Pack) -> tuple[Ports, ...]:
    ports = {place.name: (place.lon, place.lat) for place in pack.places()}
    known = [pair for pair in _ROUTES if all(name in ports for name in pair)]
    return tuple((ports[a], ports[b]) for a, b in known)
