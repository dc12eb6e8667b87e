"""Where a feed comes from, and its bytes cut into lines: bounded, whatever is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lastknown.errors import LastknownError

__all__ = ["LONGEST", "Address", "Cutter", "parse_address"]

LONGEST: Final = 1024
"""Bytes of a line: a sentence has at most 82 (NMEA 0183), tag blocks and logs add some hundreds."""

_ADDRESS: Final = re.compile(r"(tcp|udp)://(\[[0-9A-Fa-f:.%a-z]+\]|[^\s/:\[\]@]+):(\d{1,5})/?")
_WHOLE: Final = re.compile(rb"\*[0-9A-Fa-f]{2}[^*]{0,64}\Z")


@dataclass(frozen=True)
class Address:
    """Where a feed comes from.

    Attributes
    ----------
    kind : ``tcp``: connect there; ``udp``: receive there; ``stdin``: this program's input.
    host : name or number, without brackets. port : 1-65535, 0 for stdin.
    """

    kind: Literal["tcp", "udp", "stdin"]
    host: str = ""
    port: int = 0

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return "-" if self.kind == "stdin" else f"{self.kind}://{host}:{self.port}"


def parse_address(text: str) -> Address:
    """Return the address that a text writes: ``tcp://host:port``, ``udp://0.0.0.0:port`` or ``-``.

    Raises
    ------
    LastknownError : it is none of these.
    """
    if text.strip() == "-":
        return Address("stdin")
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or not 0 < int(found[3]) < 65_536:
        raise LastknownError(
            f"address={text[:80]!r} is no feed; write tcp://host:port, udp://0.0.0.0:port, or - "
            f"for standard input"
        )
    kind: Literal["tcp", "udp"] = "tcp" if found[1] == "tcp" else "udp"
    return Address(kind, found[2].strip("[]"), int(found[3]))


class Cutter:
    """Bytes in, whole lines out; what has no end yet waits, at most `LONGEST` bytes of it.

    Attributes
    ----------
    too_long : lines that were longer than `LONGEST`; none of them comes out.
    cut_off : lines that ended without a checksum when the sender did; none comes out.
    """

    def __init__(self) -> None:
        self.too_long = 0
        self.cut_off = 0
        self._rest = b""
        self._skips = False

    def lines(self, data: bytes) -> Iterator[bytes]:
        """Yield the lines that these bytes end, without their ends; empty ones are left out."""
        *ended, rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        for line in ended:
            if self._skips or len(line) > LONGEST:
                self.too_long += not self._skips
                self._skips = False
            elif line:
                yield line
        if len(rest) > LONGEST:
            self.too_long += not self._skips
            self._skips = True
        self._rest = b"" if self._skips else rest

    def end(self) -> Iterator[bytes]:
        """Yield the last line where it is whole although it has no end; begin anew."""
        rest, self._rest, self._skips = self._rest.strip(), b"", False
        if rest and _WHOLE.search(rest):
            yield rest
        elif rest:
            self.cut_off += 1
