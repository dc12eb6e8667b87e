"""The commands over ships, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

from lastknown.cli.ships_help import help_
from lastknown.cli.ships_import import import_
from lastknown.cli.ships_listen import listen
from lastknown.cli.ships_risk import risk
from lastknown.cli.ships_show import show
from lastknown.cli.ships_simulate import simulate
from lastknown.cli.ships_warn import warn

__all__ = ["ships"]

_COMMANDS: Final[dict[str, Callable[..., None]]] = {
    "import": import_,
    "listen": listen,
    "show": show,
    "risk": risk,
    "help": help_,
    "warn": warn,
    "simulate": simulate,
}

ships = typer.Typer(
    help="Ships by AIS: who may strike the boat, who can help, who has answered.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
for _name, _command in _COMMANDS.items():
    ships.command(_name)(_command)
