"""From people's links of reports to boats to decisions about pairs of reports.

A boat of the record is a name, and its anchor is the first report held to be certainly about it;
where there is none, the first that is likely. What is said of any other report and the boat becomes
a decision about that report and the anchor. Where two centres differ, or decisions contradict each
other, there is no decision, and a conflict that a person must settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lastknown.boats.report import Decision, Report
from lastknown.case.decided import Belief
from lastknown.case.entries import Entry
from lastknown.desk.record.standing import Standing

__all__ = ["LEAST", "Linked", "Word", "linked"]

LEAST: Final = 0.01
"""Boats and reports less probable than this are left out of lists (judgement)."""

_RANK: Final[tuple[Belief, ...]] = ("certain", "never", "likely", "unlikely")
_FOR: Final = ("certain", "likely")
_WITH_LIKELY: Final[Mapping[Belief, Belief]] = {
    "certain": "likely",
    "likely": "likely",
    "unlikely": "unlikely",
    "never": "unlikely",
}
"""What is decided of a report and an anchor that is itself only likely: never more than that."""


@dataclass(frozen=True)
class Word:
    """What people hold of one report and one boat; belief None: two centres differ.

    entries : the links that say so.
    """

    report: str
    boat: str
    belief: Belief | None
    entries: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Linked:
    """What the links come to.

    words : by boat. anchors : by boat, the reports that P(of this boat) is measured by: all that
        are certain, else all that are likely. decisions : for the association.
    contradictory : sets of links that contradict each other, from which no decision was taken.
    """

    words: Mapping[str, tuple[Word, ...]]
    anchors: Mapping[str, tuple[str, ...]]
    decisions: tuple[Decision, ...]
    contradictory: tuple[tuple[str, ...], ...]

    def boats_of(self, report: str) -> tuple[str, ...]:
        """Return the boats that a report is held to be of, certainly or likely."""
        return tuple(
            boat
            for boat, words in self.words.items()
            if any(word.report == report and word.belief in _FOR for word in words)
        )


def linked(stands: Standing, reports: Sequence[Report]) -> Linked:
    """Return the words, anchors and decisions of all boats."""
    order = {report.id: (report.time_s, report.id) for report in reports}
    by_id = {entry.id: entry for entry in stands.entries}
    words = {
        boat.boat: tuple(sorted(_words(stands, boat.boat, order), key=lambda w: order[w.report]))
        for boat in stands.picture.boats
    }
    anchors = {boat: _anchors(found) for boat, found in words.items()}
    made = [each for boat, found in words.items() for each in _decided(found, anchors[boat], by_id)]
    bad = _contradictory(made)
    spoilt = {link for links in bad for link in links}
    decisions = tuple(each for each, links in made if not spoilt.intersection(links))
    return Linked(words, anchors, decisions, bad)


def _words(stands: Standing, boat: str, known: Mapping[str, object]) -> list[Word]:
    """Return what people hold of each report and a boat, replaced reports taken as what stands."""
    state = next(each for each in stands.picture.boats if each.boat == boat)
    latest: dict[tuple[str, str], tuple[Belief, str]] = {}
    for link in state.links:
        report = stands.now.get(link.report)
        if report in known and report is not None:
            latest[report, link.centre] = (link.belief, link.entry)
    found = []
    for report in dict.fromkeys(report for report, _ in latest):
        said = [word for (each, _), word in latest.items() if each == report]
        found.append(Word(report, boat, _joint([belief for belief, _ in said]), _entries(said)))
    return found


def _entries(said: Iterable[tuple[Belief, str]]) -> tuple[str, ...]:
    return tuple(sorted(entry for _, entry in said))


def _joint(beliefs: list[Belief]) -> Belief | None:
    """Return the strongest of beliefs that agree; None where some are for and some against."""
    if len({belief in _FOR for belief in beliefs}) > 1:
        return None
    return min(beliefs, key=_RANK.index)


def _anchors(words: Sequence[Word]) -> tuple[str, ...]:
    for belief in _FOR:
        found = tuple(word.report for word in words if word.belief == belief)
        if found:
            return found
    return ()


_Made = tuple[Decision, tuple[str, ...]]


def _decided(
    words: Sequence[Word], anchors: Sequence[str], by_id: Mapping[str, Entry]
) -> list[_Made]:
    """Return the decisions about each report and the boat's first anchor, with their links."""
    if not anchors:
        return []
    anchor = next(word for word in words if word.report == anchors[0])
    made = []
    for word in words:
        if word.report != anchor.report and word.belief is not None:
            sure = anchor.belief == "certain"
            verdict = word.belief if sure else _WITH_LIKELY[word.belief]
            who = by_id[word.entries[0]].author if word.entries[0] in by_id else ""
            links = (*anchor.entries, *word.entries)
            made.append((Decision(anchor.report, word.report, verdict, who), links))
    return made


def _contradictory(made: Sequence[_Made]) -> tuple[tuple[str, ...], ...]:
    """Return the links of each set of reports that are joined and parted at once."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for each, _ in made:
        if each.verdict == "certain":
            low, high = sorted((root(each.a), root(each.b)))
            parent[high] = low
    bad = {
        root(each.a) for each, _ in made if each.verdict == "never" and root(each.a) == root(each.b)
    }
    binding = [(each, links) for each, links in made if each.verdict in ("certain", "never")]
    inside = [(root(each.a), links) for each, links in binding if root(each.a) == root(each.b)]
    return tuple(
        tuple(sorted({link for name, links in inside if name == which for link in links}))
        for which in sorted(bad)
    )
