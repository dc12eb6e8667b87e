"""The one command that is asked for, alone: to make all of them ready costs each of them time."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer
    from typer.models import CommandInfo

__all__ = ["narrowed"]


def narrowed(app: Typer, words: Sequence[str]) -> Typer:
    """Return the app with the command that the first words name; all of it where they name none.

    So whatever is misspelt, or asks for help, is answered by the whole app.

    Parameters
    ----------
    app : is left as it is. words : after ``lastknown``.
    """
    commands = _named(app, words)
    groups = [info for info in app.registered_groups if [info.name] == [*words[:1]]]
    if len(commands) + len(groups) != 1:
        return app
    small = copy(app)
    small.registered_commands, small.registered_groups = commands, []
    for info in groups:
        group, within = copy(info), info.typer_instance
        if within is not None and (own := _named(within, words[1:])):
            group.typer_instance = copy(within)
            group.typer_instance.registered_commands = own
        small.registered_groups.append(group)
    return small


def _named(app: Typer, words: Sequence[str]) -> list[CommandInfo]:
    """Return the command of an app that the first word names."""
    from typer.main import get_command_name

    return [
        info
        for info in app.registered_commands
        if words
        and info.callback is not None
        and words[0] == (info.name or get_command_name(info.callback.__name__))
    ]
