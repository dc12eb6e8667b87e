"""Position reports of one length decoded many at a time, by pyais's own tables of fields.

Nine of ten messages are reports of 168 bits (types 1, 2, 3 and 18; ITU-R M.1371-5, tables 48 and
67). pyais makes an object with sixteen attributes of each; here its table says where the seven
fields lie that are needed, and they are taken out of a whole batch at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.exchange._aisrows import WIDTH, Row
from lastknown.ships.columns import BEACONS, NOT_TOLD

__all__ = ["BITS", "Reports", "reports"]

BITS: Final = 168
_FIELDS: Final = {"mmsi": 1.0, "lon": 600000.0, "lat": 600000.0, "speed": 10.0, "course": 10.0}
"""Field to units in one degree or knot."""
_TABLE: Final = {1: 1, 2: 1, 3: 1, 18: 18}
"""Types that are decoded many at a time, to the one whose table of fields they share."""
_MMSI_AT, _MMSI_BITS = BITS - 38, (1 << 30) - 1


class Reports:
    """Positions as they come in: the bits of reports that wait, and rows that are decoded."""

    def __init__(self) -> None:
        self._count = 0
        self._rows: list[Row] = []
        self._turns: list[int] = []
        self._held: dict[int, list[tuple[int, float, int]]] = {1: [], 18: []}

    def holds(self, sentence: Any, time_s: float) -> bool:
        """Take a message that can wait, and return True; one of a beacon never waits."""
        table = _TABLE.get(sentence.ais_id)
        if table is None or len(sentence.bv) != BITS:
            return False
        bits: int = sentence.bv.get(0, BITS)
        if (bits >> _MMSI_AT & _MMSI_BITS) // 1_000_000 in BEACONS:
            return False
        self._held[table].append((self._count, time_s, bits))
        self._count += 1
        return True

    def add(self, row: Row) -> None:
        """Take a position that is decoded."""
        self._turns.append(self._count)
        self._rows.append(row)
        self._count += 1

    def table(self) -> NDArray[np.float64]:
        """Return (n, 9), a `Row` each, in the order in which they came."""
        turns = [np.array(self._turns, dtype=np.int64)]
        tables = [np.array(self._rows, dtype=np.float64).reshape(-1, WIDTH)]
        for kind, held in self._held.items():
            if held:
                turn, time_s, bits = zip(*held, strict=True)
                fields, kinds = reports(kind, bits), np.full(len(bits), kind == 18)
                told = fields[:, 0], time_s, fields[:, 1:-1], kinds, fields[:, -1]
                tables.append(np.column_stack(told))
                turns.append(np.array(turn, dtype=np.int64))
        order = np.argsort(np.concatenate(turns), kind="stable")
        table: NDArray[np.float64] = np.concatenate(tables)[order]
        return table


def reports(kind: int, bits: Sequence[int]) -> NDArray[np.float64]:
    """Return (n, 7): mmsi, lon, lat in degrees, speed in kn, course, heading in degrees, status.

    Parameters
    ----------
    kind : message type: 1, 2, 3 or 18. bits : each message as one number of `BITS` bits.
    """
    data = np.frombuffer(b"".join([each.to_bytes(BITS // 8, "big") for each in bits]), np.uint8)
    data = data.reshape(-1, BITS // 8)
    table = np.full((len(data), 7), float(NOT_TOLD))
    for column, (name, units) in enumerate((*_FIELDS.items(), ("heading", 1.0), ("status", 1.0))):
        if name in _layout(kind):  # class B tells no status
            table[:, column] = _field(data, *_layout(kind)[name]) / units
    table[:, 1:3] = np.round(table[:, 1:3], 6)  # as pyais does: a tenth of a metre
    return table


@cache
def _layout(kind: int) -> dict[str, tuple[int, int, bool]]:
    """Return offset and width in bits, and whether it is signed, of each field of a type."""
    from pyais.messages import MSG_CLASS

    layout, offset = {}, 0
    for field in MSG_CLASS[kind].fields():
        width = field.metadata["width"]
        layout[field.name] = (offset, width, bool(field.metadata["signed"]))
        offset += width
    return layout


def _field(data: NDArray[np.uint8], offset: int, width: int, signed: bool) -> NDArray[np.int64]:
    first, end = offset // 8, (offset + width + 7) // 8
    value = np.zeros(len(data), np.int64)
    for byte in range(first, end):
        value = (value << 8) | data[:, byte]
    value = (value >> (8 * end - offset - width)) & ((1 << width) - 1)
    return value - ((value >> (width - 1)) << width) if signed else value
