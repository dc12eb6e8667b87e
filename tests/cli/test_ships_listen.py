"""Listening to a live feed: over real sockets, into a record, to a clean end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pyais import encode_dict

from lastknown.case.traffic import count_ships, open_ships
from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text


def sentence(mmsi: int, **told: object) -> bytes:
    given = {"type": 1, "mmsi": mmsi, "lon": 1.5, "lat": 51.0, "speed": 10.0, "course": 90.0}
    (line,) = encode_dict({**given, **told}, talker_id="AI", radio_channel="A")
    return line.encode() + b"\r\n"


LINES = sentence(227_000_001) + b"no AIS\n" + sentence(970_010_119, status=14)


def free_port() -> int:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def sending(port: int, data: bytes = LINES) -> Iterator[None]:
    """Send the same datagram ten times a second."""
    stop = threading.Event()

    def send() -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as out:
            while not stop.wait(0.1):
                out.sendto(data, ("127.0.0.1", port))

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def checked(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    name = document["schema"].removeprefix("lastknown.")
    Draft202012Validator(json.loads(schema_text(name))).validate(document)
    return document


def test_a_feed_goes_into_a_record_and_its_beacon_becomes_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    record, port = str(tmp_path / "night.db"), free_port()
    assert run(["case", "new", record, "--name", "Exercise", "--author", "anna"]) == 0
    capfd.readouterr()
    words = ["ships", "listen", f"udp://127.0.0.1:{port}", "--into", record, "--author", "anna"]
    with sending(port):
        assert run([*words, "--for", "1.5s", "--every", "0s", "--json"]) == 0
    out, err = capfd.readouterr()
    document = checked(out)
    assert document["messages"] > 2
    assert document["unreadable"] == document["why"]["no-sentence"] > 0
    assert document["ships"] == 1
    assert not document["stale"]
    assert len(document["reports"]) == 1  # of many messages from one place
    assert document["kept"]["positions"] == document["positions"] - document["kept"]["known"]
    assert "BEACON AIS-SART 970010119" in err
    assert "last message 0 s ago" in err
    with closing(open_ships(record, read_only=True)) as store:
        assert count_ships(store)[0] == document["kept"]["positions"]
    assert run(["case", "list", record, "--author", "anna"]) == 0
    assert "AIS-SART 970010119" in capfd.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_nothing_is_lost(tmp_path: Path, number: int) -> None:
    port, place = free_port(), tmp_path / "watch.ships.sqlite"
    words = ["ships", "listen", f"udp://127.0.0.1:{port}", "--into", str(place), "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "lastknown", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as listener:
        assert listener.stdout is not None
        assert listener.stderr is not None
        assert "listening at" in listener.stderr.readline()
        with sending(port):
            assert "BEACON" in listener.stderr.readline()
        listener.send_signal(number)
        document = checked(listener.stdout.read())
        assert listener.wait(10) == 0
    assert document["messages"] == 2 * document["unreadable"]
    with closing(open_ships(place, read_only=True)) as store:
        assert count_ships(store)[0] == document["kept"]["positions"] >= 1


def test_a_stream_of_standard_input_ends_with_it(tmp_path: Path) -> None:
    words = ["ships", "listen", "-", "--into", str(tmp_path / "a.ships.sqlite"), "--lang", "fr"]
    beacons = b"".join(sentence(972_000_000 + number, status=14) for number in range(29))
    done = subprocess.run(
        [sys.executable, "-m", "lastknown", *words],
        input=LINES * 50 + beacons,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    said = done.stderr.decode()
    assert "Messages 129, positions 50, navires 1, illisibles 50." in done.stdout.decode()
    assert "fin des données" in said
    assert said.count("BALISE") == 10  # of 30: a flood of them hides nothing else
    assert "et balises non montrées 20" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["listen", "http://h:1"], "is no feed; write tcp://host:port"),
        (["listen", "-", "--for", "long"], "is not a duration"),
        (["listen", "-", "--into", "/nowhere/night.db"], "is not there; give a record"),
        (["listen", "udp://192.0.2.1:9"], "cannot be received"),
    ],
)
def test_what_cannot_be_listened_to_is_said(
    words: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["ships", *words]) == 2
    assert said in capfd.readouterr().err


def test_beacons_that_go_without_a_report_are_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    monkeypatch.setattr("lastknown.cli.ships_listen._MOST_WAITING", 1)
    monkeypatch.setattr("lastknown.desk.ships.beacons.MOST_REPORTS", 0)
    port, record = free_port(), str(tmp_path / "night.sqlite")
    who = ["--author", "Ada", "--role", "watch officer"]
    assert run(["case", "new", record, "--name", "Exercise", *who]) == 0
    made_up = b"".join(sentence(970_000_001 + n, status=14) for n in range(3))
    words = ["ships", "listen", f"udp://127.0.0.1:{port}", "--into", record, "--for", "1s", *who]
    with sending(port, made_up):
        assert run(words) == 0
    told = capfd.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert "heard earliest and got no report, as too many wait: 2\n" in told


def test_nobody_there_is_told_and_tried_again(capfd: pytest.CaptureFixture[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as one:
        port = one.getsockname()[1]
    begun = time.monotonic()
    assert run(["ships", "listen", f"tcp://127.0.0.1:{port}", "--for", "0.4s"]) == 0
    assert time.monotonic() - begun < 5
    out, err = capfd.readouterr()
    assert "does not answer (connection refused); next attempt in" in err
    assert f"Not one readable message came from tcp://127.0.0.1:{port}." in out
