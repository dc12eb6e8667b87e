"""Commands that enter what was told, seen, done and sent."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from lastknown.cli.options import At, Author, File, JsonOption, Lang, LangOption, Report, Role, Why
from lastknown.cli.output import print_json
from lastknown.cli.sitting import Sitting, box_of, given, place_of, sitting, texts

__all__ = ["acknowledge", "add", "correct", "identify", "note", "person", "persons", "read"]
__all__ += ["retract", "warn"]


class What(StrEnum):
    """What came in."""

    call = "call"
    message = "message"
    relayed_call = "relayed_call"
    sighting = "sighting"
    radar = "radar"
    ais = "ais"
    rescue = "rescue"
    recovery = "recovery"
    launch_seen = "launch_seen"
    position_ping = "position_ping"


class Where(StrEnum):
    """What became of persons."""

    on_board = "on_board"
    recovered_alive = "recovered_alive"
    recovered_dead = "recovered_dead"
    transferred = "transferred"
    returned = "returned"
    missing = "missing"


class How(StrEnum):
    """By what it is known that two reports are of one boat."""

    phone = "phone"
    own_word = "own_word"
    photographs = "photographs"
    description = "description"


Text = Annotated[
    list[str] | None,
    typer.Argument(metavar="TEXT", help="In any words; it is kept exactly as it is."),
]
FromFile = Annotated[
    str | None, typer.Option("--from-file", metavar="FILE", help="The text; - for piped in.")
]
WhatOption = Annotated[What | None, typer.Option("--what", help="What came in.")]
PositionOption = Annotated[
    str | None, typer.Option("--position", metavar="POSITION", help="Where, in any usual form.")
]
ErrorOption = Annotated[
    float | None, typer.Option("--error-nm", min=0, help="Radius that holds 50 % of its error, NM.")
]
PersonsOption = Annotated[
    str | None, typer.Option("--persons", metavar="COUNT", help="33, 30-40, or 30+.")
]
NumberOption = Annotated[str | None, typer.Option("--number", help="The caller's; sealed.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Who says so.")]
BoatOption = Annotated[str | None, typer.Option("--boat", metavar="BOAT", help="Of which boat.")]


def add(
    file: File,
    text: Text = None,
    from_file: FromFile = None,
    what: WhatOption = None,
    at: At = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Of the times in it: UTC, UK, FR, +01:00.")
    ] = None,
    position: PositionOption = None,
    error_nm: ErrorOption = None,
    persons: PersonsOption = None,
    number: NumberOption = None,
    source: SourceOption = None,
    boat: BoatOption = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Add a report in free words; show what was understood."""
    from lastknown.desk.record.adding import add_report

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        fields = _fields(what, position, error_nm, persons, number, source)
        name = desk.boat(boat) if boat else None
        raw = texts(text or [], from_file)
        added = add_report(desk.store, desk.hand, raw, fields, zone=zone, box=box_of())
        entries = [*added.entries]
        if name:
            from lastknown.desk.record.decisions import link

            desk.reload()
            entries.append(link(desk.store, desk.seen, desk.hand, added.entries[0], name))
        _added(desk, added, entries)


def _fields(
    what: What | None,
    position: str | None,
    error_nm: float | None,
    persons: str | None,
    number: str | None,
    source: str | None,
) -> dict[str, Any]:
    """Return the fields of a report that were stated outright."""
    from lastknown.desk.record.counting import counts_of

    place = place_of(position, error_nm) if position else None
    counts = counts_of(persons) if persons else None
    told = {"what": what.value if what else None, "number": number, "source": source}
    return given(told | {"position": place, "persons": counts})


def _added(desk: Sitting, added: Any, entries: list[Any]) -> None:
    from lastknown.desk.record.understood import added_document, added_words

    if desk.as_json:
        print_json(added_document(desk.store, added, entries, desk.words))
        return
    print(added_words(desk.words, added, entries))


