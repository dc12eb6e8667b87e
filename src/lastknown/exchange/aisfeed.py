"""AIS as it comes in: lines from a TCP server, from UDP or from standard input, and their age.

One thread reads and cuts lines into a bounded queue; whoever takes them decides what they say. A
TCP feed that drops is called again: after 1 s, then twice as long each time up to 60 s, each wait
shortened by up to a half at random so that many listeners do not call at once (judgement). A TCP
feed that says no whole line for `SILENT_S` counts as dropped: a sender that gives one byte a minute
is no feed.
"""

from __future__ import annotations

import os
import random
import select
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final, Literal

from lastknown.errors import LastknownError
from lastknown.exchange._feedlines import Address, Cutter, parse_address

__all__ = ["LINES_MAX", "SILENT_S", "STALE_S", "Address", "Feed", "FeedEvent", "FeedState"]
__all__ += ["parse_address"]

SILENT_S: Final = 60.0
"""After how long without a line a TCP connection is given up, s (judgement: a class A ship under
way speaks each 2 to 10 s, ITU-R M.1371-5 table 1)."""
STALE_S: Final = 60.0
"""From which age on a feed's picture is called stale, s (judgement: at 20 kn a third of a mile)."""
LINES_MAX: Final = 50_000
"""Lines that wait to be taken; beyond it the oldest go, and are counted. At most 50 MB."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0
_CONNECT_S: Final = 10.0
_POLL_S: Final = 0.2
_BUFFER: Final = 4 << 20
"""What is asked of the system for a UDP socket, bytes; it may grant less."""
_OVERFLOW: Final = 40 if sys.platform == "linux" else None
"""Linux's SO_RXQ_OVFL: each datagram comes with how many were let go since the socket was made."""

What = Literal["connected", "listening", "failed", "lost", "silent", "ended"]
Clock = Callable[[], float]
"""Returns seconds since 1970."""


@dataclass(frozen=True)
class FeedEvent:
    """Something that happened to a feed.

    Attributes
    ----------
    time_s : seconds since 1970. what : ``failed``: could not connect; ``lost``: the other side went
        away; ``silent``: it said nothing for too long; ``ended``: standard input is at its end.
    why : the system's words, may be empty. wait_s : until the next attempt, s; 0: there is none.
    """

    time_s: float
    what: What
    why: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True)
class FeedState:
    """How a feed is.

    Attributes
    ----------
    connected : there is a connection, or a socket that receives. ended : nothing more will come.
    lines : whole lines so far. overrun : lost because they came too fast: of these because nobody
        took them in time, and datagrams that the system let go before (Linux tells; others do not).
    too_long, cut_off : lines that were no lines (`Cutter`). connects : connections made so far;
        one more than reconnects. attempts : failed in a row since the last line.
    last_s : when the last line came, seconds since 1970; NaN: none has.
    """

    connected: bool = False
    ended: bool = False
    lines: int = 0
    overrun: int = 0
    too_long: int = 0
    cut_off: int = 0
    connects: int = 0
    attempts: int = 0
    last_s: float = float("nan")


class Feed:
    """A feed of lines, read by a thread of its own between `start` and `stop`; a context manager.

    Parameters
    ----------
    address : where it comes from. clock : the time of receipt, seconds since 1970.
    silent_s : after how long without a line a TCP connection is given up, s.
    lines_max : lines that wait to be taken, at most.
    chance : returns a number in [0, 1), for the waits.
    """

    def __init__(
        self,
        address: Address,
        clock: Clock,
        *,
        silent_s: float = SILENT_S,
        lines_max: int = LINES_MAX,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.address = address
        self._silent_s, self._chance = silent_s, chance
        self._inbox = _Inbox(clock, lines_max)
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="ais-feed", daemon=True)

    def __enter__(self) -> Feed:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to read.

        Raises
        ------
        LastknownError : UDP cannot be received at the address.
        """
        if self.address.kind == "udp":
            self._socket = _udp_socket(self.address)
        self._thread.start()

    def stop(self) -> None:
        """End reading; what came before can still be taken."""
        self._inbox.stop.set()
        self._thread.join(1.0)

    def take(self, wait_s: float) -> list[tuple[float, bytes]]:
        """Return the lines since the last take with their time of receipt, oldest first.

        Parameters
        ----------
        wait_s : how long to wait for the first one, s.
        """
        return self._inbox.take(wait_s)

    def events(self) -> list[FeedEvent]:
        """Return what happened since the last call, oldest first."""
        return self._inbox.take_events()

    @property
    def state(self) -> FeedState:
        """How the feed is now."""
        cutter = self._inbox.cutter
        return replace(self._inbox.state, too_long=cutter.too_long, cut_off=cutter.cut_off)

    def _run(self) -> None:
        try:
            if self._socket is not None:
                _receive(self._inbox, self._socket)
            elif self.address.kind == "tcp":
                _call(self._inbox, self.address, self._silent_s, self._chance)
            else:
                _read(self._inbox)
        finally:
            self._inbox.set(connected=False, ended=True)
            self._inbox.some.set()


class _Inbox:
    """What the thread that reads hands over: lines, events, and how the feed is."""

    def __init__(self, clock: Clock, lines_max: int) -> None:
        self.clock, self.lines_max = clock, lines_max
        self.state = FeedState()
        self.cutter = Cutter()
        self.stop = threading.Event()
        self.some = threading.Event()
        self._lines: deque[tuple[float, bytes]] = deque(maxlen=lines_max)
        self._events: deque[FeedEvent] = deque(maxlen=1000)
        self._lock = threading.Lock()

    def take(self, wait_s: float) -> list[tuple[float, bytes]]:
        self.some.wait(wait_s)
        with self._lock:
            lines = [*self._lines]
            self._lines.clear()
            if not self.state.ended:
                self.some.clear()
        return lines

    def take_events(self) -> list[FeedEvent]:
        with self._lock:
            events = [*self._events]
            self._events.clear()
        return events

    @property
    def waiting(self) -> int:
        return len(self._lines)

    def set(self, **changed: object) -> None:
        with self._lock:
            self.state = replace(self.state, **changed)  # type: ignore[arg-type]

    def happened(self, what: What, why: str = "", wait_s: float = 0.0) -> None:
        with self._lock:
            self._events.append(FeedEvent(self.clock(), what, why, wait_s))

    def let_go(self, count: int) -> None:
        if count:
            self.set(overrun=self.state.overrun + count)

    def got(self, lines: list[bytes]) -> None:
        if not lines:
            return
        now_s = self.clock()
        with self._lock:
            room = self.lines_max - len(self._lines)
            self._lines.extend((now_s, line) for line in lines)
            self.state = replace(
                self.state,
                lines=self.state.lines + len(lines),
                overrun=self.state.overrun + max(0, len(lines) - room),
                last_s=now_s,
                attempts=0,
            )
        self.some.set()


def _call(inbox: _Inbox, where: Address, silent_s: float, chance: Callable[[], float]) -> None:
    """Connect, read until it ends, wait, and again."""
    wait_s = _FIRST_WAIT_S
    while not inbox.stop.is_set():
        before = inbox.state.lines
        what, why = _one_call(inbox, where, silent_s)
        if inbox.stop.is_set():
            return
        wait_s = _FIRST_WAIT_S if inbox.state.lines > before else wait_s
        pause_s = wait_s * (1.0 - 0.5 * chance())
        inbox.set(connected=False, attempts=inbox.state.attempts + 1)
        inbox.happened(what, why, pause_s)
        inbox.stop.wait(pause_s)
        wait_s = min(2.0 * wait_s, _LONGEST_WAIT_S)


def _one_call(inbox: _Inbox, where: Address, silent_s: float) -> tuple[What, str]:
    """Return how a call ended, and why in the system's words."""
    try:
        connection = socket.create_connection((where.host, where.port), timeout=_CONNECT_S)
    except (OSError, UnicodeError) as error:
        return "failed", _words(error)
    with connection:
        inbox.set(connected=True, connects=inbox.state.connects + 1)
        inbox.happened("connected")
        ended: tuple[What, str]
        try:
            ended = _listen_to(inbox, connection, silent_s), ""
        except OSError as error:
            ended = "lost", _words(error)
        inbox.got([*inbox.cutter.end()])
        return ended


