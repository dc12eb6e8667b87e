"""The command that ends a Mayday Relay, or lets one ship go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.options import At, Author, File, JsonOption, Lang, LangOption, Role, Why
from lastknown.cli.record_relay import BoatOption, relay_and
from lastknown.cli.sitting import Sitting, sitting
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.desk.record.relayed import Relay

__all__ = ["stand_down"]


def stand_down(
    file: File,
    who: Annotated[str, typer.Argument(metavar="[WHO]", help="One ship; or --all.")] = "",
    boat: BoatOption = None,
    every: Annotated[bool, typer.Option("--all", help="The relay is over for all.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="The relay was wrong.")] = False,
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter that a Mayday Relay is over, or one ship let go."""
    from lastknown.desk.record import relaying

    how = "cancelled" if cancel else "stood_down"
    _refuse_both(who, every=every, cancel=cancel)
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        found = relaying.open_relay(desk.seen, boat)
        if who:
            whom = relay_and(desk, file, boat, who)[1]
            desk.told([relaying.end_relay(desk.store, desk.hand, found, how, whom, why)])
            return
        missing = relaying.still_missing(desk.seen, found, desk.hand.at or desk.hand.now)
        relaying.refuse_unexplained(found, missing, why)
        entry = relaying.end_relay(desk.store, desk.hand, found, how, None, why)
        desk.told([entry], _over_notes(desk, found, missing))


def _refuse_both(who: str, *, every: bool, cancel: bool) -> None:
    """Refuse to guess whether one ship is let go or a relay is over for all."""
    if who and (every or cancel):
        said = "--cancel" if cancel else "--all"
        raise LastknownError(f"{said} ends a relay for all; leave out WHO, or leave out {said}")
    if not (who or every or cancel):
        raise LastknownError(
            "who is let go? Give the ship as WHO, or --all where the relay is over for all"
        )


def _over_notes(desk: Sitting, found: Relay, missing: int | None) -> list[str]:
    """Return what is still to be known when a centre's relay is over for all."""
    from lastknown.desk.record.relaying import still_sent

    others = still_sent(found, desk.own)
    notes = [desk.words.say("relay.stands", centres=", ".join(others))] if others else []
    if others:  # their relay stands, and so does its alarm
        return notes
    if missing:
        notes.append(desk.words.say("relay.still_missing", boat=found.boat, count=missing))
    elif missing is not None and found.boat:
        notes.append(desk.words.say("relay.still_open", boat=found.boat))
    return notes
