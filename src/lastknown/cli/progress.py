"""Progress of anything over a second: a bar on a terminal, a line where there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Report", "progress"]

Report = Callable[[str, float | None], None]
"""Called with what is being done and the share that is done (0-1), None where that is unknown."""

BAR_AFTER_S = 1.0
LINE_AFTER_S = 3.0


@contextmanager
def progress() -> Iterator[Report]:
    """Yield the function that long work reports to.

    On a terminal a bar appears on stderr after a second and vanishes at the end. Elsewhere one
    line names each stage that takes more than three seconds (the first run on a machine compiles).
    """
    shown = _Bar() if sys.stderr.isatty() else _Lines()
    try:
        yield shown.report
    finally:
        shown.close()


class _Lines:
    """One line a stage, for logs."""

    def __init__(self) -> None:
        self._stage = ""
        self._timer: threading.Timer | None = None

    def report(self, stage: str, done: float | None = None) -> None:
        del done
        name = stage.partition(",")[0]
        if name != self._stage:
            self.close()
            self._stage = name
            self._timer = _later(LINE_AFTER_S, lambda: print(f"{stage} …", file=sys.stderr))

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class _Bar:
    """A bar that is not loaded before it is needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stage = "Working"
        self._done: float | None = None
        self._bar: Any = None
        self._closed = False
        self._timer = _later(BAR_AFTER_S, self._appear)

    def report(self, stage: str, done: float | None = None) -> None:
        with self._lock:
            self._stage, self._done = stage, done
            self._update()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._timer.cancel()
            if self._bar is not None:
                self._bar.stop()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._closed:
                return
            columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.add_task(self._stage, total=None)
            self._update()
            self._bar.start()

    def _update(self) -> None:
        if self._bar is not None:
            total = None if self._done is None else 1.0
            self._bar.update(0, description=self._stage, total=total, completed=self._done or 0.0)


def _later(seconds: float, act: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.daemon = True
    timer.start()
    return timer
