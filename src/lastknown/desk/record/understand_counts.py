"""From the counts that a text tells to one statement of persons; contradictions are asked about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lastknown.boats.report import SAVED
from lastknown.case.told import What, Whereabouts
from lastknown.desk.record.understand_persons import Told
from lastknown.desk.record.understand_text import Question, Text

__all__ = ["counts_of", "elsewhere_of"]

_MANY: Final = 100_000
_GROUPS: Final = ("men", "women", "boys", "girls")


def counts_of(text: Text, what: What, asked: list[Question]) -> dict[str, int]:
    """Return total, bounds and groups of those on board; of a rescue, of those taken up."""
    told = _told(text, "on_board") or _taken_up(text, what)
    whole = _whole([each for each in told if each.group == "total"], asked)
    groups = _groups(told, asked)
    split = sum(groups.values()) + sum(e.low or 0 for e in told if e.group == "children")
    if split > whole.get("total", split):
        asked.append(
            Question(
                "count_sum", {"field": "persons", "total": str(whole["total"]), "sum": str(split)}
            )
        )
    return whole | groups


def elsewhere_of(
    text: Text, what: What, asked: list[Question]
) -> Mapping[Whereabouts, Mapping[str, int]]:
    """Return the counts of persons who are missing or, told by the rescuer, recovered.

    Those alive are the count of a rescue report itself. From anybody else it is hearsay that could
    balance a sum: it is asked about, not taken.
    """
    found: dict[Whereabouts, Mapping[str, int]] = {}
    alive, dead, missing = (_told(text, where) for where in ("alive", "dead", "missing"))
    if missing:
        found["missing"] = _whole(_totals(missing), asked) | _groups(missing, asked)
    if what in SAVED:
        if dead and (alive or _told(text, "on_board")):
            found["recovered_dead"] = _whole(_totals(dead), asked) | _groups(dead, asked)
    elif alive or dead:
        said = "; ".join(f"{each.where}: {each}" for each in (*alive, *dead))
        asked.append(Question("persons_elsewhere", {"field": "persons", "said": said}))
    return {where: counts for where, counts in found.items() if counts}


def _told(text: Text, where: str) -> list[Told]:
    values = (claim.value for claim in text.about("persons"))
    return [value for value in values if isinstance(value, Told) and value.where == where]


def _taken_up(text: Text, what: What) -> list[Told]:
    if what not in SAVED:
        return []
    return _told(text, "alive") or _told(text, "dead")


def _totals(told: list[Told]) -> list[Told]:
    return [each for each in told if each.group == "total"]


def _whole(told: list[Told], asked: list[Question]) -> dict[str, int]:
    """Return total or bounds; where they contradict each other the widest bounds, and ask."""
    exact = {each.low for each in told if each.low is not None and each.low == each.high}
    lows = [each.low for each in told if each.low is not None and each.low != each.high]
    highs = [each.high for each in told if each.high is not None and each.low != each.high]
    if len(exact) < 2 and max([*lows, *exact], default=0) <= min([*highs, *exact], default=_MANY):
        named = {"total": exact, "least": lows and [max(lows)], "most": highs and [min(highs)]}
        return {name: min(values) for name, values in named.items() if values}
    asked.append(
        Question(
            "several_counts",
            {"field": "persons", "values": "; ".join(dict.fromkeys(map(str, told)))},
        )
    )
    return {"least": min([*exact, *lows, *highs]), "most": max([*exact, *lows, *highs])}


def _groups(told: list[Told], asked: list[Question]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in _GROUPS:
        counts = {each.low for each in told if each.group == name and each.low is not None}
        if len(counts) == 1:
            found[name] = counts.pop()
        elif counts:
            values = ", ".join(map(str, sorted(counts)))
            asked.append(
                Question("several_counts", {"field": "persons", "values": f"{name} {values}"})
            )
    return found
