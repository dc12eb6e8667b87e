"""Rows of CSV files of AIS into columns, as the decoder of sentences gives them."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf, isnan, nan
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.exchange._aisdecode import MOST_HEARD, place_of
from lastknown.exchange._aislayout import Layout, cells_of, moment, number
from lastknown.exchange._aislines import LONG
from lastknown.exchange._aisread import AisRead, HeardBeacon
from lastknown.exchange._aisrows import (
    LAST_MMSI,
    MOST_SHIPS,
    WIDTH,
    Row,
    Statics,
    is_ship,
    positions_of,
)
from lastknown.exchange._aisstatus import status_of
from lastknown.exchange._aistally import Tally
from lastknown.exchange._aistimes import EARLIEST_S, UntoldError
from lastknown.ships.columns import BEACONS, Beacon
from lastknown.units import KNOT

__all__ = ["Table"]

_UNKNOWN: Final = 4
_CLASSES: Final = {"A": 0, "CLASS A": 0, "B": 1, "CLASS B": 1, "SAR AIRBORNE": 3}
"""As MarineCadastre and the Danish Maritime Authority write them; to an index in CLASSES."""
_NO_SHIPS: Final = {"BASE STATION": "base-station", "ATON": "aid"}
_TYPES: Final = {
    "fishing": 30,
    "towing": 31,
    "towing long/wide": 32,
    "dredging": 33,
    "diving": 34,
    "military": 35,
    "sailing": 36,
    "pleasure": 37,
    "hsc": 40,
    "pilot": 50,
    "sar": 51,
    "tug": 52,
    "port tender": 53,
    "anti-pollution": 54,
    "law enforcement": 55,
    "medical": 58,
    "passenger": 60,
    "cargo": 70,
    "tanker": 80,
    "other": 90,
}
"""Ship types as the Danish files write them; to ITU-R M.1371-5, table 53."""
_STATIC: Final = ("name", "callsign", "imo", "ship_type", "destination", "draught_m", "length_m")
_SIZES: Final = ("width_m", "to_bow_m", "to_stern_m", "to_port_m", "to_starboard_m")
_LONGEST_TEXT: Final = 40
_TEST_WORDS: Final = ("TEST", "UNDEFINED", "NOT DEFINED")
_SWAPPED: Final = 0.5
"""Share of rows with a latitude beyond 90 from which on the columns must be swapped."""


class Table:
    """Rows in, columns out in batches; made of the header.

    Parameters
    ----------
    layout : which column holds what. latest_s : times after it are out of range, s since 1970.
    header : the number of the header's line.
    """

    def __init__(self, layout: Layout, latest_s: float = inf, header: int = 1) -> None:
        self._layout = layout
        self._latest_s = latest_s
        self._number = header
        self._statics = Statics()
        self._seen: dict[int, tuple[str, ...]] = {}
        self._zoned = layout.zone is not None
        self._wrong = self._read = 0
        self._static_at = [layout.at[each] for each in (*_STATIC, *_SIZES) if each in layout.at]
        self._begin()

    def _begin(self) -> None:
        self._rows: list[Row] = []
        self._heard: list[HeardBeacon] = []
        self._count = 0
        self._tally = Tally()

    def feed(self, lines: Iterable[bytes]) -> None:
        """Read rows.

        Raises
        ------
        LastknownError : a time has no zone and none is stated.
        """
        widest, mark = self._layout.widest, self._layout.mark
        for line in lines:
            self._number += 1
            if not line.strip():
                continue
            self._count += 1
            if len(line) > LONG:
                self._tally.bad(line, "too-long", self._number)
                continue
            cells = cells_of(line.decode("utf-8", "replace"), mark)
            if len(cells) <= widest:
                self._tally.bad(line, "columns", self._number)
            else:
                self._row(cells, line)

    def refuse(self, line: bytes, why: str) -> None:
        """Count a line that its source could not give whole."""
        self._number += 1
        self._tally.bad(line, why, self._number)

    def take(self) -> AisRead:
        """Return what came since the last take, and begin anew.

        Raises
        ------
        LastknownError : most latitudes so far are none: the columns are swapped.
        """
        tally = self._tally
        table = np.array(self._rows, dtype=np.float64).reshape(-1, WIDTH)
        self._refuse_swapped(table)
        read = AisRead(
            positions=positions_of(table, tally.ignored, self._latest_s),
            statics=self._statics.take(),
            heard=tuple(self._heard),
            messages=self._count,
            unreadable=tally.why.total(),
            ignored=dict(tally.ignored),
            why=dict(tally.why),
            lines=tuple(tally.lines),
        )
        self._begin()
        return read

    def close(self) -> AisRead:
        """Return what came since the last take."""
        return self.take()

    def _row(self, cells: list[str], line: bytes) -> None:
        at = self._layout.at
        mmsi = number(cells[at["mmsi"]], nan)
        if not 0 <= mmsi < inf or mmsi % 1:
            self._tally.bad(line, "mmsi", self._number)
            return
        if mmsi > LAST_MMSI:
            self._tally.ignore("no-such-mmsi")
            return
        time_s = self._moment(cells[at["time"]])
        if isnan(time_s):
            self._tally.bad(line, "time", self._number)
            return
        lon, lat = _coordinate(cells[at["lon"]]), _coordinate(cells[at["lat"]])
        if lon is None or lat is None:
            self._tally.bad(line, "position", self._number)
            return
        told = self._text(cells, "class").upper()
        if int(mmsi) // 1_000_000 in BEACONS:
            self._beacon(int(mmsi), time_s, (lon, lat), cells, line)
        elif told in _NO_SHIPS:
            self._tally.ignore(_NO_SHIPS[told])
        else:
            kind = _CLASSES.get(told, _UNKNOWN)
            moving = (self._speed(cells), self._figure(cells, "cog_deg"))
            heading = self._figure(cells, "heading_deg")
            codes = kind, status_of(self._cell(cells, "status"))
            self._rows.append((mmsi, time_s, lon, lat, *moving, heading, *codes))
            if self._static_at and is_ship(int(mmsi)):
                self._static(int(mmsi), time_s, cells)

    def _moment(self, cell: str) -> float:
        """Return s since 1970; NaN where it cannot be read, or alone of many names no zone."""
        try:
            time_s = moment(cell, self._layout.zone, self._layout.danish)
        except UntoldError:
            if self._zoned:
                return nan
            raise
        self._zoned = self._zoned or time_s == time_s
        return time_s

    def _text(self, cells: list[str], field: str) -> str:
        column = self._layout.at.get(field, len(cells))
        if column >= len(cells):
            return ""
        text = "".join(c for c in cells[column] if c.isprintable()).strip()[:_LONGEST_TEXT]
        return "" if text.casefold() in ("unknown", "undefined", "unknown value") else text

    def _cell(self, cells: list[str], field: str) -> str:
        column = self._layout.at.get(field, len(cells))
        return cells[column] if column < len(cells) else ""

    def _figure(self, cells: list[str], field: str) -> float:
        column = self._layout.at.get(field, len(cells))
        return number(cells[column], nan) if column < len(cells) else nan

    def _speed(self, cells: list[str]) -> float:
        if "sog_ms" in self._layout.at:
            return self._figure(cells, "sog_ms") / KNOT
        return self._figure(cells, "sog_kn")

    def _static(self, mmsi: int, time_s: float, cells: list[str]) -> None:
        """Take what a row says of its ship, where it says something new."""
        told = tuple(cells[column] for column in self._static_at if column < len(cells))
        if self._seen.get(mmsi) == told:
            return
        if len(self._seen) >= MOST_SHIPS:
            self._seen.clear()
        self._seen[mmsi] = told
        fields: dict[str, Any] = {n: self._text(cells, n) for n in ("name", "callsign")}
        fields["destination"] = self._text(cells, "destination")
        imo = self._text(cells, "imo").upper().removeprefix("IMO")
        fields["imo"] = int(imo) if imo.isascii() and imo.isdigit() and len(imo) <= 9 else 0
        kind = self._text(cells, "ship_type").casefold()
        fields["ship_type"] = int(number(kind, 0)) or _TYPES.get(kind, 0)
        fields["draught"] = _positive(self._figure(cells, "draught_m"))
        fields |= {
            each.removesuffix("_m"): _positive(self._figure(cells, each)) for each in _SIZES[1:]
        }
        if not fields["to_bow"] + fields["to_stern"]:  # M.1371: 0 ahead, the length astern
            fields["to_stern"] = _positive(self._figure(cells, "length_m"))
        if not fields["to_port"] + fields["to_starboard"]:
            fields["to_starboard"] = _positive(self._figure(cells, "width_m"))
        when_s = time_s if EARLIEST_S <= time_s <= self._latest_s else nan
        self._statics.add(mmsi, when_s, fields)

    def _beacon(
        self, mmsi: int, time_s: float, place: tuple[float, float], cells: list[str], line: bytes
    ) -> None:
        if len(self._heard) >= MOST_HEARD:
            self._tally.ignore("beacon-flood")
            return
        status = self._cell(cells, "status").strip().upper()
        test = status in ("15", "15.0") or any(word in status for word in _TEST_WORDS)
        when_s = time_s if EARLIEST_S <= time_s <= self._latest_s else nan
        beacon = Beacon(mmsi, BEACONS[mmsi // 1_000_000], when_s, place_of(*place), test)
        raw = line.decode("utf-8", "backslashreplace")
        self._heard.append(HeardBeacon(beacon, raw))

    def _refuse_swapped(self, table: NDArray[np.float64]) -> None:
        """Refuse rows most of which have a latitude that is none but would be a longitude."""
        lon, lat = table[:, 2], table[:, 3]
        with np.errstate(invalid="ignore"):
            wrong = (np.abs(lat) > 90) & (lat != 91.0) & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
        self._read += len(table)
        self._wrong += int(np.count_nonzero(wrong))
        if np.any(wrong) and self._wrong > _SWAPPED * self._read:
            first = lat[wrong][0]
            raise LastknownError(
                f"lat={first:g} is beyond 90 degrees, and so are most; latitude and longitude are "
                "swapped: state the columns the other way round"
            )


def _positive(value: float) -> float:
    return value if 0 < value < 1000 else 0.0


def _coordinate(text: str) -> float | None:
    """Return degrees; NaN: not told; None: it cannot be read."""
    if not text or text.isspace():
        return nan
    value = number(text, nan)
    return None if isnan(value) else value
