"""The picture of a record in words: alarms first, then every boat, and what is left open.

Nothing here ends a search: what is not known is said, and the lowest statement about lives is that
a named person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from lastknown.boats.flood import MOST
from lastknown.boats.report import Kind
from lastknown.boats.weights import Setting
from lastknown.case.decided import Boat
from lastknown.case.picture import Picture
from lastknown.desk.record.moments import later_than
from lastknown.desk.record.naming import entry_name
from lastknown.desk.record.picturing import Surroundings
from lastknown.desk.record.situationboat import boat_lines, closed_line, missing_lines
from lastknown.desk.record.speaking import clock_of, figure_words
from lastknown.desk.record.telling import Telling, share, telling_of
from lastknown.desk.record.views import AlarmView, Assessment, BoatView, Candidate, Loose
from lastknown.desk.record.weather import Entered
from lastknown.desk.words import Words
from lastknown.times import show_time

_MOST_ASKS, _LEAST_ASK = 3, 0.02
"""Questions to a rescuer's deck that are printed: the first, where the answer may be yes."""

_CONTACT: Final[Kind] = "AIS contact"
_MOST_AIS: Final = 20
"""AIS contacts that nobody linked, and alarms of one kind about such, that are listed (judgement):
more beacons at once are most likely a false sender, and would bury the rest. The newest place of
each sender that is not of a flood is listed besides, however many there are."""

__all__ = ["situation_words"]


def situation_words(
    w: Words, seen: Picture, found: Assessment, over: Surroundings | None = None
) -> str:
    """Return an assessment in words.

    Parameters
    ----------
    w : `record_words`. seen : the picture that was assessed. found : the assessment. over : what
    it was assessed over, to say whence it is and what is missing.
    """
    t = telling_of(w, seen, found.at)
    sections = (
        _head(t, seen, found),
        _weather(t, found, over),
        _alarms(t, found.alarms, _newest(found)),
        _doubtful(t, found),
        _open(t, seen, found),
        _loose(t, found),
        _asks(t, found),
        _closed(t, found),
        _missing(t, found),
        _number(t, found),
        _foot(t, found),
    )
    return "\n\n".join("\n".join(lines) for lines in map(list, sections) if lines)


def _head(t: Telling, seen: Picture, found: Assessment) -> Iterator[str]:
    at = f"{t.w.date(show_time(found.at))} {clock_of(t.w, found.at)}"
    yield t.w.say("picture.head", name=seen.name or t.w.say("picture.no_name"), at=at)
    if found.known_at is not None:
        by = found.known_by or ", ".join(seen.centres)
        yield t.w.say("picture.known_at", clock=clock_of(t.w, found.known_at, found.at), by=by)
    ahead = later_than(seen, found.at)
    if ahead:
        names = ", ".join(entry_name(entry) for entry in ahead[:8])
        yield t.w.say("picture.ahead", count=len(ahead), names=names)


def _weather(t: Telling, found: Assessment, over: Surroundings | None) -> Iterator[str]:
    """Yield what is missing of wind and water, with the remedy, and where the rest is from."""
    if over is None:
        return
    if over.missing and (found.boats or found.loose):
        yield t.w.say(f"picture.no_{'_'.join(over.missing)}")
    used = [each for each in over.entered if each.figure in ("wind", "water")]
    figures = [
        *(t.w.say("picture.given", what=what) for what in figure_words(t.w, asdict(over.given))),
        *(_entered(t, [*same]) for _, same in groupby(used, key=lambda each: each.entry.id)),
    ]
    if figures:
        yield t.w.say("picture.conditions", figures=t.w.say("format.between").join(figures))


def _entered(t: Telling, same: Sequence[Entered]) -> str:
    """Return figures of one entry, with its name and time."""
    what = ", ".join(words for each in same for words in figure_words(t.w, each.values))
    entry = same[0].entry
    clock = t.clock(entry.happened.at)
    return t.w.say("picture.entered", what=what, entry=entry_name(entry), clock=clock)


def _alarms(t: Telling, alarms: Iterable[AlarmView], named: Set[str]) -> Iterator[str]:
    every = [*alarms]
    loud = [alarm for alarm in every if alarm.acknowledged is None]
    if loud:
        yield t.w.say("picture.alarms", count=len(loud))
        yield from (f"  ! {line}" for line in _alarm_lines(t, loud, named))
    quiet = len(every) - len(loud)
    if quiet:
        yield t.w.say("picture.acknowledged", count=quiet)
    if not every:
        yield t.w.say("picture.no_alarm")


def _alarm_lines(t: Telling, loud: Iterable[AlarmView], named: Set[str]) -> Iterator[str]:
    """Yield alarms; of AIS contacts those `named`, the first others of each kind, and the rest."""
    about_ais = Counter[str]()
    for alarm in loud:
        if alarm.values.get("what") == "ais" and alarm.about not in named:
            about_ais[alarm.code] += 1
            if about_ais[alarm.code] > _MOST_AIS:
                continue
        yield t.alarm(alarm)
    for code, count in about_ais.items():
        if count > _MOST_AIS:
            yield t.w.say("picture.alarm_more", count=count - _MOST_AIS, code=code)


def _named_twice(t: Telling, seen: Picture, boat: str) -> Iterator[str]:
    """Yield that two centres gave one name, in other words: it may be two boats."""
    labels = labels_of(seen, boat)
    if len(labels) > 1 and len(set(labels.values())) > 1:
        parts = [f"{centre} “{label}”" for centre, label in labels.items()]
        yield t.w.say("boat.named_twice", boat=boat, names=", ".join(parts))


