"""The command that enters into a record what a ship was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.fromrecord import Asked
from lastknown.cli.options import (
    AtOption,
    Author,
    BoatOption,
    File,
    JsonOption,
    Lang,
    LangOption,
    OverOption,
    Role,
    ShipsOption,
    SourceOption,
    WindFrom,
    WindKn,
)
from lastknown.cli.ships_risk import case_then, ships_of

if TYPE_CHECKING:
    from lastknown.desk.ships.document import RiskEntry, ShipWarning

__all__ = ["warn"]

ShipOption = Annotated[
    str, typer.Option("--ship", metavar="SHIP", help="Its name or MMSI, as in the risk list.")
]
ChannelOption = Annotated[str, typer.Option("--channel", help="On which it was told.")]
ReplyOption = Annotated[str, typer.Option("--reply-within", metavar="10min", help="Else an alarm.")]


def warn(
    file: File,
    ship: ShipOption,
    boat: BoatOption = None,
    ships: ShipsOption = None,
    channel: ChannelOption = "VHF 16",
    reply_within: ReplyOption = "10min",
    at: AtOption = None,
    over: OverOption = "6h",
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter what a ship was told of a boat, and print it."""
    from lastknown.cli.relaycall import reply_s
    from lastknown.cli.sitting import sitting
    from lastknown.desk.record import verbs
    from lastknown.desk.ships.riskwords import told_lines
    from lastknown.desk.ships.speaking import ship_words

    asked = Asked(
        boat=boat, at=at, source=tuple(source or ()), wind_kn=wind_kn, wind_from_deg=wind_from_deg
    )
    wait_s = reply_s(reply_within)
    name, entry, warning = _warning(file, ship, ships, asked, over)
    said, hers = warning["words"][lang.value], entry["ship"]
    to = f"{hers['name']} MMSI {hers['mmsi']:09d}".strip()
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        sent = verbs.warn(
            *(desk.store, desk.hand, to, said["text"]), channel=channel, boat=name,
            reply_within_s=wait_s,
        )  # fmt: skip
        desk.told([sent], [] if json else told_lines(ship_words(lang.value), hers, said))


def _warning(
    file: str, ship: str, ships: str | None, asked: Asked, over: str
) -> tuple[str, RiskEntry, ShipWarning]:
    """Return the boat's name in the record, the ship and what it is told.

    Raises
    ------
    LastknownError : it is no record, or the ship does not come near.
    """
    from lastknown.cli.cases import PREPARING
    from lastknown.cli.progress import progress
    from lastknown.errors import LastknownError
    from lastknown.times import parse_duration

    over_s = parse_duration(over, "--over").total_seconds()
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.ships.answer import around_of, drifted
        from lastknown.desk.ships.warned import asked_ship, warning_for

        case = case_then(file, asked)
        if case.record is None:
            raise LastknownError(
                f"{file} is a case file, and a warning is entered into a record; lastknown ships "
                "risk --texts prints it"
            )
        traffic = ships_of(ships, file, case)
        at_sea = drifted(case, over_s, report)
        found = around_of(at_sea, traffic, report)
        entry = asked_ship(found, ship)
        return case.record["boat"], entry, warning_for(at_sea, found, entry)
