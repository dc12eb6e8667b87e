"""Answers to case files, each reckoned once in a run of the tests; whoever has one leaves it be."""

from __future__ import annotations

from functools import cache

from lastknown.desk.casefile import parse_case
from lastknown.desk.planning import PlanAnswer, plan_case
from lastknown.desk.run import DriftAnswer, drift_case

__all__ = ["drift_of", "plan_of"]


@cache
def plan_of(text: str) -> PlanAnswer:
    """Plan the case of a text."""
    return plan_case(parse_case(text))


@cache
def drift_of(text: str) -> DriftAnswer:
    """Drift the case of a text."""
    return drift_case(parse_case(text))
