"""The exercise record that is shipped: three boats, two of them rescued, one rightly open.

Names, positions and numbers are invented; the numbers are of the ranges that Ofcom (07700 900000 to
900999) and Arcep (06 39 98) keep for fiction. Each line of ``varne-record.jsonl`` is one entry; a
value ``@name`` stands for the id of the line of that name.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lastknown.case.entries import Draft, Entry, check, make_id
from lastknown.times import parse_time

__all__ = ["AT", "CENTRE", "NAME", "exercise_entries", "exercise_words", "write_exercise"]

NAME: Final = "Exercise Varne"
CENTRE: Final = "mrcc-varne"
BEGAN: Final = parse_time("2026-11-22T04:00Z")
AT: Final = parse_time("2026-11-22T08:30Z")
"""The moment at which the exercise is shown, as that of the case file."""
_SEED: Final = 1


def _lines() -> Iterator[dict[str, Any]]:
    text = files("lastknown").joinpath("data/demo/varne-record.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        yield json.loads(line)


def _draft(line: Mapping[str, Any], ids: Mapping[str, str]) -> Draft:
    given = {field: line[field] for field in ("author", "role", "raw", "entered")}
    body = {name: _named(value, ids) for name, value in line["body"].items()}
    return check(Draft, {**given, "happened": {"at": line["at"]}, "body": body})


def _named(value: Any, ids: Mapping[str, str]) -> Any:
    """Return a value with the ids of the lines that it names."""
    if isinstance(value, list):
        return [_named(each, ids) for each in value]
    return ids[value[1:]] if isinstance(value, str) and value.startswith("@") else value


def exercise_entries() -> tuple[Entry, ...]:
    """Return the entries of the exercise, always with the same ids, without a database."""
    draw = random.Random(_SEED)
    body: dict[str, Any] = {"kind": "opened", "name": NAME}
    body |= {"record": make_id(BEGAN, draw.randbytes), "signs": "0" * 64, "receives": "0" * 64}
    opened: dict[str, Any] = {"author": "J. Watch", "role": "founder", "body": body}
    opened |= {"happened": {"at": BEGAN}, "entered": BEGAN}
    drafts: list[tuple[str, Draft]] = [("opened", check(Draft, opened))]
    ids: dict[str, str] = {}
    made: list[Entry] = []
    for name, draft in _each(drafts, ids):
        ids[name] = make_id(draft.entered, draw.randbytes)
        place = {"id": ids[name], "centre": CENTRE, "seq": len(made)}
        made.append(check(Entry, draft.model_dump() | place | {"numbers": _numbers(draft)}))
    return tuple(made)


def _each(first: list[tuple[str, Draft]], ids: Mapping[str, str]) -> Iterator[tuple[str, Draft]]:
    yield from first
    for line in _lines():
        yield line["name"], _draft(line, ids)


def _numbers(draft: Draft) -> tuple[str, ...]:
    """Return what stands for the keyed hash of a number: equal where the numbers are."""
    number = getattr(draft.body, "number", None)
    return (f"{random.Random(number).getrandbits(256):064x}",) if number else ()


def exercise_words(lang: str) -> str:
    """Return the picture of the exercise in words, in English or French."""
    from lastknown.case.picture import picture
    from lastknown.desk.record.assess import assess
    from lastknown.desk.record.picturing import Weather, surroundings
    from lastknown.desk.record.situation import situation_words
    from lastknown.desk.record.speaking import record_words

    w, seen = record_words(lang), picture(exercise_entries())
    over = surroundings(seen, AT, Weather())
    found = assess(seen, over.sea, AT)
    head = w.say("picture.exercise")
    return f"{head}\n\n{situation_words(w, seen, found, over)}"


def write_exercise(where: str | Path, *, keys: Path | None = None) -> str:
    """Write the exercise into a new record and return its id.

    Parameters
    ----------
    where : path of a SQLite file that is not there yet, or URL of an empty PostgreSQL database.
    keys : folder of all records' keys (`case.keyring.keys_folder`).

    Raises
    ------
    LastknownError : there is something already, or it cannot be written.
    """
    from lastknown.case.opening import new_record
    from lastknown.case.store import append

    store = new_record(where, NAME, CENTRE, "J. Watch", at=BEGAN, keys=keys)
    try:
        ids: dict[str, str] = {}
        for line in _lines():
            (entry,) = append(store, _draft(line, ids))
            ids[line["name"]] = entry.id
        return store.record
    finally:
        store.close()
