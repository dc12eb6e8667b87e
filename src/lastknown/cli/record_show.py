"""Commands that answer from a record: its entries, the picture, whether a boat may close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lastknown.cli.options import (
    Author,
    Boat,
    File,
    JsonOption,
    KnownBy,
    Lang,
    LangOption,
    Role,
    Why,
)
from lastknown.cli.output import as_json, print_json, say
from lastknown.cli.progress import progress
from lastknown.cli.sitting import Sitting, sitting
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.case.entries import Entry
    from lastknown.case.picture import Picture
    from lastknown.desk.record.picturing import Surroundings, Weather
    from lastknown.desk.record.telling import Telling
    from lastknown.desk.record.views import Assessment, BoatView
    from lastknown.desk.ships.night import NightShips

__all__ = ["close", "list_", "picture", "show"]

Moment = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="As it was then: later events left out.")
]
Known = Annotated[
    str | None,
    typer.Option(
        "--known-at", metavar="TIME", help="As it was known then: later entries left out."
    ),
]

SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="SOURCE", help="Of the sea: pack, path or address."),
]
WindOption = Annotated[
    float | None, typer.Option("--wind-kn", help="Wind by hand: its speed, knots.")
]
FromOption = Annotated[
    float | None, typer.Option("--wind-from-deg", help="Where it comes from, degrees true.")
]
WaterOption = Annotated[
    float | None, typer.Option("--water-temperature-c", help="Lives depend on it, degrees C.")
]
LOOKING: Final = "Looking; the first run on a machine compiles, once"


def list_(
    file: File,
    at: Moment = None,
    known_at: Known = None,
    known_by: KnownBy = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """List every entry with its raw text."""
    from lastknown.desk.record.listing import list_document, list_words

    with _open(file, (author, role), lang.value, json) as desk:
        seen, _ = _seen(desk, at, known_at, known_by)
        notes = _noted(desk, (one.entry for one in seen.log))
        if json:
            print_json(list_document(seen, [*desk.damage, *notes]))
        else:
            print("\n".join([*desk.damage, list_words(desk.words, seen), *notes]))


def _noted(desk: Sitting, shown: Iterable[Entry]) -> list[str]:
    """Note that private parts of entries are about to be shown; return what to say of it."""
    from lastknown.case.reading import note_reading, private_count
    from lastknown.desk.record.moving import reading_notes

    hand, many = desk.hand, private_count(shown)
    noted = note_reading(desk.store, hand.author, hand.role, many, hand.now)
    return reading_notes(desk.words, noted, hand.author)


def show(
    file: File,
    entry: Annotated[
        str, typer.Argument(metavar="[ENTRY]", help="12, mrcc-x/12, or its id's end.")
    ] = "",
    why: Annotated[
        tuple[str, str] | None,
        typer.Option("--why", metavar="A B", help="Why two reports may be of one boat."),
    ] = None,
    at: Moment = None,
    known_at: Known = None,
    known_by: KnownBy = None,
    source: SourceOption = None,
    wind_kn: WindOption = None,
    wind_from_deg: FromOption = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Show one entry, or why two reports may be of one boat."""
    if bool(entry) == (why is not None):
        raise LastknownError("give one ENTRY, or --why A B")
    with _open(file, (author, role), lang.value, json) as desk:
        seen, _ = _seen(desk, at, known_at, known_by)
        if why is not None:
            from lastknown.desk.record.picturing import Weather

            weather = Weather(tuple(source or ()), wind_kn, wind_from_deg)
            with progress() as report:
                report(LOOKING, None)
                said = _why(desk, seen, why, weather)
        else:
            said = _entry(desk, seen, entry)
        for line in desk.damage:
            say(line)
    print(said)


