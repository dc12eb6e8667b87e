"""Commands about a Mayday Relay: its text, who answered, who was rung, what comes next."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.options import At, Author, File, JsonOption, Lang, LangOption, Role
from lastknown.cli.output import print_json, say
from lastknown.cli.progress import progress
from lastknown.cli.relaycall import MOST_WAIT_S, Called, reply_s
from lastknown.cli.sitting import Sitting, sitting

if TYPE_CHECKING:
    from datetime import datetime

    from lastknown.case.entries import Entry
    from lastknown.desk.record.relay import RelayState
    from lastknown.desk.record.relayed import Relay, Whom
    from lastknown.desk.record.relaying import Drafted
    from lastknown.desk.record.relaynear import Near

__all__ = ["BoatOption", "answered", "relay", "relay_and", "relay_state", "rung"]


class Channel(StrEnum):
    """By what a relay is sent."""

    vhf_16 = "vhf-16"
    dsc_70 = "dsc-70"
    mf_2182 = "mf-2182"
    dsc_2187 = "dsc-2187.5"
    navtex = "navtex"
    satellite = "satellite"


class Says(StrEnum):
    """What somebody answers."""

    received = "received"
    proceeding = "proceeding"
    standing_by = "standing_by"
    cannot = "cannot"


class Means(StrEnum):
    """By what somebody is called."""

    vhf = "vhf"
    dsc = "dsc"
    mf = "mf"
    satellite = "satellite"
    phone = "phone"
    owner = "owner"
    centre = "centre"


BoatOption = Annotated[
    str | None, typer.Option("--boat", metavar="BOAT", help="Whose; or the only one there is.")
]
ShipsOption = Annotated[
    str | None,
    typer.Option("--ships", metavar="FILE", help="AIS; or those kept beside the record."),
]
Who = Annotated[str, typer.Argument(metavar="WHO", help="Its name, or its MMSI.")]
MmsiOption = Annotated[
    int | None, typer.Option("--mmsi", min=100_000_000, max=999_999_999, help="Its nine figures.")
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="STATION", envvar="LASTKNOWN_STATION", help="As it is called on the air."
    ),
]
SignOption = Annotated[
    str | None,
    typer.Option(
        "--call-sign", metavar="SIGN", envvar="LASTKNOWN_CALL_SIGN", help="Of the station."
    ),
]
StationMmsi = Annotated[
    str | None,
    typer.Option(
        "--station-mmsi", metavar="MMSI", envvar="LASTKNOWN_STATION_MMSI", help="Nine figures."
    ),
]
ChannelOption = Annotated[Channel, typer.Option("--channel", help="By what.")]
ToOption = Annotated[
    str | None, typer.Option("--to", metavar="SHIP", help="One ship or station, not all.")
]
AntennaOption = Annotated[
    str | None, typer.Option("--antenna", metavar="POSITION", help="Of the station.")
]
HeightOption = Annotated[
    float | None,
    typer.Option("--antenna-m", min=0.1, max=3000, help="Its height above the sea, m; or 50."),
]
AsTold = Annotated[
    bool, typer.Option("--as-told", help="Only the last position as told: no drift.")
]
Spoken = Annotated[bool, typer.Option("--spoken", help="To be read aloud.")]
NavtexOption = Annotated[
    str | None, typer.Option("--navtex", metavar="LETTER", help="NAVTEX too; of its station.")
]
Send = Annotated[
    bool, typer.Option("--send", help="Enter that YOU sent it; the program sends nothing.")
]
ReplyOption = Annotated[
    str | None, typer.Option("--reply-within", metavar="5min", help="Else an alarm.")
]
EveryOption = Annotated[bool, typer.Option("--all", help="List every ship, not the first alone.")]
New = Annotated[bool, typer.Option("--new", help="It was not held to be in range: take it so.")]


def relay(
    file: File,
    boat: BoatOption = None,
    by: ByOption = None,
    call_sign: SignOption = None,
    station_mmsi: StationMmsi = None,
    channel: ChannelOption = Channel.vhf_16,
    to: ToOption = None,
    ships: ShipsOption = None,
    antenna: AntennaOption = None,
    antenna_m: HeightOption = None,
    as_told: AsTold = False,
    spoken: Spoken = False,
    navtex: NavtexOption = None,
    send: Send = False,
    reply_within: ReplyOption = None,
    every: EveryOption = False,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Write a Mayday Relay and who is in range; enter it once sent."""
    wait = reply_s(reply_within, MOST_WAIT_S)
    told = (by, call_sign, station_mmsi, channel.value, to, navtex, antenna, antenna_m)
    called = Called(*told)
    with (
        progress() as report,
        sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk,
    ):
        from lastknown.cli.record_show import LOOKING
        from lastknown.desk.record.relaying import send_relay

        report(LOOKING, None)
        drafted = _draft(desk, file, boat, called, ships, as_told=as_told)
        entries = [send_relay(desk.store, desk.hand, drafted, wait)] if send else []
        ways = {"spoken": spoken, "navtex": navtex is not None, "every": every}
        assumed = called.assumed(desk.words)
        _show_draft(desk, drafted, entries, assumed, looked=not as_told, **ways)


