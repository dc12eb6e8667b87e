"""Build the answer document from what the rooms of science returned.

No sentence is made here: codes and figures only. The words are chosen by `lastknown.desk.brief`.
Figures are rounded here, once, so that text, page and JSON show the same number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lastknown.desk._figures import area_entry, fraction, point, polar, rounding, time_text
from lastknown.desk.document import (
    DRIFT_SCHEMA,
    PLAN_SCHEMA,
    VERSION,
    ComponentEntry,
    Conditions,
    CurrentErrorFigures,
    Daylight,
    DriftDocument,
    EvidenceEntry,
    HingeEntry,
    HypothesisEntry,
    LookedEntry,
    NoteEntry,
    PlanDocument,
    QuestionEntry,
    RecordEntry,
    SearchEntry,
    SourceEntry,
    StartEntry,
    StretchEntry,
    UnitEntry,
    WindErrorFigures,
)
from lastknown.drift.cloud import ASHORE, BOAT, OUTSIDE, PHASES, Cloud
from lastknown.geo.position import Position
from lastknown.sea.errors import CurrentError, WindError
from lastknown.search.planned import Plan
from lastknown.units import KNOT, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.drift.ashore import Stretch
    from lastknown.drift.where import Hypothesis, Where
    from lastknown.sea.source import Source

__all__ = [
    "conditions_entry",
    "daylight_entry",
    "drift_document",
    "hypothesis_entry",
    "note_entry",
    "plan_document",
    "source_entry",
]


_NO_SHIPS: Final[dict[str, Any]] = {"ships": None, "dealings": None}
"""Until `desk.ships` adds them."""


def drift_document(
    *,
    name: str,
    seed: int,
    cloud: Cloud,
    where: Where,
    components: Sequence[ComponentEntry],
    hypotheses: Sequence[HypothesisEntry],
    starts: Sequence[StartEntry],
    sources: Sequence[SourceEntry] = (),
    evidence: Sequence[EvidenceEntry] = (),
    searches: Sequence[SearchEntry] = (),
    looked: LookedEntry | None = None,
    conditions: Sequence[Conditions] = (),
    stretches: Sequence[Stretch] = (),
    daylight: Daylight | None = None,
    notes: Sequence[NoteEntry] = (),
    questions: Sequence[QuestionEntry] = (),
    hinge: HingeEntry | None = None,
    sampling_m: float = math.nan,
    record: RecordEntry | None = None,
) -> DriftDocument:
    """Return the drift document for the moment of `where`.

    Parameters
    ----------
    name, seed : of the case.
    cloud : the ensemble that `where` was made from.
    where : probability map, contours and positions at one moment.
    components, hypotheses, starts, sources, evidence, searches, looked, conditions, daylight,
        notes : made by the functions below, by `desk.told`, `desk.evidence` and `desk.searches`.
    stretches : what came ashore, by stretch of coast.
    questions, hinge : from `lastknown.desk.questions`.
    sampling_m : how far the most likely position moves by chance alone, m; NaN: not known.
    record : that it was made from.
    """
    whole: dict[str, Any] = {
        **_head(name, seed),
        "starts": list(starts),
        **_place(where, sampling_m),
        "components": list(components),
        "hypotheses": list(hypotheses),
        "ashore_by_stretch": [_stretch(stretch) for stretch in stretches],
        **_shares(cloud, where.at_s),
        "sources": list(sources),
        "evidence": list(evidence),
        "searches": list(searches),
        "conditions": list(conditions),
        "notes": list(notes),
        "questions": list(questions),
    }
    whole |= {"looked": looked, "daylight": daylight, "hinge": hinge, "record": record, **_NO_SHIPS}
    return {key: whole[key] for key in DriftDocument.__annotations__}  # type: ignore[return-value]


def _head(name: str, seed: int) -> dict[str, Any]:
    software = f"lastknown {version('lastknown')}"
    schema = {"schema": DRIFT_SCHEMA, "version": VERSION}
    return {**schema, "software": software, "name": name, "seed": seed}


def _place(where: Where, sampling_m: float) -> dict[str, Any]:
    return {
        "most_likely_within_nm": rounding(sampling_m / NM, 1),
        "at": time_text(where.at_s),
        "most_likely": point(where.most_likely),
        "mean": point(where.mean),
        "contours": [area_entry(contour) for contour in where.contours],
        "cell_m": rounding(where.grid.cell_m, 1),
        "bandwidth_m": rounding(where.grid.bandwidth_m, 1),
    }


def plan_document(
    drift: DriftDocument,
    plan: Plan,
    units: Sequence[UnitEntry],
    beside: Mapping[str, Any],
) -> PlanDocument:
    """Return the plan document: `drift` and what the units are told to do.

    Parameters
    ----------
    units : from `lastknown.desk.orders.unit_entries`.
    beside : what stands beside them, from `lastknown.desk.planned.beside_the_units`.
    """
    notes = [*drift["notes"], *(note_entry("text", note) for note in plan.notes)]
    whole: dict[str, Any] = {
        **drift,
        "schema": PLAN_SCHEMA,
        "notes": notes,
        "search_from": time_text(plan.at_s),
        "search_until": time_text(plan.until_s),
        "pos": fraction(plan.pos),
        "pos_error": None if math.isnan(plan.pos_error) else fraction(plan.pos_error),
        "reference": None if plan.reference is None else fraction(plan.reference),
        "ceiling": None if plan.ceiling is None else fraction(plan.ceiling),
        "seeing": None,
        "measure": None,
        "units": list(units),
        **beside,
    }
    return whole  # type: ignore[return-value]  # the keys of both forms, see tests


def hypothesis_entry(hypothesis: Hypothesis) -> HypothesisEntry:
    """Return one hypothesis."""
    most_likely, area_m2 = hypothesis.most_likely, hypothesis.area_90_m2
    return {
        "name": hypothesis.name,
        "probability": fraction(hypothesis.probability),
        "most_likely": None if most_likely is None else point(most_likely),
        "area_90_nm2": None if area_m2 is None else rounding(area_m2 / NM**2, 2),
    }


def source_entry(
    source: Source,
    *,
    quantities: Iterable[str] | None = None,
    current_error: CurrentError | None = None,
    wind_error: WindError | None = None,
    entered: bool = False,
) -> SourceEntry:
    """Return one source of the sea with the errors that were carried.

    Parameters
    ----------
    quantities : what it was used for; None: all that it offers.
    current_error, wind_error : used instead of its own (the case file's); None: its own.
    entered : True where the case file gave them.
    """
    used = source.quantities if quantities is None else frozenset(quantities)
    current = current_error or source.current_error
    wind = wind_error or source.wind_error
    return {
        "name": source.name,
        "quantities": sorted(used),
        "resolution": source.resolution,
        "current_error": _current(current) if current and "current" in used else None,
        "wind_error": _wind(wind) if wind and "wind" in used else None,
        "entered": entered,
    }


def conditions_entry(
    position: Position,
    at_s: float,
    *,
    u: float,
    v: float,
    wind_u: float,
    wind_v: float,
    water_temperature_c: float = float("nan"),
) -> Conditions:
    """Return wind and current at one place and time, m/s east and north, NaN where unknown."""
    wind_kn, toward = polar(wind_u, wind_v)
    current_kn, set_deg = polar(u, v)
    return {
        "position": point(position),
        "time": time_text(at_s),
        "wind_from_deg": None if toward is None else round((toward + 180.0) % 360.0, 1),
        "wind_kn": wind_kn,
        "current_toward_deg": set_deg,
        "current_kn": current_kn,
        "water_temperature_c": rounding(water_temperature_c, 1),
    }


def daylight_entry(
    *,
    sunrise_s: float | None,
    sunset_s: float | None,
    dark_until_s: float | None,
    dark_from_s: float | None,
    dark_now: bool,
) -> Daylight:
    """Return the sun's times, s since 1970; dark = sun more than 6 degrees below the horizon."""
    return {
        "sunrise": None if sunrise_s is None else time_text(sunrise_s),
        "sunset": None if sunset_s is None else time_text(sunset_s),
        "dark_from": None if dark_from_s is None else time_text(dark_from_s),
        "dark_until": None if dark_until_s is None else time_text(dark_until_s),
        "dark_now": dark_now,
    }


def note_entry(code: str, text: str, **values: float | str | bool | None) -> NoteEntry:
    """Return a note: a stable code (``text`` where it has none), English text and its figures."""
    return {"code": code, "text": text, "values": dict(values)}


def _shares(cloud: Cloud, at_s: float) -> dict[str, Any]:
    """Return what the cloud holds: probabilities over the boats at the kept time nearest to `at_s`,
    its end, its size, and whose data it rests on."""
    k = int(np.argmin(np.abs(cloud.time_s - at_s)))
    boats = cloud.component == BOAT
    weight = cloud.weight[boats]

    def share(chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
        return fraction(float(weight[chosen].sum() / weight.sum()))

    status, phase = cloud.status[boats, k], cloud.phase[boats, k]
    with np.errstate(invalid="ignore"):
        swamped = cloud.swamps_s[boats] <= at_s
    return {
        "pos_so_far": fraction(float(cloud.attrs.get("pos_cumulative", 0.0))),
        "until": time_text(float(cloud.time_s[-1])),
        "credits": str(cloud.attrs.get("acknowledgement", "")).splitlines(),
        "particles": int(np.count_nonzero(boats)),
        "ashore": share(status == ASHORE),
        "outside": share(status == OUTSIDE),
        "phases": {name: share(phase == i) for i, name in enumerate(PHASES)},
        "in_the_water": share(swamped),
    }


def _stretch(stretch: Stretch) -> StretchEntry:
    return {
        "name": stretch.name,
        "names": {"en": stretch.name, "fr": stretch.name_fr or stretch.name},
        "share": fraction(stretch.share),
        "landing": point(stretch.landing),
    }


def _current(error: CurrentError) -> CurrentErrorFigures:
    return {
        "sd_kn": round(error.sd_ms / KNOT, 3),
        "half_life_min": round(error.half_life_s / MINUTE, 1),
        "tide_amplitude_sd": round(error.tide_amplitude_sd, 3),
        "tide_phase_sd_min": round(error.tide_phase_sd_s / MINUTE, 1),
        "wind_drift": round(error.wind_drift, 4),
        "measured_on": error.measured_on,
    }


def _wind(error: WindError) -> WindErrorFigures:
    return {
        "sd_kn": round(error.sd_ms / KNOT, 3),
        "half_life_min": round(error.half_life_s / MINUTE, 1),
        "measured_on": error.measured_on,
    }
