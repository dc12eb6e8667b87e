"""The commands over a record, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

from lastknown.cli import (
    record_decide,
    record_keep,
    record_over,
    record_relay,
    record_show,
    record_tell,
    record_units,
)

__all__ = ["record"]

_COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "new": record_keep.new,
    "add": record_tell.add,
    "list": record_show.list_,
    "show": record_show.show,
    "picture": record_show.picture,
    "read": record_tell.read,
    "correct": record_tell.correct,
    "retract": record_tell.retract,
    "note": record_tell.note,
    "boat": record_decide.boat,
    "link": record_decide.link,
    "unlink": record_decide.unlink,
    "take": record_decide.take,
    "handover": record_decide.handover,
    "severity": record_decide.severity,
    "unit": record_units.unit,
    "searched": record_units.searched,
    "conditions": record_units.conditions,
    "warn": record_tell.warn,
    "acknowledge": record_tell.acknowledge,
    "relay": record_relay.relay,
    "relay-state": record_relay.relay_state,
    "answered": record_relay.answered,
    "rung": record_relay.rung,
    "stand-down": record_over.stand_down,
    "persons": record_tell.persons,
    "person": record_tell.person,
    "identify": record_tell.identify,
    "settle": record_decide.settle,
    "missing": record_decide.missing,
    "close": record_show.close,
    "reopen": record_decide.reopen,
    "join": record_keep.join,
    "export": record_keep.export,
    "import": record_keep.import_,
    "verify": record_keep.verify,
    "restore": record_keep.restore,
    "purge": record_keep.purge,
    "legal-hold": record_keep.legal_hold,
    "retention": record_keep.retention,
}

record = typer.Typer(
    help="The record of a night: what came in, which boat it was, who holds it.",
    rich_markup_mode=None,
)
for _name, _command in _COMMANDS.items():
    record.command(_name)(_command)
