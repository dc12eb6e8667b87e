"""What could not be read or used, counted, and the first such lines kept."""

from __future__ import annotations

from collections import Counter
from typing import Final

from lastknown.exchange._aisread import BadLine
from lastknown.exchange._aissentence import as_text

__all__ = ["MOST_KEPT", "Tally"]

MOST_KEPT: Final = 200
"""Unreadable lines that are kept to be looked at; all are counted."""
_MOST_TEXT: Final = 200
"""Bytes of a line that are kept; a sentence has 82 characters (NMEA 0183)."""


class Tally:
    """Counts by reason: `why` of what was unreadable, `ignored` of what was read but not used."""

    def __init__(self) -> None:
        self.why: Counter[str] = Counter()
        self.ignored: Counter[str] = Counter()
        self.lines: list[BadLine] = []

    def bad(self, line: bytes, why: str, number: int) -> None:
        """Count a line that is unreadable and keep it."""
        self.why[why] += 1
        self._keep(line, why, number)

    def ignore(self, why: str, line: bytes = b"", number: int = 0) -> None:
        """Count what is not used; a line that is given is kept."""
        self.ignored[why] += 1
        if line:
            self._keep(line, why, number)

    def _keep(self, line: bytes, why: str, number: int) -> None:
        if len(self.lines) < MOST_KEPT:
            self.lines.append(BadLine(number, as_text(line[:_MOST_TEXT]), why))
