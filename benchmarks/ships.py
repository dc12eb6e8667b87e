"""Ships: what it costs to read what they tell.

Each figure is printed with its target, and the exit code is 1 where one is missed. A section by its
name runs alone: ``python benchmarks/ships.py decode``.

decode : lines of AIS to columns, against pyais alone (`pyais.stream` and `decode` of the same
lines), both from memory, taken in turn, the best of several rounds. On the recordings under
LASTKNOWN_SAMPLES, and on lines that pyais encodes here, bare and with a tag block.
feed : a live feed of 1,000 messages a second for a minute, over TCP, into a listener of its own
(`ships_feed.py`, which also has UDP).
together : strike risk and help for 500 ships, 20,000 particles and 6 h (`ships_together.py`).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pyais import encode_dict
from pyais.stream import ByteStream
from targets import Judged, at_least, at_most, end

from lastknown.exchange.ais import Decoder

ROUNDS = 7
LINES = 20_000
WANTED = 0.8
"""Share of pyais's own message rate that decoding to columns must reach."""
RECORDINGS = ("ais_danish_tagged.nmea", "ais_aegean.nmea")


def alone(lines: list[bytes]) -> int:
    """Return how many messages pyais alone decodes."""
    count = 0
    for message in ByteStream(lines):
        count += 1
        try:
            message.decode()
        except Exception:  # counted all the same, as its streams do
            continue
    return count


def to_columns(lines: list[bytes]) -> int:
    decoder = Decoder()
    decoder.feed(lines)
    return decoder.close().messages


def best_s(works: list[Callable[[], int]]) -> list[float]:
    """Return the shortest time of each, taken in turn."""
    shortest = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for index, work in enumerate(works):
            began = time.perf_counter()
            work()
            shortest[index] = min(shortest[index], time.perf_counter() - began)
    return shortest


def encoded() -> list[bytes]:
    """Return lines such as a coast station hears: nine reports of ten, every tenth static data."""
    lines: list[bytes] = []
    for number in range(LINES // 10):
        told = {"mmsi": 244_000_000 + number % 500, "lon": 1 + number % 97 / 100}
        told |= {
            "lat": 50.5 + number % 89 / 100,
            "speed": number % 200 / 10,
            "course": number % 360,
        }
        name = {"shipname": f"SHIP {number % 500}", "ship_type": 70, "to_bow": 150, "to_stern": 40}
        for kind in (1, 1, 3, 1, 18, 1, 4, 1, 1, 5):
            fields = told if kind != 5 else {"mmsi": told["mmsi"], **name}
            lines += [each.encode() for each in encode_dict({"msg_type": kind, **fields})]
    return lines


def tagged(lines: list[bytes]) -> list[bytes]:
    """Return the lines with tag blocks of one station, a second each twenty."""
    from functools import reduce
    from operator import xor

    found = []
    for number, line in enumerate(lines):
        block = b"s:r003669945,c:%d" % (1_637_719_260 + number // 20)
        found.append(b"\\%b*%02X\\%b" % (block, reduce(xor, block), line))
    return found


def streams() -> Iterator[tuple[str, list[bytes]]]:
    samples = os.environ.get("LASTKNOWN_SAMPLES")
    for name in RECORDINGS if samples else ():
        data = (Path(samples or "") / "data/samples" / name).read_bytes().splitlines()
        yield f"{name} x{LINES // len(data) + 1}", data * (LINES // len(data) + 1)
    lines = encoded()
    yield "encoded by pyais", lines
    yield "the same with tag blocks", tagged(lines)


def decode() -> list[Judged]:
    print(f"decode: to columns against pyais alone, best of {ROUNDS} rounds in turn")
    found = []
    for name, lines in streams():
        messages = alone(lines)
        if to_columns(lines) != messages:
            raise SystemExit(f"{name}: not the messages that pyais counts")
        theirs, ours = best_s([partial(alone, lines), partial(to_columns, lines)])
        ratio = at_least(f"{name}: ratio", round(theirs / ours, 2), WANTED)
        rates = f"{messages / ours:,.0f}/s against {messages / theirs:,.0f}/s"
        print(f"  {ratio}: {messages} messages, {rates}")
        found.append(ratio)
    return found


def feed() -> list[Judged]:
    from ships_feed import judged, measure

    print("feed: 1,000 messages a second for a minute, into `lastknown ships listen`")
    figures = measure(1000.0, 60.0, udp=False)
    found = judged(figures)
    print("  " + "\n  ".join(map(str, found)))
    print(f"  {', '.join(f'{name} {value}' for name, value in figures.items())}")
    return found


def together() -> list[Judged]:
    from ships_together import WANTED_S, measure, show

    print("together: strike and help, 500 ships x 20,000 particles x 6 h, two threads")
    figures = measure()
    found = at_most("strike and help, s", figures["best_s"], WANTED_S)
    print(f"  {found}\n{show(figures)}")
    return [found]


SECTIONS = {"decode": decode, "feed": feed, "together": together}

if __name__ == "__main__":
    end([each for section in sys.argv[1:] or SECTIONS for each in SECTIONS[section]()])
