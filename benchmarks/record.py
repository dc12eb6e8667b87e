"""What the record costs: appends against bare inserts of the same rows, and folding a night.

Run: ``python benchmarks/record.py [--json]``. Appends and bare inserts alternate in one run, each
in a transaction of its own on the same kind of SQLite file (WAL, fully synchronous), the bare ones
without the triggers that guard a record. Targets:
appends at least 0.3 of bare inserts a second; 10,000 entries folded in under 1 s (the best
of three); one more entry in under 20 ms (the median of 50; the worst is printed beside it).
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from lastknown.case.entries import Draft, Entry, check, make_id
from lastknown.case.guard import take_down
from lastknown.case.migrate import upgrade
from lastknown.case.opening import new_record
from lastknown.case.picture import Fold, picture, picture_bytes
from lastknown.case.store import Store, append, read, transaction
from lastknown.case.tables import ENTRIES, KEYS, engine_of

START = datetime(2026, 5, 15, tzinfo=UTC)
NIGHT = 10_000
BATCH, BATCHES = 50, 6


def draft(number: int) -> Draft:
    """Return one entry of a busy night: reports above all, links, units and severities."""
    at = START + timedelta(seconds=4 * number)
    boat, report = f"B{number % 25}", make_id(at, random.Random(number % 500).randbytes)
    bodies: list[dict[str, Any]] = [
        {"kind": "report", "what": "call", "number": f"+33 6 {number:08d}", "colour": "black"},
        {"kind": "report", "what": "sighting", "position": {"lon": 1.7, "lat": 51.1}},
        {"kind": "link", "report": report, "boat": boat, "belief": "likely"},
        {"kind": "unit_status", "unit": f"unit {number % 12}", "status": "on_scene"},
        {"kind": "severity", "boat": boat, "phase": "distress"},
    ]
    given = {"author": "J. Watch", "role": "watch officer", "happened": {"at": at}, "entered": at}
    raw = "we are in the water, engine does not run, many people"
    return check(Draft, given | {"raw": raw, "body": bodies[number % len(bodies)]})


def bare_rows(store: Store) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Return the rows that the appends wrote, as plain values."""
    with transaction(store.engine, store.shown, writes=False) as connection:
        keys = {row.subject: row._asdict() for row in connection.execute(KEYS.select())}
        found = connection.execute(ENTRIES.select().order_by(ENTRIES.c.seq)).all()
    return [(row._asdict(), keys.get(f"entry/{row.id}")) for row in found]


def insert_bare(engine: Any, entry: dict[str, Any], key: dict[str, Any] | None) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(insert(ENTRIES).values(**entry))
        if key is not None:
            connection.execute(insert(KEYS).values(**key))


def measure_appends(folder: Path) -> dict[str, float]:
    store = new_record(folder / "a.db", "bench", "east", "J. Watch", at=START, keys=folder)
    engine = engine_of(folder / "b.db")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        upgrade(connection, "b.db")
        take_down(connection)
    took: dict[str, list[float]] = {"append": [], "bare": []}
    done = 1
    for batch in range(BATCHES):
        drafts = [draft(batch * BATCH + number) for number in range(BATCH)]
        begun = time.perf_counter()
        for one in drafts:
            append(store, one)
        took["append"].append(time.perf_counter() - begun)
        new = bare_rows(store)[done:]
        done += len(new)
        begun = time.perf_counter()
        for entry, key in new:
            insert_bare(engine, entry, key)
        took["bare"].append(time.perf_counter() - begun)
    engine.dispose()
    store.close()
    rates = {name: BATCH / statistics.median(times) for name, times in took.items()}
    return {
        "appends_per_s": round(rates["append"]),
        "bare_inserts_per_s": round(rates["bare"]),
        "ratio": round(rates["append"] / rates["bare"], 2),
    }


def measure_fold(folder: Path) -> dict[str, float]:
    store = new_record(folder / "n.db", "bench", "east", "J. Watch", at=START, keys=folder)
    append(store, *(draft(number) for number in range(NIGHT - 1)))
    begun = time.perf_counter()
    entries = read(store)
    read_s = time.perf_counter() - begun
    folds = []
    for _ in range(3):
        begun = time.perf_counter()
        seen = picture(entries)
        folds.append(time.perf_counter() - begun)
    fold_s = min(folds)
    begun = time.perf_counter()
    size = len(picture_bytes(seen))
    bytes_s = time.perf_counter() - begun
    more = append(store, *(draft(NIGHT + number) for number in range(50)))
    store.close()
    steps = incremental(entries, more)
    return {
        "entries": len(entries),
        "read_and_open_s": round(read_s, 2),
        "fold_s": round(fold_s, 3),
        "bytes_s": round(bytes_s, 2),
        "picture_mb": round(size / 1e6, 1),
        "one_more_median_ms": round(1000 * statistics.median(steps), 2),
        "one_more_worst_ms": round(1000 * max(steps), 2),
    }


def incremental(entries: tuple[Entry, ...], more: tuple[Entry, ...]) -> list[float]:
    folded = Fold()
    folded.add(entries)
    folded.picture()
    took = []
    for entry in more:
        begun = time.perf_counter()
        folded.add([entry])
        folded.picture()
        took.append(time.perf_counter() - begun)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as name:
        found = measure_appends(Path(name)) | measure_fold(Path(name))
    if as_json:
        print(json.dumps(found))
    else:
        for what, value in found.items():
            print(f"{what:>20} {value:>10}")
    met = found["ratio"] >= 0.3 and found["fold_s"] < 1 and found["one_more_median_ms"] < 20
    sys.exit(0 if met else 1)


if __name__ == "__main__":
    main()
