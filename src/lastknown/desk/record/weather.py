"""Wind, water and sight as people entered them: what a command does not say, the record does.

Of each figure the last entry that stands counts, at or before the moment that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from typing_extensions import TypedDict

from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.naming import entry_name
from lastknown.desk.record.standing import Standing, said
from lastknown.drift.cloud import Note
from lastknown.sea.source import WATER_TEMPERATURE, WIND
from lastknown.times import show_time

if TYPE_CHECKING:
    pass

__all__ = ["FIGURES", "SHIPPED", "Entered", "FigureEntry", "entered_conditions"]
__all__ += ["figure_document", "filled", "not_said_by", "notes_of", "water_sd_c"]

Given_ = TypeVar("Given_")

FIGURES: Final[Mapping[str, tuple[str, ...]]] = {
    "wind": ("wind_kn", "wind_from_deg", "wind_sd_kn"),
    "water": ("water_temperature_c", "water_temperature_sd_c"),
    "visibility": ("visibility_nm",),
    "seas": ("seas_ft",),
    "sea_state": ("sea_state",),
}
"""Fields of `case.told.Conditions` that belong together; the first of each says that it is told."""

SHIPPED: Final = "dover-strait"
"""The pack that is shipped: it holds neither wind nor the water's temperature."""

_QUANTITIES: Final = {"wind": WIND, "water": WATER_TEMPERATURE}


@dataclass(frozen=True)
class Entered:
    """One figure as it was entered last.

    figure : a key of `FIGURES`. values : its fields, those that were told. entry : that says so.
    """

    figure: str
    values: Mapping[str, float]
    entry: Entry


class FigureEntry(TypedDict):
    """A figure of wind, water or sight that a picture was computed with."""

    figure: str
    """``wind``, ``water``, ``visibility``, ``seas`` or ``sea_state``."""
    values: dict[str, float]
    """Its fields as `docs/record.md` has them, with their units in their names."""
    entry: str
    """The entry that says so."""
    at: str


def figure_document(each: Entered) -> FigureEntry:
    """Return a figure of the record as a document."""
    return {
        "figure": each.figure,
        "values": dict(each.values),
        "entry": each.entry.id,
        "at": show_time(each.entry.happened.at),
    }


def entered_conditions(stands: Standing, at: datetime) -> tuple[Entered, ...]:
    """Return of each figure the last that was entered, at or before a moment."""
    found: dict[str, Entered] = {}
    known = [each for each in said(stands, told.Conditions) if each[0].happened.at <= at]
    for entry, body in sorted(known, key=lambda each: each[0].happened.at):
        for figure, names in FIGURES.items():
            if getattr(body, names[0]) is not None:
                values = {n: v for n in names if (v := getattr(body, n)) is not None}
                found[figure] = Entered(figure, values, entry)
    return tuple(found[figure] for figure in FIGURES if figure in found)


def not_said_by(sources: Sequence[str], found: Iterable[Entered]) -> tuple[Entered, ...]:
    """Return the figures that none of the sources of a command holds: these go before the record.

    Parameters
    ----------
    sources : that a person named, packs or files; what a live one will hold is not known yet.

    Raises
    ------
    LastknownError : one cannot be opened.
    """
    from lastknown.sea.live_names import is_live
    from lastknown.sea.model import open_sea

    named = [source for source in sources if source != SHIPPED and not is_live(source)]
    sea = open_sea(*named) if named else None
    held = {quantity for source in (sea.sources if sea else ()) for quantity in source.quantities}
    return tuple(each for each in found if _QUANTITIES.get(each.figure) not in held)


def filled(given: Given_, found: Iterable[Entered]) -> tuple[Given_, tuple[Entered, ...]]:
    """Return options with what they do not say taken from the record, and what was taken.

    Parameters
    ----------
    given : a frozen value with some of the fields of `case.told.Conditions`, None where not given.
    """
    options: Any = given
    own = {each.name for each in fields(options)}
    taken = []
    for each in found:
        names = [name for name in FIGURES[each.figure] if name in own]
        if names and all(getattr(options, name) is None for name in names):
            options = replace(options, **{n: v for n, v in each.values.items() if n in own})
            taken.append(each)
    return options, tuple(taken)


def notes_of(taken: Iterable[Entered]) -> list[Note]:
    """Return for each figure of the record a note that says what it is and where it is from."""
    return [
        note_of(
            f"record-entered-{each.figure.replace('_', '-')}",
            **each.values,
            entry=entry_name(each.entry),
            time=show_time(each.entry.happened.at),
        )
        for each in taken
    ]


def water_sd_c(stands: Standing, at: datetime, water_temperature_c: float) -> float | None:
    """Return the sd of the water's temperature, degrees C, where it is that of the record."""
    for each in entered_conditions(stands, at):
        if each.values.get("water_temperature_c") == water_temperature_c:
            return each.values.get("water_temperature_sd_c")
    return None
