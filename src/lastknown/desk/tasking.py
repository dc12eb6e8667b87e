"""The tasking sheet: what one crew gets over the radio, by mail or on paper.

Made from the answer document alone, as the brief is. Its order is that of a search briefing (IAMSAR
Manual vol. II, search action message: situation, area, execution, co-ordination, reports): what to
look for, and the chance that people are in the water; when, where and how to search; every turning
point; who else is near; what is known; what to report and what to do on a find. Who co-ordinates
and on which channels is left to be filled in by hand. Turning points bear the names that they have
in the GPX file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lastknown.desk import _taskfacts as facts
from lastknown.desk._overview import SHIPS, ordered
from lastknown.desk._sought import only_persons
from lastknown.desk.document import PlanDocument, StartEntry, UnitEntry
from lastknown.desk.words import Words, words
from lastknown.errors import LastknownError
from lastknown.exchange.gpx import point_name, unit_letter
from lastknown.exchange.plain import to_text
from lastknown.exchange.sheet import Block, Facts, Heading, Items, Para, Sheet, Table
from lastknown.search.unit import AIR_KINDS

if TYPE_CHECKING:
    from lastknown.exchange.chart import Chart

__all__ = ["number_of", "tasking", "tasking_page", "tasking_sheet"]

WORTH_SAYING: Final = 0.005
"""A chance below this is said without a figure: it is that of the assumptions made."""


def tasking(
    document: PlanDocument, name: str, lang: str = "en", *, ascii_only: bool = False
) -> str:
    """Return one unit's tasking sheet as text of at most 72 columns.

    Parameters
    ----------
    document : of a plan.
    name : of the unit.
    lang : ``en`` or ``fr``.
    ascii_only : ASCII alone (satellite mail) instead of ISO 8859-1.

    Raises
    ------
    LastknownError : the plan has no unit of that name, or the language is not available.
    """
    return to_text(tasking_sheet(document, number_of(document, name), lang), ascii_only=ascii_only)


def tasking_page(
    document: PlanDocument, number: int, lang: str, chart: Chart | str | None = None
) -> str:
    """Return the sheet of the unit with this number, from 0, as a page with the map inside."""
    from lastknown.exchange.page import to_html

    sheet = tasking_sheet(document, number, lang)
    return to_html(sheet, chart, words(lang).table["page"], compact=True)


def number_of(document: PlanDocument, name: str) -> int:
    """Return the number, from 0, of the unit of a name.

    Raises
    ------
    LastknownError : the plan has no such unit.
    """
    names = [unit["name"] for unit in document["units"]]
    if name not in names:
        raise LastknownError(
            f"unit={name!r} is not in the plan; give one of {', '.join(map(repr, names))}"
        )
    return names.index(name)


def tasking_sheet(document: PlanDocument, number: int, lang: str = "en") -> Sheet:
    """Return the sheet of the unit with this number, from 0, as blocks in one language."""
    w, unit = words(lang), document["units"][number]
    at = document["at"]
    moment = {"date": w.date(at), "clock": w.clock(at)}
    blocks = _task(w, document, number) if unit["launch_now"] else _stay(w, unit)
    return Sheet(
        title=w.say("tasking.title", name=unit["name"]),
        subtitle=w.say("tasking.subtitle", case=document["name"], **moment),
        lang=lang,
        blocks=tuple(blocks),
        footer=w.say(
            "head.footer_no_cell",
            software=document["software"],
            seed=document["seed"],
            particles=w.number(document["particles"]),
        ),
    )


def _stay(w: Words, unit: UnitEntry) -> list[Block]:
    """Return why a unit stays."""
    order = ordered(w, "unit", unit)
    return [Para(order, warning=True), Para(w.say(f"unit.{unit['launch_reason']}_why"))]


def _task(w: Words, document: PlanDocument, number: int) -> list[Block]:
    unit, at = document["units"][number], document["at"]
    return [
        Para(_look_for(w, document["starts"], unit, at), warning=True),
        Heading(w.say("tasking.search"), "search"),
        Facts(tuple(facts.search(w, unit, at))),
        Heading(w.say("tasking.points"), "points"),
        _points(w, unit, at, unit_letter(number)),
        Heading(w.say("tasking.others"), "others"),
        *_others(w, document, number),
        Heading(w.say("tasking.known"), "known"),
        Facts(tuple(facts.known(w, document, unit))),
        Heading(w.say("tasking.arrive"), "arrive"),
        Items(tuple(_on_arrival(w, unit)), numbered=True),
        Heading(w.say("tasking.find"), "find"),
        Items(tuple(_on_a_find(w, document["starts"])), numbered=True),
        *_of_a_ship(w, unit),
        Heading(w.say("tasking.who"), "who"),
        Facts(tuple(facts.who(w))),
    ]


def _look_for(w: Words, starts: list[StartEntry], unit: UnitEntry, at: str) -> str:
    """Return what is sought, boat by boat, and the chance that people are in the water."""
    if not starts:
        water = _water(w, "", unit, at)
        objects = w.say("tasking.object", object=w.say("tasking.object_none"), water=water)
        return w.say("tasking.look", objects=objects)
    boats = dict.fromkeys(start["boat"] for start in starts)
    told = [_boat(w, boat, [s for s in starts if s["boat"] == boat], unit, at) for boat in boats]
    objects = told[0] + "".join(w.say("tasking.and", object=each) for each in told[1:])
    named = "tasking.look_person" if only_persons(starts) else "tasking.look"
    return w.say(named, objects=objects)


def _boat(w: Words, boat: str, starts: list[StartEntry], unit: UnitEntry, at: str) -> str:
    """Return one boat in words: by its name, in its alternatives, with its own chance."""
    told = list(dict.fromkeys(_object(w, start) for start in starts))
    objects = told[0] + "".join(w.say("tasking.or", object=each) for each in told[1:])
    named = w.say("tasking.named", name=boat, object=objects) if boat else objects
    if only_persons(starts):
        return named
    return w.say("tasking.object", object=named, water=_water(w, boat, unit, at))


def _object(w: Words, start: StartEntry) -> str:
    """Return one search object in words, with the number of persons reported."""
    what, persons = start["what_name"].get(w.lang, start["what"]), start["persons"]
    if persons is None:
        return w.say("tasking.object_unknown", what=what)
    key = "tasking.object_one" if persons == 1 else "tasking.object_many"
    return w.say(key, what=what, count=w.number(persons))


def _water(w: Words, boat: str, unit: UnitEntry, at: str) -> str:
    """Return the chance that people are in the water when it arrives, and when it leaves."""
    found = [entry for entry in unit["in_the_water"] if entry["boat"] == boat]
    if not found or found[0]["at_leaving"] < WORTH_SAYING:
        return w.say("tasking.water_unknown")
    first, last = w.percent(found[0]["at_arrival"]), w.percent(found[0]["at_leaving"])
    return w.say(
        "tasking.water_one" if first == last else "tasking.water_two",
        arrive_share=first,
        leave_share=last,
        arrive=w.clock(unit["arrive"] or at, at),
        leave=w.clock(unit["leave"] or at, at),
    )


def _points(w: Words, unit: UnitEntry, at: str, letter: str) -> Table:
    """Return every turning point in order, when it is due, and where to go from it."""
    legs = unit["legs"]
    places = [legs[0]["start"], *(leg["end"] for leg in legs)]
    times = [legs[0]["start_time"], *(leg["end_time"] for leg in legs)]
    onward = [*facts.ways(w, places), ("", "")]
    rows = [
        (point_name(letter, k), w.position(place), w.clock(time, at), *way)
        for k, (place, time, way) in enumerate(zip(places, times, onward, strict=True), 1)
    ]
    names = ("point", "position", "eta", "then", "distance")
    header = tuple(w.say(f"tasking.{name}") for name in names)
    return Table(w.say("tasking.points"), header, tuple(rows), frozenset({4}))


def _others(w: Words, document: PlanDocument, number: int) -> list[Block]:
    """Return the other units that have a task: what, how high, where, when and how near."""
    unit = document["units"][number]
    near = [
        facts.other(w, unit, other, document["at"])
        for k, other in enumerate(document["units"])
        if k != number and other["launch_now"]
    ]
    return [Items(tuple(near))] if near else [Para(w.say("tasking.no_others"))]


def _on_arrival(w: Words, unit: UnitEntry) -> list[str]:
    """Return what to report on arrival, as each kind can measure the current.

    A ship has no buoy, but a log, a compass and GPS; what flies cannot lie stopped, and may carry a
    buoy; a drone does neither.
    """
    kind = unit["kind"]
    own = "_ship" if kind in SHIPS else "_air" if kind in AIR_KINDS else ""
    current = () if kind == "drone" else (f"2{own}",)
    return [w.say(f"tasking.arrive_{k}") for k in ("1", *current, "3", "4")]


def _of_a_ship(w: Words, unit: UnitEntry) -> list[Block]:
    """Return what a merchant ship can do that finds people; nothing of any other unit.

    After IMO circulars MSC.1/Circ.1182/Rev.1 (guide to recovery techniques) and MSC.1/Circ.1447
    (amidships, clear of the propellers, lying flat, with light), in our words.
    """
    if unit["kind"] != "ship":
        return []
    told = tuple(w.say(f"tasking.ship_{k}") for k in (1, 2, 3, 4))
    return [Heading(w.say("tasking.ship"), "ship"), Items(told, numbered=True)]


def _on_a_find(w: Words, starts: list[StartEntry]) -> list[str]:
    counts = sorted({start["persons"] for start in starts if start["persons"]})
    reported = w.say("tasking.reported_unknown")
    if counts:
        shown = "/".join(w.number(count) for count in counts)
        reported = w.say("tasking.reported_many", count=shown)
    return [w.say(f"tasking.find_{k}", reported=reported) for k in (1, 2, 3, 4)]
