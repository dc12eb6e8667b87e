"""Free text, English or French, to the fields of a report: nothing lost, nothing guessed silently.

What is doubtful is marked so and has a question. Where readings contradict each other the field is
left out and the question lists them; the words themselves stay in the entry's raw text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from lastknown.case.told import Whereabouts
from lastknown.case.values import When
from lastknown.desk.record.understand_boat import (
    read_colour,
    read_engine,
    read_jackets,
    read_left,
    read_length,
    read_material,
)
from lastknown.desk.record.understand_contact import (
    read_channel,
    read_devices,
    read_language,
    read_numbers,
    read_objects,
    read_source,
)
from lastknown.desk.record.understand_dates import read_ago, read_dates, read_groups
from lastknown.desk.record.understand_fields import PRIVATE, gather, show_value
from lastknown.desk.record.understand_links import (
    read_accuracy,
    read_codes,
    read_links,
    read_relative,
)
from lastknown.desk.record.understand_persons import (
    read_bare,
    read_boats,
    read_groups_of_people,
    read_persons,
)
from lastknown.desk.record.understand_place import (
    read_halves,
    read_places,
    read_unlettered,
    read_worn,
)
from lastknown.desk.record.understand_state import (
    read_condition,
    read_course,
    read_hull,
    read_speed,
    read_weather,
)
from lastknown.desk.record.understand_text import TAKEN, Question, Reader, Text, fold
from lastknown.desk.record.understand_time import read_clocks
from lastknown.desk.record.understand_zones import check_zone
from lastknown.geo.box import Box
from lastknown.times import parse_time

__all__ = ["LONGEST", "MOST_ASKED", "Question", "Span", "Understood", "understand"]

LONGEST: Final = 10_000
"""Characters that are read; what comes after stays in the rest, and a question says so."""

MOST_ASKED: Final = 20
"""Questions that are put; of further ones only the number is said."""

_READERS: Final[tuple[Reader, ...]] = (
    *(read_links, read_channel, read_places, read_worn, read_unlettered, read_halves, read_codes),
    *(read_devices, read_numbers, read_groups, read_dates, read_ago, read_clocks),
    *(read_accuracy, read_weather, read_speed, read_course, read_relative, read_left),
    *(read_objects, read_groups_of_people, read_persons, read_boats, read_hull, read_jackets),
    *(read_engine, read_colour, read_length, read_material, read_condition, read_source),
    *(read_language, read_bare),
)


@dataclass(frozen=True)
class Span:
    """A piece of the text, understood or not.

    Attributes
    ----------
    start, end : where it stands in the text.
    text : the piece itself, as received.
    field : the report's field that it fills, or what else it is about; ``rest`` where it was not
        understood.
    value : what was understood, to be shown; empty where it is private or only asked about.
    certain : False where another reading is possible.
    private : whether it may be shown only to those who may read the raw text.
    """

    start: int
    end: int
    text: str = dataclasses.field(repr=False)
    field: str = "rest"
    value: str = dataclasses.field(default="", repr=False)
    certain: bool = True
    private: bool = False


@dataclass(frozen=True)
class Understood:
    """What a text says, as far as it was understood.

    Attributes
    ----------
    text : as received.
    fields : of a report, for ``check(Report, fields)``; always has ``what``.
    happened : when it happened; None where the text tells no time, or leaves open which.
    phases : what the boat was doing, as told: ``under-way``, ``adrift``, ``swamped``.
    elsewhere : persons told of who are not just on board: recovered, missing, …, counts for each.
    spans : the pieces that were understood, in order.
    rest : the pieces that were not; with the spans they make up the whole text.
    questions : what a person has to answer.
    """

    text: str = dataclasses.field(repr=False)
    fields: Mapping[str, Any] = dataclasses.field(repr=False)
    happened: When | None
    phases: tuple[str, ...]
    elsewhere: Mapping[Whereabouts, Mapping[str, int]]
    spans: tuple[Span, ...]
    rest: tuple[Span, ...]
    questions: tuple[Question, ...]

    def pieces(self) -> tuple[Span, ...]:
        """Return spans and rest in the order of the text: together they are the text."""
        return tuple(sorted((*self.spans, *self.rest), key=lambda piece: piece.start))


def understand(
    text: str, *, received: datetime, zone: str | None = None, box: Box | None = None
) -> Understood:
    """Return what a message or a line of a log says.

    Parameters
    ----------
    text : as a watch officer types it or a caller's message arrives, English or French. Of a very
        long one the first `LONGEST` characters are read.
    received : when it came in, aware; "10 minutes ago" counts from it.
    zone : in which zone its times are, where that is known: ``UTC``, ``UK``, ``FR`` or an offset
        such as ``+01:00``. None: a time without a zone is asked about.
    box : (lon_min, lat_min, lon_max, lat_max), degrees, of the sea that is covered; finds exchanged
        coordinates and places far off.

    Raises
    ------
    LastknownError : `received` is naive, or the zone is unknown. Never because of the text.
    """
    known = text[:LONGEST]
    state = Text(known, fold(known), parse_time(received, "received"), check_zone(zone), box)
    for reader in _READERS:
        state = _take(state, reader)
    found = gather(state)
    spans = tuple(_spans(state))
    return Understood(
        text=text,
        fields=found.fields,
        happened=found.happened,
        phases=found.phases,
        elsewhere=found.elsewhere,
        spans=spans,
        rest=tuple(_rest(text, spans)),
        questions=tuple(_put(text, found.questions)),
    )


def _put(text: str, questions: tuple[Question, ...]) -> Iterator[Question]:
    yield from questions[:MOST_ASKED]
    if len(questions) > MOST_ASKED:
        yield Question("more", {"count": str(len(questions) - MOST_ASKED)})
    if len(text) > LONGEST:
        yield Question("too_long", {"read": str(LONGEST)})


def _take(state: Text, reader: Reader) -> Text:
    """Return the text with what one reader claims, as far as nobody claimed it before."""
    folded, claims = list(state.folded), list(state.claims)
    for claim in reader(state):
        if claim.start < claim.end and TAKEN not in folded[claim.start : claim.end]:
            folded[claim.start : claim.end] = TAKEN * (claim.end - claim.start)
            claims.append(claim)
    return replace(state, folded="".join(folded), claims=tuple(claims))


def _spans(state: Text) -> Iterator[Span]:
    for claim in sorted(state.claims, key=lambda claim: claim.start):
        if not claim.field:
            continue
        private = claim.field in PRIVATE
        yield Span(
            start=claim.start,
            end=claim.end,
            text=state.raw[claim.start : claim.end],
            field=claim.field,
            value="" if private else show_value(claim.value),
            certain=claim.certain,
            private=private,
        )


def _rest(text: str, spans: tuple[Span, ...]) -> Iterator[Span]:
    at = 0
    for span in spans:
        if at < span.start:
            yield Span(at, span.start, text[at : span.start])
        at = span.end
    if at < len(text):
        yield Span(at, len(text), text[at:])
