"""The forms of the answers about ships, for `lastknown.desk.schemas`."""

from __future__ import annotations

from lastknown.desk.ships.document import (
    HELP_SCHEMA,
    HELP_VERSION,
    RISK_SCHEMA,
    RISK_VERSION,
    HelpersDocument,
    RiskDocument,
)
from lastknown.desk.ships.imported import IMPORT_SCHEMA, IMPORT_VERSION, ImportDocument
from lastknown.desk.ships.listening import LISTEN_SCHEMA, LISTEN_VERSION, ListenDocument
from lastknown.desk.ships.shown import SHOW_SCHEMA, SHOW_VERSION, ShownDocument
from lastknown.desk.ships.simulated import (
    SIMULATED_SCHEMA,
    SIMULATED_VERSION,
    SimulatedDocument,
)

__all__ = ["ship_forms"]


def ship_forms() -> tuple[tuple[type, str, int], ...]:
    """Return each form with its name and version."""
    return (
        (RiskDocument, RISK_SCHEMA, RISK_VERSION),
        (HelpersDocument, HELP_SCHEMA, HELP_VERSION),
        (ImportDocument, IMPORT_SCHEMA, IMPORT_VERSION),
        (ListenDocument, LISTEN_SCHEMA, LISTEN_VERSION),
        (ShownDocument, SHOW_SCHEMA, SHOW_VERSION),
        (SimulatedDocument, SIMULATED_SCHEMA, SIMULATED_VERSION),
    )
