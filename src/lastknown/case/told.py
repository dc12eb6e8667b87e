"""What was told, seen, done and sent: the kinds of entries that carry facts."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from lastknown.case.values import (
    BoatId,
    Count,
    Counts,
    EntryId,
    Line,
    PersonId,
    Place,
    Private,
    Time,
    Value,
)

__all__ = ["Conditions", "Identification", "Note", "Opened", "Person", "Persons", "Report"]
__all__ += ["Answer", "InRange", "Means", "Relayed", "SearchDone", "Sees", "SweepWidths"]
__all__ += ["TrackPoint"]
__all__ += ["UnitStatus", "WarningAcknowledged", "WarningEnded", "WarningRung", "WarningSent"]
__all__ += ["What", "Whereabouts"]

Whereabouts = Literal[
    "on_board", "recovered_alive", "recovered_dead", "transferred", "returned", "missing"
]
"""What became of persons; the sums over these must balance, and nobody corrects them silently."""
What = Literal[
    "call",
    "message",
    "relayed_call",
    "sighting",
    "radar",
    "ais",
    "rescue",
    "recovery",
    "launch_seen",
    "position_ping",
]
Sees = Literal["visual", "night-vision", "infrared", "radar"]
"""What a unit looks with, as `lastknown.search.sensor` names it."""
Answer = Literal["received", "proceeding", "standing_by", "cannot"]
"""What somebody who answers a Mayday Relay says: heard it; is on the way; waits; cannot help."""
Means = Literal["vhf", "dsc", "mf", "satellite", "phone", "owner", "centre"]
"""By what a ship was called: voice on VHF 16, a DSC call, MF 2182 kHz, a satellite terminal, its
telephone, its owner or agent, or another centre that was asked to call it."""
_Hidden = Annotated[str | None, Private()]
_Positive = Annotated[float | None, Field(gt=0)]
_Width = Annotated[float, Field(ge=0, le=50)]
_Mmsi = Annotated[int, Field(ge=1, le=999_999_999)] | None
_Minutes = Annotated[float, Field(ge=0, le=10_000)] | None


class Opened(Value):
    """A centre's first entry: the record it writes in, and the public halves of its keys (hex)."""

    kind: Literal["opened"] = "opened"
    record: EntryId
    name: Line
    signs: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    receives: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Report(Value):
    """What somebody told or a sensor saw; the words themselves are the entry's raw text.

    Speeds in knots, course and bearing in degrees true, length in metres. `object` is the source's
    own name for what it saw: the same one twice is one object. `number`, `device`, `language`,
    `dialling_tone` and `about` are private.
    """

    kind: Literal["report"] = "report"
    what: What
    channel: Line | None = None
    source: Line | None = None
    position: Place | None = None
    speed_kn: Annotated[float, Field(ge=0)] | None = None
    course_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    persons: Counts | None = None
    colour: Line | None = None
    material: Line | None = None
    length_m: Annotated[float, Field(gt=0)] | None = None
    engine: Line | None = None
    life_jackets: Line | None = None
    left_from: Line | None = None
    left_at: Time | None = None
    condition: Line | None = None
    hull: Literal["marked", "sunk", "adrift"] | None = None
    unit: Line | None = None
    object: Line | None = None
    relays: EntryId | None = None
    number: _Hidden = None
    device: _Hidden = None
    language: _Hidden = None
    dialling_tone: _Hidden = None
    about: _Hidden = None


class Identification(Value):
    """Whether what was rescued or found is what another report told of, and by what that is known.

    report, rescue : the entries of the two reports. how : the caller's `phone` rung or shown on
    deck, the occupants' `own_word`, `photographs` compared, or a crew's word on how well the
    `description` fits. same : False where it spoke against. by : who asked or compared.
    """

    kind: Literal["identification"] = "identification"
    report: EntryId
    rescue: EntryId
    how: Literal["phone", "own_word", "photographs", "description"]
    same: bool
    by: Line | None = None


class Persons(Value):
    """How many persons somebody says are or were where, of one boat."""

    kind: Literal["persons"] = "persons"
    boat: BoatId | None = None
    report: EntryId | None = None
    where: Whereabouts
    counts: Counts
    source: Line | None = None


class Person(Value):
    """What is known of one person; all but the person's id and whereabouts is private."""

    kind: Literal["person"] = "person"
    person: PersonId
    boat: BoatId | None = None
    where: Whereabouts | None = None
    name: _Hidden = None
    age: _Hidden = None
    sex: _Hidden = None
    kin: _Hidden = None
    details: _Hidden = None


