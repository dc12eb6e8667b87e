"""The JSON forms of a drafted Mayday Relay, and of the relays of a record at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.desk.record.listing import EntryDocument, entry_document
from lastknown.desk.record.relay import RelayState
from lastknown.desk.record.relayentries import NearEntry, RelayEntry, near_entry, relay_entry
from lastknown.desk.record.relayfacts import Spot
from lastknown.desk.record.relaying import Drafted
from lastknown.desk.record.relaynear import AROUND_NM, Near
from lastknown.desk.record.relaywords import lost_words, near_words, relay_lines
from lastknown.desk.record.telling import Telling
from lastknown.times import show_time

__all__ = ["FORMS", "RELAY_SCHEMA", "RELAY_STATE_SCHEMA", "RELAY_STATE_VERSION", "RELAY_VERSION"]
__all__ += ["RelayDocument", "RelayStateDocument", "draft_document", "draft_words"]
__all__ += ["state_document", "state_words"]

_MOST_NEAR: Final = 10
"""Of those in range as many are listed in words of a draft; ``--all`` lists all."""
_MOST_SILENT: Final = 30
"""Of those who have not answered likewise."""

RELAY_SCHEMA: Final = "lastknown.case-relay"
RELAY_VERSION: Final = 1
RELAY_STATE_SCHEMA: Final = "lastknown.case-relay-state"
RELAY_STATE_VERSION: Final = 1


class SpotEntry(TypedDict):
    """A position that a relay gives."""

    position: list[float]
    """[lon, lat], degrees, WGS84."""
    at: str
    radius_nm: float | None
    """Of the circle that holds 90 % of the persons, or 50 % of a told position's error; null: not
    known."""


class RelayDocument(TypedDict):
    """A Mayday Relay as it may be sent; nothing is sent by the program."""

    schema: Literal["lastknown.case-relay"]
    version: Literal[1]
    record: str | None
    boat: str
    at: str
    by: str
    call_sign: str | None
    """Of the relaying station; null: nobody said, and the text leaves it out."""
    mmsi: str | None
    """Likewise, nine figures."""
    channel: str
    to: str | None
    """One ship or station; null: all stations."""
    text: str
    spoken: str
    """The same to be read aloud."""
    navtex: str
    likely: SpotEntry | None
    """Most likely position now; null: not computed."""
    circle: SpotEntry | None
    """Holds 90 % of the persons now, as the call to all ships of ``ships risk`` has it; null: not
    computed."""
    last_known: SpotEntry | None
    near: list[NearEntry]
    """Held to be in range; whom to call first stands first."""
    beyond: list[NearEntry]
    """Within 20 NM of the boat, but out of range of who transmits, by its antenna: to be called by
    another means or another station. Empty where the antenna was not given."""
    by_line_of_sight: bool
    """Whether who is in range goes by the antenna that was given; else by 20 NM of the boat."""
    ships: bool
    """Whether ships of AIS were at hand; else only units of the record are in `near`."""
    entries: list[EntryDocument]
    """What was written with ``--send``; else empty."""
    notes: list[str]


class RelayStateDocument(TypedDict):
    """The Mayday Relays of a record at one moment."""

    schema: Literal["lastknown.case-relay-state"]
    version: Literal[1]
    record: str | None
    at: str
    relays: list[RelayEntry]
    notes: list[str]
    """What is wrong with the ships: stale, unreadable or none at hand."""


FORMS: Final[tuple[tuple[type, str, int], ...]] = (
    (RelayDocument, RELAY_SCHEMA, RELAY_VERSION),
    (RelayStateDocument, RELAY_STATE_SCHEMA, RELAY_STATE_VERSION),
)
"""Each form with the name of its schema and its version."""


def draft_document(
    seen: Picture, drafted: Drafted, entries: Iterable[Entry], notes: Iterable[str]
) -> RelayDocument:
    """Return a drafted relay as ``lastknown case relay --json`` prints it."""
    calling, facts = drafted.calling, drafted.facts
    return {
        "schema": "lastknown.case-relay",
        "version": 1,
        "record": seen.record,
        "boat": drafted.boat,
        "at": show_time(calling.at),
        "by": calling.by,
        "call_sign": calling.call_sign,
        "mmsi": calling.mmsi,
        "channel": drafted.channel,
        "to": calling.to,
        "text": drafted.text,
        "spoken": drafted.spoken,
        "navtex": drafted.navtex,
        "likely": _spot(facts.likely),
        "circle": _spot(facts.circle),
        "last_known": _spot(facts.last),
        "near": [near_entry(each) for each in drafted.near],
        "beyond": [near_entry(each) for each in drafted.beyond],
        "by_line_of_sight": drafted.sighted,
        "ships": drafted.ships,
        "entries": [entry_document(entry) for entry in entries],
        "notes": [*notes],
    }


def _spot(spot: Spot | None) -> SpotEntry | None:
    if spot is None:
        return None
    radius = None if spot.radius_nm is None else round(spot.radius_nm, 2)
    return {"position": [spot.lon, spot.lat], "at": show_time(spot.at), "radius_nm": radius}


def draft_words(
    t: Telling,
    drafted: Drafted,
    *,
    spoken: bool,
    navtex: bool,
    sent: bool = False,
    every: bool = False,
) -> str:
    """Return a drafted relay in words: its text, and who is held to be in range.

    spoken : to be read aloud. navtex : also as a NAVTEX message. sent : it was entered as sent.
    every : list all who are in range, not ten.
    """
    key = "relay.entered" if sent else "relay.draft" if drafted.open else "relay.draft_closed"
    lines = [t.w.say(key, boat=drafted.boat, clock=t.clock(drafted.calling.at)), ""]
    lines += [drafted.spoken if spoken else drafted.text, ""]
    lines += [drafted.navtex, ""] if navtex else []
    head = "relay.near" if drafted.near else "relay.near_none"
    lines += _listed(t, head, drafted.near, sighted=drafted.sighted, every=every)
    if drafted.beyond:
        lines += _listed(t, "relay.beyond", drafted.beyond, sighted=False, every=every)
    return "\n".join(lines)


def _listed(
    t: Telling, head: str, near: Sequence[Near], *, sighted: bool, every: bool
) -> Iterator[str]:
    """Yield a list under its head. sighted : say who is far from the boat, though in range."""
    count = len(near)
    most = count if every else _MOST_NEAR
    yield t.w.say(head, count=count, lost=lost_words(t, near))
    for each in near[:most]:
        yield f"  {near_words(t, each, far=sighted and each.distance_nm > AROUND_NM)}"
    if count > most:
        yield "  " + t.w.say("relay.more_all", count=count - most)


def state_document(
    t: Telling,
    seen: Picture,
    states: Sequence[RelayState],
    at: datetime,
    notes: Iterable[str] = (),
) -> RelayStateDocument:
    """Return the relays of a record as ``lastknown case relay-state --json`` prints them.

    notes : what is wrong with the ships.
    """
    return {
        "schema": "lastknown.case-relay-state",
        "version": 1,
        "record": seen.record,
        "at": show_time(at),
        "relays": [relay_entry(t, state) for state in states],
        "notes": [*notes],
    }


def state_words(t: Telling, states: Sequence[RelayState], *, every: bool = False) -> str:
    """Return the relays of a record in words. every : list all who are silent, not thirty."""
    if not states:
        return t.w.say("relay.none", clock=t.clock(t.at))
    parts = []
    for state in states:
        most = None if every else _MOST_SILENT
        words = "\n  ".join(relay_lines(t, state, most, "relay.more_all"))
        boat = state.relay.boat
        parts.append(t.w.say("relay.of", boat=boat, words=words) if boat else words)
    return "\n\n".join(parts)
