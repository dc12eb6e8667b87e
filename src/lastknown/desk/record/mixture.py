"""Reports that nobody linked, weighed for a boat's case where they could move its start.

The last known position is that of the last report of the boat (`casestart`). Reports before a
position that is certainly the boat's cannot change it, so the association is asked only where a
later one tells a position and nobody said whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lastknown.boats.report import Report
from lastknown.case.picture import Picture
from lastknown.desk.record.drawn import drawn_of
from lastknown.desk.record.links import Linked, linked
from lastknown.desk.record.reports import reports_of
from lastknown.desk.record.standing import standing
from lastknown.desk.record.tocase import Given, until

__all__ = ["Mixture", "mixture_of", "open_questions"]


@dataclass(frozen=True)
class Mixture:
    """What the association says of one boat.

    weights : by report, the probability that it is of the boat. drawn : see `drawn.drawn_of`.
    """

    weights: Mapping[str, float] | None = None
    drawn: tuple[frozenset[str], ...] = ()


def mixture_of(seen: Picture, boat: str, at: datetime, given: Given, *, seed: int = 1) -> Mixture:
    """Return what the association says of a boat's reports; nothing where nothing hinges on it.

    Parameters
    ----------
    seen, boat, at, given : as `tocase.made_of`. seed : of the association's draws.

    Raises
    ------
    LastknownError : the sea cannot be opened.
    """
    stands = until(standing(seen), at)
    reports = reports_of(stands)
    links = linked(stands, reports)
    if not open_questions(boat, reports, links):
        return Mixture()
    from lastknown.desk.record.associate import weigh_reports
    from lastknown.desk.record.picturing import Weather, sea_for

    around = (given.sources, given.wind_kn, given.wind_from_deg, given.water_temperature_c)
    weighed = weigh_reports(stands, sea_for(Weather(*around)), seed=seed)
    return Mixture(weighed.by_report(boat), drawn_of(weighed, boat))


def open_questions(boat: str, reports: Sequence[Report], links: Linked) -> tuple[str, ...]:
    """Return the reports with a position, after the last sure one, of which nobody said whose."""
    held = {word.report: word.belief for word in links.words[boat]}
    if not links.anchors[boat]:
        return ()
    sure = [r.time_s for r in reports if r.position and held.get(r.id) == "certain"]
    since = max(sure, default=float("-inf"))
    return tuple(
        report.id
        for report in reports
        if report.position is not None
        and report.time_s > since
        and held.get(report.id) not in ("certain", "likely", "never")
        and not links.boats_of(report.id)
    )