def _of_then(desk: Sitting, seen: Picture, name: str, *kinds: str) -> Entry:
    """Return the entry that was named, refused where the picture's clocks leave it out."""
    try:
        found = desk.entry(name, *kinds)
    except LastknownError as error:
        if desk.damage:
            raise LastknownError(f"{error}; {desk.damage[0]}") from None
        raise
    if all(one.entry.id != found.id for one in seen.log):
        raise LastknownError("that entry was not known then; give a later time, or none")
    return found


def _entry(desk: Sitting, seen: Picture, name: str) -> str:
    from lastknown.desk.record.listing import show_document, show_words

    found = _of_then(desk, seen, name)
    for note in _noted(desk, [found]):
        say(note)
    if desk.as_json:
        return as_json(show_document(seen, found))
    return show_words(desk.words, seen, found)


def _why(desk: Sitting, seen: Picture, pair: tuple[str, str], weather: Weather) -> str:
    from lastknown.desk.record.reasons import why_document, why_of, why_words
    from lastknown.desk.record.telling import telling_of

    reports = [_of_then(desk, seen, name, "report") for name in pair]
    found = why_of(seen, reports[0], reports[1], weather)
    t = telling_of(desk.words, seen, desk.hand.now)
    return as_json(why_document(t, found)) if desk.as_json else why_words(t, found)


