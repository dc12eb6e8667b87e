"""A small exercise night, written as two centres would write it, without a store."""

from __future__ import annotations

import hashlib
import random
from datetime import datetime

from lastknown.case.entries import Draft, Entry, make_id
from lastknown.case.picture import Picture, picture
from tests.case.nights import at, draft

OPENED = {"kind": "opened", "record": make_id(at(0), bytes), "name": "Exercise Varne"}
OPENED |= {"signs": "0" * 64, "receives": "0" * 64}
HERE = {"lon": 1.55, "lat": 50.98, "error_m": 500.0}
THERE = {"lon": 1.40, "lat": 51.05, "error_m": 500.0}


class Night:
    """What two centres write down, minutes after 01:00 UTC."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.draw = random.Random(7)
        for centre in ("east", "west"):
            self.write(centre, draft(0, **OPENED))

    def write(self, centre: str, one: Draft) -> str:
        seq = sum(entry.centre == centre for entry in self.entries)
        name = make_id(one.entered, self.draw.randbytes)
        given = {field: getattr(one, field) for field in Draft.model_fields}
        number = getattr(one.body, "number", None)
        hashes = (hashlib.sha256(number.encode()).hexdigest(),) if number else ()
        self.entries.append(Entry(id=name, centre=centre, seq=seq, numbers=hashes, **given))
        return name

    def say(self, centre: str, minutes: float, /, kind: str, raw: str = "", **given: object) -> str:
        return self.write(centre, draft(minutes, raw, kind=kind, **given))

    def call(self, minutes: float, raw: str = "", *, centre: str = "east", **given: object) -> str:
        what = given.pop("what", "call")
        return self.say(centre, minutes, "report", raw, what=what, **given)

    def picture(self, at: datetime | None = None, known_at: datetime | None = None) -> Picture:
        return picture(self.entries, at=at, known_at=known_at)


def persons(total: int) -> dict[str, int]:
    return {"total": total}


def exercise() -> tuple[Night, dict[str, str]]:
    """Return a night of two named boats and a loose sighting, and the names of its reports.

    B1 calls from one phone at 5, 30 and 70 min and takes water. B2, elsewhere, is rescued at 60.
    """
    night, names = Night(), {}
    night.say("east", 1, "boat", boat="B1", label="grey inflatable")
    night.say("east", 1, "holder_taken", boat="B1")
    names["first"] = night.call(
        5, "help us", number="07700 900111", position=HERE, persons=persons(33), colour="grey"
    )
    night.say("east", 6, "link", report=names["first"], boat="B1", belief="certain")
    night.say("east", 7, "read", report=names["first"], plotted=True)
    night.say("west", 8, "boat", boat="B2", label="black boat")
    night.say("west", 8, "holder_taken", boat="B2")
    names["other"] = night.call(
        9, centre="west", number="07900 222222", position=THERE, persons=persons(25), colour="black"
    )
    night.say("west", 10, "link", report=names["other"], boat="B2", belief="certain")
    names["second"] = night.call(
        30, "we are taking water", number="07700 900111", condition="taking water"
    )
    names["rescue"] = night.call(
        60, centre="west", what="rescue", position=THERE, persons=persons(25), unit="Lifeboat A"
    )
    names["third"] = night.call(70, "still here", number="07700 900111")
    names["seen"] = night.call(
        75, centre="west", what="sighting", position=HERE, persons=persons(30), source="Helo 1"
    )
    return night, names
