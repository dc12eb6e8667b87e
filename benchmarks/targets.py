"""How a benchmark says what was measured, what was wanted, and whether that was reached."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Judged", "at_least", "at_most", "end"]


class Judged(NamedTuple):
    """A figure against its target; as text ``lost 0 (target: at most 0) met``."""

    what: str
    measured: float
    target: str
    met: bool

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return f"{self.what} {self.measured:g} (target: {self.target}) {verdict}"


def at_most(what: str, measured: float, most: float) -> Judged:
    return Judged(what, measured, f"at most {most:g}", measured <= most)


def at_least(what: str, measured: float, least: float) -> Judged:
    return Judged(what, measured, f"at least {least:g}", measured >= least)


def end(judged: list[Judged]) -> None:
    """Exit with 1 where a target is missed, and say which."""
    missed = [each.what for each in judged if not each.met]
    if missed:
        raise SystemExit(f"MISSED: {', '.join(missed)}")
