"""Commands that begin, prove, move and forget records."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from lastknown.cli.options import Author, File, JsonOption, KeepDays, LangOption, Role, Why, keep_of
from lastknown.cli.options import Lang as Lang_
from lastknown.cli.output import print_json
from lastknown.cli.sitting import Sitting, answer, now, sitting
from lastknown.errors import LastknownError

__all__ = ["export", "import_", "join", "legal_hold", "new", "purge", "restore", "retention"]
__all__ += ["verify"]

Centre = Annotated[
    str,
    typer.Option(
        "--centre", envvar="LASTKNOWN_CENTRE", help="Who writes here: a short name, mrcc-dover."
    ),
]
Bundle = Annotated[Path, typer.Argument(metavar="BUNDLE", help="The bundle (JSON Lines).")]
Yes = Annotated[
    str | None, typer.Option("--yes", metavar="NAME", help="The record's name, not asked for.")
]
EN = Lang_.en


def new(
    file: File,
    name: Annotated[str, typer.Option("--name", help="What the record is called.")],
    centre: Centre = "centre",
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Begin a record of a night."""
    _begin(file, name, centre, (author, role), None)
    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        desk.told(desk.entries, [desk.words.say("keep.keys", folder=desk.store.folder)])


def _begin(file: str, name: str, centre: str, who: tuple[str, str], joins: str | None) -> None:
    from lastknown.case.opening import new_record
    from lastknown.desk.record.verbs import UNNAMED

    author = who[0].strip() or UNNAMED
    new_record(file, name, centre, author, at=now(), joins=joins).close()


