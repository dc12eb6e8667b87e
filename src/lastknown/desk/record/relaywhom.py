"""Which ship or unit a person means who says who answered a Mayday Relay, or was called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from lastknown.desk.record.naming import quoted
from lastknown.desk.record.relayed import Relay, Whom
from lastknown.desk.record.relaynear import Near
from lastknown.desk.record.wordlists import plain
from lastknown.errors import LastknownError

__all__ = ["UnknownShipError", "whom_of"]

_MMSI: Final = re.compile(r"\d{9}")
_MOST_MEANT: Final = 12
"""As many names an error proposes."""


class UnknownShipError(LastknownError):
    """Nobody of a name was held to be in range.

    public : what was given, where it is part of or near to a name in range: ships' names as AIS
    has them and units' names are of no person who was reported, so it may be repeated. A name that
    resembles none may be anybody's.
    """

    def __init__(self, text: str, public: tuple[str, ...]) -> None:
        super().__init__(text)
        self.public = public


def whom_of(
    relay: Relay, near: Sequence[Near], text: str, mmsi: int | None = None, *, new: bool = False
) -> Whom:
    """Return the ship or unit that a person named, by its name or its MMSI.

    Parameters
    ----------
    near : who can be called now. mmsi : its number, where the person gave one.
    new : take the name as it is, though nobody of that name was held to be in range.

    Raises
    ------
    UnknownShipError : it is not among those who were in range, answered or were rung.
    LastknownError : nothing was given, or two ships have that name.
    """
    said = text.strip()
    if not said:
        raise LastknownError("who was it? give the ship's or unit's name, or her MMSI")
    known = [Whom(ship.name, ship.mmsi) for ship in relay.ships or ()]
    known += [*(each.whom for each in near)]
    known += [each.who for each in relay.answers] + [each.who for each in relay.called]
    number = int(said) if _MMSI.fullmatch(said) else mmsi
    asked = Whom("" if _MMSI.fullmatch(said) else said, number)
    alike = [who for who in known if who.is_(asked)]
    if alike:
        _refuse_two(alike)
        found = alike[0]
        name = next((who.name for who in alike if who.name), said)
        first = next((who.first for who in known if who.first and who.is_(found)), "")
        return Whom(name, found.mmsi or number, first)
    if new:
        return Whom(said, number)
    raise _unknown(said, [Whom(ship.name) for ship in relay.ships or ()], near)


def _unknown(said: str, ships: Sequence[Whom], near: Sequence[Near]) -> UnknownShipError:
    """Return the error about a name, with those in range that it is part of, else the nearest."""
    names = sorted({who.name for who in [*ships, *(each.whom for each in near)] if who.name})
    asked = plain(said)
    parts = [name for name in names if asked and asked in plain(name)]
    close = get_close_matches(said.casefold(), [name.casefold() for name in names], n=_MOST_MEANT)
    meant = parts or [name for name in names if name.casefold() in close]
    hint = ""
    if meant:
        listed = ", ".join(repr(name) for name in meant[:_MOST_MEANT])
        more = f" or one of {len(meant) - _MOST_MEANT} more" if len(meant) > _MOST_MEANT else ""
        hint = f"did you mean {listed}{more}? Else "
    value = repr(said) if meant else quoted(said)
    return UnknownShipError(
        f"{value} is not among those held to be in range; {hint}add --new to enter it as it is",
        (said,) if meant else (),
    )


def _refuse_two(alike: Sequence[Whom]) -> None:
    """Refuse a name that two ships with numbers of their own have."""
    numbers = sorted({who.mmsi for who in alike if who.mmsi is not None})
    if len(numbers) > 1:
        raise LastknownError(
            f"{len(numbers)} ships are of that name: MMSI {', '.join(map(str, numbers))}; "
            "give the MMSI instead of the name"
        )
