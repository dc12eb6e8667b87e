"""Searches so far, in words: what they were worth together, and what they did not look at."""

from __future__ import annotations

from typing import Final

from lastknown.desk._sought import either
from lastknown.desk.document import DriftDocument, LookedEntry, PlanDocument, SearchEntry
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Block, Heading, Items, Para, Row

__all__ = ["rows", "searches"]

_NOTHING: Final = 0.995
"""Share not looked at from which on nothing was."""


def rows(w: Words, document: DriftDocument | PlanDocument) -> list[Row]:
    """Return the rows of the first page: what all searches were worth, and what is left."""
    if not document["searches"]:
        return []
    pos, count = w.percent(document["pos_so_far"]), w.number(len(document["searches"]))
    found = [(w.say("where.searched"), _sum(w, document, count, pos))]
    if document["looked"] is not None:
        found.append((w.say("where.looked"), _looked(w, document["looked"], document["at"])))
    return found


def _sum(w: Words, document: DriftDocument | PlanDocument, count: str, pos: str) -> str:
    return w.say("where.searched_value", count=count, pos=pos, either=either(w, document))


def _looked(w: Words, entry: LookedEntry, at: str) -> str:
    """Return what was not looked at, and what longest ago."""
    if entry["unseen"] >= _NOTHING:
        return w.say("where.looked_nothing")
    near = (entry["unseen_near"] or {}).get(w.lang, "")
    told = []
    if entry["unseen_at"] is not None:
        share, place = w.percent(entry["unseen"]), w.position(entry["unseen_at"])
        nearby = w.say("where.looked_near", near=near) if near else ""
        told.append(w.say("where.looked_value", share=share, position=place, nearby=nearby))
    if entry["oldest"] is not None and entry["oldest_at"] is not None:
        clock, place = w.clock(entry["oldest"], at), w.position(entry["oldest_at"])
        told.append(w.say("where.looked_oldest", clock=clock, position=place))
    return " ".join(told)


def searches(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return the searches so far that found nothing, each and all together."""
    if not document["searches"]:
        return []
    at = document["at"]
    found = either(w, document)
    lines = tuple(_line(w, search, at, found) for search in document["searches"])
    together = w.say("searched.all", either=found, pos=w.percent(document["pos_so_far"]))
    return [Heading(w.say("heading.searched"), "searched"), Items(lines), Para(together)]


def _line(w: Words, search: SearchEntry, at: str, found: str) -> str:
    basis = f"searched.{search['basis']}"
    return w.say(
        "searched.line",
        name=search["name"],
        begin=w.clock(search["start_time"], at),
        end=w.clock(search["end_time"], at),
        basis=w.say(basis) if w.has(basis) else "",
        either=found,
        pos=w.percent(search["pos"]),
    )
