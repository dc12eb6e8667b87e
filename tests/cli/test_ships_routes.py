"""What cannot be is counted alike on every way in: a file, a CSV, TCP and UDP."""

from __future__ import annotations

import json
import socket
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lastknown.cli.guard import run
from tests.exchange.aislines import checksum, position
from tests.exchange.test_aiscsv import US

BAD = {"mmsi-0": 1, "no-position": 1, "time-out-of-range": 1}
ROUTES = ("file", "csv", "tcp", "udp")


def tagged(time: bytes, line: bytes) -> bytes:
    return b"\\c:%b*%b\\%b\r\n" % (time, checksum(b"c:" + time), line)


UNKNOWN = position(speed=102.3, heading=511)
LINES = b"".join(
    [
        tagged(b"1637719260", position(mmsi=0)),
        tagged(b"1637719260", position(lon=181.0, lat=91.0)),
        tagged(b"86400", position()),
        UNKNOWN + b"\r\n",
    ]
)
"""MMSI 0, no position, the second day of 1970; and a ship that tells neither speed nor heading."""


def rows() -> str:
    at, place = "2021-11-24T02:01:00", "51.0,1.5"
    rest = ",,,,,0,,,,,A"
    return "\n".join(
        [
            US,
            f"0,{at},{place},12.0,40.0,41{rest}",
            f"244000001,{at},91.0,181.0,12.0,40.0,41{rest}",
            f"244000001,1970-01-02T00:00:00,{place},12.0,40.0,41{rest}",
            f"244000001,{at},{place},102.3,40.0,511{rest}",
        ]
    )


def serve(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(LINES)
        connection.recv(1)  # until the listener goes


def send_to(port: int, stop: threading.Event) -> None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as out:
        while not stop.wait(0.1):
            out.sendto(LINES, ("127.0.0.1", port))


def heard(kind: str, kept: Path) -> None:
    """Listen to a feed for a moment."""
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    work, given = (serve, (server,)) if kind == "tcp" else (send_to, (port, stop))
    sender = threading.Thread(target=work, args=given)
    sender.start()
    words = ["ships", "listen", f"{kind}://127.0.0.1:{port}", "--into", str(kept), "--json"]
    try:
        assert run([*words, "--for", "0.35s"]) == 0
    finally:
        stop.set()
        sender.join()
        server.close()


@pytest.mark.parametrize("route", ROUTES)
def test_what_cannot_be_is_counted_on_every_way(
    route: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "watch.ships.sqlite"
    if route in ("tcp", "udp"):
        heard(route, kept)
    else:
        path = tmp_path / "day"
        stamped = LINES.replace(UNKNOWN, UNKNOWN + b",1637719260")
        path.write_bytes(stamped if route == "file" else rows().encode())
        assert run(["ships", "import", str(path), "--into", str(kept), "--json"]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    turns = found["positions"]  # datagrams come again and again
    assert turns >= 1
    assert found["ignored"] == {why: count * turns for why, count in BAD.items()}
    assert (found["messages"], found["unreadable"]) == (4 * turns, 0)
    shown = ["ships", "show", str(kept), "--json"]
    shown += [] if route in ("tcp", "udp") else ["--at", "2021-11-24T02:01Z"]
    assert run(shown) == 0
    (ship,) = json.loads(capfd.readouterr().out)["ships"]
    assert (ship["mmsi"], ship["speed_kn"]) == (244_000_001, None)
