"""Which report belongs to which boat: a Bayesian association that never merges silently.

The names below are loaded when they are first used, so that importing the room costs nothing.
`associate` takes reports and gives an `Association`; `why` takes one of its pairs apart.
"""

from __future__ import annotations

from importlib import import_module as _import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lastknown.boats.association import Association, associate
    from lastknown.boats.reach import Reach, reach_of
    from lastknown.boats.report import Decision, Identity, Report
    from lastknown.boats.weights import Setting
    from lastknown.boats.why import Why

_HOMES = {
    "Association": "lastknown.boats.association",
    "Decision": "lastknown.boats.report",
    "Identity": "lastknown.boats.report",
    "Reach": "lastknown.boats.reach",
    "Report": "lastknown.boats.report",
    "Setting": "lastknown.boats.weights",
    "Why": "lastknown.boats.why",
    "associate": "lastknown.boats.association",
    "reach_of": "lastknown.boats.reach",
}
"""The module that each public name lives in. `why.why` is reached through its module."""

__all__ = [
    "Association",
    "Decision",
    "Identity",
    "Reach",
    "Report",
    "Setting",
    "Why",
    "associate",
    "reach_of",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'lastknown.boats' has no attribute {name!r}")
    value: object = getattr(_import_module(_HOMES[name]), name)
    globals()[name] = value
    return value
