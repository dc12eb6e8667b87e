"""The use cases: from a case file to where they are, who searches where, and how well it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.desk._evidenceentries import Weighed
from lastknown.desk._swapped import refuse_swapped
from lastknown.desk.answer import (
    conditions_entry,
    daylight_entry,
    drift_document,
    hypothesis_entry,
    note_entry,
)
from lastknown.desk.brief import brief, brief_page
from lastknown.desk.casefile import Case
from lastknown.desk.document import (
    Conditions,
    Daylight,
    DriftDocument,
    NoteEntry,
    PlanDocument,
)
from lastknown.desk.questions import hinge, likely_of, questions
from lastknown.desk.searches import KEPT_S, ahead_notes, last_search_s, looked_at, looked_entry
from lastknown.desk.told import components_of, sources_of, told_starts
from lastknown.drift.ashore import stretches_ashore
from lastknown.drift.cloud import Cloud, Note
from lastknown.drift.ensemble import Run, reach, simulate
from lastknown.drift.where import Where, hypotheses, sampling_error_m, where
from lastknown.geo.coast import is_land
from lastknown.geo.position import Position
from lastknown.sea.live_names import is_live
from lastknown.sea.model import Sea, open_sea
from lastknown.search.sun import is_dark, light_around
from lastknown.search.unit import last_return_s
from lastknown.times import from_seconds, to_seconds

if TYPE_CHECKING:
    from lastknown.desk.ships.beside import ShipsBeside
    from lastknown.evidence.looked import Looked
    from lastknown.exchange.chart import Chart
    from lastknown.geo.places import NamedPlace

__all__ = [
    "DriftAnswer",
    "Progress",
    "case_cloud",
    "case_sea",
    "conditions_at",
    "daylight_of",
    "drift_answer",
    "drift_case",
    "land_of",
    "note_entries",
    "opened",
    "quiet",
    "weigh_case",
]

Progress = Callable[[str, float | None], None]
"""Told what is being done and the share done, 0 to 1, or None where that is unknown."""

Floats = NDArray[np.float64]

PERSONS: Final = "persons"
"""What the map shows: each object weighs its probability times the persons with it."""


@dataclass(frozen=True)
class DriftAnswer:
    """Where they are: the answer document and what files are made from.

    Attributes
    ----------
    case, sea, cloud : what was asked, over what, and the ensemble.
    where : probability map and areas at the moment of the case.
    answer : the document that words, page and JSON are rendered from.
    looked : what searches have looked at by then; None where there was none.
    ships : around it, see `desk.ships.beside.with_ships`; None: none were given.
    """

    case: Case
    sea: Sea
    cloud: Cloud
    where: Where
    answer: DriftDocument
    looked: Looked | None
    ships: ShipsBeside | None = field(default=None, kw_only=True)

    def document(self) -> DriftDocument | PlanDocument:
        """Return the object that ``--json`` prints."""
        return self.answer

    def brief(self, lang: str = "en") -> str:
        """Return the words, in ``en`` or ``fr``."""
        return brief(self.document(), lang)

    def write(self, out: Path, lang: str = "en") -> list[Path]:
        """Write every file of the answer into a folder and return their paths."""
        from lastknown.exchange.geojson import to_geojson
        from lastknown.exchange.netcdf import to_netcdf

        made = from_seconds(self.where.at_s)
        files = _read_files(self.document(), self.chart(lang), out, lang)
        files.append(to_netcdf(self.cloud, out / "cloud.nc", created=made))
        files.append(to_geojson(self.where, out / "probability.geojson"))
        if self.looked is not None:
            files.append(to_geojson(self.looked, out / "looked.geojson"))
        if self.ships is not None:
            files.append(self.ships.write(out))
        return files

    def chart(self, lang: str = "en", only: str | None = None) -> Chart:
        """Return the map; that of the unit named `only`."""
        from lastknown.desk.picture import chart_of

        return chart_of(
            self.document(), lang, cloud=self.cloud, grid=self.where.grid,
            coast=self.sea.coast, places=places_of(self.sea), only=only, looked=self.looked,
            ships=self.ships,
        )  # fmt: skip


def weigh_case(case: Case, cloud: Cloud, sea: Sea) -> tuple[Cloud, Weighed]:
    """Return `desk.evidence.after_all`, which is loaded where there is something to weigh."""
    if not (case.evidence or case.searches):
        return cloud, Weighed([], [])
    from lastknown.desk.evidence import after_all

    return after_all(case, cloud, sea)


def drift_case(case: Case, progress: Progress | None = None) -> DriftAnswer:
    """Return where they are at the moment of a case.

    Parameters
    ----------
    case : from `load_case`.
    progress : told what is being done.

    Raises
    ------
    LastknownError : what was given cannot be worked with; the text says the remedy.
    """
    tell = progress or quiet
    sea = opened(case, tell)
    cloud, weighed = weigh_case(case, case_cloud(case, sea, tell), sea)
    tell("Mapping", None)
    return drift_answer(case, sea, cloud, to_seconds(case.at), weighed)


def quiet(stage: str, done: float | None) -> None:
    """Tell nobody."""


def opened(case: Case, tell: Progress) -> Sea:
    """Return the sea of a case, telling so."""
    live = any(is_live(source) for source in case.sea.sources)
    tell("Fetching the sea" if live else "Opening the sea", None)
    return case_sea(case)


def case_sea(case: Case, until_s: float | None = None) -> Sea:
    """Return the sea of a case; of live sources what its particles can get to is fetched.

    Parameters
    ----------
    until_s : how far it will be run, s since 1970; None: until the last unit must be back, or `at`.
    """
    from lastknown.geo.pack import open_coast

    options = case.sea
    return open_sea(
        *options.sources,
        wind=options.wind or None,
        coast=None if options.coast is None else open_coast(options.coast),
        current_sd_kn=options.current_sd_kn,
        current_half_life_min=options.current_half_life_min,
        wind_sd_kn=options.wind_sd_kn,
        wind_half_life_min=options.wind_half_life_min,
        water_temperature_c=options.water_temperature_c,
        window=reach(case.starts, from_seconds(_end_s(case) if until_s is None else until_s)),
    )


def _end_s(case: Case) -> float:
    """Return when the last unit is back (else `at`) and the last search over, s since 1970."""
    end = last_return_s(case.units, case.at) if case.units else to_seconds(case.at)
    return max(end, last_search_s(case))


def _output_s(case: Case) -> float:
    """Return the interval of kept states: short where something is to be weighed."""
    asked, short = case.drift.output_s, max(KEPT_S, case.drift.step_s)
    return min(asked, short) if case.searches or case.evidence else asked


def case_cloud(
    case: Case, sea: Sea, progress: Progress | None = None, until_s: float | None = None
) -> Cloud:
    """Return the ensemble of a case.

    Parameters
    ----------
    progress : told what is being done.
    until_s : how far to run, s since 1970; None: until the last unit must be back, or `at`.
    """
    refuse_swapped(case, sea)
    run = Run(
        case.particles, case.seed, case.drift.scheme, case.drift.step_s, _output_s(case),
        case.drift.shore,
    )  # fmt: skip
    tell = progress or quiet
    tell("Drifting (the first run on a machine compiles the engine, up to half a minute)", None)
    end = from_seconds(_end_s(case) if until_s is None else until_s)
    return simulate(
        case.starts, sea, end, at=case.at, run=run, progress=lambda done: tell("Drifting", done)
    )


def drift_answer(
    case: Case, sea: Sea, cloud: Cloud, first_arrival_s: float, weighed: Weighed
) -> DriftAnswer:
    """Return the answer about where they are; questions are valued at the first arrival."""
    at_s, land = to_seconds(case.at), land_of(sea)
    seen = where(cloud, at_s, component=PERSONS, land=land)
    lights = [
        Position(place.lon, place.lat) for place in places_of(sea) if place.kind == "light vessel"
    ]
    ways = hypotheses(cloud, at_s, land=land)
    stretches = stretches_ashore(cloud, at_s, places_of(sea), component=PERSONS)
    viewed = looked_at(case, cloud, at_s)
    document = drift_document(
        name=case.name,
        seed=case.seed,
        cloud=cloud,
        where=seen,
        components=components_of(cloud, at_s, land),
        sampling_m=sampling_error_m(cloud, at_s, component=PERSONS),
        hypotheses=[hypothesis_entry(each) for each in ways],
        starts=told_starts(cloud),
        sources=sources_of(case, sea, seen),
        evidence=weighed.evidence,
        searches=weighed.searches,
        looked=looked_entry(viewed, places_of(sea)),
        conditions=[conditions_at(sea, seen.most_likely, seen.at_s)],
        stretches=stretches,
        daylight=daylight_of(seen),
        notes=[*note_entries(case.notes, cloud), *ahead_notes(case)],
        questions=questions(cloud, first_arrival_s, now_s=at_s, lights=lights),
        hinge=hinge(cloud, at_s, seen.most_likely, likely_of(ways)),
        record=case.record,
    )
    return DriftAnswer(case, sea, cloud, seen, document, viewed)


def land_of(sea: Sea) -> Callable[[Floats, Floats], NDArray[np.bool_]] | None:
    """Return what tells land, from longitudes and latitudes in degrees; None: no coast is known."""
    coast = sea.coast
    return None if coast is None else lambda lon, lat: is_land(coast.index, lon, lat)


def places_of(sea: Sea) -> tuple[NamedPlace, ...]:
    return () if sea.pack is None else sea.pack.places()


def conditions_at(sea: Sea, place: Position, at_s: float) -> Conditions:
    """Return wind and current at one place and time."""
    sample = sea.sample(place.lon, place.lat, at_s)
    return conditions_entry(
        place, at_s, u=float(sample.u), v=float(sample.v),
        wind_u=float(sample.wind_u), wind_v=float(sample.wind_v),
        water_temperature_c=float(sample.water_temperature_c),
    )  # fmt: skip


def daylight_of(seen: Where) -> Daylight:
    """Return the sun's times at the most likely position."""
    place = seen.most_likely
    sun = light_around(place.lon, place.lat, seen.at_s)
    return daylight_entry(
        sunrise_s=_known(sun.sunrise_s),
        sunset_s=_known(sun.sunset_s),
        dark_until_s=_known(sun.dawn_s),
        dark_from_s=_known(sun.dusk_s),
        dark_now=bool(is_dark(place.lon, place.lat, seen.at_s)),
    )


