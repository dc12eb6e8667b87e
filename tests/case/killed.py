"""Append in a process that is killed without warning, again and again; print what was acknowledged.

Run: ``python tests/case/killed.py WHERE KEYS TIMES SEED``. Each round is a process of its own (a
fork, so that it starts at once). It appends, and acknowledges on a pipe each entry whose append has
returned; after a random time it is killed with SIGKILL, mostly in the middle of an append.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from lastknown.case.opening import open_record
from lastknown.case.store import append
from tests.case.nights import call


def write(where: str, keys: Path, pipe: int) -> None:
    store = open_record(where, keys=keys)
    os.write(pipe, b"open\n")
    for number in range(100_000):
        (entry,) = append(store, call(number, "x" * (number % 7) * 400))
        os.write(pipe, f"{entry.id}\n".encode())


def one_round(where: str, keys: Path, least: int, wait_s: float) -> list[str]:
    """Return the ids that a writer acknowledged before it was killed, `wait_s` after `least`."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        try:
            write(where, keys, writes)
        finally:
            os._exit(1)
    os.close(writes)
    told = b""
    while told.count(b"\n") <= least:
        select.select([reads], [], [], 60)
        told += os.read(reads, 1 << 16) or sys.exit("the writer could not open the record")
    time.sleep(wait_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reads, 1 << 16):
        told += more
    os.close(reads)
    return told.decode().split("\n")[1:-1]


def warm_up(where: str, keys: Path) -> None:
    """Load once what every round needs, and leave no connection open to be inherited."""
    store = open_record(where, keys=keys)
    append(store, call(0))
    store.close()


def main() -> None:
    where, keys, times, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    draw = random.Random(seed)
    warm_up(where, keys)
    for _ in range(times):
        print(*one_round(where, keys, draw.randrange(4), draw.uniform(0.0, 0.006)), flush=True)


if __name__ == "__main__":
    main()
