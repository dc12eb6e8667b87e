"""Who calls whom in a Mayday Relay, by what and from where, as the command line has it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lastknown.cli.sitting import place_of
from lastknown.errors import LastknownError
from lastknown.units import MINUTE

if TYPE_CHECKING:
    from datetime import datetime

    from lastknown.desk.record.relaytext import Calling
    from lastknown.desk.words import Words
    from lastknown.ships.radio import Station

__all__ = ["MOST_WAIT_S", "Called", "reply_s"]

_ANTENNA_M: Final = 50.0
"""Height of a coast station's antenna where only its position is given, m (judgement)."""
MOST_WAIT_S: Final = 60 * MINUTE
"""The longest wait for an answer to a Mayday Relay, s (judgement; `relayed.WAIT_S` is 5 min)."""
_BY_SIGHT: Final = ("vhf-16", "dsc-70")
"""What is sent on VHF, of which alone the line of sight says who is in range."""


@dataclass(frozen=True)
class Called:
    """Who calls whom, by what and from where.

    channel : as the option has it. antenna : where the station's is; None: not given. antenna_m :
    its height above the sea, m; None: not given.
    """

    by: str | None
    call_sign: str | None
    mmsi: str | None
    channel: str
    to: str | None
    navtex: str | None
    antenna: str | None
    antenna_m: float | None

    def calling(self, otherwise: str, at: datetime) -> Calling:
        """Return it; `otherwise` : what the station is called where nobody says."""
        from lastknown.desk.record.relaying import CHANNELS
        from lastknown.desk.record.relaytext import Calling

        sign = "".join((self.call_sign or "").upper().split())
        mmsi = "".join((self.mmsi or "").split())
        by = (self.by or "").strip() or otherwise
        return Calling(by, at, CHANNELS[self.channel][1], self.to, sign or None, mmsi or None)

    def station(self) -> Station | None:
        """Return who transmits on VHF; None: its antenna was not given, or it sends on no VHF.

        Raises
        ------
        LastknownError : a height was given without a position, or the position cannot be read.
        """
        from lastknown.ships.radio import Station

        if self.antenna is None:
            if self.antenna_m is not None:
                raise LastknownError(
                    f"--antenna-m={self.antenna_m:g} is the height of an antenna whose place was "
                    "not given; give --antenna POSITION too, or leave it out"
                )
            return None
        place = place_of(self.antenna, name="--antenna")
        height_m = _ANTENNA_M if self.antenna_m is None else self.antenna_m
        here = Station((place["lon"], place["lat"]), height_m)
        return here if self.channel in _BY_SIGHT else None

    def assumed(self, words: Words) -> list[str]:
        """Return what is said of an antenna: its height was assumed, or it is not used."""
        from lastknown.desk.record.relaying import CHANNELS
        from lastknown.desk.record.relaynear import AROUND_NM

        if self.antenna is None:
            return []
        if self.channel not in _BY_SIGHT:
            sent_on, limit = CHANNELS[self.channel][0], f"{AROUND_NM:g}"
            return [words.say("relay.antenna_unused", channel=sent_on, limit=limit)]
        if self.antenna_m is None:
            return [words.say("relay.antenna_assumed", height=f"{_ANTENNA_M:g}")]
        return []


def reply_s(reply_within: str | None, most_s: float = math.inf) -> float | None:
    """Return after how long silence is an alarm, s; None: not given.

    most_s : the longest that is taken, s: a longer one would keep an alarm silent.

    Raises
    ------
    LastknownError : it is no duration, none at all, or longer than `most_s`.
    """
    from lastknown.times import parse_duration

    if reply_within is None:
        return None
    wait_s = parse_duration(reply_within, "--reply-within").total_seconds()
    if wait_s <= 0.0:
        raise LastknownError(
            f"--reply-within={reply_within!r} is no time to wait; give more than 0, as 5min"
        )
    if wait_s > most_s:
        raise LastknownError(
            f"--reply-within={reply_within!r} would keep the alarm silent too long; give at most "
            f"{most_s / MINUTE:g}min"
        )
    return wait_s
