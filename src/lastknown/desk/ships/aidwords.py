"""Who can help, in words: from the answer alone, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lastknown.desk._details import note_text
from lastknown.desk.document import Daylight
from lastknown.desk.record.caseunits import LEFT_OUT, PLACES
from lastknown.desk.ships.aboard import room_words
from lastknown.desk.ships.dealt import dealt_lines
from lastknown.desk.ships.document import HelperEntry, HelpersDocument
from lastknown.desk.ships.heardwords import age_words, head_line, heard_lines
from lastknown.desk.ships.riskwords import tells_words
from lastknown.desk.ships.speaking import clock_words, named_words, ship_words
from lastknown.desk.words import NO_BREAK, Words, words
from lastknown.ships.able import BOAT_WIND_KN
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR

__all__ = ["against_words", "aid_words", "can_line", "dark_words", "helper_line", "helper_name"]
__all__ += ["unheard_words"]

MOST: Final = 5
"""Ships of a group that are printed, and every unit (judgement: the first who may come, and some to
take their place); all are in the JSON."""

_TOO_MANY: Final = "record-unit-too-many"
_OLD_MIN: Final = 10.0
_NO_WAY_NM: Final = 0.15

_IN_SIGHT_NM: Final = 5.0
"""A ship nearer than this may see a light or a flare there (judgement)."""
_FROM_THERE: Final = ("light", "lookout", "relay")
"""What a ship can do that cannot leave her place or her course."""


def aid_words(document: HelpersDocument, lang: str = "en") -> str:
    """Return the answer in words.

    Raises
    ------
    LastknownError : the language is not available.
    """
    w = ship_words(lang)
    at = document["at"]
    head = head_line(w, document["name"], at, document["heard"])
    found = document["help"]
    near = [each for each in found if not each["apart"]]
    by = {role: [e for e in near if e["role"] == role] for role in _ROLES}
    sections = [
        [head],
        [w.say("help.title", position=w.position(document["most_likely"]))],
        [*_able(w, by["recover"], document)],
        [*_group(w, "help.stand_by", by["stand by"], document)],
        [*_group(w, "help.apart", [e for e in found if e["apart"]], document)],
        [*_others(w, by["not asked"], document)],
        [*_foot(w, document)],
        [*heard_lines(w, document["heard"], at)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines)


_ROLES: Final = ("recover", "stand by", "not asked")


def _able(w: Words, found: Sequence[HelperEntry], document: HelpersDocument) -> Iterator[str]:
    if found:
        later = "_first" if _unit_before([each for _, each in _shown(found)]) else ""
        yield from _group(w, f"help.recover{later}", found, document)
        return
    hours = _hours(document["at"], document["until"])
    yield w.say("help.none", hours=w.number(hours, 0 if hours.is_integer() else 1))


def _unit_before(found: Sequence[HelperEntry]) -> bool:
    """Return whether somebody stands before a ship that may have the first aboard sooner."""
    told = [each["first_aboard"] for each in found]
    when = [to_seconds(parse_time(time)) for time in told if time is not None]
    return when != sorted(when)


def _group(
    w: Words, title: str, found: Sequence[HelperEntry], document: HelpersDocument
) -> Iterator[str]:
    if not found:
        return
    yield w.say(title)
    shown = _shown(found)
    for number, each in shown:
        yield f"{number:3d}. {helper_line(w, each, document['at'], document['until'])}"
        yield f"     {can_line(w, each, document['at'])}"
        for line in dealt_lines(w, document["dealt"], each["name"], each["mmsi"], document["at"]):
            yield f"     {line}"
    if len(found) > len(shown):
        yield "     " + _more(w, len(found) - len(shown))


def _more(w: Words, count: int) -> str:
    return w.say("help.more_one" if count == 1 else "help.more", count=count)


def _shown(found: Sequence[HelperEntry]) -> list[tuple[int, HelperEntry]]:
    """Return the first ships of a group and every unit, with their places in it."""
    ships = [each for each in found if each["mmsi"] is not None][:MOST]
    placed = enumerate(found, start=1)
    return [(n, e) for n, e in placed if e["mmsi"] is None or any(e is ship for ship in ships)]


def _others(w: Words, found: Sequence[HelperEntry], document: HelpersDocument) -> Iterator[str]:
    """Yield who should not be asked, and why; those too far off, but for units, are counted."""
    far = [each for each in found if "too far" in each["why"] and each["mmsi"] is not None]
    found = [each for each in found if not any(each is one for one in far)]
    shown = _shown(found)
    if found:
        yield w.say("help.not_asked")
    for _, each in shown:
        distance = w.nm(each["distance_nm"])
        who = helper_name(w, each)
        why = _why(w, each) + _age(w, each) + _tells(w, each) + _from_there(w, each)
        yield "  " + w.say("help.not_asked_line", who=who, distance=distance, why=why)
    if len(found) > len(shown):
        yield "  " + _more(w, len(found) - len(shown))
    if far:
        clock = clock_words(w, document["until"], document["at"])
        yield w.say("help.too_far", count=len(far), clock=clock)


def _from_there(w: Words, entry: HelperEntry) -> str:
    """Return what a ship near by can do that must stay where she is, by what she tells."""
    if entry["status"] not in entry["why"] or entry["distance_nm"] > _IN_SIGHT_NM:
        return ""
    can = [_say(w, "can", code) for code in entry["can"] if code in _FROM_THERE]
    return w.say("help.from_there", can=", ".join(can)) if can else ""


def _foot(w: Words, document: HelpersDocument) -> Iterator[str]:
    if document["wind_kn"] is not None:
        wind, most = w.knots(document["wind_kn"]), w.knots(BOAT_WIND_KN)
        yield w.say("help.wind", wind=wind, most=most)
    dark = dark_words(w, document["daylight"], document["at"], document["until"])
    if dark and any(each["mmsi"] and each["role"] != "not asked" for each in document["help"]):
        yield w.say("help.dark", dark=dark)
    units = [each for each in document["help"] if each["mmsi"] is None]
    if units and all(each["pos_cost"] is None for each in units):
        yield w.say("help.plan")
    yield from _unit_notes(w, document)


def _unit_notes(w: Words, document: HelpersDocument) -> Iterator[str]:
    """Yield from when the places of units are, and which units are left out of the list."""
    told = words(w.lang)
    for note in document["notes"]:
        if note["code"] in (*PLACES, *LEFT_OUT, _TOO_MANY):
            yield note_text(told, note)


def dark_words(w: Words, day: Daylight, at: str, until: str) -> str:
    """Return when it is dark between two moments, in words; "" where it is light throughout."""
    begin, end = day["dark_from"], day["dark_until"]
    if day["dark_now"]:
        end_clock = "" if end is None else clock_words(w, end, at)
        return w.say("help.dark_until", until=end_clock) if end_clock else w.say("help.dark_on")
    if begin is None or end is None or parse_time(begin) >= parse_time(until):
        return ""
    return w.say("help.dark_from", from_=clock_words(w, begin, at), until=clock_words(w, end, at))


def helper_name(w: Words, entry: HelperEntry) -> str:
    """Return who it is: a unit by its name and kind, a ship as in the risk list."""
    if entry["mmsi"] is None or entry["length_m"] is None:
        key = f"unit_kind.{entry['kind']}"
        kind = w.say(key) if w.has(key) else entry["kind"]
        return w.say("help.unit", name=entry["name"].replace(" ", NO_BREAK), kind=kind)
    return named_words(
        w, entry["name"], entry["mmsi"], entry["kind"], entry["length_m"], entry["assumed"]
    )


def helper_line(w: Words, entry: HelperEntry, at: str, until: str) -> str:
    """Return one helper in one line: who, when there, how far off; first what of it is assumed,
    and how old its position is where that is old."""
    speed = w.knots(entry["speed_kn"])
    return w.say(
        "help.line",
        who=helper_name(w, entry),
        side=_freeboard(w, entry) + _age(w, entry),
        distance=w.nm(entry["distance_nm"]),
        bearing=w.bearing(entry["bearing_deg"]),
        speed=speed if entry["speed_told"] else w.say("help.assumed_speed", speed=speed),
        tells=_tells(w, entry),
        more="".join(_times(w, entry, at, until)),
    )


def _tells(w: Words, entry: HelperEntry) -> str:
    """Return what a ship tells of herself, unless it stands among what is against her."""
    status = None if entry["status"] in entry["why"] else entry["status"]
    return tells_words(w, status, entry["status_outdated"], entry["makes_kn"] or 0.0)


def _freeboard(w: Words, entry: HelperEntry) -> str:
    """Return the height of a ship's side where she did not tell it."""
    height = entry["freeboard_m"]
    if height is None or "freeboard_m" not in entry["assumed"]:
        return ""
    return w.say("help.freeboard", freeboard=w.number(height, 0 if height >= 1.95 else 1))


