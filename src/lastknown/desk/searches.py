"""What has been searched already: the cloud of a case after the searches that found nothing."""

from __future__ import annotations

import numpy as np

from lastknown.desk._figures import fraction, point, time_text
from lastknown.desk.casefile import Case, Search
from lastknown.desk.document import SearchEntry
from lastknown.drift.cloud import Cloud
from lastknown.evidence.searched import Searched, pos_of_search, weigh_cloud
from lastknown.search.unit import Leg
from lastknown.times import to_seconds

__all__ = ["KEPT_S", "after_searches", "last_search_s"]

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
    LastknownError : a search lies outside the cloud's times.
    """
    entries: list[SearchEntry] = []
    for search in sorted(case.searches, key=lambda each: each.track[0][1]):
        searched = _searched(search)
        pos = pos_of_search(cloud, searched)
        cloud = weigh_cloud(cloud, searched)
        entries.append(
            {
                "name": search.name,
                "track": [point(place) for place, _ in search.track],
                "start_time": time_text(to_seconds(search.track[0][1])),
                "end_time": time_text(to_seconds(search.track[-1][1])),
                "pos": fraction(pos),
            }
        )
    return cloud, entries


def _searched(search: Search) -> Searched:
    """Return a search as evidence."""
    legs = []
    for (here, begin), (there, end) in zip(search.track[:-1], search.track[1:], strict=True):
        ends = (here.lon, here.lat, to_seconds(begin), there.lon, there.lat, to_seconds(end))
        legs.append(Leg(*ends))
    return Searched(legs, search.sweep_width_nm, search.night_sweep_width_nm, search.width_sd)