def picture(
    file: File,
    at: Moment = None,
    known_at: Known = None,
    known_by: KnownBy = None,
    source: SourceOption = None,
    wind_kn: WindOption = None,
    wind_from_deg: FromOption = None,
    water_temperature_c: WaterOption = None,
    ships: Annotated[
        bool, typer.Option("--ships", help="Whom the ships kept beside it may run over.")
    ] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say how every boat stands: where, who, why it is open."""
    with progress() as report, _open(file, (author, role), lang.value, json) as desk:
        report(LOOKING, None)
        from lastknown.desk.record.assess import assess
        from lastknown.desk.record.picturing import Weather, append_rises, surroundings

        weather = Weather(tuple(source or ()), wind_kn, wind_from_deg, water_temperature_c)
        seen, moment = _seen(desk, at, known_at, known_by)
        over = surroundings(seen, moment, weather)
        found = assess(seen, over.sea, moment)
        notes: list[str] = []
        if (at, known_at, known_by) == (None, None, None):
            _kept(desk, lambda: append_rises(desk.store, found), notes)
        _shown(desk, found, "picture", notes)
        around = _ships(desk, file, (seen, moment), weather, boats=ships)
        said = _picture(desk, (seen, found, over), notes, around)
    print(said)


def _picture(
    desk: Sitting,
    looked: tuple[Picture, Assessment, Surroundings],
    notes: list[str],
    around: NightShips | None,
) -> str:
    """Return a picture in words, or as JSON."""
    from lastknown.desk.record.picturedoc import picture_document
    from lastknown.desk.record.situation import situation_words

    if desk.as_json:
        seen, found, over = looked
        said = [*desk.damage, *desk.lost, *notes]
        return as_json(picture_document(desk.words, seen, found, said, over, around))
    lines = [*desk.damage, *desk.lost, situation_words(desk.words, *looked)]
    if around is not None:
        from lastknown.desk.ships.night import night_words

        lines += ["", night_words(around, looked[1].at, desk.lang)]
    return "\n".join([*lines, *notes])


def _ships(
    desk: Sitting, file: str, looked: tuple[Picture, datetime], weather: Weather, *, boats: bool
) -> NightShips | None:
    """Return what is said of ships; None where none is kept and none was warned."""
    from lastknown.desk.ships.reading import read_beside
    from lastknown.times import to_seconds

    seen, at = looked
    known_s = None if seen.known_at is None else to_seconds(seen.known_at)
    traffic = desk.unless_lost(lambda: read_beside(file, to_seconds(at), known_s))
    if boats and traffic is None and not desk.lost:
        raise LastknownError(
            f"{file}: no ships are kept beside it; import them: lastknown ships import FILE --into"
        )
    if traffic is None and not any(one.entry.body.kind == "warning_sent" for one in seen.log):
        return None
    from lastknown.desk.ships.night import night_ships

    found = night_ships(seen, at, traffic, weather, boats=boats and not desk.lost)
    return found if traffic is not None or found["warned"] else None


def _seen(
    desk: Sitting, at: str | None, known_at: str | None, known_by: str | None
) -> tuple[Picture, datetime]:
    """Return the picture at its two clocks, and the moment that it is assessed for.

    What was known at a time is what this centre knew, unless another is named, and it is assessed
    for that time, unless another is given.
    """
    from lastknown.case.picture import picture as fold
    from lastknown.desk.record.moments import present
    from lastknown.desk.record.naming import moment

    now_ = desk.hand.now
    then = moment(at, now_) if at else None
    known = moment(known_at, now_, "known_at") if known_at else None
    by = known_by or (desk.own if known else None)
    seen = fold(desk.entries, at=then, known_at=known, known_by=by)
    return seen, then or known or present(seen, now_)


@contextmanager
def _open(file: str, who: tuple[str, str], lang: str, json: bool) -> Iterator[Sitting]:
    """Yield the record, read-only where it cannot be written."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        try:
            first = sitting(file, who, lang=lang, as_json=json, only_looks=True)
            desk = stack.enter_context(first)
        except LastknownError:
            again = sitting(file, who, lang=lang, as_json=json, read_only=True, only_looks=True)
            desk = stack.enter_context(again)
        yield desk


def _shown(desk: Sitting, found: Assessment, what: str, notes: list[str]) -> None:
    """Enter what is shown to a person, or note that it cannot be entered."""
    from lastknown.desk.record.picturing import append_shown

    _kept(desk, lambda: append_shown(desk.store, desk.hand, found, what), notes)


def _kept(desk: Sitting, write: Callable[[], object], notes: list[str]) -> None:
    try:
        write()
    except LastknownError:
        note = desk.words.say("show.not_kept")
        notes += [] if note in notes else [note]


def close(
    file: File,
    boat: Boat,
    why: Why = "",
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether it may close, and what is confirmed.")
    ] = False,
    source: SourceOption = None,
    wind_kn: WindOption = None,
    wind_from_deg: FromOption = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Close a boat where the closure gate opens; else why not."""
    with progress() as report, sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat)
        _refuse_close(desk, name, check=check)
        report(LOOKING, None)
        from lastknown.desk.record.closing import close_boat, closure_document
        from lastknown.desk.record.moments import latest
        from lastknown.desk.record.picturing import Weather, look
        from lastknown.desk.record.telling import telling_of

        weather = Weather(tuple(source or ()), wind_kn, wind_from_deg)
        found = look(desk.seen, latest(desk.seen, desk.hand.now), weather, drift=False)
        view, t = found.boat(name), telling_of(desk.words, desk.seen, found.at)
        opens = view.gate.opens
        if not json:
            print(_gate(desk, view, t))
        _shown(desk, found, f"gate of {name}", [])
        entries = close_boat(desk.store, desk.hand, view, why) if opens and not check else ()
        if json:
            print(as_json(closure_document(desk.store, view, t, entries)))
        elif entries:
            desk.told(entries, [desk.words.say("close.done", boat=name)])
    if not opens:
        raise typer.Exit(2)


def _refuse_close(desk: Sitting, boat: str, *, check: bool) -> None:
    from lastknown.desk.record.decisions import state_of
    from lastknown.desk.record.verbs import refuse_unnamed

    if not check:
        refuse_unnamed(desk.hand, "to close a boat")
    if not state_of(desk.seen, boat).open:
        raise LastknownError(f"{boat} is closed already; lastknown case reopen opens it again")


def _gate(desk: Sitting, view: BoatView, t: Telling) -> str:
    """Return what would be confirmed, or why the boat stays open."""
    from lastknown.desk.record.closing import confirms_words, refused_words

    if view.gate.opens:
        return confirms_words(t, view, desk.hand.author)
    return refused_words(t, view)