def _age(w: Words, entry: HelperEntry) -> str:
    """Return how old its place is, where that is long: where it is now is then a guess."""
    if entry["age_min"] < _OLD_MIN:
        return ""
    key = "help.age" if entry["mmsi"] is not None else "help.place_age"
    return w.say(key, age=age_words(w, entry["age_min"]))


def unheard_words(w: Words, name: str, age_min: float) -> str:
    """Return that one who joins was not heard for long; "" where she was."""
    if age_min < _OLD_MIN:
        return ""
    return w.say("help.joins_unheard", name=name, age=age_words(w, age_min))


def against_words(w: Words, name: str, why: Sequence[str]) -> str:
    """Return that one who joins is listed as not to be asked, and why, by `ships.help.Why`."""
    return w.say("help.joins_against", name=name, why=", ".join(_say(w, "why", c) for c in why))


def can_line(w: Words, entry: HelperEntry, at: str) -> str:
    """Return in one line what a helper can do, what stands against it and what it costs."""
    area = ""
    if entry["area"] is not None and entry["area"] != entry["reaches"]:
        area = w.say("help.area", clock=clock_words(w, entry["area"], at))
    return area + "".join([*_can(w, entry), *_costs(w, entry)])


def _times(w: Words, entry: HelperEntry, at: str, until: str) -> Iterator[str]:
    if entry["reaches"] is None:
        yield w.say("help.never", clock=clock_words(w, until, at))
        return
    land = w.say("help.land") if entry["over_land"] else ""
    land = land or (w.say("help.near_land") if entry["near_land"] else "")
    minutes = _whole(entry["reaches"]) - _whole(at)
    clock = clock_words(w, entry["reaches"], at)
    yield w.say("help.reaches", clock=clock, span=age_words(w, minutes), land=land)
    if entry["first_aboard"] is not None:
        yield w.say("help.aboard", clock=clock_words(w, entry["first_aboard"], at))
    if entry["course_deg"] is not None:
        yield w.say("help.steer", course=w.bearing(entry["course_deg"]))