def _draft(
    desk: Sitting,
    file: str,
    boat: str | None,
    called: Called,
    ships: str | None,
    *,
    as_told: bool,
) -> Drafted:
    """Return the relay as it may be sent now, or at the time given. ships : a file of them."""
    from lastknown.desk.record.moments import present
    from lastknown.desk.record.picturing import Weather, look
    from lastknown.desk.record.relaying import CHANNELS, draft_relay, station_name
    from lastknown.desk.record.relaynow import picture_then
    from lastknown.desk.record.relayships import relay_ships
    from lastknown.desk.record.speaking import record_words
    from lastknown.desk.record.tocase import boat_of

    station = called.station()
    moment = desk.hand.at or present(desk.seen, desk.hand.now)
    seen = picture_then(desk.entries, moment) if desk.hand.at else desk.seen
    name = boat_of(seen, boat)
    tracks = desk.unless_lost(
        lambda: relay_ships(ships, file, moment, lambda heard: desk.poorly_heard(heard, moment))
    )
    found = look(seen, moment, Weather(), drift=not as_told)
    calling = called.calling(station_name(desk.own), moment)
    sent_on = CHANNELS[called.channel][0]
    return draft_relay(
        *((desk.words, record_words("en")), seen, found.boat(name), calling, sent_on),
        ships=tracks,
        station=station,
        navtex=called.navtex,
    )


def _show_draft(
    desk: Sitting,
    drafted: Drafted,
    written: list[Entry],
    assumed: list[str],
    *,
    looked: bool,
    **ways: bool,
) -> None:
    """Print a draft. assumed : of the antenna, in words. looked : its drift was to be reckoned.

    ways : of `draft_words`.
    """
    from lastknown.desk.record.naming import entry_name
    from lastknown.desk.record.relaydoc import draft_document, draft_words
    from lastknown.desk.record.telling import telling_of

    calling = drafted.calling
    missing = {
        "closed": not drafted.open,
        "no_likely": looked and drafted.open and drafted.facts.likely is None,
        "no_call_sign": calling.call_sign is None,
        "no_mmsi": calling.mmsi is None,
        "no_ships": not (drafted.ships or desk.lost),
    }
    boat = drafted.boat
    lacking = (key for key, lacks in missing.items() if lacks)
    notes = assumed + [desk.words.say(f"relay.{key}", boat=boat) for key in lacking]
    notes += [desk.words.say("relay.sent", entry=entry_name(each)) for each in written]
    if desk.as_json:
        print_json(draft_document(desk.seen, drafted, written, [*desk.lost, *notes]))
        return
    t = telling_of(desk.words, desk.seen, drafted.calling.at)
    print("\n".join([*desk.lost, draft_words(t, drafted, sent=bool(written), **ways), *notes]))


