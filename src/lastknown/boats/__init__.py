"""Which report belongs to which boat: a Bayesian association that never merges silently.

The names below are loaded when they are first used, so that importing the room costs nothing.
`associate` takes reports and gives an `Association`; `why` takes one of its pairs apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lastknown.lazy import loader as _loader

if TYPE_CHECKING:
    from lastknown.boats.answer import Association
    from lastknown.boats.ask import Ask, questions
    from lastknown.boats.association import associate
    from lastknown.boats.reach import Reach, reach_of
    from lastknown.boats.report import Decision, Identity, Report
    from lastknown.boats.weights import Setting
    from lastknown.boats.why import Why

_HOMES = {
    "Ask": "lastknown.boats.ask",
    "Association": "lastknown.boats.answer",
    "Decision": "lastknown.boats.report",
    "Identity": "lastknown.boats.report",
    "Reach": "lastknown.boats.reach",
    "Report": "lastknown.boats.report",
    "Setting": "lastknown.boats.weights",
    "Why": "lastknown.boats.why",
    "associate": "lastknown.boats.association",
    "questions": "lastknown.boats.ask",
    "reach_of": "lastknown.boats.reach",
}
"""The module that each public name lives in. `why.why` is reached through its module."""

__all__ = [
    "Ask",
    "Association",
    "Decision",
    "Identity",
    "Reach",
    "Report",
    "Setting",
    "Why",
    "associate",
    "questions",
    "reach_of",
]

__getattr__ = _loader(__name__, _HOMES, globals())
