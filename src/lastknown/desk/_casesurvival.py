"""How long persons in the water are taken to last, as the case file has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from lastknown.desk._casefields import Table, field

if TYPE_CHECKING:
    from lastknown.search.risk import Survival

__all__ = ["SurvivalModel", "survival_of"]


class SurvivalModel(Table):
    """How long persons in the water last; the water's temperature is that of the sea."""

    flotation: Literal["unknown", "none", "lifejacket"] = field(
        "basic", "Whether persons wear life jackets", "unknown"
    )
    clothing: Literal["ordinary", "layers", "wetsuit", "immersion suit"] = field(
        "basic", "What they wear", "ordinary"
    )
    curve: Literal["low", "middle", "high"] = field(
        "advanced",
        "Which survival curve a plan for lives is made by; what it gains is told by all three",
        "middle",
    )
    horizon_h: float = field(
        "advanced",
        "Who would be alive so long after the end of the search without it is not gained by it",
        12.0,
        unit="h",
        ge=0,
        le=72,
    )


def survival_of(model: SurvivalModel, water_temperature_c: float | None) -> Survival:
    """Return the survival that a plan counts lives by; °C, None: the cloud's own."""
    from lastknown.search.risk import Survival

    return Survival(
        water_temperature_c,
        flotation=model.flotation,
        clothing=model.clothing,
        curve=model.curve,
        horizon_h=model.horizon_h,
    )
