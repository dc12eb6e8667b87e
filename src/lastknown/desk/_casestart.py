"""The fields of a start and its phases: how it began and what moved it since."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, Self

from pydantic import model_validator

from lastknown.desk._casefields import Name, Place, Point, Table, Time, What, field
from lastknown.desk._casevalues import TableFaultError
from lastknown.times import show_time

__all__ = ["PhaseModel", "StartModel"]


class PhaseModel(Table):
    """What moves it, one stretch after another; without any, the mixture of under way and adrift
    that the object's entry gives."""

    kind: Literal["under-way", "adrift", "swamped"] = field(
        "essential",
        "Under way by engine or sail, adrift, or swamped: a hull with people holding on "
        "and persons in the water drifting apart from it",
    )
    toward: Point | None = field(
        "basic", "Under way: the place steered for", None, values="position"
    )
    course_deg: float | None = field(
        "basic",
        "Under way: the course steered instead, degrees true; neither: the nearest far shore",
        None,
        unit="deg",
        ge=0,
        le=360,
    )
    heading_sd_deg: float | None = field(
        "advanced",
        "Under way: standard deviation of the course steered; omitted: 15",
        None,
        unit="deg",
        ge=0,
        le=180,
    )
    speed_kn: float | None = field(
        "basic", "Under way: speed through the water", None, unit="kn", gt=0, le=60
    )
    speed_sd_kn: float | None = field(
        "basic", "Under way: its standard deviation; omitted: 0", None, unit="kn", ge=0, le=30
    )
    fails_after_mean_h: float | None = field(
        "basic",
        "Under way: mean of the exponential time until the engine fails",
        None,
        unit="h",
        gt=0,
        le=1000,
    )
    until: Time | None = field("basic", "When this phase ends, where that is known", None)
    after: Time | None = field("basic", "Swamped: when it swamps, where that is known", None)
    after_mean_h: float | None = field(
        "basic",
        "Swamped: mean of the exponential time until it swamps, counted from the phase before",
        None,
        unit="h",
        gt=0,
        le=1000,
    )
    holding_on: float | None = field(
        "advanced",
        "Swamped: share of the persons who stay with the hull; omitted: 0.5",
        None,
        unit="fraction",
        ge=0,
        le=1,
    )
    holding_on_sd: float | None = field(
        "advanced",
        "Swamped: standard deviation of that share; omitted: 0.2",
        None,
        unit="fraction",
        ge=0,
        le=0.5,
    )

    @model_validator(mode="after")
    def _fields_fit_the_kind(self) -> Self:
        """A field of another kind of phase is a mistake, and so are two answers to one question."""
        for name in sorted(self.model_fields_set - _FIELDS_OF[self.kind] - {"kind"}):
            kinds = " or ".join(k for k, fields in _FIELDS_OF.items() if name in fields)
            raise TableFaultError(
                f'{name} does not go with kind = "{self.kind}"; it belongs to {kinds}'
            )
        if self.kind == "under-way" and self.speed_kn is None:
            raise TableFaultError(
                "a phase under way needs speed_kn, its speed through the water in knots"
            )
        if self.kind == "swamped" and self.after is None and self.after_mean_h is None:
            raise TableFaultError("a swamped phase needs after (a time) or after_mean_h (hours)")
        for one, other in _EITHER_OR:
            if getattr(self, one) is not None and getattr(self, other) is not None:
                raise TableFaultError(f"{one} and {other} are both given; keep one of them")
        return self


_FIELDS_OF: dict[str, frozenset[str]] = {
    "under-way": frozenset(
        {"toward", "course_deg", "heading_sd_deg", "speed_kn", "speed_sd_kn"}
        | {"fails_after_mean_h", "until"}
    ),
    "adrift": frozenset({"until"}),
    "swamped": frozenset({"after", "after_mean_h", "holding_on", "holding_on_sd"}),
}
_EITHER_OR = (("toward", "course_deg"), ("fails_after_mean_h", "until"), ("after", "after_mean_h"))


class StartModel(Table):
    """One scenario of how it began; several are weighted."""

    name: Name = field(
        "advanced",
        "Name of the scenario in the results; omitted: made from its phases",
        "",
        max_length=100,
    )
    boat: Name = field(
        "basic",
        "Name of the boat. Starts with different names are boats that are all out there; starts of "
        "one name, or without, are alternatives of which one is true",
        "",
        max_length=100,
    )
    time: Time = field("essential", "Time of the last known position")
    position: Place = field(
        "essential",
        "Last known position: text in any usual form, or { polygon = [..] }, { line = [..] } of "
        "such texts, or { track = [{ position = .., time = .. }, ..] }",
        values="position, polygon, line or track",
    )
    error_nm: float | None = field(
        "basic",
        "Radius that holds 50 % of the position's error; omitted: 0.5 NM, said to be assumed",
        None,
        unit="NM",
        ge=0,
        le=500,
    )
    what: What | None = field(
        "essential",
        "Search object: code, number, or plain name in English or French; omitted: "
        "inflatable-overloaded, said to be assumed",
        None,
        values="text or number",
    )
    persons: int | None = field(
        "essential", "Persons on board; omitted: not stated", None, unit="persons", ge=1, le=10_000
    )
    time_sd_min: float = field(
        "advanced", "Standard deviation of the time", 0.0, unit="min", ge=0, le=1440
    )
    fix_age_min: float = field(
        "basic",
        "A phone's fix may be older than its message, by up to this much",
        0.0,
        unit="min",
        ge=0,
        le=1440,
    )
    weight: float = field("basic", "Relative weight among the scenarios", 1.0, gt=0, le=1e6)
    side: Literal["left", "right", "both"] = field(
        "advanced", "Side of downwind it drifts to", "both"
    )
    spread: float = field(
        "advanced", "Scales the object's leeway spread; 0 is noise-free", 1.0, ge=0, le=10
    )
    jibes_per_hour: float = field(
        "advanced",
        "Rate at which it changes to the other side of downwind",
        0.04,
        unit="1/h",
        ge=0,
        le=60,
    )
    phase: list[PhaseModel] = field("basic", "What moves it, in order, see [[start.phase]]", list)

    @model_validator(mode="after")
    def _phases_end_in_order(self) -> Self:
        """A phase that ends before the one ahead of it would never be."""
        timed = [(at, each.until) for at, each in enumerate(self.phase, start=1) if each.until]
        for (number, ends), (after, later) in pairwise(timed):
            if later and ends and later <= ends:
                raise TableFaultError(
                    f"phase {after}, until={show_time(later)} is not later than that of phase "
                    f"{number}, {show_time(ends)}; put the phases in order"
                )
        return self

    @model_validator(mode="after")
    def _phases_follow_each_other(self) -> Self:
        """Nothing follows a swamping, and a phase with another one after it must end."""
        for number, (phase, after) in enumerate(pairwise(self.phase), start=1):
            if phase.kind == "swamped":
                raise TableFaultError(
                    f"phase {number} is swamped and not the last; put it at the end"
                )
            if after.kind != "swamped" and phase.until is None and phase.fails_after_mean_h is None:
                raise TableFaultError(
                    f"phase {number} has no end, so phase {number + 1} never begins; give it until "
                    "or fails_after_mean_h"
                )
        return self
