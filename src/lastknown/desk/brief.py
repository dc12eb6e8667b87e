"""The brief: what a watch officer reads and says on the radio, from the answer document alone.

The first page answers the first ten minutes: for every unit whether to launch now, where to steer
and what to search at its own arrival time; where they are and how sure that is; how it may have
gone; the one assumption that would move the search most; what to do; what to ask the caller. The
details follow. `brief_sheet` chooses the words; `lastknown.exchange.plain` and
`lastknown.exchange.page` set them as text and as a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from lastknown.desk import (
    _details,
    _orderwords,
    _overview,
    _searchwords,
    _shipsbrief,
    _sought,
    _weighed,
)
from lastknown.desk.document import (
    DriftDocument,
    HingeEntry,
    PlanDocument,
    QuestionEntry,
    UnitEntry,
)
from lastknown.desk.words import Words, words
from lastknown.exchange.plain import to_text
from lastknown.exchange.sheet import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    PageBreak,
    Para,
    Row,
    Sheet,
    Table,
)

if TYPE_CHECKING:
    from lastknown.exchange.chart import Chart

__all__ = ["brief", "brief_page", "brief_sheet"]

WORTH_SAYING: Final = 0.005
"""A share ashore or off the sea below this is left out of the first page."""

WORTH_SEARCHING: Final = 0.01
"""Share ashore on a stretch from which on searching it is proposed."""


def brief(
    document: DriftDocument | PlanDocument, lang: str = "en", *, ascii_only: bool = False
) -> str:
    """Return the brief as text of at most 72 columns.

    Parameters
    ----------
    document : the answer document.
    lang : ``en`` or ``fr``.
    ascii_only : ASCII alone (satellite mail) instead of ISO 8859-1; see `plain.to_text`.

    Raises
    ------
    LastknownError : the language is not available.
    """
    return to_text(brief_sheet(document, lang), ascii_only=ascii_only)


def brief_page(
    document: DriftDocument | PlanDocument, lang: str = "en", chart: Chart | None = None
) -> str:
    """Return the brief as one HTML page with the map inside (`lastknown.desk.picture.chart_of`).

    Raises
    ------
    LastknownError : the language is not available.
    """
    from lastknown.exchange.page import to_html

    return to_html(brief_sheet(document, lang), chart, words(lang).table["page"])


def brief_sheet(document: DriftDocument | PlanDocument, lang: str = "en") -> Sheet:
    """Return the brief as blocks in one language; see `brief`."""
    w = words(lang)
    at = document["at"]
    details = [
        Figure(_alt(w, document)),
        *(_orders(w, document) if len(_units(document)) > 1 else []),
        *_details.tasks(w, document),
        *_overview.helps(w, document),
        *_shipsbrief.ship_lists(w, document),
        *_details.reported(w, document),
        *_weighed.evidence(w, document),
        *_searchwords.searches(w, document),
        *_details.how_sure(w, document),
        *_details.sea(w, document),
        *_details.notes(w, document),
    ]
    return Sheet(
        title=document["name"],
        subtitle=w.say("head.subtitle", date=w.date(at), clock=w.clock(at)),
        lang=lang,
        blocks=(*_first_page(w, document), PageBreak(w.say("head.details")), *details),
        footer=_footer(w, document),
    )


def _first_page(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    return [
        Para(_sought.warning(w, document), warning=True),
        *_weighed.loud(w, document),
        *_details.loud(w, document),
        *_who(w, document),
        Heading(w.say("heading.where", clock=w.clock(document["at"])), "where"),
        Facts(tuple(_where(w, document))),
        *_shipsbrief.ships(w, document),
        *_hypotheses(w, document),
        *_hinge(w, document),
        Heading(w.say("heading.do"), "do"),
        Items(tuple(_do(w, document)), numbered=True),
        *_questions(w, document["questions"]),
    ]


def _units(document: DriftDocument | PlanDocument) -> list[UnitEntry]:
    return document.get("units", [])  # type: ignore[return-value]  # a drift document has none


def _who(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return the one unit's order, or who goes where where there are several."""
    units = _units(document)
    if not units:
        return []
    plan = cast(PlanDocument, document)
    lives = _overview.lives(w, plan)
    if len(units) > 1:
        return [*_overview.overview(w, plan), *lives]
    return [_orderwords.order(w, units[0], plan["at"], True), *lives]


