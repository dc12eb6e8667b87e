"""A Mayday Relay at one moment: who is silent, whom to ring by what, and what comes next.

The steps and their minutes are `Ladder`. They go on until somebody comes or stands by: an answer of
"cannot" stops nothing, nor does "received" alone. An entry makes a step done; the program sends
nothing itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from lastknown.case import told
from lastknown.desk.record.caseunits import kind_of, last_status
from lastknown.desk.record.limits import refuse_no_minutes
from lastknown.desk.record.relayed import Called, Measured, Relay, Whom, latest, relays_of
from lastknown.desk.record.relaynear import AROUND_NM, Near, Order, as_one, near_units, soonest
from lastknown.desk.record.standing import Standing
from lastknown.geo.position import Position

__all__ = ["STEPS", "Ladder", "RelayState", "Silent", "Step", "boat_relay", "by_channel"]
__all__ += ["is_flown", "relay_state"]

StepCode = Literal["ring", "repeat", "dsc", "centre", "mf", "navtex", "aircraft", "satellite"]
STEPS: Final[tuple[StepCode, ...]] = (
    "ring", "repeat", "dsc", "centre", "mf", "navtex", "aircraft", "satellite",
)  # fmt: skip
_SHIP_MEANS: Final[tuple[told.Means, ...]] = ("vhf", "dsc", "satellite", "owner", "centre")
_FAR_MEANS: Final[tuple[told.Means, ...]] = ("vhf", "dsc", "mf", "satellite", "owner", "centre")
_UNIT_MEANS: Final[tuple[told.Means, ...]] = ("vhf", "phone", "centre")
_NUMBERED_MEANS: Final[tuple[told.Means, ...]] = ("vhf", "dsc", "phone", "centre")


@dataclass(frozen=True)
class Ladder:
    """Minutes of silence after which each step is due. A centre sets its own.

    Attributes
    ----------
    ring : the nearest capable ship is called by name (judgement: a ship that hears a relay may
        leave the first minutes to those nearer).
    again : between two calls to one ship, each by the next means (judgement).
    repeat : between two transmissions by voice (judgement: the pace at which a DSC distress alert
        repeats itself, each 3.5 to 4.5 min).
    dsc : distress alert relay by DSC, VHF 70 (judgement: at the latest; better before the voice).
    centre : the other centre is asked to relay too (judgement).
    mf : voice on 2182 kHz after DSC on 2187.5 kHz (judgement).
    navtex : the first message, subject D (judgement; the IMO NAVTEX manual asks that it was sent on
        a distress frequency before).
    aircraft : a helicopter or aircraft is asked for, which sees and hears farther (judgement).
    satellite : SafetyNET or SafetyCast to ships in the area (judgement).

    Raises
    ------
    LastknownError : a limit is negative or no number.
    """

    ring: float = 2.0
    again: float = 3.0
    repeat: float = 4.0
    dsc: float = 5.0
    centre: float = 6.0
    mf: float = 8.0
    navtex: float = 10.0
    aircraft: float = 10.0
    satellite: float = 15.0

    def __post_init__(self) -> None:
        refuse_no_minutes(self)


@dataclass(frozen=True)
class Silent:
    """Somebody in range who has not answered.

    near : who, how far, how soon. tried : by what they were called. means : by what to call them
    next; None: every means was tried. due : when; it is due now where that lies before the moment.
    new : was not in range when the relay was made, as far as is known.
    """

    near: Near
    tried: tuple[told.Means, ...]
    means: told.Means | None
    due: datetime
    new: bool = False
    spoke: Called | None = None


@dataclass(frozen=True)
class Step:
    """A step that is due, or comes. code : of `STEPS`. at : when it is due."""

    code: StepCode
    at: datetime


@dataclass(frozen=True)
class RelayState:
    """A relay at one moment.

    Attributes
    ----------
    relay : what was entered. at : the moment. in_range : how many were held to be in range when it
        was made; None: nobody worked it out. since : how many came into range since; None: it is
        not known who was then.
    silent : who has not answered, the one to call first at the front.
    steps : what is due or comes, in time order; empty where it is taken up, or over.
    unanswered : nobody took it up and its time for an answer is over: an alarm.
    measured : from where distances are counted; None: nobody knows where the boat is.
    shared : MMSI that more than one near now send: an answer of either counts for both.
    """

    relay: Relay
    at: datetime
    in_range: int | None
    since: int | None
    silent: tuple[Silent, ...]
    steps: tuple[Step, ...]
    unanswered: bool
    measured: Measured | None = None
    shared: tuple[int, ...] = ()

    @property
    def ring(self) -> Silent | None:
        """Whom to ring first; None where that is nobody."""
        return next((each for each in self.silent if each.means is not None), None)


def relay_state(
    relay: Relay,
    at: datetime,
    near: Sequence[Near] = (),
    *,
    ladder: Ladder | None = None,
    measured: Measured | None = None,
    flown: bool = False,
    over: bool = False,
) -> RelayState:
    """Return a relay as it stands at a moment.

    Parameters
    ----------
    relay : from `relayed.relays_of`, up to that moment. at : aware.
    near : ships and units that can be called now, with their distances now; those that were in
        range when it was made and are not among them keep the distance they had then.
    ladder : minutes of each step; None: `Ladder`. measured : as `RelayState`.
    flown : an aircraft or helicopter was tasked. over : the boat is closed.
    """
    steps = ladder or Ladder()
    ended = over or relay.ended is not None
    quiet = not ended and not relay.taken_up
    silent = () if ended else _silent(relay, at, near, steps)
    return RelayState(
        relay,
        at,
        relay.in_range,
        None if relay.ships is None else sum(_is_new(each, relay) for each in near),
        silent,
        tuple(_steps(relay, silent, steps, flown=flown)) if quiet else (),
        unanswered=quiet and relay.overdue(at) is not None,
        measured=measured,
        shared=_shared(near),
    )


def _shared(near: Iterable[Near]) -> tuple[int, ...]:
    counts = Counter(each.whom.mmsi for each in near if each.whom.mmsi is not None)
    return tuple(sorted(mmsi for mmsi, count in counts.items() if count > 1))


def boat_relay(
    stands: Standing,
    boat: str,
    at: datetime,
    spot: Measured | None,
    *,
    ships: Sequence[Near] = (),
    ladder: Ladder | None = None,
    over: bool = False,
) -> RelayState | None:
    """Return the relay of a boat that is not over, else the last; None where none was made.

    Parameters
    ----------
    stands : what stands in the picture. spot : where the boat is, for a relay that does not say
        where it put it; None: not known, and the units of the record are then left out.
    ships : from AIS, with their distance now. over : the boat is closed.
    """
    relays = [each for each in relays_of(stands, at) if each.boat == boat]
    if not relays:
        return None
    last = ([each for each in relays if each.ended is None] or relays)[-1]
    spot = last.place or spot
    units = () if spot is None else near_units(stands, at, Position(spot.lon, spot.lat))
    return relay_state(
        *(last, at, as_one(units, ships)),
        ladder=ladder, measured=spot, flown=is_flown(stands, boat, at), over=over,
    )  # fmt: skip


def is_flown(stands: Standing, boat: str, at: datetime) -> bool:
    """Return whether a helicopter or aircraft is tasked for a boat, or for none by name."""
    return any(
        body.status in ("tasked", "on_scene")
        and body.boat in (None, boat)
        and entry.happened.at <= at
        and (kind_of(body.type) or kind_of(body.unit)) in ("helicopter", "aircraft")
        for entry, body in last_status(stands)
    )


def by_channel(channel: str) -> StepCode:
    """Return which step a transmission on a channel is: ``repeat`` for voice on VHF.

    DSC on 2187.5 kHz is of MF: it calls nobody who listens on VHF 70 alone.
    """
    words = channel.casefold().replace(".", "").replace(" ", "")
    if "navtex" in words or "518" in words or "490" in words:
        return "navtex"
    if any(sign in words for sign in ("safety", "inmarsat", "iridium", "satellite", "egc")):
        return "satellite"
    if any(sign in words for sign in ("2182", "2187")) or words.startswith("mf"):
        return "mf"
    return "dsc" if "dsc" in words or "asn" in words or "70" in words else "repeat"


def _steps(
    relay: Relay, silent: Sequence[Silent], ladder: Ladder, *, flown: bool
) -> Iterable[Step]:
    """Return what is due or comes, in time order."""
    since = relay.silent_since
    sent = [(by_channel(each.channel), each.at) for each in relay.sent if each.whom != "one"]
    last = max((when for code, when in sent if code == "repeat"), default=since)
    done = {code for code, _ in sent}
    done |= {"aircraft"} if flown else set()
    if _stations(relay) > 1 or any(each.means == "centre" for each in relay.called):
        done.add("centre")
    found = [Step("repeat", max(last, since) + _minutes(ladder.repeat))]
    rings = [each.due for each in silent if each.means is not None]
    found += [Step("ring", min(rings))] if rings else []
    for code in STEPS[2:]:
        if code not in done:
            found.append(Step(code, since + _minutes(getattr(ladder, code))))
    return sorted(found, key=lambda step: (step.at, STEPS.index(step.code)))


def _stations(relay: Relay) -> int:
    """Return how many relayed; a centre whose station cannot be read is the one that can."""
    named = {each.centre: each.by for each in relay.sent if each.by != each.centre}
    return len({named.get(each.by, each.by) for each in relay.sent})


def _silent(relay: Relay, at: datetime, near: Sequence[Near], ladder: Ladder) -> tuple[Silent, ...]:
    """Return who can be called and has not answered: able ones first, then by their time."""
    there = [*near, *_then(relay, near, at)]
    answered = [answer.who for answer in latest(relay.answers)]
    quiet = [
        each for each in there if not each.flies and not any(each.whom.is_(who) for who in answered)
    ]
    every = [_called(each, relay, ladder) for each in quiet]
    return tuple(sorted(every, key=lambda each: _rank(each, at)))


def _rank(each: Silent, at: datetime) -> tuple[bool, bool, Order]:
    """Return the order of calls: whom to call now, who was heard, can take up, is there soonest."""
    later = each.due > at and bool(each.tried)
    return each.means is None, later, soonest(each.near)


def _is_new(near: Near, relay: Relay) -> bool:
    """Return whether somebody in range was not so when the relay was made; units far off are not
    in range."""
    if relay.ships is None or near.flies or (near.unit and near.distance_nm > AROUND_NM):
        return False
    return not any(Whom(ship.name, ship.mmsi).is_(near.whom) for ship in relay.ships)


def _then(relay: Relay, near: Sequence[Near], at: datetime) -> list[Near]:
    """Return who was in range when the relay was made and is not among those near now.

    All of it is of the last transmission whose list has it: so old at least is a ship's position.
    """
    kept = []
    for ship, listed in relay.listed or ():
        since_min = (at - listed).total_seconds() / 60.0
        whom = Whom(ship.name, ship.mmsi)
        if not any(whom.is_(each.whom) for each in near):
            unit = ship.mmsi is None
            kept.append(
                Near(
                    whom, ship.type or "", ship.distance_nm, ship.minutes,
                    unit=unit, doubtful=bool(ship.doubtful),
                    heard_min=None if unit else since_min + (ship.heard_min or 0.0),
                    then=listed,
                )
            )  # fmt: skip
    return kept


def _called(near: Near, relay: Relay, ladder: Ladder) -> Silent:
    calls: list[Called] = [each for each in relay.called if each.who.is_(near.whom)]
    tried = tuple(dict.fromkeys(each.means for each in calls))
    ways = _FAR_MEANS if near.doubtful else _SHIP_MEANS
    if near.unit:
        ways = _UNIT_MEANS if near.whom.mmsi is None else _NUMBERED_MEANS
    means = next((way for way in ways if way not in tried), None)
    if calls and calls[-1].answered:
        means = calls[-1].means
    spoke = next((each for each in reversed(calls) if each.answered), None)
    due = relay.silent_since + _minutes(ladder.ring)
    if calls:
        due = max(due, max(each.at for each in calls) + _minutes(ladder.again))
    return Silent(near, tried, means, due, _is_new(near, relay), spoke)


def _minutes(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)
