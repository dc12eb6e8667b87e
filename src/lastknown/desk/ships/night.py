"""Ships of a record's night: how they were heard, whom they may run over, who was warned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from lastknown.case.picture import Picture
from lastknown.case.sections import BoatState
from lastknown.case.told import WarningAcknowledged, WarningSent
from lastknown.desk._figures import time_text
from lastknown.desk._shipsbrief import ship_rows
from lastknown.desk._shipsentries import BoatShips, HeardEntry, NightShips, WarnedEntry
from lastknown.desk.record.mixture import mixture_of
from lastknown.desk.record.picturing import Weather
from lastknown.desk.record.tocase import SOURCES, Given, made_of
from lastknown.desk.ships.beside import ships_entry
from lastknown.desk.ships.fixes import fixes_of
from lastknown.desk.ships.heard import STALE_MIN, Traffic, fit_entry, none_heard, timeless_of
from lastknown.desk.ships.heardwords import heard_lines
from lastknown.desk.ships.speaking import ship_words
from lastknown.errors import LastknownError
from lastknown.ships.columns import is_simulated, no_positions
from lastknown.ships.tracks import EARLIEST_S
from lastknown.times import show_time, to_seconds
from lastknown.units import MINUTE

__all__ = ["NightShips", "night_ships", "night_words"]

PARTICLES = 1000
"""Of each boat here: a chance to some 10 %; `lastknown ships risk` runs thousands."""


def night_ships(
    seen: Picture, at: datetime, traffic: Traffic | None, weather: Weather, *, boats: bool
) -> NightShips:
    """Return what a record's picture says of ships.

    Parameters
    ----------
    seen : the picture. at : its moment. traffic : what was heard; what came later is left out;
        None: nothing. weather : what goes with the record. boats : whether to say whom they may run
        over.
    """
    traffic = traffic or Traffic(no_positions())
    still = [state for state in seen.boats if state.open] if boats else []
    return {
        "heard": _heard(traffic, to_seconds(at)),
        "boats": [_around(seen, state, at, traffic, weather) for state in still],
        "warned": [*_warned(seen)],
    }


def _heard(traffic: Traffic, at_s: float) -> HeardEntry:
    """Return how good the picture is at a glance: no track is made."""
    time_s = traffic.positions.time_s
    known = (time_s <= at_s) & (time_s >= EARLIEST_S)
    if not known.any():
        return none_heard(traffic)
    ships, row = np.unique(traffic.positions.mmsi[known], return_inverse=True)
    last = np.full(ships.size, -np.inf)
    np.maximum.at(last, row, traffic.positions.time_s[known])
    age_min = (at_s - last.max()) / MINUTE
    return {
        "ships": int(ships.size),
        "oldest": time_text(float(last.min())),
        "newest": time_text(float(last.max())),
        "age_min": round(float(age_min), 1),
        "stale": bool(age_min > STALE_MIN),
        "timeless": timeless_of(traffic),
        "simulated_ships": sum(map(is_simulated, ships.tolist())),
        **fit_entry(traffic.fits),
    }


def _around(
    seen: Picture, state: BoatState, at: datetime, traffic: Traffic, weather: Weather
) -> BoatShips:
    given = Given(
        sources=weather.sources or SOURCES,
        wind_kn=weather.wind_kn,
        wind_from_deg=weather.wind_from_deg,
        wind_sd_kn=weather.wind_sd_kn,
        water_temperature_c=weather.water_temperature_c,
        particles=PARTICLES,
    )
    try:
        by = mixture_of(seen, state.boat, at, given)
        made = made_of(
            seen, state.boat, at=at, given=given, weights=by.weights, drawn=by.drawn,
            fixes=fixes_of(traffic),
        ).case()  # fmt: skip
        entry, _ = ships_entry(made, traffic)
    except LastknownError as error:
        return {"boat": state.boat, "around": None, "why": str(error)}
    return {"boat": state.boat, "around": entry, "why": ""}


def _warned(seen: Picture) -> Iterator[WarnedEntry]:
    """Yield the warnings that went to one ship or unit, the latest first; relays are apart."""
    said = {one.entry.id: one.entry for one in seen.log}
    for state in reversed(seen.warnings):
        entry = said.get(state.warning)
        if entry is None or not isinstance(entry.body, WarningSent) or entry.body.form is not None:
            continue
        bodies = [said[each].body for each in state.acknowledged if each in said]
        yield {
            "entry": entry.id,
            "to": entry.body.to,
            "whom": entry.body.whom,
            "boat": entry.body.boat or "",
            "at": show_time(entry.happened.at),
            "answered": [
                body.by or "?" for body in bodies if isinstance(body, WarningAcknowledged)
            ],
        }


def night_words(found: NightShips, at: datetime, lang: str) -> str:
    """Return the section in words.

    Raises
    ------
    LastknownError : the language is not available.
    """
    w, moment = ship_words(lang), show_time(at)
    lines = [w.say("night.head")]
    for each in found["boats"]:
        lines.append(w.say("night.boat", boat=each["boat"]))
        around = each["around"]
        if around is None:
            lines.append("  " + w.say("night.not_known", why=each["why"]))
            continue
        rows = list(ship_rows(w, around, moment))[:-1]
        lines += [
            "  " + (w.say("night.row", label=label, value=value) if label else f"  {value}")
            for label, value in rows
        ]
    lines += [f"  {line}" for line in heard_lines(w, found["heard"], moment)]
    if found["heard"]["ships"] and not found["boats"]:
        lines.append("  " + w.say("night.ask"))
    for told in found["warned"]:
        clock = w.clock(told["at"], moment)
        key = "night.answered" if told["answered"] else "night.silent"
        key += "" if told["boat"] else "_of_none"
        by, to = ", ".join(told["answered"]), told["to"] or w.say(f"night.{told['whom'] or 'one'}")
        lines.append("  " + w.say(key, to=to, clock=clock, boat=told["boat"], by=by))
    return "\n".join(lines)
