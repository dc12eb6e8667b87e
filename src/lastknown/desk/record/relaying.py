"""What people do about a Mayday Relay: draft it, enter that it was sent, who answered, was rung.

The program drafts and counts; a person sends, hears and rings, and enters it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.sections import SKEW
from lastknown.case.store import Store
from lastknown.desk.record.assess import assess
from lastknown.desk.record.naming import find_boat, quoted
from lastknown.desk.record.relaycircle import probable
from lastknown.desk.record.relayed import WAIT_S, Answer, Relay, Whom, latest, relays_of
from lastknown.desk.record.relayfacts import RelayFacts, relay_facts
from lastknown.desk.record.relaynear import (
    AROUND_NM,
    Near,
    as_one,
    entered_as,
    near_ships,
    near_units,
    soonest,
)
from lastknown.desk.record.relayships import relay_coast
from lastknown.desk.record.relaytext import Calling, navtex_text, relay_text, spoken_text
from lastknown.desk.record.standing import standing
from lastknown.desk.record.verbs import Hand, refuse_unnamed, write
from lastknown.desk.record.views import BoatView
from lastknown.desk.record.wordlists import is_everybody
from lastknown.desk.words import Words
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.times import show_time

if TYPE_CHECKING:
    from lastknown.ships.radio import Station
    from lastknown.ships.ship import Track

__all__ = ["CHANNELS", "Drafted", "answered", "draft_relay", "end_relay", "open_relay", "rung"]
__all__ += ["refuse_unexplained", "said_before", "send_relay", "station_name", "still_missing"]
__all__ += ["still_sent"]

CHANNELS: Final = {
    "vhf-16": ("VHF 16", "VHF 16"),
    "dsc-70": ("DSC 70", "VHF 16"),
    "mf-2182": ("MF 2182", "MF 2182"),
    "dsc-2187.5": ("DSC 2187.5", "MF 2182"),
    "navtex": ("NAVTEX", "VHF 16"),
    "satellite": ("SafetyNET", "VHF 16"),
}
"""By what a relay is sent: as an entry keeps it, and where answers are heard."""


@dataclass(frozen=True, eq=False)
class Drafted:
    """A relay that may be sent now.

    boat : whose. calling : who calls whom. channel : by what it goes out. facts : what is known.
    text, spoken, navtex : its words. near : who is held to be in range, who can help soonest first.
    beyond : who is within `AROUND_NM` of the boat but out of range of who transmits, as far as its
    antenna is known. ships : whether ships of AIS were at hand; without, only units of the record
    are in `near`. sighted : the antenna is known, and who is in range is by line of sight.
    open : the boat is not closed.
    """

    boat: str
    calling: Calling
    channel: str
    facts: RelayFacts
    text: str
    spoken: str
    navtex: str
    near: tuple[Near, ...]
    ships: bool
    open: bool = True
    beyond: tuple[Near, ...] = ()
    sighted: bool = False


def station_name(centre: str) -> str:
    """Return what a centre is called on the air where nobody says: its short name in capitals."""
    return centre.replace("-", " ").upper()


def draft_relay(
    words: tuple[Words, Words],
    seen: Picture,
    view: BoatView,
    calling: Calling,
    channel: str,
    *,
    ships: Sequence[Track] | None = None,
    station: Station | None = None,
    navtex: str | None = None,
) -> Drafted:
    """Return a relay of a boat as it may be sent at `calling.at`.

    Parameters
    ----------
    words : `record_words` of the language, and of English, for NAVTEX. seen : the picture that was
        assessed. view : the boat. channel : as an entry keeps it.
    ships : tracks up to that moment; None: none are at hand. station : who transmits; None: not
        known, see `relaynear.near_ships`. navtex : letter B1 of the NAVTEX station.

    Raises
    ------
    LastknownError : no position of the boat is known, or `navtex` is no letter.
    """
    now = None if view.where is None else probable(seen, view.boat, calling.at)
    facts = relay_facts(seen, view, calling.at, now)
    boat = Position(facts.spot.lon, facts.spot.lat)
    heard = near_ships(ships, calling.at, boat, station, relay_coast()) if ships else ()
    units = near_units(standing(seen), calling.at, boat, station)
    there = _in_range(heard, units, sighted=station is not None)
    return Drafted(
        view.boat,
        calling,
        channel,
        facts,
        relay_text(words[0], facts, calling),
        spoken_text(words[0], facts, calling),
        navtex_text(words[1], facts, calling, navtex),
        tuple(each for each in there if not each.beyond),
        ships is not None,
        view.open,
        tuple(each for each in there if each.beyond and each.distance_nm <= AROUND_NM),
        station is not None,
    )


def _in_range(heard: Sequence[Near], units: Sequence[Near], *, sighted: bool) -> tuple[Near, ...]:
    """Return ships and units that do not fly, whom to call first at the front; who is both stands
    once (`relaynear.as_one`). Where nobody sees who is in range, a unit far off is left out."""
    own = {each.whom.mmsi for each in heard}
    there = [
        each
        for each in as_one(units, heard)
        if not each.flies
        and (sighted or not each.unit or each.distance_nm <= AROUND_NM or each.whom.mmsi in own)
    ]
    return tuple(sorted(there, key=soonest))


def send_relay(
    store: Store, hand: Hand, drafted: Drafted, reply_within_s: float | None = None
) -> Entry:
    """Append that a person sent a relay: its text, by whom, on what, who was held to be in range.

    Parameters
    ----------
    reply_within_s : seconds after which silence is an alarm; None: `relayed.WAIT_S`.

    Raises
    ------
    LastknownError : the boat is closed, or it is said to have been sent at a time that lies ahead.
    """
    _refuse_time(hand, None)
    if not drafted.open:
        raise LastknownError(
            f"boat {drafted.boat} is closed, so nobody would follow its relay; open it again "
            "first: lastknown case reopen"
        )
    ships = entered_as(drafted.near) if drafted.ships or drafted.near else None
    to = drafted.calling.to
    return write(
        store,
        hand,
        drafted.navtex if drafted.channel == "NAVTEX" else drafted.text,
        kind="warning_sent",
        to=to or "all stations",
        whom="one" if to and not is_everybody(to) else "all",
        channel=drafted.channel,
        boat=drafted.boat,
        reply_within_s=reply_within_s or WAIT_S,
        form="mayday_relay",
        by=drafted.calling.by,
        in_range=None if ships is None else len(ships),
        ships=ships,
        position=_given(drafted.facts),
    )


def _given(facts: RelayFacts) -> dict[str, object]:
    """Return the position that a relay gives first, as an entry keeps it."""
    how = "told" if facts.likely is None else "probable"
    return {"lon": facts.spot.lon, "lat": facts.spot.lat, "at": facts.spot.at, "how": how}


def open_relay(seen: Picture, boat: str | None, at: datetime | None = None) -> Relay:
    """Return the relay that is meant: of the boat given, else the only one that is not over.

    Raises
    ------
    LastknownError : there is none, or there are several.
    """
    relays = [each for each in relays_of(standing(seen), at) if each.ended is None]
    if boat is not None:
        name = find_boat(seen, boat)
        relays = [each for each in relays if each.boat == name]
    if len(relays) == 1:
        return relays[0]
    if not relays:
        whose = f" of boat {quoted(boat)}" if boat is not None else ""
        raise LastknownError(
            f"no Mayday Relay{whose} is in the record that is not over; enter one with lastknown "
            "case relay … --send"
        )
    names = ", ".join(each.boat or "no boat" for each in relays)
    raise LastknownError(f"{len(relays)} Mayday Relays are not over ({names}); give --boat")


def answered(
    store: Store, hand: Hand, relay: Relay, who: Whom, answer: str, minutes: float | None = None
) -> Entry:
    """Append what somebody answered. minutes : until they are there; None: not said.

    Raises
    ------
    LastknownError : it is said to have been before the relay, or to lie ahead; or who cannot help
    is said to be there in so many minutes.
    """
    _refuse_time(hand, relay.sent[0].at)
    if answer == "cannot" and minutes is not None:
        raise LastknownError(
            "cannot and --minutes contradict: who cannot help is not there by then; give "
            "proceeding or standing_by, or leave --minutes out"
        )
    body = {"answer": answer, "minutes": minutes, **_named("by", who)}
    return write(store, hand, kind="warning_acknowledged", warning=relay.sent[-1].entry, **body)


def rung(
    store: Store, hand: Hand, relay: Relay, who: Whom, means: str, *, heard: bool = False
) -> Entry:
    """Append that somebody was called. means : of `case.told.Means`. heard : somebody spoke.

    Raises
    ------
    LastknownError : as `answered`.
    """
    _refuse_time(hand, relay.sent[0].at)
    body = {"means": means, "answered": heard, **_named("to", who)}
    return write(store, hand, kind="warning_rung", warning=relay.sent[-1].entry, **body)


def said_before(relay: Relay, who: Whom, answer: str, minutes: float | None) -> Answer | None:
    """Return the last answer of somebody where it was the same; None: it was not, or there is none.

    who, answer, minutes : as `answered` has them.
    """
    last = next((each for each in latest(relay.answers) if each.who.is_(who)), None)
    same = last is not None and (last.answer, last.minutes) == (answer, minutes)
    return last if same else None


def _refuse_time(hand: Hand, since: datetime | None) -> None:
    """Refuse what is said to lie ahead, or to have been before a relay: it would be looked over.

    since : when the relay was first sent. Clocks of two centres may differ by `SKEW`.
    """
    at = hand.at or hand.now
    if at > hand.now + SKEW:
        said = f"lies ahead of now ({show_time(hand.now)})"
    elif since is not None and at < since - SKEW:
        said = f"lies before the relay of {show_time(since)}"
    else:
        return
    raise LastknownError(f"at={show_time(at)} {said}; give the time at which it happened")


def _named(field: str, who: Whom) -> dict[str, object]:
    """Return who it was as an entry keeps it: sealed, and the first entry about the same one."""
    return {field: who.name, "mmsi": who.mmsi, "same": who.first or None}


def end_relay(
    store: Store, hand: Hand, relay: Relay, how: str, who: Whom | None = None, why: str = ""
) -> Entry:
    """Append that what this centre sent of a relay is over, or that one ship is let go.

    Parameters
    ----------
    how : ``stood_down`` or ``cancelled``. who : None: all. why : words, kept as raw text.

    Raises
    ------
    LastknownError : no person gave a name, this centre sent nothing of it that is not over, or as
        `answered`.
    """
    _refuse_time(hand, relay.sent[0].at)
    refuse_unnamed(hand, "to end a Mayday Relay, or let a ship go,")
    own = [sent for sent in relay.sent if sent.centre == store.keyring.centre]
    if who is None and not own:
        others = ", ".join(dict.fromkeys(sent.centre for sent in relay.sent))
        raise LastknownError(
            f"this relay was sent by {others}, which alone ends it: ask it to; to let one ship go, "
            "give its name"
        )
    body = {} if who is None else {"one": True, **_named("to", who)}
    last = (own or relay.sent)[-1].entry
    return write(store, hand, why, kind="warning_ended", warning=last, how=how, **body)


def still_missing(seen: Picture, relay: Relay, at: datetime) -> int | None:
    """Return how many persons of a relay's boat are missing (median); None: it is not open.

    Of a relay that names no boat, and of a boat whose count is not known, 0.
    """
    if relay.boat is None:
        return 0
    state = next((each for each in seen.boats if each.boat == relay.boat), None)
    if state is None or not state.open:
        return None
    return assess(seen, None, at, drift=False).boat(relay.boat).tally.missing_median


def refuse_unexplained(relay: Relay, missing: int | None, why: str) -> None:
    """Refuse to end a relay for all while its boat is open and nobody says why.

    Parameters
    ----------
    missing : from `still_missing`. why : words.

    Raises
    ------
    LastknownError : nobody says why.
    """
    if missing is None or why.strip():
        return
    whose = f"boat {relay.boat} is open" if relay.boat else "this relay names no boat"
    many = f" and about {missing} of its persons are missing" if missing else ""
    raise LastknownError(
        f"{whose}{many}: say with --why what ends its Mayday Relay for all, or give WHO to let one "
        "ship go"
    )


def still_sent(relay: Relay, own: str) -> tuple[str, ...]:
    """Return the other centres whose part of a relay stands when this one has ended its own."""
    return tuple(dict.fromkeys(sent.centre for sent in relay.sent if sent.centre != own))
