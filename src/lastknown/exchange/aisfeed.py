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
    what: Literal["connected", "listening", "failed", "lost", "silent", "ended"]
    why: str = ""
    wait_s: float = 0.0


@dataclass(frozen=True)
class FeedState:
    """How a feed is.

    Attributes
    ----------
    connected : there is a connection, or a socket that receives. ended : nothing more will come.
    lines : whole lines so far. overrun : of these, lost because nobody took them in time.
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
        self._clock, self._silent_s, self._chance = clock, silent_s, chance
        self._lines: deque[tuple[float, bytes]] = deque(maxlen=lines_max)
        self._events: deque[FeedEvent] = deque(maxlen=1000)
        self._state = FeedState()
        self._cutter = Cutter()
        self._stop = threading.Event()
        self._some = threading.Event()
        self._lock = threading.Lock()
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
        self._stop.set()
        self._thread.join(1.0)

    def take(self, wait_s: float) -> list[tuple[float, bytes]]:
        """Return the lines since the last take with their time of receipt, oldest first.

        Parameters
        ----------
        wait_s : how long to wait for the first one, s.
        """
        self._some.wait(wait_s)
        with self._lock:
            lines = [*self._lines]
            self._lines.clear()
            if not self._state.ended:
                self._some.clear()
        return lines

    def events(self) -> list[FeedEvent]:
        """Return what happened since the last call, oldest first."""
        with self._lock:
            events = [*self._events]
            self._events.clear()
        return events

    @property
    def state(self) -> FeedState:
        """How the feed is now."""
        cutter = self._cutter
        return replace(self._state, too_long=cutter.too_long, cut_off=cutter.cut_off)

    def _run(self) -> None:
        work = {"tcp": self._call, "udp": self._receive, "stdin": self._read}[self.address.kind]
        try:
            work()
        finally:
            self._set(connected=False, ended=True)
            self._some.set()

    def _set(self, **changed: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changed)  # type: ignore[arg-type]

    def _happened(self, what: str, why: str = "", wait_s: float = 0.0) -> None:
        with self._lock:
            event = FeedEvent(self._clock(), what, why, wait_s)  # type: ignore[arg-type]
            self._events.append(event)

    def _got(self, lines: list[bytes]) -> None:
        if not lines:
            return
        now_s = self._clock()
        with self._lock:
            room = (self._lines.maxlen or 0) - len(self._lines)
            self._lines.extend((now_s, line) for line in lines)
            self._state = replace(
                self._state,
                lines=self._state.lines + len(lines),
                overrun=self._state.overrun + max(0, len(lines) - room),
                last_s=now_s,
                attempts=0,
            )
        self._some.set()

    def _call(self) -> None:
        """Connect, read until it ends, wait, and again."""
        wait_s = _FIRST_WAIT_S
        while not self._stop.is_set():
            before = self._state.lines
            what, why = self._one_call()
            if self._stop.is_set():
                return
            wait_s = _FIRST_WAIT_S if self._state.lines > before else wait_s
            pause_s = wait_s * (1.0 - 0.5 * self._chance())
            self._set(connected=False, attempts=self._state.attempts + 1)
            self._happened(what, why, pause_s)
            self._stop.wait(pause_s)
            wait_s = min(2.0 * wait_s, _LONGEST_WAIT_S)

    def _one_call(self) -> tuple[str, str]:
        """Return why a call ended, in one of FeedEvent's words and the system's."""
        try:
            connection = socket.create_connection(
                (self.address.host, self.address.port), timeout=_CONNECT_S
            )
        except (OSError, UnicodeError) as error:
            return "failed", _words(error)
        with connection:
            self._set(connected=True, connects=self._state.connects + 1)
            self._happened("connected")
            try:
                ended = self._listen_to(connection)
            except OSError as error:
                ended = "lost", _words(error)
            self._got([*self._cutter.end()])
            return ended

    def _listen_to(self, connection: socket.socket) -> tuple[str, str]:
        connection.settimeout(_POLL_S)
        last_s = self._clock()
        while not self._stop.is_set():
            try:
                data = connection.recv(1 << 16)
            except TimeoutError:
                data = None
            if data == b"":
                return "lost", ""
            lines = [*self._cutter.lines(data or b"")]
            self._got(lines)
            now_s = self._clock()
            last_s = now_s if lines else min(last_s, now_s)  # a clock may be set back
            if now_s - last_s > self._silent_s:
                return "silent", ""
        return "lost", ""

    def _receive(self) -> None:
        """Take datagrams; each begins and ends its lines."""
        listening = self._socket
        assert listening is not None
        with listening:
            listening.settimeout(_POLL_S)
            self._set(connected=True, connects=1)
            self._happened("listening")
            while not self._stop.is_set():
                try:
                    data = listening.recv(1 << 16)
                except TimeoutError:
                    continue
                except OSError:  # an answer to what was never sent: nothing that ends a listener
                    self._stop.wait(_POLL_S)
                    continue
                self._got([*self._cutter.lines(data), *self._cutter.end()])

    def _read(self) -> None:
        self._set(connected=True, connects=1)
        handle = sys.stdin.fileno()
        while not self._stop.is_set():
            try:
                ready, _, _ = select.select([handle], [], [], _POLL_S)
                data = os.read(handle, 1 << 14) if ready else None
            except OSError:
                data = b""
            if data == b"":
                break
            self._got([*self._cutter.lines(data or b"")])
            while len(self._lines) > (self._lines.maxlen or 0) // 2 and not self._stop.is_set():
                self._stop.wait(0.01)  # a file waits until it is read; nothing of it is lost
        self._got([*self._cutter.end()])
        self._happened("ended")


def _udp_socket(address: Address) -> socket.socket:
    made: socket.socket | None = None
    try:
        family, kind, proto, _, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_DGRAM
        )[0]
        made = socket.socket(family, kind, proto)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
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
