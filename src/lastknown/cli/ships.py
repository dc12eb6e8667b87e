"""The commands over ships, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

__all__ = ["ships"]

_COMMANDS: Final[dict[str, Callable[..., None]]] = {}

ships = typer.Typer(
    help="Ships by AIS: who may strike the boat, who can help, who has answered.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
for _name, _command in _COMMANDS.items():
    ships.command(_name)(_command)
