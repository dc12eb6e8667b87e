"""A live feed at 1,000 messages a second: what is lost, what it takes, how old the picture gets.

Run: ``python benchmarks/ships_feed.py [--seconds 60] [--rate 1000] [--every TIME] [--udp]
[--json]``. One process sends real sentences over a real socket of this machine (300 ships; types 1,
3, 18 and, one in fifteen, a type 5 of two sentences), at an even rate and never later than it
should; another is ``lastknown ships listen``, which decodes them, holds the last hours and writes
positions to a file, as often as it does where nobody says otherwise (``--every``). A third asks
that file once a second for the newest position of each ship: the picture is as old as the oldest of
them. Targets: no message lost, under 300 MB at the peak, the picture never older than 2 s.

The sender's clock goes on while this machine is busy; what it then sends late is sent in a burst.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from targets import Judged, at_most, end

from lastknown.case.traffic import open_ships
from lastknown.case.trafficread import read_newest

SHIPS, TURNS = 300, 15
LOOK_BACK_S = 20.0
"""A ship not kept for so long is not in the picture any more: as bad as any age."""
TARGETS = {"lost": 0, "peak_mb": 300.0, "oldest_s": 2.0}


def sentences() -> list[bytes]:
    """Return what to send, one message an item: each ship in turn, moving along."""
    from pyais import encode_dict

    draw = random.Random(7)
    ships = [
        (235_000_000 + n, draw.uniform(-180, 180), draw.uniform(-60, 60)) for n in range(SHIPS)
    ]
    made = []
    for turn in range(TURNS):
        for number, (mmsi, lon, lat) in enumerate(ships):
            told: dict[str, Any] = {"type": (1, 3, 18)[number % 3], "mmsi": mmsi, "status": 0}
            told |= {"lon": lon + turn * 1e-3, "lat": lat, "speed": 12.3, "course": 90.0}
            if turn == 0:
                told = {"type": 5, "mmsi": mmsi, "shipname": f"SHIP {number}", "ship_type": 70}
                told |= {"to_bow": 100, "to_stern": 20, "to_port": 10, "to_starboard": 8}
            lines = encode_dict(
                told, talker_id="AI", radio_channel="AB"[number % 2], seq_id=turn % 10
            )
            made.append("".join(f"{line}\r\n" for line in lines).encode())
    return made


def send(port: int, rate: float, seconds: float, *, udp: bool) -> None:
    """Send at an even rate; print how many messages were sent."""
    messages = sentences()
    total, sent = int(rate * seconds), 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as out:
        if udp:
            out.connect(("127.0.0.1", port))
            print("ready", flush=True)
            connection = out
        else:
            out.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            out.bind(("127.0.0.1", port))
            out.listen()
            print("ready", flush=True)
            connection, _ = out.accept()
        begun = time.monotonic()
        while sent < total:
            due = min(total, int((time.monotonic() - begun) * rate) + 1)
            while sent < due:
                message = messages[sent % len(messages)]
                # a datagram of UDP carries a message, whole
                connection.send(message) if udp else connection.sendall(message)
                sent += 1
            time.sleep(0.002)
        print(sent, flush=True)
        sys.stdin.read()  # hold the connection until the listener has gone
        connection.close()


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def peak_mb(process: int) -> float:
    """Return the most memory that a process has held, MB (10^6 bytes)."""
    status = Path(f"/proc/{process}/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) * 1024 / 1e6


def measure(rate: float, seconds: float, *, udp: bool, every: str | None = None) -> dict[str, Any]:
    """Run sender and listener once; return the figures. every : None, as the command has it."""
    port, here = free_port(), [sys.executable, __file__]
    kind = "udp" if udp else "tcp"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "feed.ships.sqlite"
        send_words = [*here, "--send", str(port), "--rate", str(rate), "--seconds", str(seconds)]
        listen_words = [sys.executable, "-m", "lastknown", "ships", "listen"]
        listen_words += [f"{kind}://127.0.0.1:{port}", "--into", str(place), "--json"]
        listen_words += [] if every is None else ["--every", every]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        listener = listening(listen_words) if udp else None
        sender = subprocess.Popen([*send_words, *(["--udp"] if udp else [])], **pipes)
        assert sender.stdout is not None
        if sender.stdout.readline() != "ready\n":
            raise SystemExit("the sender did not begin")
        listener = listener or listening(listen_words)
        with sender, listener:
            return watch(sender, listener, place, kind)


def listening(words: list[str]) -> subprocess.Popen[str]:
    """Start the listener and wait until it listens."""
    made = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert made.stderr is not None
    for line in made.stderr:
        if "listening" in line or "connected" in line:
            return made
    raise SystemExit("the listener did not begin")


def watch(
    sender: subprocess.Popen[str],
    listener: subprocess.Popen[str],
    place: Path,
    kind: str,
) -> dict[str, Any]:
    """Ask while it runs, then end the listener and count."""
    assert sender.stdout is not None
    assert sender.stdin is not None
    assert listener.stderr is not None
    threading.Thread(target=listener.stderr.read, daemon=True).start()
    begun, told = time.monotonic(), []
    reader = threading.Thread(target=lambda: told.append(sender.stdout.readline()))
    reader.start()
    found = ages(place, reader)
    wall = time.monotonic() - begun
    time.sleep(1.0)
    peak = peak_mb(listener.pid)
    cpu = cpu_s(listener.pid)
    listener.send_signal(signal.SIGTERM)
    assert listener.stdout is not None
    answer = json.loads(listener.stdout.read())
    sender.stdin.close()
    sent = int(told[0])
    return {
        "kind": kind,
        "sent": sent,
        "seconds": round(wall, 1),
        "rate": round(sent / wall),
        "messages": answer["messages"],
        "lost": sent - answer["messages"],
        "unreadable": answer["unreadable"],
        "positions": answer["positions"],
        "kept": answer["kept"]["positions"],
        "not_kept": answer["kept"]["lost"],
        "peak_mb": round(peak, 1),
        "oldest_s": round(max(found), 2),
        "asked": len(found),
        "cpu_share": round(cpu / wall, 2),
    }


def ages(place: Path, sending: threading.Thread) -> list[float]:
    """Return how old the ship was whose newest kept position is the oldest, s.

    Asked once a second while it is sent, from when all ships are there.
    """
    found = []
    with closing(open_ships(place, read_only=True)) as store:
        while sending.is_alive():
            newest = read_newest(store, time.time() - LOOK_BACK_S, float("inf")).time_s
            if newest.size >= SHIPS:
                found.append(time.time() - float(newest.min()))
            elif found:
                found.append(LOOK_BACK_S)
            sending.join(1.0)
    return found


def cpu_s(process: int) -> float:
    """Return the time that a process has used, all threads, s."""
    after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=1000.0)
    parser.add_argument("--every", help="as of `lastknown ships listen`; else its default")
    parser.add_argument("--udp", action="store_true", help="one datagram a message; else TCP")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--send", type=int, metavar="PORT", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send is not None:
        send(given.send, given.rate, given.seconds, udp=given.udp)
        return
    found = measure(given.rate, given.seconds, udp=given.udp, every=given.every)
    if given.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            if name not in TARGETS:
                print(f"{name} {value}")
        print("\n".join(map(str, judged(found))))
    end(judged(found))


def judged(found: dict[str, Any]) -> list[Judged]:
    """Return the figures that have targets, against them."""
    return [at_most(name, found[name], most) for name, most in TARGETS.items()]


if __name__ == "__main__":
    main()
