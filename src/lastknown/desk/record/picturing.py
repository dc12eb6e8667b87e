"""A record assessed for a person: over which sea, what rises by it, and what was shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.store import Store, append
from lastknown.desk.record.assess import assess
from lastknown.desk.record.document import assessment_sha256
from lastknown.desk.record.severity import rises
from lastknown.desk.record.standing import standing
from lastknown.desk.record.verbs import Hand, draft_of
from lastknown.desk.record.views import Assessment
from lastknown.desk.record.weather import SHIPPED, Entered, entered_conditions, filled, not_said_by
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.source import WATER_TEMPERATURE, WIND
from lastknown.sea.wind import Wind

__all__ = ["Surroundings", "Weather", "append_rises", "append_shown", "look", "sea_for"]
__all__ += ["surroundings"]


@dataclass(frozen=True)
class Weather:
    """What goes with the record.

    sources : of the sea; empty for the shipped pack. wind_kn, wind_from_deg, wind_sd_kn : wind by
    hand, knots and the direction it comes from, degrees true, and the sd of its error.
    water_temperature_c : degrees C.
    """

    sources: tuple[str, ...] = ()
    wind_kn: float | None = None
    wind_from_deg: float | None = None
    water_temperature_c: float | None = None
    wind_sd_kn: float | None = None


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a record is assessed over.

    sea : carries the boats. given : by the command. entered : what was taken from the record.
    missing : ``wind`` and ``water`` (its temperature), where neither they nor the sources say them.
    """

    sea: Sea
    given: Weather
    entered: tuple[Entered, ...]
    missing: tuple[str, ...]


def surroundings(seen: Picture, at: datetime, weather: Weather) -> Surroundings:
    """Return the sea at a moment; what a command does not give is taken from the record.

    Raises
    ------
    LastknownError : as `sea_for`.
    """
    known = entered_conditions(standing(seen), at)
    whole, entered = filled(weather, not_said_by(weather.sources, known))
    sea = sea_for(whole)
    has = {quantity for source in sea.sources for quantity in source.quantities}
    warm = WATER_TEMPERATURE in has or sea.water_temperature_c is not None
    there = {"wind": WIND in has, "water": warm}
    missing = tuple(name for name, known_ in there.items() if not known_)
    return Surroundings(sea, weather, entered, missing)


def sea_for(weather: Weather) -> Sea:
    """Return the sea that carries the boats.

    Raises
    ------
    LastknownError : a source cannot be read, or half of a wind is given.
    """
    wind = None
    if weather.wind_kn is not None and weather.wind_from_deg is not None:
        wind = Wind(weather.wind_kn, weather.wind_from_deg)
        if weather.wind_sd_kn is not None:
            wind = replace(wind, sd_kn=weather.wind_sd_kn)
    elif weather.wind_kn is not None or weather.wind_from_deg is not None:
        raise LastknownError("wind by hand needs both --wind-kn and --wind-from-deg; add the other")
    sources = weather.sources or (SHIPPED,)
    return open_sea(*sources, wind=wind, water_temperature_c=weather.water_temperature_c)


def look(seen: Picture, at: datetime, weather: Weather, *, drift: bool = True) -> Assessment:
    """Return a picture assessed at a moment, over the sea with what was entered of it.

    Raises
    ------
    LastknownError : the sea cannot be opened.
    """
    return assess(seen, surroundings(seen, at, weather).sea, at, drift=drift)


def append_rises(store: Store, found: Assessment) -> tuple[Entry, ...]:
    """Append what the evidence raises by itself, as the machine, and return it."""
    return append(store, *rises(found))


def append_shown(store: Store, hand: Hand, found: Assessment, what: str) -> Entry:
    """Append that a person was shown an assessment: its two clocks and the hash of its bytes.

    Raises
    ------
    LastknownError : the record cannot be written, as where it was opened read-only.
    """
    body = {"kind": "shown", "to": hand.author, "what": what, "sha256": assessment_sha256(found)}
    clocks = {"at": found.at, "known_at": found.known_at, "known_by": found.known_by}
    return append(store, draft_of(hand, body | clocks))[0]