def join(
    file: File,
    bundle: Bundle,
    centre: Annotated[
        str, typer.Option("--centre", envvar="LASTKNOWN_CENTRE", help="This centre's short name.")
    ],
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Begin this centre's part of another centre's record."""
    from lastknown.desk.record.moving import joined, take_in

    record, name = joined(bundle, centre)
    _begin(file, name, centre, (author, role), record)
    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        counts, notes = take_in(desk.store, desk.hand, bundle, desk.words)
        _moved(desk, "joined", counts, [*notes, desk.words.say("keep.answer", centre=centre)])


def export(
    file: File,
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The file to write.")],
    to: Annotated[
        list[str] | None,
        typer.Option("--for", metavar="CENTRE", help="Send it the keys too; may be repeated."),
    ] = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Write a bundle for other centres; keys for those named."""
    from lastknown.case.reading import send
    from lastknown.desk.record.moving import reading_notes

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        who = (desk.hand.author, desk.hand.role, desk.hand.now)
        counts, noted = send(desk.store, bundle, *who, to=to or ())
        key = "keep.exported_keys" if to else "keep.exported_bare"
        said = desk.words.say(key, centres=", ".join(to or ()))
        _moved(desk, "exported", counts, [said, *reading_notes(desk.words, noted, who[0])])


def import_(
    file: File,
    bundle: Bundle,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Take in another centre's bundle, verified first."""
    from lastknown.desk.record.moving import take_in

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        counts, notes = take_in(desk.store, desk.hand, bundle, desk.words)
        _moved(desk, "imported", counts, notes)


def restore(file: File, bundle: Bundle, json: JsonOption = False, lang: LangOption = EN) -> None:
    """Put damaged entries back from a bundle that proves them."""
    from lastknown.case.merge import restore as put_back

    with sitting(file, lang=lang.value, as_json=json) as desk:
        _moved(desk, "restored", put_back(desk.store, bundle))


def _moved(desk: Any, what: str, counts: Mapping[str, int], notes: list[str] | None = None) -> None:
    from lastknown.desk.record.moving import moved_document, moved_words

    if desk.as_json:
        print_json(moved_document(desk.store, what, counts, notes or []))
        return
    print("\n".join([moved_words(desk.words, what, counts), *(notes or [])]))


def verify(file: File, json: JsonOption = False, lang: LangOption = EN) -> None:
    """Prove that nothing was altered, or name what was."""
    from lastknown.case.verify import verify as check
    from lastknown.desk.record.proving import is_whole, verify_document, verify_words
    from lastknown.desk.record.speaking import record_words

    with sitting(file, read_only=True) as desk:
        found = check(desk.store)
        record = desk.store.record
    if json:
        print_json(verify_document(record, found))
    else:
        print(verify_words(record_words(lang.value), found))
    if not is_whole(found):
        raise typer.Exit(2)


def purge(
    file: File,
    persons: Annotated[
        list[str] | None,
        typer.Option("--persons", metavar="PERSON", help="P7; may be repeated."),
    ] = None,
    entries: Annotated[
        list[str] | None,
        typer.Option("--entries", metavar="ENTRY", help="Its words and numbers; may be repeated."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="All that is private, in every entry.")
    ] = False,
    yes: Yes = None,
    keep_days: KeepDays = 7.0,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Destroy keys for good: of persons, entries, everything."""
    from lastknown.case.purge import order_purge
    from lastknown.case.retention import forget_old_ships
    from lastknown.desk.record.keeping import purge_note, refuse_unknown
    from lastknown.desk.record.verbs import refuse_unnamed

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        refuse_unnamed(desk.hand, "a purge")
        named = [desk.entry(name).id for name in entries or ()]
        refuse_unknown(desk.seen, persons or ())
        if everything:
            _refuse_unmeant(desk, yes)
        hand = desk.hand
        who = (desk.store, hand.author, hand.role)
        ordered = order_purge(
            *who, at=hand.now, persons=persons or (), entries=named, everything=everything
        )
        forget_old_ships(desk.store, hand.now, keep_of(keep_days))
        desk.told([ordered], [purge_note(desk.words, desk.seen, desk.own)])


def _refuse_unmeant(desk: Sitting, yes: str | None) -> None:
    """Say what destroying everything private destroys, and have the record's name typed."""
    from lastknown.desk.record.keeping import everything_words, refuse_unmeant

    if not desk.as_json:
        print(everything_words(desk.words, desk.seen, desk.own), flush=True)
    if yes is None and not desk.as_json and sys.stdin.isatty():
        yes = answer(desk.words.say("keep.everything_ask"))
    refuse_unmeant(desk.words, desk.seen, yes)


def legal_hold(
    file: File,
    why: Why = "",
    lift: Annotated[bool, typer.Option("--lift", help="End the hold that is in force.")] = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Forbid that anything is forgotten; or lift that."""
    from lastknown.desk.record import decisions, keeping

    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        if lift:
            lifted = keeping.lift_and_forget(desk.store, desk.seen, desk.hand, desk.words, why)
            desk.told(*lifted)
        else:
            desk.told([decisions.legal_hold(desk.store, desk.hand, why)])


def retention(
    file: File,
    days: Annotated[
        int | None, typer.Argument(metavar="[DAYS]", min=0, help="After the last closure.")
    ] = None,
    carry_out: Annotated[
        bool, typer.Option("--carry-out", help="Destroy the keys of what is kept longer.")
    ] = False,
    yes: Yes = None,
    keep_days: KeepDays = 7.0,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = EN,
) -> None:
    """Set how long private fields are kept, or carry that out."""
    from lastknown.case.retention import forget_old_ships, is_to_forget
    from lastknown.desk.record import decisions, keeping
    from lastknown.desk.record.verbs import refuse_unnamed

    if carry_out == (days is not None):
        raise LastknownError("give DAYS to set the rule, or --carry-out to act on it")
    with sitting(file, (author, role), lang=lang.value, as_json=json) as desk:
        if days is None:
            refuse_unnamed(desk.hand, keeping.CARRY_OUT)
            if is_to_forget(desk.store, desk.hand.now, desk.seen):
                _refuse_unmeant(desk, yes)
            desk.told(*keeping.forget_what_is_due(desk.store, desk.seen, desk.hand, desk.words))
            forget_old_ships(desk.store, desk.hand.now, keep_of(keep_days), desk.seen)
        else:
            desk.told([decisions.retain(desk.store, desk.hand, days)])