def _known(moment_s: float) -> float | None:
    return None if np.isnan(moment_s) else moment_s


def note_entries(assumed: Sequence[Note], cloud: Cloud) -> list[NoteEntry]:
    """Return what was assumed in a case and its cloud, each sentence once."""
    every = (*assumed, *cloud.notes, *_left_out(cloud))
    notes = {note.text: note for note in every}  # each sentence once
    return [note_entry(note.code, note.text, **note.values) for note in notes.values()]


def _left_out(cloud: Cloud) -> list[Note]:
    """Return which boats are so light that no particle is of them."""
    drawn = {cloud.boats[start] for start in set(cloud.start.tolist())} if cloud.boats else set()
    return [
        Note(
            "boat-left-out",
            f"No particle is of the boat {boat}: it is neither shown nor searched for; give it "
            "more weight, or more particles.",
            {"boat": boat},
        )
        for boat in dict.fromkeys(cloud.boats)
        if boat not in drawn
    ]


def _read_files(
    document: DriftDocument | PlanDocument, chart: Chart, out: Path, lang: str
) -> list[Path]:
    """Write what a person reads: brief.txt, brief.html, map.svg and map.png."""
    from lastknown.exchange.chart import to_png, to_svg
    from lastknown.exchange.whole import write_text

    paths = [out / name for name in ("brief.txt", "brief.html", "map.svg", "map.png")]
    write_text(paths[0], brief(document, lang))
    write_text(paths[1], brief_page(document, lang, chart))
    write_text(paths[2], to_svg(chart))
    paths[3].write_bytes(to_png(chart))
    return paths
