"""What has been searched already: the cloud of a case after the searches that found nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from lastknown.desk._figures import fraction, point, time_text
from lastknown.desk.answer import note_entry
from lastknown.desk.casefile import Case, Search
from lastknown.desk.document import LookedEntry, NoteEntry, SearchEntry
from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.geo.places import NamedPlace, place_words
from lastknown.geo.position import Position
from lastknown.search.planned import Leg
from lastknown.times import to_seconds

if TYPE_CHECKING:
    from lastknown.evidence.looked import Looked
    from lastknown.evidence.searched import Searched

__all__ = ["KEPT_S", "after_searches", "ahead_notes", "last_search_s", "looked_at", "looked_entry"]
__all__ += ["timed_legs"]

KEPT_S = 600.0
"""Interval of kept states over which a search is weighed, s."""


def last_search_s(case: Case) -> float:
    """Return when the last search of a case ended, s since 1970; -inf where there is none."""
    return max((to_seconds(each.track[-1][1]) for each in case.searches), default=-np.inf)


def after_searches(case: Case, cloud: Cloud) -> tuple[Cloud, list[SearchEntry]]:
    """Return the cloud weighed by the searches of a case, and what each was worth.

    Searches are taken in the order of their times; the probability of success of each is that
    after the ones before it.

    Raises
    ------
    LastknownError : a search lies outside the cloud's times; its number is said.
    """
    from lastknown.evidence.searched import pos_of_search, weigh_cloud

    entries: list[SearchEntry] = []
    numbered = sorted(enumerate(case.searches, start=1), key=lambda each: each[1].track[0][1])
    for number, search in numbered:
        searched = _searched(search)
        try:
            pos = pos_of_search(cloud, searched)
            cloud = weigh_cloud(cloud, searched)
        except LastknownError as error:
            raise LastknownError(f"searched {number} ({search.name}): {error}") from None
        entries.append(_entry(search, pos))
    return cloud, entries


def ahead_notes(case: Case) -> list[NoteEntry]:
    """Return which searches end after the moment of a case: they count as if they were over."""
    notes = []
    for search in case.searches:
        if (end := search.track[-1][1]) > case.at:
            time = time_text(to_seconds(end))
            text = (
                f"Searched by {search.name} until {time}, after the moment of this case: it counts "
                "as if it were over."
            )
            notes.append(note_entry("searched-ahead", text, name=search.name, time=time))
    return notes


def looked_at(case: Case, cloud: Cloud, at_s: float) -> Looked | None:
    """Return what the searches of a case have looked at; None where there is none.

    Parameters
    ----------
    cloud : weighed by them (`after_searches`).
    at_s : the moment of the map, s since 1970.
    """
    if not case.searches:
        return None
    from lastknown.evidence.looked import looked

    try:
        return looked(cloud, [_searched(each) for each in case.searches], at_s)
    except LastknownError:  # nothing is at sea then: nothing to look at
        return None


def looked_entry(seen: Looked | None, places: Sequence[NamedPlace] = ()) -> LookedEntry | None:
    """Return what was not looked at, and what longest ago, for the answer document.

    Parameters
    ----------
    places : named places, of which the nearest is told.
    """
    if seen is None:
        return None
    nearby = None
    if seen.unseen_at is not None and places:
        spot = (seen.unseen_at.lon, seen.unseen_at.lat)
        nearby = {lang: place_words(places, *spot, lang) for lang in ("en", "fr")}
    return {
        "unseen": fraction(seen.unseen),
        "unseen_at": None if seen.unseen_at is None else point(seen.unseen_at),
        "unseen_near": nearby,
        "oldest": None if math.isnan(seen.oldest_s) else time_text(seen.oldest_s),
        "oldest_at": None if seen.oldest_at is None else point(seen.oldest_at),
    }


def _entry(search: Search, pos: float) -> SearchEntry:
    read = search.recorded
    return {
        "name": search.name,
        "track": [point(place) for place, _ in search.track],
        "start_time": time_text(to_seconds(search.track[0][1])),
        "end_time": time_text(to_seconds(search.track[-1][1])),
        "pos": fraction(pos),
        "basis": "entered" if read is None else "planned" if read.planned else "recorded",
        "gaps": [] if read is None else [[time_text(a), time_text(b)] for a, b in read.gaps],
    }


def timed_legs(track: Sequence[tuple[Position, datetime]]) -> tuple[Leg, ...]:
    """Return the timed legs between the points of a track, in their order."""
    return tuple(
        Leg(here.lon, here.lat, to_seconds(begin), there.lon, there.lat, to_seconds(end))
        for (here, begin), (there, end) in pairwise(track)
    )


def _searched(search: Search) -> Searched:
    """Return a search as evidence."""
    from lastknown.evidence.searched import Searched

    track = search.recorded or timed_legs(search.track)
    return Searched(track, search.sweep_width_nm, search.night_sweep_width_nm, search.width_sd)
