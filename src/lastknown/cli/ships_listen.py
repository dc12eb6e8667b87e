"""The command that listens to a live feed of AIS."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lastknown.cli.options import Author, JsonOption, KeepDays, Lang, LangOption, Role
from lastknown.errors import LastknownError
from lastknown.units import HOUR

if TYPE_CHECKING:
    from lastknown.cli.sitting import Sitting
    from lastknown.desk.ships.keeper import Keeper
    from lastknown.desk.ships.listening import ListenDocument, Listening
    from lastknown.desk.words import Words
    from lastknown.exchange.ais import HeardBeacon
    from lastknown.exchange.aisfeed import Feed

__all__ = ["listen"]

_STEP_S: Final = 0.1
_KEEP_EACH_S: Final = 0.5
_LINE_EACH_S: Final = (1.0, 10.0)
"""How often the live line comes: on a terminal, where it is written over; in a log."""
_REPORT_AGAIN_S, _REPORT_LATER_S = 2.0, 60.0
"""When reports are written again, s: after a refusal; where there are too many."""
_MOST_SAID, _MOST_WAITING = 10, 1000
"""Beacons that are said at once, and that wait for a report: more are made up (judgement)."""


AddressArgument = Annotated[
    str,
    typer.Argument(metavar="ADDRESS", help="tcp://host:port, udp://0.0.0.0:port, or - for input."),
]
IntoOption = Annotated[
    str | None,
    typer.Option(
        "--into",
        metavar="RECORD",
        help="Keep it beside a record and raise beacons; or in a file NAME.ships.sqlite.",
    ),
]
ForOption = Annotated[
    str | None, typer.Option("--for", metavar="TIME", help="How long: 10min; else until ended.")
]
EveryOption = Annotated[
    str,
    typer.Option("--every", metavar="TIME", help="Keep one position a ship in so long; 0s: all."),
]
ExerciseOption = Annotated[
    bool, typer.Option("--exercise", help="Take test beacons too; their reports say so.")
]


def listen(
    address: AddressArgument,
    into: IntoOption = None,
    for_: ForOption = None,
    every: EveryOption = "0.5s",
    keep_days: KeepDays = 7.0,
    exercise: ExerciseOption = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Listen to a live feed of AIS: how old it is, which ships, which beacons."""
    from lastknown.times import parse_duration

    over_s = None if for_ is None else parse_duration(for_, "--for").total_seconds()
    every_s = parse_duration(every, "--every").total_seconds()
    with _run(address, into, (author, role), lang.value, every_s, keep_days) as ear:
        ear = replace(ear, exercise=exercise)
        begun_s = _clock()
        with _until_stopped() as stop:
            _listen(ear, stop, None if over_s is None else begun_s + over_s)
        _end(ear)
    document = _answer(ear, address, begun_s)
    if json:
        from lastknown.cli.output import print_json

        print_json(document)
        return
    from lastknown.desk.ships.listening import listen_words

    print(listen_words(document, lang.value))


def _clock() -> float:
    from lastknown.cli.sitting import now

    return now().timestamp()


@dataclass(frozen=True)
class _Ear:
    """What listens: a feed, what was heard, where it goes.

    waiting : beacons not yet reported. reports : ids of those that are, and when, s since 1970.
    left : how many went out of those that waited, and are not yet said.
    """

    feed: Feed
    heard: Listening
    words: Words
    keeper: Keeper | None = None
    place: str = ""
    desk: Sitting | None = None
    exercise: bool = False
    waiting: list[HeardBeacon] = field(default_factory=list)
    reports: dict[str, float] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


@contextmanager
def _run(
    address: str,
    into: str | None,
    who: tuple[str, str],
    lang: str,
    every_s: float,
    keep_days: float,
) -> Iterator[_Ear]:
    """Yield what listens, already listening; it lets go of all at the end."""
    from lastknown.desk.ships.listening import Listening
    from lastknown.desk.ships.speaking import ship_words
    from lastknown.exchange.aisfeed import Feed, parse_address

    feed = Feed(parse_address(address), _clock)
    ear = _Ear(feed, Listening(every_s), ship_words(lang))
    with ExitStack() as stack:
        if into is not None:
            ear = _into(ear, stack, into, who, keep_days)
        stack.enter_context(feed)
        yield ear


