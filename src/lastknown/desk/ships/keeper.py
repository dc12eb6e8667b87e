"""What a feed brings, on its way to the disk in a thread of its own: a slow disk delays nobody."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

from lastknown.case.picture import picture
from lastknown.case.store import Store, read
from lastknown.case.traffic import Counts, ShipStore, forget_ships, keep_ships
from lastknown.errors import LastknownError
from lastknown.ships.columns import Positions, Static

__all__ = ["BATCHES_MAX", "Keeper"]

BATCHES_MAX: Final = 240
"""Batches that wait for the disk, two a second; beyond two minutes the oldest go (judgement)."""
_AGAIN_S: Final = 1.0
"""How long to wait after the disk refused, s."""
_FORGET_EACH_S: Final = 3600.0
_FORGET_SPAN_S: Final = 600.0
"""How much is removed in one transaction, so that nothing waits for it, s of what was heard."""

Batch = tuple[Positions, Sequence[Static]]


class Keeper:
    """A thread that keeps batches, in their order; what is refused is tried again.

    Parameters
    ----------
    store : open for writing. clock : seconds since 1970.
    forget_after_s : older rows are removed each hour, s; None: never.
    record : whose ships they are; while it is under a legal hold nothing is removed.

    Attributes
    ----------
    counts : what became of rows. lost : positions that were let go because the disk was too slow.
    failed : why the disk refuses; empty: it does not.
    """

    def __init__(
        self,
        store: ShipStore,
        clock: Callable[[], float],
        forget_after_s: float | None = None,
        record: Store | None = None,
    ) -> None:
        self.counts, self.lost, self.failed = Counts(), 0, ""
        self._store, self._clock, self._after_s = store, clock, forget_after_s
        self._record = record
        self._batches: deque[Batch] = deque()
        self._lock = threading.Lock()
        self._some, self._stop = threading.Event(), threading.Event()
        self._next_s = clock()
        self._thread = threading.Thread(target=self._run, name="ship-keeper", daemon=True)

    def start(self) -> None:
        """Begin to keep."""
        self._thread.start()

    def put(self, positions: Positions, statics: Sequence[Static]) -> None:
        """Hand over what was heard."""
        if not len(positions) and not statics:
            return
        with self._lock:
            self._batches.append((positions, statics))
            while len(self._batches) > BATCHES_MAX:
                self.lost += len(self._batches.popleft()[0])
        self._some.set()

    def stop(self, wait_s: float = 10.0) -> None:
        """Keep what waits, for at most `wait_s`; what is left then is counted as lost."""
        self._stop.set()
        self._some.set()
        if self._thread.is_alive():
            self._thread.join(wait_s)
        with self._lock:
            self.lost += sum(len(positions) for positions, _ in self._batches)
            self._batches.clear()

    def _run(self) -> None:
        while self._batches or not self._stop.is_set():
            self._some.wait(1.0)
            self._some.clear()
            try:
                while self._batches:
                    self._keep(self._batches[0])
                self._forget()
            except LastknownError as error:
                self.failed = str(error)
                if self._stop.wait(_AGAIN_S):
                    return
            except Exception as error:  # a fault of ours in one batch may not end the keeping
                self.failed = type(error).__name__
                self._let_go()

    def _keep(self, batch: Batch) -> None:
        self.counts += keep_ships(self._store, *batch, self._clock())
        self.failed = ""
        with self._lock:
            if self._batches and self._batches[0] is batch:
                self._batches.popleft()

    def _let_go(self) -> None:
        with self._lock:
            if self._batches:
                self.lost += len(self._batches.popleft()[0])

    def _forget(self) -> None:
        """Remove a piece of what is too old; all of it over the next seconds, then wait an hour."""
        now_s = self._clock()
        if self._after_s is None or now_s < self._next_s:
            return
        held = self._record is not None and picture(read(self._record)).legal_hold
        before_s = now_s - self._after_s
        if held or not forget_ships(self._store, before_s, span_s=_FORGET_SPAN_S):
            self._next_s = now_s + _FORGET_EACH_S
