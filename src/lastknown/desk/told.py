"""What a cloud tells of how it was made: its starts, and its sources with their errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lastknown.desk._figures import area_entry, fraction, point
from lastknown.desk.answer import source_entry
from lastknown.desk.document import (
    ComponentEntry,
    CurrentErrorFigures,
    SourceEntry,
    StartEntry,
    WindErrorFigures,
)
from lastknown.drift.begin import read_site
from lastknown.drift.cloud import IN_WATER, Cloud
from lastknown.drift.objects import find_object
from lastknown.drift.positions import kept_column, persons_share
from lastknown.drift.where import Land, Where, where
from lastknown.sea.model import Sea
from lastknown.sea.source import CURRENT, WIND

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case

__all__ = ["components_of", "sources_of", "told_sources", "told_starts"]


def components_of(cloud: Cloud, at_s: float, land: Land | None = None) -> list[ComponentEntry]:
    """Return where the boat (or its hull) is and, once persons have left it, where they are.

    Parameters
    ----------
    cloud, at_s : the ensemble and the moment, s since 1970.
    land : tells of longitudes and latitudes, degrees, which are on land.
    """
    column = kept_column(cloud, at_s)
    carried = cloud.weight * persons_share(cloud, column)
    away = float(carried[cloud.component == IN_WATER].sum() / carried.sum())
    entries = [_component(where(cloud, at_s, component="boat", land=land), 1.0 - away)]
    if away > 0.0:
        swimming = where(cloud, at_s, component="in_the_water", land=land)
        entries.append(_component(swimming, away))
    return entries


def _component(seen: Where, persons_share: float) -> ComponentEntry:
    """Return where one component is; `persons_share` is the share of the persons with it."""
    return {
        "name": seen.component,
        "persons_share": fraction(persons_share),
        "most_likely": point(seen.most_likely),
        "contours": [area_entry(contour) for contour in seen.contours],
    }


def told_starts(cloud: Cloud) -> list[StartEntry]:
    """Return the starts as given, at the places used (after any move off the land)."""
    told: list[dict[str, Any]] = json.loads(str(cloud.attrs.get("starts", "[]")))
    total = sum(start["weight"] for start in told)
    entries: list[StartEntry] = []
    for number, start in enumerate(told):
        thing = find_object(start["what"])
        entries.append(
            {
                "name": start["name"],
                "position": [round(start["lon"], 5), round(start["lat"], 5)],
                "time": start["time"],
                "error_nm": start["error_nm"],
                "time_sd_min": start["time_sd_min"],
                "fix_age_min": start["fix_age_min"],
                "what": thing.code,
                "what_name": {"en": thing.name_en, "fr": thing.name_fr},
                "assumed": start["assumed"],
                "boat": cloud.boats[number] if cloud.boats else "",
                "persons": start["persons"],
                "weight": round(start["weight"] / total, 4),
            }
        )
    return entries


def told_sources(cloud: Cloud) -> list[SourceEntry]:
    """Return the sources that the cloud's attributes name, with the errors that were carried."""
    told = cloud.attrs
    if "current_source" not in told:
        return []
    current: CurrentErrorFigures = {
        "sd_kn": float(told["current_error_sd_kn"]),
        "half_life_min": float(told["current_error_half_life_min"]),
        "tide_amplitude_sd": float(told["current_error_tide_amplitude_sd"]),
        "tide_phase_sd_min": float(told["current_error_tide_phase_sd_min"]),
        "wind_drift": float(told["wind_drift_fraction"]),
        "measured_on": str(told["current_error_measured_on"]),
    }
    wind: WindErrorFigures = {
        "sd_kn": float(told["wind_error_sd_kn"]),
        "half_life_min": float(told["wind_error_half_life_min"]),
        "measured_on": str(told["wind_error_measured_on"]),
    }
    return [
        {
            "name": str(told["current_source"]),
            "quantities": ["current"],
            "resolution": str(told["current_resolution"]),
            "current_error": current,
            "wind_error": None,
            "entered": False,
        },
        {
            "name": str(told["wind_source"]),
            "quantities": ["wind"],
            "resolution": str(told["wind_resolution"]),
            "current_error": None,
            "wind_error": wind,
            "entered": False,
        },
    ]


def sources_of(case: Case, sea: Sea, seen: Where) -> list[SourceEntry]:
    """Return the sources that serve the first start and the place, with the errors carried."""
    site = read_site(case.starts[0])
    first = (site.centre.lon, site.centre.lat, float(site.time_s[0]))
    current, wind = sea.current_error(*first), sea.wind_error(*first)
    spot = (seen.most_likely.lon, seen.most_likely.lat, seen.at_s)
    given = case.sea
    currents = given.current_sd_kn is not None or given.current_half_life_min is not None
    winds = given.wind_sd_kn is not None or given.wind_half_life_min is not None
    serving: dict[int, set[str]] = {}
    for sample in (sea.sample(*first), sea.sample(*spot)):
        serving.setdefault(int(sample.current_source), set()).add(CURRENT)
        serving.setdefault(int(sample.wind_source), set()).add(WIND)
    return [
        source_entry(
            sea.sources[rank], quantities=used, current_error=current, wind_error=wind,
            entered=(currents and CURRENT in used) or (winds and WIND in used),
        )
        for rank, used in sorted(serving.items()) if rank >= 0
    ]  # fmt: skip