class SweepWidths(Value):
    """Sweep widths, NM: for the boat and for a person in the water; 0 for what is not seen."""

    boat_nm: _Width
    person_nm: _Width = 0.0


class TrackPoint(Value):
    """Where a unit was at a time: degrees east and north (WGS84)."""

    at: Time
    lon: Annotated[float, Field(ge=-180, lt=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]


class UnitStatus(Value):
    """Where a search and rescue unit is and what it can do.

    type : lifeboat, ship, patrol boat, helicopter … ready : when it can leave its position.
    speed_kn, search_speed_kn : on the way and while searching, knots. endurance_h : from leaving to
    being back, hours. sensor, height_ft : what it looks with, and the height of the eye or of
    flight, feet. sweep_width, night_sweep_width : where they are known, by daylight and in the
    dark. base : where it goes afterwards.
    """

    kind: Literal["unit_status"] = "unit_status"
    unit: Line
    status: Literal["available", "tasked", "on_scene", "returning", "off_duty"]
    type: Line | None = None
    position: Place | None = None
    ready: Time | None = None
    speed_kn: _Positive = None
    search_speed_kn: _Positive = None
    endurance_h: _Positive = None
    can_take: Count | None = None
    sensor: Sees | None = None
    height_ft: _Positive = None
    sweep_width: SweepWidths | None = None
    night_sweep_width: SweepWidths | None = None
    base: Place | None = None
    boat: BoatId | None = None


class SearchDone(Value):
    """A search that a unit made: its area as corners, or where it went; what was found.

    track : name of the file of its track. points : the positions of that track, in order of time.
    track_spacing_nm : distance between neighbouring tracks, NM. speed_kn : while searching, knots.
    type, sensor, height_ft, sweep_width, night_sweep_width : as in a unit's status.
    visibility_nm : what it looked through, NM.
    """

    kind: Literal["search_done"] = "search_done"
    unit: Line
    began: Time
    ended: Time
    corners: tuple[Place, ...] = ()
    track: Line | None = None
    points: Annotated[tuple[TrackPoint, ...], Field(min_length=2, max_length=20_000)] | None = None
    pattern: Literal["SS", "VS", "PS", "CS", "CSC", "TSR", "TSN"] | None = None
    track_spacing_nm: _Positive = None
    speed_kn: _Positive = None
    type: Line | None = None
    sensor: Line | None = None
    height_ft: _Positive = None
    sweep_width: SweepWidths | None = None
    night_sweep_width: SweepWidths | None = None
    visibility_nm: _Positive = None
    found: EntryId | None = None
    boat: BoatId | None = None


class Conditions(Value):
    """Wind, water and sight, as somebody measured, read or was told them; at least one of them.

    water_temperature_c, water_temperature_sd_c : degrees C, with the standard deviation of its
    error. wind_kn, wind_from_deg, wind_sd_kn : at 10 m, knots, where it comes from in degrees true,
    and the standard deviation of one component; speed and direction come together.
    visibility_nm : meteorological, NM. seas_ft : height of the seas, feet. sea_state : Douglas.
    source : who or what says so.
    """

    kind: Literal["conditions"] = "conditions"
    water_temperature_c: Annotated[float, Field(ge=-2.5, le=40)] | None = None
    water_temperature_sd_c: Annotated[float, Field(gt=0, le=10)] | None = None
    wind_kn: Annotated[float, Field(ge=0, le=150)] | None = None
    wind_from_deg: Annotated[float, Field(ge=0, le=360)] | None = None
    wind_sd_kn: Annotated[float, Field(ge=0, le=50)] | None = None
    visibility_nm: Annotated[float, Field(gt=0, le=100)] | None = None
    seas_ft: Annotated[float, Field(ge=0, le=100)] | None = None
    sea_state: Annotated[int, Field(ge=0, le=9)] | None = None
    source: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if (self.wind_kn is None) != (self.wind_from_deg is None):
            raise ValueError("wind needs its speed and where it comes from")
        if self.wind_sd_kn is not None and self.wind_kn is None:
            raise ValueError("an error of the wind needs the wind")
        if self.water_temperature_sd_c is not None and self.water_temperature_c is None:
            raise ValueError("an error of the water's temperature needs the temperature")
        told = (self.water_temperature_c, self.wind_kn, self.visibility_nm, self.seas_ft)
        if self.sea_state is None and all(figure is None for figure in told):
            raise ValueError("give wind, water temperature, visibility or the sea")
        return self


class InRange(Value):
    """A ship or unit that was held to hear a Mayday Relay when it was made.

    name : as it calls itself; empty where it does not say. mmsi : its number. type : plain word.
    distance_nm : from the boat then, NM. minutes : that it would have taken to reach the boat.
    heard_min : since it was last heard then, min. doubtful : that it may have been out of range.
    """

    name: Line = ""
    mmsi: _Mmsi = None
    type: Line | None = None
    distance_nm: Annotated[float, Field(ge=0, le=11_000)]
    minutes: _Minutes = None
    heard_min: _Minutes = None
    doubtful: Literal[True] | None = None


_Ships = Annotated[tuple[InRange, ...], Field(max_length=2_000)]


class Relayed(Value):
    """The position that a Mayday Relay gave first, and of when it is.

    lon, lat : degrees east and north (WGS84). how : it was the ``probable`` one, computed for that
    moment, or the last one as it was ``told``.
    """

    lon: Annotated[float, Field(ge=-180, lt=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    at: Time
    how: Literal["probable", "told"]


class WarningSent(Value):
    """A warning or request that went out; its words are the entry's raw text.

    to : the ship, unit or station, or all; sealed, for a small craft's name may be a person's.
    whom : which of the two; open, so that it is known where no name can be read. None: of version
    1, where `to` lies open. form : that it was a Mayday Relay. by : the station that sent it;
    sealed. in_range : how many were held to be in range; None: that was not worked out. ships : who
    they were, the nearest first; sealed. position : of the boat, as a relay gave it.
    reply_within_s : seconds after which silence raises an alarm.
    """

    kind: Literal["warning_sent"] = "warning_sent"
    to: Annotated[Line | None, Private(since=2)] = None
    whom: Literal["all", "one"] | None = None
    channel: Line | None = None
    boat: BoatId | None = None
    reply_within_s: Annotated[float, Field(gt=0)] | None = None
    form: Literal["mayday_relay"] | None = None
    by: Annotated[Line | None, Private(since=2)] = None
    in_range: Count | None = None
    ships: Annotated[_Ships | None, Private()] = None
    position: Relayed | None = None


class WarningAcknowledged(Value):
    """Somebody answered a warning.

    by, mmsi : who; sealed, for a small craft's name may be a person's. same : an earlier entry that
    was about the same ship or unit, so that the two stay one where no name can be read. answer :
    what they said they do. minutes : until they are there.
    """

    kind: Literal["warning_acknowledged"] = "warning_acknowledged"
    warning: EntryId
    by: Annotated[Line | None, Private(since=2)] = None
    mmsi: Annotated[_Mmsi, Private(since=2)] = None
    same: EntryId | None = None
    answer: Answer | None = None
    minutes: _Minutes = None


class WarningRung(Value):
    """Somebody was called about a warning; what they answered is an entry of its own.

    to, mmsi : who; sealed. same : as in `WarningAcknowledged`. means : by what. answered : that
    somebody spoke at all.
    """

    kind: Literal["warning_rung"] = "warning_rung"
    warning: EntryId
    to: Annotated[Line | None, Private(since=2)] = None
    mmsi: Annotated[_Mmsi, Private(since=2)] = None
    same: EntryId | None = None
    means: Means
    answered: bool = False


class WarningEnded(Value):
    """A named person ends what a warning asked for; why is the entry's raw text.

    how : the help is no longer needed, or the warning was wrong. one : one ship or unit is let go,
    not all; open, so that a name that cannot be read ends nothing for the others. to, mmsi : who
    that is; sealed. same : as in `WarningAcknowledged`.
    """

    kind: Literal["warning_ended"] = "warning_ended"
    warning: EntryId
    how: Literal["stood_down", "cancelled"]
    one: Literal[True] | None = None
    to: Annotated[Line | None, Private(since=2)] = None
    mmsi: Annotated[_Mmsi, Private(since=2)] = None
    same: EntryId | None = None

    @property
    def for_all(self) -> bool:
        """Whether the warning is over, and not one ship alone let go."""
        return self.one is None and self.to is None and self.mmsi is None


class Note(Value):
    """Words for the log; they are the entry's raw text."""

    kind: Literal["note"] = "note"
    boat: BoatId | None = None
