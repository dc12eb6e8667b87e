"""A ship that joins the search: a unit of a case file, or the status of a unit of a record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lastknown.desk._details import note_text
from lastknown.desk._figures import time_text
from lastknown.desk.answer import note_entry
from lastknown.desk.casefile import load_case
from lastknown.desk.muster import muster
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casetext import case_text, place_text, plain_name
from lastknown.desk.record.tocase import ASSUMED_VISIBILITY_NM
from lastknown.desk.run import daylight_of
from lastknown.desk.ships.aidwords import against_words, dark_words, unheard_words
from lastknown.desk.ships.answer import Drifted
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import words
from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.exchange.whole import whole_file
from lastknown.search.unit import Unit, unit_position
from lastknown.ships.help import Helper
from lastknown.ships.joining import RESCUE
from lastknown.times import from_seconds, parse_time, show_time, to_seconds
from lastknown.units import MINUTE

__all__ = ["sees_words", "unit_block", "unit_fields", "write_joined"]

_NOTE: Final = "joins the search: sweep widths of a merchant ship's watch, by daylight"
_RESCUE_NOTE: Final = "joins the search: sweep widths of a rescue boat's watch, by daylight"
_DARK: Final = "in the dark no plan gives her a task until night_sweep_width_nm is entered"
_NEEDS: Final = "its sensor needs visibility: add a table [conditions] with visibility_nm"


def unit_block(unit: Unit, *, conditions: bool) -> str:
    """Return the ``[[unit]]`` of a ship, to be put into a case file.

    Parameters
    ----------
    unit : from `lastknown.ships.joining.helper_unit`. conditions : whether the case file says what
        sensors look through; where it does not, the block says that it is needed.
    """
    note = _RESCUE_NOTE if unit.kind in RESCUE else _NOTE
    comments = [f"{plain_name(unit.name)} {note};", _DARK, *([] if conditions else [_NEEDS])]
    return case_text({"unit": [_table(unit)]}, comments).replace("\n\n\n", "\n").lstrip("\n")


def _table(unit: Unit) -> dict[str, Any]:
    """Return a unit as the table of a case file."""
    place, sensor = unit_position(unit), unit.sensor
    made: dict[str, Any] = {
        "name": plain_name(unit.name),
        "kind": unit.kind,
        "position": place_text(place.lon, place.lat),
        "ready": _minute(unit),
        "speed_kn": round(unit.speed_kn, 1),
        "search_speed_kn": round(unit.search_speed_kn, 1),
        "endurance_h": unit.endurance_h,
    }
    if sensor is not None:
        made["sensor"] = {"kind": sensor.kind, "craft": sensor.craft}
        if sensor.height_ft is not None:
            made["sensor"]["height_ft"] = sensor.height_ft
    if unit.can_recover is not None:
        made["can_recover"] = unit.can_recover
    if unit.capacity is not None:
        made["capacity"] = unit.capacity
    if unit.recover_min is not None:
        made["recover_min"] = round(unit.recover_min, 1)
    return made


def _minute(unit: Unit) -> Any:
    """Return when a unit can leave, to the next whole minute."""
    seconds = to_seconds(parse_time(unit.ready))
    return from_seconds(-(-seconds // MINUTE) * MINUTE)


def unit_fields(unit: Unit, boat: str) -> dict[str, Any]:
    """Return the fields of `case.told.UnitStatus` of a ship that joins.

    Its type is ``ship``, so that a plan of the record takes a merchant ship's sweep widths; of a
    rescue, naval or law enforcement vessel it is the kind of rescue unit that she is
    (`lastknown.ships.joining.RESCUE`), with what such look with.

    Parameters
    ----------
    boat : name in the record of the boat that it looks for.
    """
    place, rescues = unit_position(unit), unit.kind in RESCUE
    height_ft = None if unit.sensor is None else unit.sensor.height_ft
    return {
        "unit": plain_name(unit.name),
        "status": "available",
        "type": unit.kind if rescues else "ship",
        "position": {"lon": round(place.lon, 6), "lat": round(place.lat, 6)},
        "ready": _minute(unit),
        "speed_kn": round(unit.speed_kn, 1),
        "search_speed_kn": round(unit.search_speed_kn, 1),
        "endurance_h": unit.endurance_h,
        "can_take": 0 if unit.can_recover is False else unit.capacity,
        "sensor": "visual",
        **({"height_ft": height_ft} if height_ft is not None else {}),
        "boat": boat,
    }


def sees_words(unit: Unit, over: Drifted, lang: str, helper: Helper | None = None) -> str:
    """Return with which sweep widths a unit would search for this boat, and when it is dark there.

    They are worked out as a plan would. Where that is refused (a visibility that no table holds, or
    none given), the words say why: a plan of this case would be refused too. Of a record in which
    nobody entered the visibility it is assumed as its plan does, and said. In the dark a unit
    without a sweep width for it gets no task: where it is dark before the end of what is looked at,
    that is said.

    Parameters
    ----------
    unit : that joins. over : the case, drifted.
    helper : what it was in the list; that it is not to be asked, or was not heard for 10 min, is
        said. None: not.
    """
    w, against, unheard = ship_words(lang), "", ""
    if helper is not None:
        unheard = unheard_words(w, unit.name, helper.age_s / MINUTE)
    if helper is not None and helper.role == "not asked":
        against = against_words(w, unit.name, helper.why)
    said = (against, unheard, _dark(unit, over, lang), _widths(unit, over, lang))
    return " ".join(filter(None, said))


def _dark(unit: Unit, over: Drifted, lang: str) -> str:
    w, at, until = ship_words(lang), show_time(over.case.at), time_text(over.until_s)
    dark = dark_words(w, daylight_of(over.where), at, until)
    if not dark or unit.night_sweep_width_nm is not None:
        return ""
    return w.say(
        "help.joins_dark" if over.case.record is None else "help.joins_dark_record",
        dark=dark,
        name=unit.name,
    )


def _widths(unit: Unit, over: Drifted, lang: str) -> str:
    w, case = ship_words(lang), replace(over.case, units=(unit,), fixed=())
    if unit.sensor is None:
        return ""
    assumed = list[Note]()
    if case.record is not None and case.conditions is None:
        from lastknown.search.sensor import Conditions

        case = replace(case, conditions=Conditions(ASSUMED_VISIBILITY_NM))
        assumed.append(note_of("record-visibility", visibility_nm=ASSUMED_VISIBILITY_NM))
    try:
        crew = muster(case, over.sea, over.cloud)
    except LastknownError as error:
        return w.say("help.sees_nothing", name=unit.name, why=error)
    look = crew.looks[unit.name][0]
    told = [note for note in crew.notes if note.values.get("what") in (look.boat, "person")]
    every = [*assumed, *told]
    notes = (note_text(words(lang), note_entry(n.code, n.text, **n.values)) for n in every)
    return w.say(
        "help.sees",
        name=unit.name,
        what=look.boat,
        boat=w.nm(look.boat_nm),
        person=w.nm(look.person_nm),
        notes="".join(f" {note}" for note in notes),
    )


def write_joined(file: str, unit: Unit, out: Path) -> None:
    """Write a case file with one unit more; the new file is checked before it is there.

    Parameters
    ----------
    file : the case file. out : the new one; files that it names are looked for beside it.

    Raises
    ------
    LastknownError : the case has a unit of that name, or the new file cannot be read as a case.
    """
    case = load_case(file)
    if any(each.name.casefold() == unit.name.casefold() for each in case.units):
        raise LastknownError(f"unit {unit.name!r} is in {file} already; give another ship")
    text = Path(file).read_text(encoding="utf-8-sig").rstrip("\n")
    block = unit_block(unit, conditions=case.conditions is not None)
    with whole_file(out) as half:
        half.write_text(f"{text}\n\n{block}", encoding="utf-8")
        load_case(half)
