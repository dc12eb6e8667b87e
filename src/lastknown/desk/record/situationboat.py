"""One boat of a picture in words: who holds it, where it is, its persons, why it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lastknown.desk.record.relaywords import relay_lines
from lastknown.desk.record.speaking import clock_of
from lastknown.desk.record.telling import Telling, key_of, share
from lastknown.desk.record.views import Belonging, BoatView, BoatWhere
from lastknown.people.clock import ALL_OUT, BELOW, MOST_ABOARD, Clock
from lastknown.people.tally import Tally
from lastknown.times import from_seconds
from lastknown.units import NM

__all__ = ["boat_lines", "closed_line", "missing_lines"]

_MOST_REPORTS = 12
"""Reports of a boat that are listed one by one."""


def boat_lines(t: Telling, view: BoatView) -> Iterator[str]:
    """Yield the lines of an open boat."""
    yield t.w.say("boat.head", boat=t.boat(view), phase=_phase(t, view), holder=_holder(t, view))
    for line in _lines(t, view):
        yield f"  {line}"


def _lines(t: Telling, view: BoatView) -> Iterator[str]:
    yield from _holding(t, view)
    yield _where(t, view)
    yield from _persons(t, view.tally, view.carried)
    yield from _survival(t, view)
    if view.relay is not None:
        yield from relay_lines(t, view.relay, most=3)
    yield from _conflicts(t, view)
    yield from _gate(t, view)
    yield from _same(t, view)
    yield from _reports(t, view)
    yield _looked(t, view)


def _phase(t: Telling, view: BoatView) -> str:
    """Return the phase in force: what evidence raises counts at once."""
    phase = view.rises_to or view.phase or view.phase_by_evidence
    if view.rises_to is None and view.phase is not None:
        return t.w.say(f"phase.{phase}")
    why = sorted({code for code, _ in view.phase_why if t.w.has(f"why_phase.{key_of(code)}")})
    graver = [code for code in why if code != "reported"] or why
    if not graver:
        return t.w.say("boat.phase_unreported", phase=t.w.say(f"phase.{phase}"))
    words = ", ".join(t.w.say(f"why_phase.{key_of(code)}") for code in graver)
    return t.w.say("boat.phase_by_evidence", phase=t.w.say(f"phase.{phase}"), why=words)


def _holder(t: Telling, view: BoatView) -> str:
    centre = view.holding.centre
    if centre is None:
        return t.w.say("boat.no_holder")
    return t.w.say("boat.unclear" if view.holding.unclear else "boat.holder", centre=centre)


def _holding(t: Telling, view: BoatView) -> Iterator[str]:
    if view.holding.offered:
        offers = t.entries(view.holding.offered)
        yield t.w.say("boat.offered", offers=offers, centre=view.holding.centre or "")
    if view.holding.unclear:
        yield t.w.say("boat.unclear_why", entries=t.entries(view.holding.unclear))


def _where(t: Telling, view: BoatView) -> str:
    here = view.where
    if here is None:
        return t.w.say(f"boat.no_where_{key_of(view.where_why or 'no position')}")
    clock = clock_of(t.w, t.at)
    areas = ", ".join(
        t.w.say("boat.area", level=t.w.level(a.level), area=t.w.area(a.area_m2 / NM**2))
        for a in here.areas
    )
    position = t.w.position([here.lon, here.lat])
    line = t.w.say("boat.where", clock=clock, position=position, areas=areas, start=_start(t, here))
    if here.ashore >= 0.01:
        line += " " + t.w.say("boat.ashore", p=t.w.percent(here.ashore))
    return line


def _start(t: Telling, here: BoatWhere) -> str:
    parts = [
        t.entry(name)
        if p > 0.99
        else t.w.say("boat.from_report", report=t.entry(name), p=t.w.percent(p))
        for name, p in here.reports
    ]
    left = 1.0 - sum(p for _, p in here.reports)
    if left >= 0.01:
        parts.append(t.w.say("boat.from_elsewhere", p=t.w.percent(left)))
    return ", ".join(parts)


def _persons(t: Telling, tally: Tally, carried: int | None) -> Iterator[str]:
    spread = t.w.say("boat.range", low=tally.low, high=tally.high)
    if not tally.sources.get("on_board"):
        yield t.w.say("boat.persons_untold", median=tally.median, range=spread, upper=tally.upper)
    else:
        said = t.entries(tally.sources["on_board"])
        values = {"median": tally.median, "range": spread, "upper": tally.upper, "said": said}
        yield t.w.say("boat.persons", **values)
    out = _recovered(t, tally)
    low_high = t.w.say("boat.range", low=tally.missing_low, high=tally.missing_high)
    missing = {"missing": tally.missing_median, "range": low_high}
    yield t.w.say("boat.missing", recovered=", ".join(out) or t.w.say("boat.none_out"), **missing)
    if carried:
        yield t.w.say("boat.carried", persons=t.persons(carried))


def _recovered(t: Telling, tally: Tally) -> list[str]:
    parts = []
    counts = (
        ("recovered_alive", tally.alive),
        ("recovered_dead", tally.dead),
        ("transferred", tally.transferred),
        ("returned", tally.returned),
    )
    for where, count in counts:
        if count:
            groups = _groups(t, tally.groups.get(where, {}))
            words = t.w.say(f"where.{where}")
            parts.append(t.w.say("boat.recovered", count=count, where=words, groups=groups))
    return parts


def _groups(t: Telling, groups: Mapping[str, int]) -> str:
    told = {name: count for name, count in groups.items() if count}
    if not told or set(told) == {"unknown"}:
        return ""
    parts = [
        t.w.say(
            f"count.{name}_1" if count == 1 and name != "unknown" else f"count.{name}", count=count
        )
        for name, count in told.items()
    ]
    return f" ({', '.join(parts)})"


def _no_clock(view: BoatView) -> str:
    """Return the key of the words why there is no survival clock."""
    if view.where_why == "no position":
        return "boat.no_clock_position"
    return "boat.no_clock_count" if view.tally.median > MOST_ABOARD else "boat.no_clock"


def _survival(t: Telling, view: BoatView) -> Iterator[str]:
    """Yield what may be said of lives; the lowest statement leaves the search to a person."""
    clock = view.clock
    if clock is None:
        yield t.w.say(_no_clock(view))
        return
    if clock.statement == ALL_OUT:
        yield t.w.say("boat.all_out")
        return
    if clock.statement == BELOW:
        yield t.w.say("boat.below_lowest")
        return
    digits = 1 if clock.expected[2] < 9.95 else 0
    low, middle, high = (t.w.number(value, digits) for value in clock.expected)
    hours = [t.w.number(value, 1) for value in clock.hours_in_water]
    values = {"low": low, "middle": middle, "high": high, "fewest": clock.fewest}
    values |= {"most": clock.most, "p": t.w.percent(clock.any_alive)}
    values["missing"] = t.w.number(clock.missing, digits)
    few = clock.most == 0 or clock.expected[1] < 0.5
    yield t.w.say("boat.survivors_few" if few else "boat.survivors", **values)
    if clock.hours_in_water[2] > 0.0:
        yield t.w.say("boat.in_water", p=t.w.percent(clock.in_water), low=hours[0], high=hours[2])
    else:
        yield t.w.say("boat.not_in_water", p=t.w.percent(clock.in_water))
    yield t.w.say("boat.falls", marks=t.w.say("format.between").join(_marks(t, clock)))


def _marks(t: Telling, clock: Clock) -> Iterator[str]:
    for mark, moment_s in clock.falls.items():
        level = t.w.level(mark)
        if moment_s is None:
            yield t.w.say("boat.fall_never", mark=level)
        else:
            moment = from_seconds(moment_s)
            key = "boat.fall_past" if moment <= t.at else "boat.fall"
            yield t.w.say(key, mark=level, clock=t.clock(moment))


def _conflicts(t: Telling, view: BoatView) -> Iterator[str]:
    for conflict in view.conflicts:
        if conflict.settled is None:
            entries = " ".join(t.entry(each) for each in conflict.entries)
            yield t.w.say("boat.conflict", what=t.conflict(conflict), entries=entries)
        else:
            settled = t.entry(conflict.settled)
            yield t.w.say("boat.settled", what=t.conflict(conflict), by=settled)


def _gate(t: Telling, view: BoatView) -> Iterator[str]:
    """Yield why the boat is open, and what the closure gate still needs."""
    if view.gate.opens:
        yield t.w.say("boat.may_close", rescue=t.entry(view.gate.rescue or ""), boat=view.boat)
        return
    open_conflicts = {(c.code, c.entries) for c in view.conflicts if c.settled is None}
    blocks = [b for b in view.gate.blocks if (b.code, b.entries) not in open_conflicts]
    parts = [t.block(block) for block in blocks]
    if len(blocks) < len(view.gate.blocks):
        parts.append(t.w.say("boat.conflicts_open", count=len(view.gate.blocks) - len(blocks)))
    yield t.w.say("boat.open_because")
    yield from (f"  - {part}" for part in parts)


def _same(t: Telling, view: BoatView) -> Iterator[str]:
    if view.same_as:
        parts = [f"{boat} {share(t.w, p)}" for boat, p in view.same_as]
        yield t.w.say("boat.same_as", boats=", ".join(parts))


def _reports(t: Telling, view: BoatView) -> Iterator[str]:
    """Yield the reports that may be of the boat, the sure ones on one line."""
    sure = [each for each in view.reports if each.said == "certain" and each.p > 0.99]
    if sure:
        yield t.w.say("boat.reports_sure", reports=_listed(t, sure[-_MOST_REPORTS:]))
    others = sorted((e for e in view.reports if e not in sure), key=lambda each: -each.p)
    for each in others[:_MOST_REPORTS]:
        said = t.w.say("boat.said", belief=t.w.say(f"belief.{each.said}")) if each.said else ""
        report = t.report(each.report, each.kind, each.at)
        yield t.w.say("boat.report_maybe", report=report, p=share(t.w, each.p), said=said)
    if len(others) > _MOST_REPORTS:
        yield t.w.say("boat.reports_more", count=len(others) - _MOST_REPORTS)


def _listed(t: Telling, reports: Sequence[Belonging]) -> str:
    return ", ".join(t.report(each.report, each.kind, each.at) for each in reports)


def _looked(t: Telling, view: BoatView) -> str:
    if view.last_looked is None:
        return t.w.say("boat.never_looked")
    return t.w.say("boat.looked", clock=t.clock(view.last_looked))


def missing_lines(t: Telling, view: BoatView) -> Iterator[str]:
    """Yield where those on the missing list may be, and what may be said of their lives."""
    if not view.open:
        if view.where is not None:
            yield _where(t, view)
        if view.clock is not None:
            yield from _survival(t, view)
        yield _looked(t, view)


def closed_line(t: Telling, view: BoatView) -> str:
    """Return the line of a closed boat; where its gate would not open now, that is said."""
    tally, gate = view.tally, view.gate
    rescue = t.entry(gate.rescue) if gate.rescue else t.w.say("picture.not_said")
    values = {"boat": t.boat(view), "rescue": rescue, "accounted": tally.accounted}
    line = t.w.say("boat.closed", **values)
    if gate.opens:
        return line
    blocks = t.w.say("format.between").join(t.block(block) for block in gate.blocks)
    return f"{line} {t.w.say('boat.closed_in_doubt', blocks=blocks, boat=view.boat)}"
