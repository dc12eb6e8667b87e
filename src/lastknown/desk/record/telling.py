"""How figures, reports, alarms, blocks and conflicts of a picture are put into words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lastknown.case.picture import Picture
from lastknown.desk.record.gate import Block
from lastknown.desk.record.naming import key_of, names_of
from lastknown.desk.record.speaking import clock_of, names_in, share
from lastknown.desk.record.views import AlarmView, BoatView, Conflict, Value
from lastknown.desk.words import Words
from lastknown.errors import LastknownError
from lastknown.times import parse_time

__all__ = ["Telling", "key_of", "share", "telling_of"]

_SHARES: Final = ("p", "p_same", "sure", "mark", "any_alive", "factor")
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Telling:
    """What words about a picture need.

    w : the language. names : short names of entries by id. at : the picture's moment.
    """

    w: Words
    names: Mapping[str, str]
    at: datetime

    def entries(self, ids: Iterable[str]) -> str:
        """Return the short names of entries; what is no id stays as it is."""
        return ", ".join(self.entry(each) for each in ids)

    def entry(self, value: str) -> str:
        """Return the short name of an entry, or of what is none, such as a boat, that itself."""
        return names_in(value, self.names) if _ID.fullmatch(value) else value

    def clock(self, moment: datetime) -> str:
        """Return the time of day, UTC, with the day where it is another one."""
        return clock_of(self.w, moment, self.at)

    def persons(self, count: int) -> str:
        """Return a number of persons."""
        return (
            self.w.say("count.persons_1")
            if count == 1
            else self.w.say("count.persons", count=count)
        )

    def boat(self, view: BoatView) -> str:
        """Return a boat's name with what it is called."""
        label = self.w.say("detail.label", label=view.label) if view.label else ""
        return f"{view.boat}{label}"

    def report(self, name: str, kind: str, at: datetime) -> str:
        """Return a report by its short name, kind and time."""
        key = f"kind.{key_of(kind)}"
        what = self.w.say(key) if self.w.has(key) else kind
        return self.w.say("picture.report", name=self.entry(name), kind=what, clock=self.clock(at))

    def alarm(self, alarm: AlarmView) -> str:
        """Return an alarm in one line, with how to acknowledge it."""
        values = {**alarm.values, "about": alarm.about}
        if "whom" in values:
            whom = values.pop("whom")
            values["to"] = values["to"] or self.w.say(f"detail.to_{whom or 'one'}")
        what = self._coded("alarm", alarm.code, values)
        about = "" if alarm.about == "record" else self.entry(alarm.about)
        return self.w.say(
            "picture.alarm", clock=self.clock(alarm.since), what=what, code=alarm.code, about=about
        )

    def block(self, block: Block) -> str:
        """Return why a boat stays open, one reason."""
        section = "block" if self.w.has(f"block.{key_of(block.code)}") else "conflict"
        why = self._coded(section, block.code, block.values, block.entries)
        proved = block.values.get("proved")
        if not isinstance(proved, tuple):
            return why
        return self.w.say("picture.proved", why=why, entries=self.entries(proved))

    def conflict(self, conflict: Conflict) -> str:
        """Return what cannot all be true."""
        return self._coded("conflict", conflict.code, conflict.values, conflict.entries)

    def _coded(
        self, section: str, code: str, values: Mapping[str, Value], entries: Iterable[str] = ()
    ) -> str:
        key = f"{section}.{key_of(code)}"
        shown = {name: self._value(name, value) for name, value in values.items()}
        shown["entries"] = self.entries(entries) or shown.get("entries", "")
        shown["figures"] = ", ".join(self._figures(values))
        if self.w.has(key):
            return self.w.say(key, **(dict.fromkeys(_KNOWN, "?") | shown))
        more = ", ".join(f"{name} {value}" for name, value in shown.items() if value)
        return f"{code}{': ' if more else ''}{more}"

    def _figures(self, values: Mapping[str, Value]) -> Iterator[str]:
        """Yield the figures that a conflict is between, each with what it counts."""
        for name, value in values.items():
            if self.w.has(f"figure.{name}") and value is not None:
                none = f"figure.{name}_0" if value == 0 else ""
                key = none if none and self.w.has(none) else f"figure.{name}"
                yield self.w.say(key, value=value)

    def _value(self, name: str, value: Value) -> str:
        if value is None:
            return self.w.say("picture.not_said")
        if isinstance(value, tuple):
            return ", ".join(self._value(name, each) for each in value)
        if isinstance(value, bool):
            return str(value)
        if isinstance(value, int | float):
            return share(self.w, value) if name in _SHARES else self.w.number(value)
        if name in ("blocks", "what") and self.w.has(f"short.{key_of(value)}"):
            return self.w.say(f"short.{key_of(value)}")
        if name in ("looked", "at"):
            return self._moment(value)
        return self.entry(value)

    def _moment(self, value: str) -> str:
        try:
            return self.clock(parse_time(value))
        except LastknownError:
            return value


_KNOWN: Final = (
    *(
        "about",
        "boat",
        "to",
        "holder",
        "entries",
        "entry",
        "what",
        "blocks",
        "rescue",
        "looked",
        "at",
    ),
    *("p", "p_same", "sure", "mark", "any_alive", "days", "upper", "accounted", "carried", "short"),
)
"""Values that a sentence may ask for."""


def telling_of(w: Words, seen: Picture, at: datetime) -> Telling:
    """Return what the words need: the language, the short names, the moment."""
    return Telling(w, names_of(one.entry for one in seen.log), at)