def _can(w: Words, entry: HelperEntry) -> Iterator[str]:
    if entry["can"]:
        yield w.say("help.can", can=", ".join(_say(w, "can", code) for code in entry["can"]))
    yield room_words(w, entry)
    if entry["on_scene_min"] is not None:
        yield w.say("help.stays", span=age_words(w, entry["on_scene_min"]))
    if entry["why"]:
        yield w.say("help.but", why=_why(w, entry))


def _costs(w: Words, entry: HelperEntry) -> Iterator[str]:
    if entry["diversion_nm"] is not None and entry["diversion_min"] is not None:
        yield w.say(
            "help.on_way" if entry["diversion_nm"] < _NO_WAY_NM else "help.costs_way",
            way=w.nm(entry["diversion_nm"]),
            span=age_words(w, entry["diversion_min"]),
        )
    if entry["pos_cost"] is not None:
        yield w.say("help.costs_plan", cost=w.percent(entry["pos_cost"]))


def _whole(time: str) -> int:
    """Return a time in whole minutes since 1970, as a clock shows it."""
    return round(to_seconds(parse_time(time)) / 60.0)


def _why(w: Words, entry: HelperEntry) -> str:
    return ", ".join(_say(w, "why", code) for code in entry["why"])


def _say(w: Words, table: str, code: str) -> str:
    key = f"{table}.{code.replace(' ', '_')}"
    return w.say(key) if w.has(key) else code


def _hours(at: str, until: str) -> float:
    return round((to_seconds(parse_time(until)) - to_seconds(parse_time(at))) / HOUR, 2)