def correct(
    file: File,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The report to correct.")],
    what: WhatOption = None,
    at: At = None,
    position: PositionOption = None,
    error_nm: ErrorOption = None,
    persons: PersonsOption = None,
    number: NumberOption = None,
    source: SourceOption = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter a report anew with other fields; the first stays."""
    from lastknown.desk.record import verbs
    from lastknown.errors import LastknownError

    fields = _fields(what, position, error_nm, persons, number, source)
    if not fields and at is None:
        raise LastknownError("nothing to correct; give --at, --position, --persons or another")
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        old = desk.entry(entry, "report")
        desk.told([verbs.correct(desk.store, desk.seen, desk.hand, old, fields)])


def retract(
    file: File,
    entries: Annotated[list[str], typer.Argument(metavar="ENTRY...", help="What was wrong.")],
    why: Why = "",
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Take entries back; they stay readable and count no more."""
    from lastknown.desk.record import verbs

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        gone = [desk.entry(name) for name in entries]
        desk.told([verbs.retract(desk.store, desk.seen, desk.hand, gone, why)])


def note(
    file: File,
    text: Text = None,
    from_file: FromFile = None,
    boat: BoatOption = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Write words into the log that are no report."""
    from lastknown.desk.record import verbs

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat) if boat else None
        desk.told([verbs.note(desk.store, desk.hand, texts(text or [], from_file), name)])


def read(
    file: File,
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="The entries.")],
    plotted: Annotated[bool, typer.Option("--plotted", help="And put on the chart.")] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say that you have read reports, or plotted them."""
    from lastknown.desk.record import verbs

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        found = [desk.entry(name, "report") for name in reports]
        desk.told(verbs.read_report(desk.store, desk.hand, each, plotted=plotted) for each in found)


def identify(
    file: File,
    report: Report,
    rescue: Annotated[str, typer.Argument(metavar="RESCUE", help="What it is compared with.")],
    how: Annotated[How, typer.Option("--how", help="By what it is known.")],
    against: Annotated[
        bool, typer.Option("--against", help="It is NOT the same: this blocks closing.")
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who asked or compared.")] = None,
    why: Why = "",
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say whether what was rescued is what a report told of."""
    from lastknown.desk.record import verbs

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        pair = (desk.entry(report, "report"), desk.entry(rescue, "report"))
        same = not against
        found = verbs.identify(desk.store, desk.hand, pair, how.value, same=same, by=by, why=why)
        desk.told([found])


def persons(
    file: File,
    where: Annotated[Where, typer.Argument(metavar="WHERE", help="on_board, missing, …")],
    count: Annotated[str, typer.Argument(metavar="COUNT", help="33, 30-40, 30+; - if only parts.")],
    boat: BoatOption = None,
    report: Annotated[str | None, typer.Option("--report", help="Or of which report.")] = None,
    men: Annotated[int | None, typer.Option(min=0)] = None,
    women: Annotated[int | None, typer.Option(min=0)] = None,
    boys: Annotated[int | None, typer.Option(min=0)] = None,
    girls: Annotated[int | None, typer.Option(min=0)] = None,
    source: SourceOption = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say how many are on board, recovered or missing."""
    from lastknown.desk.record import verbs
    from lastknown.desk.record.counting import counts_of

    counts: dict[str, int | None] = {} if count == "-" else dict(counts_of(count))
    counts |= {"men": men, "women": women, "boys": boys, "girls": girls}
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        name = desk.boat(boat) if boat else None
        about = desk.entry(report, "report").id if report else None
        told = verbs.say_persons(
            *(desk.store, desk.hand, where.value, counts), boat=name, report=about, source=source
        )
        desk.told([told])


def person(
    file: File,
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="A name within the record, P7; not their own.")
    ],
    where: Annotated[Where | None, typer.Option("--where", help="Where they are.")] = None,
    boat: BoatOption = None,
    name: Annotated[str | None, typer.Option("--name", help="Sealed, as all that follows.")] = None,
    age: Annotated[str | None, typer.Option("--age")] = None,
    sex: Annotated[str | None, typer.Option("--sex")] = None,
    kin: Annotated[str | None, typer.Option("--kin", help="Who asks for them.")] = None,
    details: Annotated[str | None, typer.Option("--details")] = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say what is known of one person; it is sealed."""
    from lastknown.desk.record import verbs

    told = {"name": name, "age": age, "sex": sex, "kin": kin, "details": details}
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        told |= {"boat": desk.boat(boat) if boat else None, "where": where and where.value}
        desk.told([verbs.say_person(desk.store, desk.hand, person, given(told))])


def warn(
    file: File,
    to: Annotated[str, typer.Argument(metavar="TO", help="Whom: all ships, a unit, a centre.")],
    text: Text = None,
    from_file: FromFile = None,
    channel: Annotated[str | None, typer.Option("--channel", help="VHF 16, NAVTEX …")] = None,
    boat: BoatOption = None,
    reply_within: Annotated[
        str | None, typer.Option("--reply-within", metavar="10min", help="Else an alarm.")
    ] = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter a warning or request that went out."""
    from lastknown.cli.relaycall import reply_s
    from lastknown.desk.record import verbs

    wait = reply_s(reply_within)
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        raw, name = texts(text or [], from_file), desk.boat(boat) if boat else None
        sent = verbs.warn(
            *(desk.store, desk.hand, to, raw), channel=channel, boat=name, reply_within_s=wait
        )
        desk.told([sent])


def acknowledge(
    file: File,
    what: Annotated[
        str, typer.Argument(metavar="ALARM", help="An alarm's code, or the entry of a warning.")
    ],
    about: Annotated[
        str, typer.Argument(metavar="[ABOUT]", help="The alarm's entry or boat, as shown.")
    ] = "",
    by: Annotated[str | None, typer.Option("--by", help="Who answered the warning.")] = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Acknowledge an alarm, or enter who answered a warning."""
    from lastknown.desk.record.answering import acknowledged

    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        entry = acknowledged(desk.store, desk.seen, desk.hand, what, about, by)
        desk.told([entry])
