"""The forms of the answers about ships, for `lastknown.desk.schemas`."""

from __future__ import annotations

from lastknown.desk.ships.document import RISK_SCHEMA, RISK_VERSION, RiskDocument

__all__ = ["ship_forms"]


def ship_forms() -> tuple[tuple[type, str, int], ...]:
    """Return each form with its name and version."""
    return ((RiskDocument, RISK_SCHEMA, RISK_VERSION),)
