"""How well ships were heard by a moment, in words: when, how old that is, and what is not used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lastknown.desk.ships.document import HeardEntry
from lastknown.desk.ships.fitting import COURSE_MOST_DEG, SPEED_MOST
from lastknown.desk.ships.speaking import clock_words
from lastknown.desk.words import Words
from lastknown.times import parse_time, to_seconds

__all__ = ["age_words", "elsewhen_line", "head_line", "heard_lines", "misfit_lines"]
__all__ += ["simulated_lines"]

_DAYS_MIN: Final = 48 * 60.0


def head_line(w: Words, name: str, at: str, heard: HeardEntry) -> str:
    """Return whose answer it is and of when; a stale picture says so here."""
    head = w.say("risk.head", name=name, at=f"{w.date(at)} {clock_words(w, at)}")
    if heard["stale"] and heard["ships"] and heard["age_min"] is not None:
        head += w.say("risk.head_stale", age=age_words(w, heard["age_min"]))
    return head


def heard_lines(w: Words, heard: HeardEntry, at: str, none: str = "heard.none") -> Iterator[str]:
    """Yield how good the picture of the ships is at a moment, and what is not in it.

    none : the sentence where no ship was heard.
    """
    timeless = heard["timeless"]
    if heard["age_min"] is not None and heard["ships"]:
        yield from simulated_lines(w, heard["simulated_ships"], heard["ships"])
        yield from misfit_lines(w, heard["speed_ratio"], heard["course_off_deg"])
        yield f"{_heard_line(w, heard, at, heard['age_min'])} {w.say('heard.silent')}"
    elif timeless and heard["newest"] is None:
        yield w.say("heard.timeless_all", count=w.number(timeless))
        return
    else:
        yield w.say(none)
        if heard["age_min"] is None and heard["newest"] is not None:
            yield elsewhen_line(w, heard["newest"], at)
    if timeless:
        yield w.say("heard.timeless", count=w.number(timeless))


def simulated_lines(w: Words, made_up: int, ships: int) -> Iterator[str]:
    """Yield that all or some of so many ships are of an exercise; nothing where none is."""
    if made_up:
        key = "heard.simulated" if made_up >= ships else "heard.simulated_some"
        yield w.say(key, count=w.number(made_up))


def misfit_lines(
    w: Words, speed_ratio: float | None, course_off_deg: float | None
) -> Iterator[str]:
    """Yield which columns of a CSV do not fit where its ships went; nothing where all do.

    Parameters
    ----------
    speed_ratio : median speed made good over that told. course_off_deg : median angle between the
        courses. None: not known.
    """
    if speed_ratio is not None and not 1.0 / SPEED_MOST <= speed_ratio <= SPEED_MOST:
        yield w.say("import.misfit_speed", ratio=w.number(speed_ratio, 2))
    if course_off_deg is not None and course_off_deg > COURSE_MOST_DEG:
        yield w.say("import.misfit_course", off=w.number(course_off_deg))


def _heard_line(w: Words, heard: HeardEntry, at: str, age_min: float) -> str:
    """Return how many ships were heard, when, and how old that is."""
    first, last = (clock_words(w, heard[key] or at, at) for key in ("oldest", "newest"))
    many = "one" if heard["ships"] == 1 else "same" if first == last else "many"
    who = w.say(f"heard.{many}", ships=w.number(heard["ships"]), oldest=first, newest=last)
    return w.say(
        "heard.stale" if heard["stale"] else "heard.line", who=who, age=age_words(w, age_min)
    )


def elsewhen_line(w: Words, newest: str, at: str) -> str:
    """Return of which day the positions are that are at hand, and how far from the moment."""
    minutes = (to_seconds(parse_time(at)) - to_seconds(parse_time(newest))) / 60.0
    return w.say(
        "heard.elsewhen" if minutes >= 0.0 else "heard.elsewhen_later",
        newest=f"{w.date(newest)} {clock_words(w, newest)}",
        age=age_words(w, abs(minutes)),
    )


def age_words(w: Words, minutes: float) -> str:
    """Return how old something is: minutes, from 100 on hours too, from two days on days."""
    whole = max(round(minutes), 0)
    if whole >= _DAYS_MIN:
        return w.say("heard.days", days=w.number(whole / 1440.0, 0))
    if whole < 100:
        return w.say("heard.minutes", minutes=whole)
    return w.say("heard.hours", hours=whole // 60, minutes=f"{whole % 60:02d}")
