"""The fields of the case file: name, unit, bounds, level and meaning, each said once.

The reference page and the JSON Schema are made from these models, so neither can fall behind.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from lastknown.desk._caseconditions import ConditionsModel
from lastknown.desk._caseevidence import EvidenceModel
from lastknown.desk._casefields import Name, Outline, Table, Time, field
from lastknown.desk._casesearched import SearchedModel
from lastknown.desk._casestart import StartModel
from lastknown.desk._casesurvival import SurvivalModel
from lastknown.desk._caseunits import FixedModel, UnitModel
from lastknown.desk._casevalues import TableFaultError
from lastknown.drift.ensemble import MAX_PARTICLES

__all__ = ["CaseModel", "DriftModel", "SeaModel", "WindModel"]


class WindModel(Table):
    """Wind by hand, as a skipper reads it out: one row holds for the whole run, several are
    interpolated as east and north components."""

    time: Time | None = field(
        "basic", "When it was observed; needed where there are several rows", None
    )
    from_deg: float = field(
        "essential", "Direction it comes from, degrees true", unit="deg", ge=0, le=360
    )
    speed_kn: float = field("essential", "Speed at 10 m", unit="kn", ge=0, le=150)
    sd_kn: float | None = field(
        "basic",
        "Its standard deviation, one component; `wind_sd_kn` above it wins",
        None,
        unit="kn",
        ge=0,
        le=50,
    )


class SeaModel(Table):
    """Currents, wind and water temperature: where they come from and how wrong they may be."""

    sources: list[str] = field(
        "essential",
        "Shipped pack by name, or paths and addresses of CF netCDF, Zarr or GRIB; the first that "
        "covers a place and time wins. A relative path starts at the case file's folder",
        min_length=1,
    )
    coast: str | None = field(
        "advanced",
        "Coast to use instead of the pack's: a pack's name or folder, or a GeoJSON file",
        None,
    )
    water_temperature_c: float | None = field(
        "basic",
        "Water temperature, everywhere, before that of any source; survival needs it",
        None,
        unit="°C",
        ge=-2,
        le=40,
    )
    current_sd_kn: float | None = field(
        "advanced",
        "Error of the current, standard deviation of one component; omitted: the source's own",
        None,
        unit="kn",
        ge=0,
        le=10,
    )
    current_half_life_min: float | None = field(
        "advanced",
        "Time after which the current error's autocorrelation is one half; omitted: the "
        "source's own",
        None,
        unit="min",
        ge=0.1,
        le=100_000,
    )
    wind_sd_kn: float | None = field(
        "advanced",
        "Error of the wind, standard deviation of one component; omitted: the source's own",
        None,
        unit="kn",
        ge=0,
        le=50,
    )
    wind_half_life_min: float | None = field(
        "advanced",
        "Time after which the wind error's autocorrelation is one half; omitted: the source's own",
        None,
        unit="min",
        ge=0.1,
        le=100_000,
    )
    wind: list[WindModel] = field("basic", "Rows of wind by hand, see [[sea.wind]]", list)

    @model_validator(mode="after")
    def _rows_have_times(self) -> Self:
        """Several rows of wind need a time each, and no time twice."""
        if len(self.wind) > 1:
            times = [row.time for row in self.wind]
            if None in times:
                number = times.index(None) + 1
                raise TableFaultError(
                    f"wind row {number} of {len(times)} has no time; give each row its own"
                )
            if len(set(times)) < len(times):
                raise TableFaultError("two wind rows have the same time; keep one of them")
        return self


class DriftModel(Table):
    """How the particles are moved; the defaults serve."""

    scheme: Literal["euler", "rk2", "rk4"] = field(
        "advanced",
        "Time stepping: Euler, midpoint (second order) or classical Runge-Kutta (fourth)",
        "rk2",
    )
    step_s: float = field("advanced", "Time step", 600.0, unit="s", ge=1, le=3600)
    output_s: float = field(
        "advanced",
        "Interval of the states kept before `at`; from `at` on every 10 minutes are kept",
        3600.0,
        unit="s",
        ge=1,
        le=86_400,
    )
    shore: Literal["stop", "slide"] = field(
        "advanced",
        "What a particle does at the shore: stop where it meets it, or slide along it",
        "stop",
    )


class CaseModel(Table):
    """The whole case."""

    name: Name = field(
        "essential", "Name of the case, shown on every page", min_length=1, max_length=200
    )
    at: Time = field(
        "essential", "The moment that counts as now; each unit's results are for its own arrival"
    )
    seed: int = field(
        "advanced",
        "Seed of the random draws: the same seed, the same tracks",
        1,
        ge=0,
        le=2**53 - 1,
    )
    particles: int = field(
        "basic",
        "Number of particles, on the map and to plan on: 2500 fast, 5000 normal, 10000 thorough; a "
        "plan is scored on 20 000 others (fewer than 2500: eight times as many others)",
        5000,
        ge=1,
        le=MAX_PARTICLES,
    )
    sea: SeaModel = field("essential", "Currents and wind, see [sea]")
    drift: DriftModel = field(
        "advanced", "How the particles are moved, see [drift]", DriftModel.model_validate({})
    )
    start: list[StartModel] = field("essential", "How it began, see [[start]]", min_length=1)
    objective: Literal["pos", "lives"] = field(
        "basic",
        "What a plan is made for: the most probability of finding a person, or the most lives",
        "pos",
    )
    survival: SurvivalModel | None = field(
        "basic", "How long persons in the water last, see [survival]", None, values="table"
    )
    within: Outline | None = field(
        "advanced",
        "Corners of a polygon that search areas stay within: three positions or more",
        None,
        values="list of positions",
    )
    conditions: ConditionsModel | None = field(
        "basic", "What sensors look through, see [conditions]", None, values="table"
    )
    unit: list[UnitModel] = field("basic", "Units that can be sent, see [[unit]]", list)
    fixed: list[FixedModel] = field("advanced", "Areas that must not be moved, see [[fixed]]", list)
    searched: list[SearchedModel] = field(
        "basic", "Searches in which nothing was found, see [[searched]]", list
    )
    ships: str | None = field(
        "basic",
        "Ships heard by AIS: a file of sentences, a CSV of positions, gzip too, or kept ships. "
        "A relative path starts at the case file's folder",
        None,
    )
    evidence: list[EvidenceModel] = field(
        "basic", "What else was told, found and not seen, see [[evidence]]", list
    )
