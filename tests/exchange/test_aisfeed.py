"""A feed over real sockets: what it hands on, what it counts, and that it comes back."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.exchange._feedlines import LONGEST, Cutter
from lastknown.exchange.aisfeed import Feed, FeedEvent, parse_address

LINE = b"!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24"
"""A sentence that is often quoted, from the documentation of AIS decoders."""


def free_port(kind: int) -> int:
    with closing(socket.socket(socket.AF_INET, kind)) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as made:
        made.settimeout(5)
        yield made


def tcp_feed(server: socket.socket, **options: float) -> Feed:
    address = parse_address(f"tcp://127.0.0.1:{server.getsockname()[1]}")
    return Feed(address, time.time, chance=lambda: 0.999, **options)  # type: ignore[arg-type]


def until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not done():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.005)


def taken(feed: Feed, count: int) -> list[bytes]:
    found: list[bytes] = []
    until(lambda: bool(found.extend(line for _, line in feed.take(0.05))) or len(found) >= count)
    return found


def test_lines_cross_packets_and_come_with_their_time(server: socket.socket) -> None:
    with tcp_feed(server) as feed:
        caller, _ = server.accept()
        with caller:
            before = time.time()
            caller.sendall(LINE + b"\r\n" + LINE[:10])
            first = feed.take(5)
            caller.sendall(LINE[10:] + b"\n\n")
            assert taken(feed, 1) == [LINE]
        assert [line for _, line in first] == [LINE]
        assert before <= first[0][0] <= time.time()
        assert feed.state.lines == 2
        assert feed.state.last_s >= before


def test_a_feed_that_drops_is_called_again_and_each_attempt_is_told(server: socket.socket) -> None:
    with tcp_feed(server) as feed:
        caller, _ = server.accept()
        caller.sendall(LINE + b"\n" + LINE[:20])  # cut off in the middle of a line
        caller.close()
        again, _ = server.accept()  # a second later, shortened by chance to half of it
        with again:
            again.sendall(LINE)  # whole without its end
            again.shutdown(socket.SHUT_WR)
            assert taken(feed, 2) == [LINE, LINE]
            state = feed.state
        assert (state.connects, state.cut_off) == (2, 1)
        told = feed.events()
        assert [each.what for each in told][:3] == ["connected", "lost", "connected"]
        assert told[1].wait_s == pytest.approx(0.5, abs=0.01)


def test_nobody_there_is_told_with_growing_waits() -> None:
    address = parse_address(f"tcp://127.0.0.1:{free_port(socket.SOCK_STREAM)}")
    told: list[FeedEvent] = []
    with Feed(address, time.time, chance=lambda: 0.999) as feed:
        until(lambda: bool(told.extend(feed.events())) or len(told) >= 2)
        assert feed.state.attempts == 2
        assert not feed.state.connected
    assert [round(each.wait_s, 1) for each in told[:2]] == [0.5, 1.0]
    assert told[0].what == "failed"
    assert "refused" in told[0].why


def test_a_sender_that_never_ends_a_line_is_let_go(server: socket.socket) -> None:
    told: list[FeedEvent] = []
    with tcp_feed(server, silent_s=0.3) as feed:
        caller, _ = server.accept()
        with caller:
            with suppress(OSError):  # it hangs up while we go on
                for _ in range(12):
                    caller.sendall(b"!")
                    time.sleep(0.05)
            until(lambda: bool(told.extend(feed.events())) or len(told) >= 2)
    assert [each.what for each in told] == ["connected", "silent"]


def test_datagrams_of_every_kind() -> None:
    port = free_port(socket.SOCK_DGRAM)
    with (
        Feed(parse_address(f"udp://127.0.0.1:{port}"), time.time) as feed,
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender,
    ):
        for data in (
            LINE,
            LINE + b"\r\n" + LINE + b"\r\n",
            b"x" * 65_000,  # one giant, no line in it
            b"\xff\x00\n" * 3,
            b"",
            LINE[:12],
            LINE,
        ):
            sender.sendto(data, ("127.0.0.1", port))
        found = taken(feed, 7)
        assert found == [LINE, LINE, LINE, *[b"\xff\x00"] * 3, LINE]
        assert (feed.state.too_long, feed.state.cut_off) == (1, 1)
        with pytest.raises(LastknownError, match="cannot be received: address already in use"):
            Feed(feed.address, time.time).start()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_datagrams_that_the_system_lets_go_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lastknown.exchange.aisfeed._BUFFER", 1)  # it grants its least
    address = parse_address(f"udp://127.0.0.1:{free_port(socket.SOCK_DGRAM)}")
    feed, sent = Feed(address, time.time), 0
    with (
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender,
        monkeypatch.context() as late,
    ):
        late.setattr(feed._thread, "start", lambda: None)
        feed.start()  # it receives, and nobody reads yet
        for _ in range(500):
            sent += bool(sender.sendto(LINE, (address.host, address.port)))
        late.undo()
        feed._thread.start()
        until(lambda: feed.state.lines > 0)
        for _ in range(20):  # each tells what was let go before it
            time.sleep(0.02)
            sent += bool(sender.sendto(LINE, (address.host, address.port)))
        until(lambda: feed.state.lines + feed.state.overrun == sent)
        assert feed.state.overrun > 0
        feed.stop()


def test_a_flood_that_nobody_takes_is_bounded_and_counted(server: socket.socket) -> None:
    with tcp_feed(server, lines_max=100) as feed:
        caller, _ = server.accept()
        with caller:
            caller.sendall(b"".join(b"%d\n" % number for number in range(1000)))
            until(lambda: feed.state.lines == 1000)
        assert [line for _, line in feed.take(0)] == [b"%d" % number for number in range(900, 1000)]
        assert feed.state.overrun == 900


def test_a_flood_of_datagrams_is_bounded_and_counted() -> None:
    port = free_port(socket.SOCK_DGRAM)
    with (
        Feed(parse_address(f"udp://127.0.0.1:{port}"), time.time, lines_max=100) as feed,
        closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sender,
    ):
        for first in range(0, 1000, 250):
            data = b"".join(b"%d\n" % number for number in range(first, first + 250))
            sender.sendto(data, ("127.0.0.1", port))
        until(lambda: feed.state.lines == 1000)
        assert [line for _, line in feed.take(0)] == [b"%d" % number for number in range(900, 1000)]
        assert feed.state.overrun == 900


def test_standard_input_is_read_to_its_end() -> None:
    code = (
        "import time; from lastknown.exchange.aisfeed import *\n"
        "with Feed(parse_address('-'), time.time, lines_max=1000) as feed:\n"
        "    n = 0\n"
        "    while not feed.state.ended or n < feed.state.lines: n += len(feed.take(0.1))\n"
        "print(n, feed.state.overrun, feed.state.ended, [e.what for e in feed.events()])"
    )
    data = (LINE + b"\n") * 4999 + LINE
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, timeout=20)
    assert done.stdout.decode().strip() == "5000 0 True ['ended']", done.stderr.decode()


def test_stopping_does_not_wait_for_the_other_side(server: socket.socket) -> None:
    feed = tcp_feed(server)
    feed.start()
    begun = time.monotonic()
    feed.stop()
    assert time.monotonic() - begun < 2
    assert not [each for each in threading.enumerate() if each.name == "ais-feed"]
    assert feed.state.ended


@pytest.mark.parametrize(
    "text",
    ["", "host:1", "http://host:1", "tcp://host", "tcp://host:0", "udp://h:70000", "tcp://u@h:1"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(LastknownError, match="is no feed; write tcp://host:port"):
        parse_address(text)


def test_addresses_are_read_and_written() -> None:
    for text in ("tcp://ais.example:5631", "udp://0.0.0.0:10110", "udp://[::1]:10110", "-"):
        assert str(parse_address(text)) == text


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=6))
def test_where_bytes_are_cut_changes_no_line(data: bytes, cuts: list[int]) -> None:
    cutter = Cutter()
    edges = [0, *sorted(cuts), len(data)]
    found = [line for begin, end in pairwise(edges) for line in cutter.lines(data[begin:end])]
    whole = data.replace(b"\r", b"\n").split(b"\n")[:-1]
    assert found == [line for line in whole if line]


@given(st.lists(st.sampled_from([b"a" * 700, b"b\n", b"\r\n"]), max_size=12))
def test_no_line_is_longer_than_the_bound(parts: list[bytes]) -> None:
    cutter = Cutter()
    found = [line for part in parts for line in cutter.lines(part)]
    assert all(len(line) <= LONGEST for line in found)
    every = b"".join(parts).replace(b"\r", b"\n").split(b"\n")
    assert cutter.too_long == sum(len(line) > LONGEST for line in every)