def _into(ear: _Ear, stack: ExitStack, into: str, who: tuple[str, str], keep_days: float) -> _Ear:
    """Open where it goes; a record also takes beacons."""
    from lastknown.case.traffic import open_ships
    from lastknown.case.traffictables import ships_place
    from lastknown.cli.sitting import sitting
    from lastknown.desk.ships.keeper import Keeper

    store = open_ships(into)
    stack.callback(store.close)
    own_file = "://" not in into and ships_place(into) == into
    desk = None if own_file else stack.enter_context(sitting(into, who))
    record = None if desk is None else desk.store
    keeper = Keeper(store, _clock, keep_days * 86_400.0 or None, record)
    keeper.start()
    stack.callback(keeper.stop)
    return replace(ear, keeper=keeper, place=store.shown, desk=desk)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """Yield what is set when somebody asks to end: an interrupt or a polite signal."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.is_set():
            signal.default_int_handler(number, None)
        stop.set()

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listen(ear: _Ear, stop: threading.Event, until_s: float | None) -> None:
    """Hear, keep and tell until the end; nothing that comes ends it."""
    each_s = _LINE_EACH_S[0 if sys.stderr.isatty() else 1]
    next_line_s = next_keep_s = next_report_s = _clock()
    next_line_s += min(each_s, 1.0)
    while not stop.is_set():
        ended = ear.feed.state.ended
        lines = ear.feed.take(0.0)
        now_s = _clock()
        ear.heard.hear(lines, now_s)
        _tell_events(ear)
        _note_beacons(ear)
        if now_s >= next_keep_s:
            _keep(ear)
            next_keep_s = now_s + _KEEP_EACH_S
        if ear.waiting and now_s >= next_report_s:
            next_report_s = now_s + _report(ear)
        if now_s >= next_line_s:
            _tell_live(ear, now_s)
            next_line_s = now_s + each_s
        if (ended and not lines) or (until_s is not None and now_s >= until_s):
            return
        stop.wait(_STEP_S)


def _end(ear: _Ear) -> None:
    """Take in what came until now, and wait until it is kept."""
    ear.feed.stop()
    ear.heard.hear(ear.feed.take(0.0), _clock(), end=True)
    _tell_events(ear)
    _note_beacons(ear)
    _keep(ear)
    if ear.waiting:
        _report(ear)
    if sys.stderr.isatty():
        _say("")
    if ear.keeper is not None:
        ear.keeper.stop()


def _keep(ear: _Ear) -> None:
    batch = ear.heard.take_to_keep()
    if ear.keeper is not None:
        ear.keeper.put(*batch)


def _note_beacons(ear: _Ear) -> None:
    from lastknown.desk.ships.listening import beacon_line

    beacons = ear.heard.take_beacons()
    for each in beacons[:_MOST_SAID]:
        _say(beacon_line(ear.words, each))
    if len(beacons) > _MOST_SAID:
        _say(ear.words.say("listen.more", count=ear.words.number(len(beacons) - _MOST_SAID)))
    if ear.desk is not None:
        ear.waiting.extend(each for each in beacons if ear.exercise or not each.beacon.test)
        over = len(ear.waiting) - _MOST_WAITING
        if over > 0:
            del ear.waiting[:over]
            ear.left["out"] += over


def _report(ear: _Ear) -> float:
    """Write a report for each beacon that waits; return after how many seconds to try again."""
    from lastknown.cli.sitting import now
    from lastknown.desk.record.naming import entry_name
    from lastknown.desk.ships.beacons import MOST_REPORTS, raise_beacons

    assert ear.desk is not None
    at = now()
    room = MOST_REPORTS - sum(at.timestamp() - time_s < HOUR for time_s in ear.reports.values())
    batch = ear.waiting[: max(0, room)]
    try:
        hand = replace(ear.desk.hand, now=at)
        raised = raise_beacons(ear.desk.store, hand, batch, exercise=ear.exercise)
    except LastknownError as error:
        _say(ear.words.say("listen.report_failed", why=error))
        return _REPORT_AGAIN_S
    del ear.waiting[: len(batch)]
    for entry in raised.entries:
        ear.reports[entry.id] = at.timestamp()
        _say(ear.words.say("listen.report", entry=entry_name(entry)))
    if not ear.waiting:
        return _REPORT_AGAIN_S
    count = ear.words.number(len(ear.waiting))
    _say(ear.words.say("listen.beyond", count=count, most=ear.words.number(MOST_REPORTS)))
    if out := ear.left.pop("out", 0):
        _say(ear.words.say("listen.left_out", count=ear.words.number(out)))
    return _REPORT_LATER_S


def _tell_events(ear: _Ear) -> None:
    from lastknown.desk.ships.listening import event_line

    for event in ear.feed.events():
        _say(event_line(ear.words, event, str(ear.feed.address)))


def _tell_live(ear: _Ear, now_s: float) -> None:
    from lastknown.desk.ships.listening import live_line

    failed = "" if ear.keeper is None else ear.keeper.failed
    line = live_line(ear.words, ear.heard, ear.feed.state, now_s, failed)
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
    else:
        _say(line)


def _say(text: str) -> None:
    """Print one line of its own on stderr, over a live line."""
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{start}{text}", file=sys.stderr, flush=True)


def _answer(ear: _Ear, address: str, begun_s: float) -> ListenDocument:
    from lastknown.desk.ships.listening import listen_document

    told = (address, begun_s, _clock(), ear.heard, ear.feed.state)
    return listen_document(*told, ear.keeper, ear.place, [*ear.reports])
