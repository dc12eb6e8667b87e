"""AIS from files and feeds into columns: sentences by pyais, and CSV as authorities publish it.

NMEA 0183 (``!AIVDM``, ``!BSVDO``, any talker), plain or in tag blocks, wrapped by ``$PGHP``, with
times before or after; CSV of the Danish Maritime Authority, of MarineCadastre, or with stated
columns; plain or gzip, UTF-8 or UTF-16, told by content and not by name. docs/ais.md says what is
read, what is ignored and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from lastknown.exchange._aiscsv import Table
from lastknown.exchange._aisdecode import LONGEST, Decoder, latest_of
from lastknown.exchange._aislayout import FIELDS, columns_of, is_table, layout_of
from lastknown.exchange._aislines import batches, cut_lines, head_of, opened, text_blocks
from lastknown.exchange._aisread import AisRead, BadLine, HeardBeacon
from lastknown.exchange._aissentence import has_sentence
from lastknown.exchange._aistally import MOST_KEPT
from lastknown.exchange._aistimes import UntoldError, zone_of
from lastknown.ships.columns import Positions, Static

__all__ = ["FIELDS", "LONGEST", "AisRead", "BadLine", "Decoder", "HeardBeacon", "UntoldError"]
__all__ += ["columns_of", "joined", "read_ais", "read_batches"]

_BATCH: Final = 50_000
"""Lines at a time: 10 MB while they are held."""

Told = Callable[[float | None], None]
"""Called with the share of the file that is read (0-1); None where that is unknown."""


def read_ais(
    source: str | Path | Iterable[bytes],
    *,
    columns: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    at: datetime | None = None,
) -> AisRead:
    """Return all that is in a file or in lines, in one piece; parameters as `read_batches`.

    Raises
    ------
    LastknownError : as `read_batches`.
    """
    return joined(read_batches(source, columns=columns, time_zone=time_zone, at=at))


def read_batches(
    source: str | Path | Iterable[bytes],
    *,
    columns: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    at: datetime | None = None,
    told: Told | None = None,
) -> Iterator[AisRead]:
    """Yield what is in a file or in lines, some 50,000 lines at a time; `joined` puts it together.

    Parameters
    ----------
    source : a path, or lines of NMEA sentences as bytes.
    columns : field (of `FIELDS`) to column name, of a CSV file whose layout is not known.
    time_zone : of times that name none: ``UTC``, ``+01:00``, ``Europe/Paris``.
    at : now; times more than a day later are out of range. None: no bound.
    told : called now and then with the share that is read.

    Raises
    ------
    LastknownError : no such file, a folder, packed otherwise than with gzip; a CSV file of unknown
        columns; a time without zone where none is stated; latitude and longitude swapped.
    """
    zone = zone_of(time_zone) if time_zone is not None else None
    if not isinstance(source, str | Path):
        yield from _emptied(Decoder(zone=zone, latest_s=latest_of(at)), iter(source), [])
        return
    reader: Decoder | Table = Decoder(zone=zone, latest_s=latest_of(at))
    path = Path(source).expanduser()
    head = head_of(path).splitlines()
    begin = next((number for number, line in enumerate(head) if line.strip()), 0)
    first = head[begin] if head else b""
    table = columns is not None or (is_table(first) and not any(map(has_sentence, head)))
    if table:
        reader = Table(layout_of(first, columns, time_zone), latest_of(at), begin + 1)
    with opened(path) as (stream, share):
        broken: list[str] = []
        lines = cut_lines(text_blocks(stream, lambda: broken.append("cut-off")))
        if table:
            lines = islice(lines, begin + 1, None)
        for read in _emptied(reader, lines, broken):
            yield read
            if told is not None:
                told(share())


def _emptied(
    reader: Decoder | Table, lines: Iterator[bytes], broken: list[str]
) -> Iterator[AisRead]:
    """Yield what a reader makes of lines; why a source broke off is known after its last line."""
    for batch in batches(lines, _BATCH):
        reader.feed(batch)
        yield reader.take()
    for why in broken:
        reader.refuse(b"", why)
    yield reader.close()


def joined(reads: Iterable[AisRead]) -> AisRead:
    """Return several reads of one reader, at least one, in their order, as one."""
    every = list(reads)
    counts: dict[str, Counter[Any]] = {name: Counter() for name in ("by_type", "ignored", "why")}
    for read in every:
        for name, counter in counts.items():
            counter.update(getattr(read, name))
    statics, before = list[Static](), dict[int, str]()
    for each in (static for read in every for static in read.statics):
        told = repr(replace(each, time_s=0.0))  # NaN is not itself
        if before.get(each.mmsi) != told:
            statics.append(each)
        before[each.mmsi] = told
    return AisRead(
        positions=_one([read.positions for read in every]),
        statics=tuple(statics),
        heard=tuple(each for read in every for each in read.heard),
        messages=sum(read.messages for read in every),
        unreadable=sum(read.unreadable for read in every),
        by_type=dict(sorted(counts["by_type"].items())),
        ignored=dict(counts["ignored"]),
        why=dict(counts["why"]),
        lines=tuple(each for read in every for each in read.lines)[:MOST_KEPT],
    )


def _one(parts: list[Positions]) -> Positions:
    names = [each.name for each in fields(Positions)]
    return Positions(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    )
