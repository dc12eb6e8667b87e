"""Ships' positions written as others would have sent or published them: AIS sentences, or CSV.

    \\s:SIM,c:1763798400*hh\\!AIVDM,1,1,,A,...       `.nmea`: tag blocks tell the second (NMEA 0183)
    MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,...    `.csv`: as MarineCadastre publishes

Unknown is written as AIS has it: course 360, heading 511, speed 102.3 (ITU-R M.1371-5, table 48).
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import xor
from pathlib import Path
from typing import IO, Any, Final

from lastknown.errors import LastknownError
from lastknown.ships.columns import CLASSES, NOT_TOLD, Positions, Static
from lastknown.times import from_seconds
from lastknown.units import KNOT

__all__ = ["csv_rows", "sentences", "write_ais"]

HEADER: Final = (
    *("MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "Heading", "VesselName", "IMO"),
    *("CallSign", "VesselType", "Status", "Length", "Width", "Draft", "Cargo", "TransceiverClass"),
)
"""Columns of MarineCadastre's vessel traffic files, 2018 to 2024."""

STATIC_S: Final = 360.0
"""How often a ship says its name and size, s (ITU-R M.1371-5, table 1: every 6 min)."""
_CLASS_B: Final = CLASSES.index("B")


def write_ais(path: Path, positions: Positions, statics: Iterable[Static]) -> None:
    """Write positions to a file whose suffix says how: .nmea, .csv, either with .gz.

    Parameters
    ----------
    path : of the file. positions : in order of time. statics : one a ship at most.

    Raises
    ------
    LastknownError : the suffix is another, or the file cannot be written.
    """
    suffix = Path(path.stem).suffix if path.suffix == ".gz" else path.suffix
    known = {static.mmsi: static for static in statics}
    if suffix not in (".nmea", ".csv"):
        raise LastknownError(f"out={str(path)!r} is neither .nmea nor .csv; name it ships.nmea")
    try:
        with _opened(path) as file:
            if suffix == ".csv":
                _table(file, csv_rows(positions, known))
            else:
                file.writelines(f"{line}\r\n" for line in sentences(positions, known))
    except OSError as error:
        told = f"out={str(path)!r} cannot be written ({error.strerror})"
        raise LastknownError(f"{told}; choose another place") from None


def csv_rows(positions: Positions, known: Mapping[int, Static]) -> Iterator[tuple[object, ...]]:
    """Yield rows under `HEADER`, times in UTC, whole seconds."""
    for i in range(len(positions)):
        mmsi = int(positions.mmsi[i])
        said = known.get(mmsi, Static(mmsi))
        length, width = said.to_bow_m + said.to_stern_m, said.to_port_m + said.to_starboard_m
        yield (
            mmsi,
            from_seconds(round(positions.time_s[i])).strftime("%Y-%m-%dT%H:%M:%S"),
            f"{positions.lat[i]:.6f}",
            f"{positions.lon[i]:.6f}",
            f"{_or(positions.speed[i] / KNOT, 102.3):.1f}",
            f"{_or(positions.course_deg[i], 360.0):.1f}",
            f"{_or(positions.heading_deg[i], 511.0):.0f}",
            said.name,
            f"IMO{said.imo:07d}" if said.imo else "",
            said.callsign,
            said.ship_type or "",
            "" if positions.status[i] == NOT_TOLD else int(positions.status[i]),
            "" if math.isnan(length) else round(length),
            "" if math.isnan(width) else round(width),
            "" if math.isnan(said.draught_m) else said.draught_m,
            "",
            "B" if positions.kind[i] == _CLASS_B else "A",
        )


def sentences(positions: Positions, known: Mapping[int, Static]) -> Iterator[str]:
    """Yield AIS sentences with tag blocks: each position, and every 6 min who the ship is."""
    due: dict[int, float] = {}
    for i in range(len(positions)):
        mmsi, at_s = int(positions.mmsi[i]), float(positions.time_s[i])
        class_b = bool(positions.kind[i] == _CLASS_B)
        yield from _tagged(at_s, _position(positions, i, class_b))
        if mmsi in known and at_s >= due.get(mmsi, -math.inf):
            due[mmsi] = at_s + STATIC_S
            for message in _particulars(known[mmsi], class_b):
                yield from _tagged(at_s, message)


def _position(positions: Positions, i: int, class_b: bool) -> dict[str, Any]:
    return {
        "msg_type": 18 if class_b else 1,
        "mmsi": int(positions.mmsi[i]),
        "lat": float(positions.lat[i]),
        "lon": float(positions.lon[i]),
        "speed": round(_or(positions.speed[i] / KNOT, 102.3), 1),
        "course": round(_or(positions.course_deg[i], 360.0), 1),
        "heading": round(_or(positions.heading_deg[i], 511.0)),
        "second": round(float(positions.time_s[i])) % 60,
        "status": int(positions.status[i]),
    }


def _particulars(said: Static, class_b: bool) -> tuple[dict[str, Any], ...]:
    """Return message 5 of a class A ship, both parts of 24 of a class B one."""
    size = {
        name: 0 if math.isnan(value) else round(value)
        for name, value in (
            ("to_bow", said.to_bow_m),
            ("to_stern", said.to_stern_m),
            ("to_port", said.to_port_m),
            ("to_starboard", said.to_starboard_m),
        )
    }
    ship = {"mmsi": said.mmsi, "ship_type": said.ship_type, "callsign": said.callsign, **size}
    if class_b:
        name = {"msg_type": 24, "partno": 0, "mmsi": said.mmsi, "shipname": said.name}
        return name, {"msg_type": 24, "partno": 1, **ship}
    draught = 0.0 if math.isnan(said.draught_m) else said.draught_m
    told = {"shipname": said.name, "imo": said.imo, "destination": said.destination}
    return ({"msg_type": 5, "draught": draught, **told, **ship},)


def _tagged(at_s: float, message: dict[str, Any]) -> Iterator[str]:
    from pyais.encode import encode_dict

    block = f"s:SIM,c:{round(at_s)}"
    tag = f"\\{block}*{reduce(xor, block.encode('ascii')):02X}\\"
    number = round(at_s) % 10
    for sentence in encode_dict(message, talker_id="AI", sentence_type="VDM", seq_id=number):
        yield tag + sentence


def _or(value: float, unknown: float) -> float:
    return unknown if math.isnan(value) else float(value)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path, "wb"), encoding="ascii", newline="")
    return path.open("w", encoding="ascii", newline="")


def _table(file: IO[str], rows: Iterable[tuple[object, ...]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