def _orders(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    units = _units(document)
    alone = sum(unit["launch_now"] for unit in units) == 1
    return [_orderwords.order(w, unit, document["at"], alone) for unit in units]


def _where(w: Words, document: DriftDocument | PlanDocument) -> list[Row]:
    areas = ", ".join(
        w.say("where.area_item", level=w.level(c["level"]), area=w.area(c["area_nm2"]))
        for c in document["contours"]
    )
    rows = [
        (w.say("where.most_likely"), w.position(document["most_likely"])),
        (w.say("where.areas"), areas),
    ]
    if document["ashore"] >= WORTH_SAYING:
        rows.append((w.say("where.ashore"), _ashore(w, document)))
    if document["outside"] >= WORTH_SAYING:
        share = w.percent(document["outside"])
        rows.append((w.say("where.outside"), w.say("where.outside_value", share=share)))
    rows.append((w.say("where.persons"), _persons(w, document)))
    if document["in_the_water"] >= WORTH_SAYING:
        share = w.percent(document["in_the_water"])
        rows.append((w.say("where.water"), w.say("where.water_value", share=share)))
    rows += _weighed.rows(w, document)
    return rows + _searchwords.rows(w, document) + _components(w, document)


def _components(w: Words, document: DriftDocument | PlanDocument) -> list[Row]:
    """Return hull and persons in the water apart, where persons have left the hull."""
    if len(document["components"]) < 2:
        return []
    return [
        (
            w.say(f"where.{component['name']}"),
            w.say(
                "where.component",
                position=w.position(component["most_likely"]),
                level=w.level(component["contours"][1]["level"]),
                area=w.area(component["contours"][1]["area_nm2"]),
                share=w.percent(component["persons_share"]),
            ),
        )
        for component in document["components"]
    ]


def _ashore(w: Words, document: DriftDocument | PlanDocument) -> str:
    share = w.percent(document["ashore"])
    stretches = _stretches(w, document, WORTH_SAYING)
    if not stretches:
        return w.say("where.ashore_plain", share=share)
    return w.say("where.ashore_value", share=share, stretches=stretches)


def _stretches(w: Words, document: DriftDocument | PlanDocument, least: float) -> str:
    told = [s for s in document["ashore_by_stretch"] if s["share"] >= least][:2]
    return ", ".join(
        w.say(
            "where.stretch",
            name=w.positions(s["names"].get(w.lang, s["name"])),
            share=w.percent(s["share"]),
        )
        for s in told
    )


def _persons(w: Words, document: DriftDocument | PlanDocument) -> str:
    counts = sorted({start["persons"] for start in document["starts"] if start["persons"]})
    if not counts:
        return w.say("where.persons_unknown")
    return w.say("where.persons_value", count="/".join(w.number(count) for count in counts))


def _hypotheses(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    if len(document["hypotheses"]) < 2:
        return []
    names = ("name", "probability", "most_likely", "area")
    header = tuple(w.say(f"hypothesis.{name}") for name in names)
    rows = []
    for h in document["hypotheses"]:
        point, area = h["most_likely"], h["area_90_nm2"]
        place = w.say("hypothesis.nowhere") if point is None else w.position(point)
        size = "" if area is None else w.area(area)
        rows.append((w.phrase(h["name"]), w.percent(h["probability"]), place, size))
    if not any(row[3] for row in rows):
        header, rows = header[:3], [row[:3] for row in rows]  # type: ignore[misc]
    title = w.say("heading.hypotheses")
    return [Heading(title, "hypotheses"), Table(title, header, tuple(rows), frozenset({1, 3}))]


def _hinge(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    hinge = document["hinge"]
    heading = Heading(w.say("heading.hinge"), "hinge")
    if hinge is None:
        return [heading, Para(w.say("hinge.none"))]
    sentence = w.say(
        "hinge.sentence",
        assumption=_assumption(w, hinge, document),
        probability=w.percent(hinge["probability"]),
        position=w.position(hinge["most_likely"]),
        distance=w.nm(hinge["distance_nm"]),
        bearing=w.bearing(hinge["bearing_deg"]),
    )
    return [heading, Para(sentence)]


def _assumption(w: Words, hinge: HingeEntry, document: DriftDocument | PlanDocument) -> str:
    """Return the alternative in words; a start goes by its name where it has one."""
    key, case = hinge["key"], hinge["case"]
    if key == "start":
        names = {str(i): start["name"] for i, start in enumerate(document["starts"], start=1)}
        if names.get(case):
            return w.say("hinge.start_named", case=names[case])
    named = f"hinge.{key}" if w.has(f"hinge.{key}") else f"hinge.{key}_{case}"
    return w.say(named, case=w.phrase(case), limit=_limit(w, hinge, document["at"]))


def _limit(w: Words, hinge: HingeEntry, at: str) -> str:
    """Return the figure that parts the two alternatives, in its own unit."""
    limit = hinge["limit"]
    if limit is None:
        return ""
    if isinstance(limit, str):
        return w.clock(limit, at)
    if hinge["key"] == "heading":
        return w.bearing(limit)
    if hinge["key"] == "speed":
        return w.knots(limit)
    return f"{w.number(100 * limit, 1)}\N{NO-BREAK SPACE}%"


def _do(w: Words, document: DriftDocument | PlanDocument) -> list[str]:
    steps = _overview.launches(w, _units(document), document["at"])
    steps += [_sought.crews(w, document), w.say("do.ask")]
    steps += _overview.asked_for(w, document)
    steps += _weighed.measure(w, document)
    stretches = _stretches(w, document, WORTH_SEARCHING)
    if stretches:
        steps.append(w.say("do.ashore", stretches=stretches))
    day = document["daylight"]
    if day is not None and day["dark_from"] and day["dark_until"]:
        at = document["at"]
        from_, until = (w.clock(moment, at) for moment in (day["dark_from"], day["dark_until"]))
        if day["dark_now"] or any(unit["dark"] for unit in _units(document)):
            steps.append(w.say("do.dark", from_=from_, until=until))
    return [*steps, w.say("do.again")]


def _questions(w: Words, entries: Sequence[QuestionEntry]) -> list[Block]:
    if not entries:
        return []
    asked = []
    for entry in entries:
        text, gain = w.say(f"question.{entry['key']}"), entry["gain"]
        if gain is not None and gain >= 0.02:
            text = w.say("question.gain", question=text, gain=w.percent(gain))
        asked.append(text)
    heading = Heading(w.say("heading.questions"), "questions")
    return [heading, Items(tuple(asked), numbered=True)]


def _alt(w: Words, document: DriftDocument | PlanDocument) -> str:
    position = w.position(document["most_likely"])
    return w.say("map.alt", clock=w.clock(document["at"]), position=position)


def _footer(w: Words, document: DriftDocument | PlanDocument) -> str:
    particles, cell = w.number(document["particles"]), document["cell_m"]
    key = "head.footer_no_cell" if cell is None else "head.footer"
    return w.say(
        key,
        software=document["software"],
        seed=document["seed"],
        particles=particles,
        cell="" if cell is None else w.number(cell),
    )
