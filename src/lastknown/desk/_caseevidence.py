"""The table ``[[evidence]]`` of the case file: what was told, found and not seen, as received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, Self

from pydantic import model_validator

from lastknown.desk._casefields import (
    WIDTHS,
    Name,
    Point,
    SweepWidth,
    Table,
    Time,
    Track,
    What,
    field,
)
from lastknown.desk._casevalues import TableFaultError
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.times import show_time

__all__ = ["FIELDS", "EvidenceKind", "EvidenceModel", "Told", "told_of"]

EvidenceKind = Literal[
    "position", "phone", "radar", "bearing", "direction-finder", "flare", "sector", "lights",
    "inside", "outside", "depth", "debris", "ship-saw-nothing", "passing-ship", "lost-contact",
    "measured-current", "datum-buoy",
]  # fmt: skip

ShipKind = Literal[
    "cargo", "tanker", "passenger", "high-speed craft", "fishing", "tug", "pilot",
    "search and rescue", "naval or law enforcement", "sailing", "pleasure", "dredger", "other",
]  # fmt: skip

_REPORT = ("boat", "time_sd_min", "component", "wrong")
_FIX = ("age_min", *_REPORT)
_ANGLE = ("sd_deg", "range_nm", *_REPORT)
FIELDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "position": (("at", "position", "error_nm"), _FIX),
    "phone": (("at", "position", "radius_m", "confidence_percent"), _FIX),
    "radar": (("at", "position"), ("error_nm", *_FIX)),
    "bearing": (("at", "seen_from", "bearing_deg"), _ANGLE),
    "direction-finder": (("at", "seen_from", "bearing_deg"), _ANGLE),
    "flare": (("at", "seen_from", "bearing_deg", "range_nm"), ("sd_deg", *_REPORT)),
    "sector": (("at", "seen_from", "from_deg", "to_deg"), ("range_nm", "edge_deg", *_REPORT)),
    "lights": (("at", "of", "range_nm"), _REPORT),
    "inside": (("at", "polygon"), _REPORT),
    "outside": (("at", "polygon"), _REPORT),
    "depth": (("at", "depth_m"), ("sd_m", "chart_sd_m", *_REPORT)),
    "debris": (("at", "position"), ("error_nm", "what", "ashore", "boat", "component", "wrong")),
    "ship-saw-nothing": (("track", "sweep_width_nm"), ("night_sweep_width_nm", "attention")),
    "passing-ship": (
        ("track", "ship_kind", "visibility_nm", "wind_kn"), ("watch", "attention"),
    ),
    "lost-contact": (("at",), ("factor", "boat")),
    "measured-current": (
        ("at", "position", "set_deg", "drift_kn"), ("sd_kn", "over_min", "reach_nm"),
    ),
    "datum-buoy": (("track",), ("error_nm", "slip_kn", "reach_nm")),
}  # fmt: skip
"""Fields that each kind needs, and those that it may have; `name` and `source` go with all."""


@dataclass(frozen=True)
class Told:
    """One piece of evidence, as entered.

    Attributes
    ----------
    kind : see `FIELDS`.
    fields : those given, by name; ``at`` and the times of a track are aware, UTC.
    name, source : what it is called, and who said so, as it was received; may be empty.
    """

    kind: str
    fields: Mapping[str, Any]
    name: str = ""
    source: str = ""

    @property
    def places(self) -> tuple[Position, ...]:
        """Every position in it."""
        alone = (self.fields.get(name) for name in ("position", "seen_from", "of"))
        track = (each["position"] for each in self.fields.get("track", ()))
        return (*(p for p in alone if p is not None), *self.fields.get("polygon", ()), *track)

    @property
    def begin(self) -> datetime:
        """When it was, or when its track begins."""
        moment: datetime = self.fields["track"][0]["time"] if "track" in self.fields else self.end
        return moment

    @property
    def end(self) -> datetime:
        """When it was, or when its track ends."""
        moment: datetime = (
            self.fields["track"][-1]["time"] if "track" in self.fields else self.fields["at"]
        )
        return moment


class _ToldModel(Table):
    """The fields of what was told at one moment."""

    kind: EvidenceKind = field("essential", "What it is; it says which fields below are needed")
    at: Time | None = field(
        "essential", "When that was so; every kind but those with a `track` needs it", None
    )
    name: Name = field(
        "basic", "What it is called on every page, in the words received", "", max_length=200
    )
    source: Name = field("basic", "Who said so, and how it was received", "", max_length=200)
    boat: Name | None = field(
        "basic",
        "Which boat it is about, as its starts name it, where several are out there; omitted: it "
        "is not known which",
        None,
        min_length=1,
        max_length=100,
    )
    position: Point | None = field(
        "essential",
        "The position told (position, phone, radar), of the find (debris), or where the current "
        "was measured (measured-current)",
        None,
        values="position",
    )
    error_nm: float | None = field(
        "essential",
        "Radius that holds 50 % of its error: position needs it; omitted: radar 1, debris 0.1; "
        "for datum-buoy the sd of a fix, 0.01",
        None,
        unit="NM",
        ge=0.003,
        le=100,
    )
    age_min: float | None = field(
        "basic",
        "How old the position was then; omitted: unknown, 0 to 20 min; radar: 0",
        None,
        unit="min",
        ge=0,
        le=1440,
    )
    radius_m: float | None = field(
        "essential", "Radius that the phone states (phone)", None, unit="m", ge=5, le=200_000
    )
    confidence_percent: float | None = field(
        "essential",
        "Its own confidence to be within that (phone)",
        None,
        unit="%",
        ge=1,
        le=99.9,
    )
    seen_from: Point | None = field(
        "essential",
        "Where it was seen or heard from (bearing, direction-finder, flare, sector)",
        None,
        values="position",
    )
    bearing_deg: float | None = field(
        "essential",
        "From there toward it, degrees true (bearing, direction-finder, flare)",
        None,
        unit="deg",
        ge=0,
        le=360,
    )
    sd_deg: float | None = field(
        "basic", "Sd of the bearing; omitted: 5, flare 10", None, unit="deg", ge=0.5, le=60
    )
    from_deg: float | None = field(
        "essential", "First side of the sector, clockwise", None, unit="deg", ge=0, le=360
    )
    to_deg: float | None = field("essential", "Last side of it", None, unit="deg", ge=0, le=360)
    edge_deg: float | None = field(
        "advanced", "Softness of its sides; omitted: 3", None, unit="deg", ge=0.1, le=45
    )
    range_nm: float | None = field(
        "essential",
        "How far off it could be seen or heard: flare and lights need it; omitted: any distance",
        None,
        unit="NM",
        ge=0.05,
        le=200,
    )
    of: Point | None = field(
        "essential", "The place whose lights they see (lights)", None, values="position"
    )
    polygon: list[Point] | None = field(
        "essential",
        "Corners of the area in order, three or more (inside, outside)",
        None,
        min_length=3,
        max_length=1000,
    )
    depth_m: float | None = field(
        "essential", "Depth of water that was read (depth)", None, unit="m", ge=0, le=11_000
    )
    sd_m: float | None = field(
        "advanced", "Sd of the reading; omitted: 2", None, unit="m", ge=0.1, le=500
    )
    chart_sd_m: float | None = field(
        "advanced",
        "Sd of the true depth about the chart's; omitted: 5",
        None,
        unit="m",
        ge=0,
        le=500,
    )
    what: What | None = field(
        "basic",
        "What was found drifts as this search object (debris); omitted: as the boat, or its persons"
        " where component = in_the_water",
        None,
        values="text or number",
    )
    ashore: bool | None = field(
        "basic",
        "Whether it was found ashore (debris); omitted: not said",
        None,
        values="true or false",
    )


class EvidenceModel(_ToldModel):
    """What was told, found and not seen, other than a search. Each kind has its own fields; what
    each means as a likelihood, and every default, is in [evidence.md](evidence.md)."""

    track: Track | None = field(
        "essential",
        "[{ position = .., time = .. }, ..], two points or more in order: of the ship "
        "(ship-saw-nothing, passing-ship) or the buoy (datum-buoy)",
        None,
        values="track",
    )
    sweep_width_nm: SweepWidth | None = field(
        "essential",
        "The ship's own by daylight, that of a watch and not of a search (ship-saw-nothing)",
        None,
        unit="NM",
        values=WIDTHS,
    )
    night_sweep_width_nm: SweepWidth | None = field(
        "basic", "The same in the dark; omitted: nothing is seen", None, unit="NM", values=WIDTHS
    )
    attention: float | None = field(
        "advanced",
        "Share of such ships that would notice and say so; omitted: 0.3, passing-ship by its kind",
        None,
        unit="fraction",
        ge=0,
        le=0.9,
    )
    ship_kind: ShipKind | None = field(
        "essential", "What the ship is (passing-ship), which decides how well she looks out", None
    )
    visibility_nm: float | None = field(
        "essential",
        "Visibility that she looked through (passing-ship)",
        None,
        unit="NM",
        ge=3,
        le=20,
    )
    wind_kn: float | None = field(
        "essential", "Mean wind there (passing-ship)", None, unit="kn", ge=0, le=150
    )
    watch: Literal["usual", "told"] | None = field(
        "basic", "told: she knew of the boat and had posted lookouts; omitted: usual", None
    )
    factor: float | None = field(
        "advanced",
        "How much likelier silence is where the boat has swamped (lost-contact); omitted: 1.5",
        None,
        ge=1,
        le=3,
    )
    set_deg: float | None = field(
        "essential",
        "Toward which the current ran, degrees true (measured-current)",
        None,
        unit="deg",
        ge=0,
        le=360,
    )
    drift_kn: float | None = field(
        "essential", "Its speed (measured-current)", None, unit="kn", ge=0, le=15
    )
    sd_kn: float | None = field(
        "advanced",
        "Sd of the measurement, one component; omitted: 0.25",
        None,
        unit="kn",
        ge=0.02,
        le=5,
    )
    over_min: float | None = field(
        "advanced",
        "How long it was measured, ending at `at`; omitted: 20",
        None,
        unit="min",
        ge=1,
        le=720,
    )
    slip_kn: float | None = field(
        "advanced",
        "Sd of the buoy's slip through the water (datum-buoy); omitted: 0.05",
        None,
        unit="kn",
        ge=0.01,
        le=3,
    )
    reach_nm: float | None = field(
        "advanced",
        "Distance over which the current's error loses its correlation; omitted: 20",
        None,
        unit="NM",
        ge=0.5,
        le=500,
    )
    time_sd_min: float | None = field(
        "advanced",
        "Sd of the time; omitted: 0, phone 0.5, lights 5",
        None,
        unit="min",
        ge=0,
        le=1440,
    )
    component: Literal["boat", "in_the_water", "persons"] | None = field(
        "advanced",
        "Whose place it is: the boat's or its hull's, that of persons in the water, or of all "
        "persons; omitted: by kind",
        None,
    )
    wrong: float | None = field(
        "advanced",
        "Share of such reports that are wrong or of another boat; omitted: by kind",
        None,
        unit="fraction",
        ge=0.001,
        le=0.9,
    )

    @model_validator(mode="after")
    def _fields_go_with_the_kind(self) -> Self:
        """A kind needs its own fields, and a field of another kind is a slip."""
        if self.kind == "passing-ship" and not self.source.strip():
            remedy = "silence is no evidence, give who said that nothing was seen, and how"
            raise TableFaultError(f"kind=passing-ship has no source; {remedy}")
        needed, may = FIELDS[self.kind]
        given = _given(self)
        for name in needed:
            if name not in given:
                raise TableFaultError(f"kind={self.kind} has no {name}; {_meaning(name)}")
        for name in given:
            if name not in (*needed, *may):
                raise TableFaultError(
                    f"{name} does not go with kind={self.kind}; its fields are "
                    f"{', '.join((*needed, *may, 'name', 'source'))}"
                )
        return self


def _meaning(name: str) -> str:
    """Return the remedy for a missing field: its meaning."""
    text = EvidenceModel.model_fields[name].description or ""
    short = text.split(":")[0].split(";")[0]
    return f"give it ({short[:1].lower()}{short[1:]})"


def _given(model: EvidenceModel) -> dict[str, Any]:
    """Return the fields given, without those that go with every kind."""
    rest = {"kind", "name", "source"}
    return {name: value for name, value in model if value is not None and name not in rest}


def told_of(model: EvidenceModel, number: int, now: datetime) -> Told:
    """Return a piece of evidence as a value; `number` counts from 1.

    Raises
    ------
    LastknownError : it lies after `now`.
    """
    told = Told(model.kind, _given(model), model.name, model.source)
    if told.end > now:
        raise LastknownError(
            f"evidence {number} ({told.kind}), {show_time(told.end)} lies after at="
            f"{show_time(now)}; set at to that time or later"
        )
    return told
