"""The one call to all ships: where the boat is now and where it drifts, and what to do.

A call to all ships is quicker than one to each, and those hear it too that send no AIS. The text is
made in English and in French, as it is sent and as it is read out. The signal before it (MAYDAY
RELAY, PAN PAN) and its own name are the centre's to add.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from lastknown.desk._figures import time_text
from lastknown.desk._planentries import LonLat
from lastknown.desk._shipsentries import CallEntry, CircleEntry
from lastknown.desk.ships.aloud import Figures, sounded
from lastknown.desk.ships.circle import circle_of
from lastknown.desk.ships.warning import CHANNEL, circle_entry
from lastknown.desk.words import Words
from lastknown.drift.cloud import Cloud
from lastknown.units import HOUR

__all__ = ["LATER_S", "call_of"]

LATER_S: Final = 3.0 * HOUR
"""How far ahead the call says where the boat drifts, s (judgement): it is made again before."""

Places = Sequence[Sequence[CircleEntry]]


def call_of(
    cloud: Cloud, boats: Sequence[str], at_s: float, until_s: float, warned: int,
    most_likely: LonLat | None = None,
) -> CallEntry | None:  # fmt: skip
    """Return the call to all ships; None where none is to be warned or no boat is at sea now.

    Parameters
    ----------
    cloud : weighted. boats : names, as in the cloud; one empty name where none is named.
    at_s, until_s : s since 1970. warned : how many ships are to be warned.
    most_likely : position at `at_s`, degrees; it is said where one boat is sought.
    """
    later_s = min(at_s + LATER_S, until_s)
    found = [[circle_of(cloud, when_s, None, boat) for when_s in (at_s, later_s)] for boat in boats]
    places = [[circle_entry(each) for each in pair if each] for pair in found if pair[0]]
    if not warned or not places:
        return None
    likely = most_likely if len(places) == 1 else None
    return {
        "ships": warned,
        "most_likely": likely,
        "circles": [circle for pair in places for circle in pair],
        "words": sounded(partial(_sentences, places, likely), time_text(at_s)),
    }


def _sentences(places: Places, likely: LonLat | None, w: Words, f: Figures) -> Iterator[str]:
    yield w.say("call.all")
    many = "_many" if len(places) > 1 else ""
    yield w.say(f"call.what{many}", count=f.digits(str(len(places))))
    if likely is not None:
        clock = f.clock(places[0][0]["time"])
        yield w.say("call.likely", position=f.position(likely), clock=clock)
    for now, *later in places:
        yield w.say(f"call.now{many}", **_figures(f, now))
        yield from (w.say("call.later", **_figures(f, each)) for each in later)
    yield w.say("call.do")
    yield w.say("call.report", channel=f.digits(CHANNEL))
    yield w.say("warning.estimate")


def _figures(f: Figures, circle: CircleEntry) -> dict[str, str]:
    return {
        "radius": f.nm(circle["radius_nm"]),
        "position": f.position(circle["position"]),
        "clock": f.clock(circle["time"]),
    }