def labels_of(seen: Picture, boat: str) -> dict[str, str]:
    """Return what each centre calls a boat."""
    return {
        one.entry.centre: one.entry.body.label
        for one in seen.log
        if isinstance(one.entry.body, Boat) and one.entry.body.boat == boat
    }


def _in_doubt(found: Assessment) -> list[BoatView]:
    """Return the boats that were closed and whose gate would not open now."""
    about = {alarm.about for alarm in found.alarms if alarm.code == "closed-in-doubt"}
    return [view for view in found.boats if view.boat in about]


def _doubtful(t: Telling, found: Assessment) -> Iterator[str]:
    boats = _in_doubt(found)
    if boats:
        yield t.w.say("picture.doubtful", count=len(boats))
    for view in boats:
        yield ""
        yield closed_line(t, view)
        yield from boat_lines(t, view)


def _open(t: Telling, seen: Picture, found: Assessment) -> Iterator[str]:
    boats = [view for view in found.boats if view.open]
    yield t.w.say("picture.open", count=len(boats))
    for view in boats:
        yield ""
        yield from boat_lines(t, view)
        yield from (f"  {line}" for line in _named_twice(t, seen, view.boat))


def _loose(t: Telling, found: Assessment) -> Iterator[str]:
    reports = [*found.loose]
    if not reports:
        return
    yield t.w.say("picture.loose", count=len(reports))
    listed = _listed(reports, _newest(found))
    for each in listed:
        candidates = t.w.say("format.between").join(_candidate(t, c) for c in each.candidates)
        yield "  " + t.w.say(
            "picture.loose_line", report=t.report(each.report, each.kind, each.at), boats=candidates
        )
    if len(listed) < len(reports):
        yield "  " + t.w.say("picture.loose_more", count=len(reports) - len(listed))
    if found.association.apart:
        count = t.w.number(len(found.association.apart))
        yield "  " + t.w.say("picture.apart", count=count, most=MOST)


def _newest(found: Assessment) -> frozenset[str]:
    """Return the newest AIS contact of each sender that is not of a flood, by what it is called."""
    newest = {
        report.object_id or report.id: report.id
        for report in found.association.reports
        if report.kind == _CONTACT and report.id not in found.association.apart
    }
    return frozenset(newest.values())


def _listed(loose: Sequence[Loose], newest: Set[str]) -> list[Loose]:
    """Return those that are listed: of AIS contacts the newest, and those likeliest of a boat."""
    contacts = [each for each in loose if each.kind == _CONTACT and each.report not in newest]
    first = sorted(contacts, key=_of_a_boat, reverse=True)[:_MOST_AIS]
    names = {each.report for each in first} | newest
    return [each for each in loose if each.kind != _CONTACT or each.report in names]


def _of_a_boat(loose: Loose) -> float:
    return max((each.p for each in loose.candidates if each.boat is not None), default=0.0)


def _asks(t: Telling, found: Assessment) -> Iterator[str]:
    """Yield whose phone to ring on which rescuer's deck."""
    asks = [ask for ask in found.asks if ask.probability >= _LEAST_ASK][:_MOST_ASKS]
    if asks:
        yield t.w.say("picture.asks")
    for ask in asks:
        names = {"report": t.entry(ask.report), "rescue": t.entry(ask.rescue)}
        yield "  " + t.w.say("picture.ask", **names, p=share(t.w, ask.probability))


def _candidate(t: Telling, candidate: Candidate) -> str:
    p = share(t.w, candidate.p)
    if candidate.boat is not None:
        return t.w.say("picture.of_boat", boat=candidate.boat, p=p)
    if candidate.reports:
        return t.w.say("picture.with_reports", reports=t.entries(candidate.reports[:4]), p=p)
    return t.w.say("picture.of_its_own", p=p)


def _closed(t: Telling, found: Assessment) -> Iterator[str]:
    doubtful = _in_doubt(found)
    boats = [view for view in found.boats if not view.open and view not in doubtful]
    if boats:
        yield t.w.say("picture.closed", count=len(boats))
        yield from (f"  {closed_line(t, view)}" for view in boats)


def _missing(t: Telling, found: Assessment) -> Iterator[str]:
    carried = [view for view in found.boats if view.carried]
    if not carried:
        return
    yield t.w.say("picture.missing")
    for view in carried:
        persons = t.persons(view.carried or 0)
        yield "  " + t.w.say("picture.missing_line", boat=t.boat(view), persons=persons)
        yield from (f"    {line}" for line in missing_lines(t, view))


def _number(t: Telling, found: Assessment) -> Iterator[str]:
    """Yield how many boats the reports may be of, and that there may be others."""
    likely = [(p, k) for k, p in enumerate(found.number) if p >= 0.01]
    if not likely:
        return
    best = sorted(likely, key=lambda pair: (-pair[0], pair[1]))[:4]
    parts = [t.w.say("picture.number_of", count=k, p=share(t.w, p)) for p, k in best]
    yield t.w.say("picture.number", numbers=t.w.say("format.between").join(parts))
    none = found.unheard[0] if found.unheard else 1.0
    if none < 0.99:
        boats = t.w.number(Setting().boats, 0)
        yield t.w.say("picture.unheard", p=share(t.w, 1.0 - none), boats=boats)


def _foot(t: Telling, found: Assessment) -> Iterator[str]:
    values: Mapping[str, Any] = {
        "version": found.version,
        "seed": found.seed,
        "sources": ", ".join(map(t.w.phrase, found.sources)) or t.w.say("picture.no_sources"),
        "sha": found.sha256[:12],
    }
    yield t.w.say("picture.foot", **values)
