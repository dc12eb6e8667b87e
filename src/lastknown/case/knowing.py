"""What was known when, and to whom: the two clocks of a picture, and one centre's receipts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime

from lastknown.case.decided import Received
from lastknown.case.entries import Entry

__all__ = ["Knowing"]


class Knowing:
    """Which entries a picture sees.

    Parameters
    ----------
    at : what happened later is not seen. known_at : nor what was known later. Aware times, None for
        no limit.
    by : the centre whose knowledge counts; None: what anybody entered is known.
    """

    def __init__(self, at: datetime | None, known_at: datetime | None, by: str | None) -> None:
        self.at, self.known_at, self.by = at, known_at, by
        self.forget()

    def forget(self) -> None:
        """Forget all receipts."""
        self._receipts: dict[str, tuple[list[int], list[datetime]]] = {}

    def take(self, entries: Iterable[Entry]) -> bool:
        """Take in receipts, each chain in its order; return whether more is covered than before."""
        more = False
        for entry in entries:
            if entry.centre != self.by or not isinstance(entry.body, Received):
                continue
            counts, times = self._receipts.setdefault(entry.body.centre, ([], []))
            if not counts or entry.body.count > counts[-1]:
                counts.append(entry.body.count)
                times.append(entry.entered)
                more = True
        return more

    def known_from(self, entry: Entry) -> datetime | None:
        """Return from when on an entry was known; None where it never came."""
        if self.by in {None, entry.centre}:
            return entry.entered
        counts, times = self._receipts.get(entry.centre, ([], []))
        place = bisect_right(counts, entry.seq)
        return times[place] if place < len(times) else None

    def sees(self, entry: Entry) -> bool:
        """Return whether an entry is seen."""
        known_from = self.known_from(entry)
        if known_from is None or (self.at is not None and entry.happened.at > self.at):
            return False
        return self.known_at is None or known_from <= self.known_at
