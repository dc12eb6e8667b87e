"""What sensors look through, as the case file has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

from lastknown.desk._casefields import Name, Table, field
from lastknown.desk._casevalues import ValueFaultError

if TYPE_CHECKING:
    from lastknown.search.sensor import Conditions

__all__ = ["ConditionsModel", "conditions_of"]

_YES_NO = "true or false"


def read_object(value: str) -> str:
    """Return the name of an object of the sweep width tables."""
    from lastknown.errors import LastknownError
    from lastknown.search.sweepobjects import sweep_objects
    from lastknown.search.sweepwidth import MERCHANT, visual_object

    try:
        visual_object(MERCHANT, value)
    except LastknownError:
        names = [each.key for each in sweep_objects()]
        if value not in names:
            raise ValueFaultError(
                f"is in no sweep width table; use one of {', '.join(names)}"
            ) from None
    return value


class ConditionsModel(Table):
    """What the sensors of units look through: their sweep widths follow from it."""

    visibility_nm: float = field("essential", "Meteorological visibility", unit="NM", gt=0, le=100)
    wind_kn: float | None = field(
        "basic",
        "Mean wind; omitted: that of the sea at the most likely position, and said so",
        None,
        unit="kn",
        ge=0,
        le=150,
    )
    seas_ft: float | None = field(
        "basic", "Height of the seas; the worse of wind and seas counts", None, unit="ft", ge=0,
        le=100,
    )  # fmt: skip
    sea_state: int | None = field(
        "basic", "Douglas sea state; infrared and radar need it", None, ge=0, le=9
    )
    moonlit: bool | None = field(
        "basic",
        "Whether the moon lights the sea; night vision goggles need it",
        None,
        values=_YES_NO,
    )
    fatigued: bool = field(
        "advanced", "Whether crews are more tired than usual", False, values=_YES_NO
    )
    flotation: bool = field(
        "basic",
        "Whether persons in the water wear life jackets; where unknown leave it out",
        False,
        values=_YES_NO,
    )
    rafts_small: bool = field(
        "advanced",
        "Whether life rafts count as small in the weather; the sources disagree",
        True,
        values=_YES_NO,
    )
    boat_object: Annotated[Name, AfterValidator(read_object)] | None = field(
        "advanced",
        "Object of the sweep width tables that stands for the boat, as `power-boat-33ft`; omitted: "
        "the one that its `what` crosses to",
        None,
    )


def conditions_of(model: ConditionsModel) -> Conditions:
    """Return the conditions; wind None where it is not given."""
    from lastknown.search.sensor import Conditions

    return Conditions(**model.model_dump(exclude={"boat_object"}))
