"""The lines of a brief that are about ships: all, riskiest, nearest, how old the picture is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lastknown.desk._dealtentries import DealingsEntry
from lastknown.desk._shipsentries import HelperEntry, ShipsEntry
from lastknown.desk.document import DriftDocument, PlanDocument
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Block, Facts, Heading, Items, Row

__all__ = ["ship_lists", "ship_rows", "ships"]

_RISKY: Final = 6
"""As many as the map numbers (`ships.drawn`)."""
_ABLE: Final = 5
"""As many as `lastknown ships help` lists; the units have their own times in the plan."""


def ships(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return a heading and its lines; nothing where no ships were given, and none were called."""
    entry, dealings = document["ships"], document["dealings"]
    if entry is None and not _called(dealings):
        return []
    from lastknown.desk.ships.speaking import ship_words

    own, rows = ship_words(w.lang), list[Row]()
    if entry is not None:
        rows += ship_rows(own, entry, document["at"])
    if dealings is not None:
        from lastknown.desk.ships.alerted import dealings_rows

        rows += dealings_rows(own, dealings, document["at"])
    simulated = entry is not None and entry["simulated"]
    heading = own.say("brief.simulated" if simulated else "brief.heading")
    return [Heading(heading, "ships"), Facts(tuple(rows))]


def _called(dealings: DealingsEntry | None) -> bool:
    """Return whether anybody was warned, or has answered."""
    if dealings is None:
        return False
    sent = dealings["relay"] is not None or dealings["all_ships"] is not None
    return sent or bool(dealings["dealt"]) or dealings["unnamed"] > 0


def ship_lists(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return the riskiest ships with what to ask of each, and which can help, for the details."""
    entry, at = document["ships"], document["at"]
    if entry is None:
        return []
    from lastknown.desk.ships.aidwords import can_line, helper_line
    from lastknown.desk.ships.dealt import dealt_lines
    from lastknown.desk.ships.riskwords import risk_line, warn_line
    from lastknown.desk.ships.speaking import ship_words

    own, blocks = ship_words(w.lang), list[Block]()
    between = own.say("brief.between")
    dealt = [] if document["dealings"] is None else document["dealings"]["dealt"]
    risky = [
        between.join(filter(None, (risk_line(own, each, at), warn_line(own, each, at), *told)))
        for each in entry["risk"][:_RISKY]
        for told in [dealt_lines(own, dealt, each["ship"]["name"], each["ship"]["mmsi"], at)]
    ]
    able = [
        between.join((helper_line(own, each, at, entry["until"]), can_line(own, each, at), *told))
        for each in entry["help"]
        if each["mmsi"] is not None and each["role"] != "not asked"
        for told in [dealt_lines(own, dealt, each["name"], each["mmsi"], at)]
    ]
    for code, key, items in (
        ("ships-risk", "brief.risky", risky),
        ("ships-help", "brief.able", able[:_ABLE]),
    ):
        if items:
            blocks += [Heading(own.say(key), code), Items(tuple(items), numbered=True)]
    return blocks


def ship_rows(w: Words, entry: ShipsEntry, at: str) -> Iterator[Row]:
    """Yield the chance of all ships, the riskiest, the nearest, how old the picture is; labelled.

    Parameters
    ----------
    w : `desk.ships.speaking.ship_words`. at : the moment of the answer.
    """
    from lastknown.desk.ships.aidwords import helper_line
    from lastknown.desk.ships.heardwords import heard_lines
    from lastknown.desk.ships.riskwords import combined_lines, risk_line

    heard = bool(entry["ships"])
    risk = entry["risk"]
    if heard and risk:
        together = [*combined_lines(w, entry["combined"], at, entry["until"])]
        yield w.say("brief.all"), together[0]
        yield from (("", line) for line in together[1:])
    if risk:
        yield w.say("brief.worst"), risk_line(w, risk[0], at)
        warned = sum(each["warn"] for each in risk)
        if warned:
            yield "", w.say("brief.warn", count=warned)
    elif heard:
        yield w.say("brief.worst"), w.say("brief.no_risk", until=w.clock(entry["until"], at))
    first = _nearest(entry)
    if first is not None:
        yield w.say("brief.help"), helper_line(w, first, at, entry["until"])
    yield w.say("brief.heard"), " ".join(heard_lines(w, entry, at))


def _nearest(entry: ShipsEntry) -> HelperEntry | None:
    """Return the first ship that can take people up; else the first that can stand by."""
    ships = [each for each in entry["help"] if each["mmsi"] is not None]
    able = [each for each in ships if each["role"] == "recover"]
    return next(iter(able or [each for each in ships if each["role"] == "stand by"]), None)
