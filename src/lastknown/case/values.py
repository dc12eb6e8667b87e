"""The small values that entries are made of: moments, places, counts, and what is private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

__all__ = ["BoatId", "Centre", "Count", "Counts", "EntryId", "Line", "PersonId", "Place"]
__all__ += ["Private", "Probability", "Time", "Value", "When"]


@dataclass(frozen=True)
class Private:
    """Marks a field that is sealed under its own key and goes with the case when it is purged.

    since : version of the entry from which on it is; in earlier ones it lies open.
    """

    since: int = 1


class Value(BaseModel):
    """A frozen value; an error about it never repeats what was given, which may be personal."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        allow_inf_nan=False,
        ser_json_inf_nan="null",
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Time = Annotated[AwareDatetime, AfterValidator(_utc)]
"""An aware time, kept in UTC; a naive one is refused."""
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
"""A short text on one line."""
Centre = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
"""A centre's short name, such as `mrcc-dover`: small letters, digits, hyphens."""
EntryId = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""An entry's id (`make_id`)."""
BoatId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A boat's name within the record, such as `B3`."""
PersonId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
"""A person's name within the record, such as `P7`: never the person's own name."""
Count = Annotated[int, Field(ge=0, le=100_000)]
Probability = Annotated[float, Field(ge=0, le=1)]


class When(Value):
    """When something happened: a UTC time and its standard deviation, s."""

    at: Time
    sd_s: Annotated[float, Field(ge=0)] = 0.0


class Place(Value):
    """Where: degrees east and north (WGS84), and the standard error of the position, m."""

    lon: Annotated[float, Field(ge=-180, lt=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    error_m: Annotated[float, Field(ge=0)] | None = None


class Counts(Value):
    """How many persons, as told: the whole, and how it divides where that was said too."""

    total: Count | None = None
    least: Count | None = None
    most: Count | None = None
    men: Count | None = None
    women: Count | None = None
    boys: Count | None = None
    girls: Count | None = None

    @model_validator(mode="after")
    def _least_before_most(self) -> Self:
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError("least is more than most")
        return self