def relay_state(
    file: File,
    boat: BoatOption = None,
    ships: ShipsOption = None,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="TIME", help="As it was then: later events left out."),
    ] = None,
    every: EveryOption = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say who answered a Mayday Relay, and whom to ring."""
    from lastknown.desk.record.moments import present
    from lastknown.desk.record.naming import moment
    from lastknown.desk.record.relaydoc import state_document, state_words
    from lastknown.desk.record.telling import telling_of

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        now = desk.hand.now
        then = moment(at, now) if at else present(desk.seen, now)
        name = desk.boat(boat) if boat else None
        states = _states(desk, file, name, ships, then)
        t = telling_of(desk.words, desk.seen, then)
        if json:
            print_json(state_document(t, desk.seen, states, then, desk.lost))
            for line in desk.lost:
                say(line)
        else:
            print("\n".join([*desk.lost, state_words(t, states, every=every)]))


def _states(
    desk: Sitting, file: str, boat: str | None, ships: str | None, at: datetime
) -> list[RelayState]:
    from lastknown.desk.record.relaynow import relay_states
    from lastknown.desk.record.relayships import relay_ships

    tracks = desk.unless_lost(
        lambda: relay_ships(ships, file, at, lambda heard: desk.poorly_heard(heard, at))
    )
    found = relay_states(desk.entries, at, tracks, boat)
    if found and tracks is None and not desk.lost:
        desk.lost.append(desk.words.say("relay.no_ships"))
    return found


def relay_and(
    desk: Sitting,
    file: str,
    boat: str | None,
    who: str,
    mmsi: int | None = None,
    *,
    new: bool = False,
) -> tuple[Relay, Whom]:
    """Return the relay that is meant, and the ship or unit by its name or MMSI.

    Looked for are those of the record first, then the ships in range now, as relay-state has them.
    """
    from lastknown.desk.record.relaying import open_relay
    from lastknown.desk.record.relaynow import units_now
    from lastknown.desk.record.relaywhom import UnknownShipError, whom_of

    found = open_relay(desk.seen, boat)
    units = units_now(desk.seen, found, desk.hand.now)
    try:
        return found, whom_of(found, units, who, mmsi, new=new)
    except UnknownShipError:
        ships = _since(desk, file, found)
        return found, whom_of(found, [*units, *ships], who, mmsi)


def _since(desk: Sitting, file: str, relay: Relay) -> tuple[Near, ...]:
    """Return the ships in range now of those kept beside the record; none where they are lost."""
    from lastknown.desk.record.moments import present
    from lastknown.desk.record.relaynow import ships_now
    from lastknown.desk.record.relayships import relay_ships

    at = desk.hand.at or present(desk.seen, desk.hand.now)
    tracks = desk.unless_lost(lambda: relay_ships(None, file, at))
    return ships_now(desk.seen, relay, at, tracks or ())


def answered(
    file: File,
    who: Who,
    says: Annotated[Says, typer.Argument(metavar="ANSWER", help="What they do.")] = Says.received,
    boat: BoatOption = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0, max=10000, help="Until they are there.")
    ] = None,
    mmsi: MmsiOption = None,
    new: New = False,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter who answered a Mayday Relay, and what they do."""
    from lastknown.desk.record import relaying
    from lastknown.desk.record.speaking import clock_of

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        found, whom = relay_and(desk, file, boat, who, mmsi, new=new)
        before = relaying.said_before(found, whom, says.value, minutes)
        entry = relaying.answered(desk.store, desk.hand, found, whom, says.value, minutes)
        clock = clock_of(desk.words, before.at, entry.happened.at) if before else ""
        notes = [desk.words.say("relay.already", name=whom.name, clock=clock)] if before else []
        desk.told([entry], notes)


def rung(
    file: File,
    who: Who,
    means: Annotated[Means, typer.Argument(metavar="MEANS", help="vhf, dsc, mf, phone, …")],
    boat: BoatOption = None,
    heard: Annotated[bool, typer.Option("--heard", help="Somebody spoke; else no answer.")] = False,
    mmsi: MmsiOption = None,
    new: New = False,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter that a ship was called by name about a Mayday Relay."""
    from lastknown.desk.record import relaying

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        found, whom = relay_and(desk, file, boat, who, mmsi, new=new)
        entry = relaying.rung(desk.store, desk.hand, found, whom, means.value, heard=heard)
        desk.told([entry])
