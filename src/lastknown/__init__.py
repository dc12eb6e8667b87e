"""Lastknown: where a small boat in distress is now, and where to look first.

The names below are the public face; each is loaded when it is first used, so that
``import lastknown`` itself costs next to nothing. `__init__.pyi` shows the same to type checkers.
"""

from __future__ import annotations

from importlib import import_module as _import_module

_HOMES = {
    "LastknownError": "lastknown.errors",
    "Phase": "lastknown.drift.start",
    "Position": "lastknown.geo.position",
    "Start": "lastknown.drift.start",
    "Searched": "lastknown.evidence.searched",
    "Unit": "lastknown.search.unit",
    "Wind": "lastknown.sea.wind",
    "brief": "lastknown.desk.face",
    "drift_from": "lastknown.drift.ensemble",
    "load_case": "lastknown.desk.casefile",
    "open_sea": "lastknown.sea.model",
    "plan_search": "lastknown.search.plan",
    "read_track": "lastknown.desk.tracks",
    "score": "lastknown.desk.face",
    "tasking": "lastknown.desk.face",
    "weigh": "lastknown.evidence.searched",
    "write": "lastknown.exchange.write",
}
"""The module that each public name lives in."""

__all__ = [
    "LastknownError",
    "Phase",
    "Position",
    "Searched",
    "Start",
    "Unit",
    "Wind",
    "__version__",
    "brief",
    "drift_from",
    "load_case",
    "open_sea",
    "plan_search",
    "read_track",
    "score",
    "tasking",
    "weigh",
    "write",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("lastknown")
    elif name in _HOMES:
        value = getattr(_import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'lastknown' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
