"""A record assessed for a person: over which sea, what rises by it, and what was shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.store import Store, append
from lastknown.desk.record.assess import assess
from lastknown.desk.record.document import assessment_sha256
from lastknown.desk.record.severity import rises
from lastknown.desk.record.verbs import Hand, draft_of
from lastknown.desk.record.views import Assessment
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind

__all__ = ["Weather", "append_rises", "append_shown", "look", "sea_for"]


@dataclass(frozen=True)
class Weather:
    """What the record does not hold.

    sources : of the sea; empty for the shipped pack. wind_kn, wind_from_deg : wind by hand, knots
    and the direction it comes from, degrees true. water_temperature_c : degrees C.
    """

    sources: tuple[str, ...] = ()
    wind_kn: float | None = None
    wind_from_deg: float | None = None
    water_temperature_c: float | None = None


def sea_for(weather: Weather) -> Sea:
    """Return the sea that carries the boats.

    Raises
    ------
    LastknownError : a source cannot be read, or half of a wind is given.
    """
    wind = None
    if weather.wind_kn is not None and weather.wind_from_deg is not None:
        wind = Wind(speed_kn=weather.wind_kn, from_deg=weather.wind_from_deg)
    elif weather.wind_kn is not None or weather.wind_from_deg is not None:
        raise LastknownError("wind by hand needs both --wind-kn and --wind-from-deg; add the other")
    sources = weather.sources or ("dover-strait",)
    return open_sea(*sources, wind=wind, water_temperature_c=weather.water_temperature_c)


def look(seen: Picture, at: datetime, weather: Weather, *, drift: bool = True) -> Assessment:
    """Return a picture assessed over the sea at a moment.

    Raises
    ------
    LastknownError : the sea cannot be opened.
    """
    return assess(seen, sea_for(weather), at, drift=drift)


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
    clocks = {"at": found.at, "known_at": found.known_at}
    return append(store, draft_of(hand, body | clocks))[0]
