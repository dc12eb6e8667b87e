"""When a boat's persons entered the water, and what helps them there, as the reports tell it.

The last report that shows the boat afloat is a call from it, or a sighting, that does not say that
persons are in the water. The first after it that does gives a triangle of moments between the two.
Where none does, the boat carries them until that last report, and from then on with a probability
that halves, the sooner where a report says that it takes water, loses air, or has persons in the
water (`swamping`). Only reports that are of the boat with probability of at least one
half speak here. Who is missing after a rescue that is surely of the boat was in the water by then.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lastknown.case import told
from lastknown.desk.record.associate import Weighed
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.swamping import halves_h
from lastknown.desk.record.wordlists import is_flooding, is_in_water, jackets_of
from lastknown.people.exposure import Exposure
from lastknown.people.statements import ACCOUNTS
from lastknown.times import to_seconds
from lastknown.units import HOUR

__all__ = ["WATER_SD_C", "Sign", "all_signs", "exposure_of", "signs_of"]

EARLIER_H: Final = 1.0
"""How long before the first report of persons in the water they may have entered it, where no
earlier report bounds it (judgement)."""

WATER_SD_C: Final = 1.0
"""sd of the water's temperature, degrees C (judgement)."""

_SHARES: Final = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""Moments at which the falling probability is given, in halving times."""

_FROM_ABOARD: Final = ("call", "message", "relayed_call")
_SEEN: Final = ("sighting", "launch_seen", "ais", "radar")


@dataclass(frozen=True)
class Sign:
    """What one report says of the boat's state.

    report : its id. at_s : s since 1970. p : probability that it is of the boat.
    in_water, flooding : that it says so. afloat : that it shows the boat afloat: a call from it, or
        a sighting of it.
    rescued : that it is a rescue from it.
    jackets : who wears life jackets, as `boats.Report.life_jackets`.
    """

    report: str
    at_s: float
    p: float
    in_water: bool
    flooding: bool
    afloat: bool
    jackets: str | None
    rescued: bool = False


def signs_of(signs: Sequence[Sign], weighed: Weighed, boat: str) -> tuple[Sign, ...]:
    """Return the signs with the probability that each is of a boat."""
    of = weighed.by_report(boat)
    return tuple(replace(sign, p=of[sign.report]) for sign in signs)


def all_signs(stands: Standing, weighed: Weighed) -> tuple[Sign, ...]:
    """Return what each report says of its boat's state, in time order.

    Of a rescue only that it was one: what its crew tells is of those it took up. A beacon of a
    flood shows no boat afloat: hundreds of false ones would take its persons out of the water.
    """
    kinds, apart = {each.id: each.kind for each in weighed.reports}, weighed.association.apart
    found = []
    for entry, body in said(stands, told.Report):
        if body.what == "rescue":
            at_s = to_seconds(entry.happened.at)
            found.append(Sign(entry.id, at_s, 1.0, False, False, False, None, rescued=True))
        else:
            texts = [body.condition, entry.raw]
            wet = body.what == "recovery" or any(map(is_in_water, texts))
            hull = kinds[entry.id] == "empty hull"
            shown = body.what in (*_FROM_ABOARD, *_SEEN) and entry.id not in apart
            afloat = not wet and not hull and shown
            found.append(
                Sign(
                    entry.id,
                    to_seconds(entry.happened.at),
                    1.0,
                    wet or hull,
                    any(map(is_flooding, texts)),
                    afloat,
                    jackets_of(body.life_jackets),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.at_s, each.report)))


def exposure_of(
    signs: Sequence[Sign],
    water_temperature_c: float,
    began_s: float,
    *,
    sd_c: float | None = None,
) -> Exposure:
    """Return what is known of a boat's persons in the water.

    Parameters
    ----------
    signs : from `signs_of`.
    water_temperature_c, sd_c : degrees C, and its standard deviation; None: `WATER_SD_C`.
    began_s : from when on the boat is spoken of, s since 1970, where no report tells of it.
    """
    sd_c = WATER_SD_C if sd_c is None else sd_c
    ours = [sign for sign in signs if sign.p >= (ACCOUNTS if sign.rescued else 0.5)]
    flotation = _flotation(ours)
    afloat = [sign.at_s for sign in ours if sign.afloat]
    last = afloat[-1] if afloat else -math.inf
    wet = next(
        (sign for sign in ours if (sign.in_water or sign.rescued) and sign.at_s >= last), None
    )
    if wet is not None:
        earliest = last if afloat else wet.at_s - EARLIER_H * HOUR
        return Exposure(
            earliest, wet.at_s, wet.at_s,
            water_temperature_c=water_temperature_c, water_temperature_sd_c=sd_c,
            flotation=flotation,
        )  # fmt: skip
    last = last if afloat else began_s
    failing = any(sign.flooding or sign.in_water for sign in ours)
    half_s = halves_h(floods=failing) * HOUR
    return Exposure(
        aboard=tuple((last + k * half_s, 0.5**k) for k in _SHARES),
        water_temperature_c=water_temperature_c,
        water_temperature_sd_c=sd_c,
        flotation=flotation,
    )


def _flotation(signs: Sequence[Sign]) -> str:
    """Return ``lifejacket`` or ``none`` where all that was told says so, else ``unknown``."""
    told_ = {sign.jackets for sign in signs if sign.jackets}
    if told_ == {"all"}:
        return "lifejacket"
    return "none" if told_ == {"none"} else "unknown"