def _listen_to(inbox: _Inbox, connection: socket.socket, silent_s: float) -> What:
    connection.settimeout(_POLL_S)
    last_s = inbox.clock()
    while not inbox.stop.is_set():
        try:
            data = connection.recv(1 << 16)
        except TimeoutError:
            data = None
        if data == b"":
            return "lost"
        lines = [*inbox.cutter.lines(data or b"")]
        inbox.got(lines)
        now_s = inbox.clock()
        last_s = now_s if lines else min(last_s, now_s)  # a clock may be set back
        if now_s - last_s > silent_s:
            return "silent"
    return "lost"


def _receive(inbox: _Inbox, listening: socket.socket) -> None:
    """Take datagrams; each begins and ends its lines."""
    with listening:
        listening.settimeout(_POLL_S)
        inbox.set(connected=True, connects=1)
        inbox.happened("listening")
        before = 0
        while not inbox.stop.is_set():
            try:
                data, told, _, _ = listening.recvmsg(1 << 16, 64)
            except TimeoutError:
                continue
            except OSError:  # an answer to what was never sent: nothing that ends a listener
                inbox.stop.wait(_POLL_S)
                continue
            gone = _let_go(told, before)
            inbox.let_go((gone - before) % (1 << 32))
            before = gone
            inbox.got([*inbox.cutter.lines(data), *inbox.cutter.end()])


def _let_go(told: list[tuple[int, int, bytes]], before: int) -> int:
    """Return how many datagrams the system says it let go so far; as before where it does not."""
    for level, kind, data in told:
        if (level, kind) == (socket.SOL_SOCKET, _OVERFLOW) and len(data) >= 4:
            return int.from_bytes(data[:4], sys.byteorder)
    return before


def _read(inbox: _Inbox) -> None:
    """Read standard input to its end, no faster than it is taken: nothing of a file is lost."""
    inbox.set(connected=True, connects=1)
    handle = sys.stdin.fileno()
    while not inbox.stop.is_set():
        try:
            ready, _, _ = select.select([handle], [], [], _POLL_S)
            data = os.read(handle, 1 << 14) if ready else None
        except OSError:
            data = b""
        if data == b"":
            break
        inbox.got([*inbox.cutter.lines(data or b"")])
        while inbox.waiting > inbox.lines_max // 2 and not inbox.stop.is_set():
            inbox.stop.wait(0.01)
    inbox.got([*inbox.cutter.end()])
    inbox.happened("ended")


def _udp_socket(address: Address) -> socket.socket:
    made: socket.socket | None = None
    try:
        family, kind, proto, _, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_DGRAM
        )[0]
        made = socket.socket(family, kind, proto)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        if _OVERFLOW is not None:
            with suppress(OSError):
                made.setsockopt(socket.SOL_SOCKET, _OVERFLOW, 1)
        made.bind(where)
    except (OSError, UnicodeError) as error:
        if made is not None:
            made.close()
        raise LastknownError(
            f"{address} cannot be received: {_words(error)}; give an address of this machine, such "
            f"as udp://0.0.0.0:{address.port}, and a port that nothing else uses"
        ) from None
    return made


def _words(error: Exception) -> str:
    """Return what the system says, in one short line."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(said).split())[:120].lower()
