"""Commands that enter units, what they searched, and what weather they work in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from lastknown.cli.options import At, Author, File, JsonOption, Lang, LangOption, Role
from lastknown.cli.sitting import given, now, place_of, sitting
from lastknown.errors import LastknownError

__all__ = ["conditions", "searched", "unit"]


class Status(StrEnum):
    """What a unit is doing."""

    available = "available"
    tasked = "tasked"
    on_scene = "on_scene"
    returning = "returning"
    off_duty = "off_duty"


class Sensor(StrEnum):
    """What a unit looks with."""

    visual = "visual"
    night_vision = "night-vision"
    infrared = "infrared"
    radar = "radar"


class Pattern(StrEnum):
    """Search patterns of the IAMSAR Manual."""

    SS = "SS"
    VS = "VS"
    PS = "PS"
    CS = "CS"
    CSC = "CSC"
    TSR = "TSR"
    TSN = "TSN"


TypeOption = Annotated[
    str | None, typer.Option("--type", help="lifeboat, ship, patrol boat, helicopter …")
]
SensorOption = Annotated[Sensor | None, typer.Option("--sensor", help="What it looks with.")]
HeightOption = Annotated[
    float | None, typer.Option("--height-ft", min=0, help="Of the eye or of flight, feet.")
]
Width = Annotated[
    tuple[float, float] | None,
    typer.Option("--sweep-width-nm", metavar="BOAT PERSON", help="Where it is known, NM."),
]
Night = Annotated[
    tuple[float, float] | None,
    typer.Option("--night-sweep-width-nm", metavar="BOAT PERSON", help="The same in the dark."),
]
Ready = Annotated[str | None, typer.Option("--ready", metavar="TIME", help="When it can leave.")]
Speed = Annotated[float | None, typer.Option("--speed-kn", max=600, help="On the way.")]
Endurance = Annotated[
    float | None, typer.Option("--endurance-h", max=240, help="From leaving to being back.")
]
Corners = Annotated[
    list[str] | None,
    typer.Option("--corner", metavar="POSITION", help="Of its area; three or more times."),
]
Track = Annotated[
    str | None, typer.Option("--track", metavar="FILE", help="Where it went: GPX or CSV.")
]
Found = Annotated[
    str | None, typer.Option("--found", metavar="ENTRY", help="The report of what it found.")
]
Figure = float | None
WindKn = Annotated[Figure, typer.Option("--wind-kn", help="At 10 m, knots.")]
WindFrom = Annotated[Figure, typer.Option("--wind-from-deg", help="Whence, degrees true.")]
WindSd = Annotated[Figure, typer.Option("--wind-sd-kn", help="How wrong it may be, knots.")]
Water = Annotated[
    Figure, typer.Option("--water-temperature-c", help="Lives depend on it, degrees C.")
]
WaterSd = Annotated[Figure, typer.Option("--water-temperature-sd-c", help="How wrong it may be.")]
Visibility = Annotated[
    Figure, typer.Option("--visibility-nm", help="What lookouts see through, NM.")
]
Seas = Annotated[Figure, typer.Option("--seas-ft", help="Height of the seas, feet.")]
SeaState = Annotated[int | None, typer.Option("--sea-state", help="Douglas, 0 to 9.")]
Source = Annotated[
    str | None, typer.Option("--source", help="Who or what says so: a buoy, a ship …")
]
Unit = Annotated[str, typer.Argument(metavar="UNIT", help="Its name, always the same.")]
BoatOption = Annotated[str | None, typer.Option("--boat", metavar="BOAT", help="For which boat.")]


def _sees(
    sensor: Sensor | None,
    height_ft: float | None,
    day: tuple[float, float] | None,
    night: tuple[float, float] | None = None,
) -> dict[str, Any]:
    """Return what a unit looks with, by daylight and in the dark."""
    widths = [{"boat_nm": pair[0], "person_nm": pair[1]} if pair else None for pair in (day, night)]
    told = {"sweep_width": widths[0], "night_sweep_width": widths[1]}
    return {"sensor": sensor and sensor.value, "height_ft": height_ft, **told}


def unit(
    file: File,
    unit: Unit,
    status: Annotated[Status, typer.Argument(metavar="STATUS", help="available, tasked, …")],
    kind: TypeOption = None,
    position: Annotated[str | None, typer.Option("--position", help="Where it is.")] = None,
    ready: Ready = None,
    speed_kn: Speed = None,
    search_speed_kn: Annotated[float | None, typer.Option("--search-speed-kn", max=600)] = None,
    endurance_h: Endurance = None,
    can_take: Annotated[int | None, typer.Option("--can-take", help="Persons.")] = None,
    sensor: SensorOption = None,
    height_ft: HeightOption = None,
    sweep_width_nm: Width = None,
    night_sweep_width_nm: Night = None,
    base: Annotated[str | None, typer.Option("--base", help="Where it goes afterwards.")] = None,
    boat: BoatOption = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter where a unit is, what it does and can do."""
    from lastknown.desk.record import naming, verbs

    told: dict[str, Any] = {
        "type": kind,
        "position": place_of(position) if position else None,
        "ready": naming.moment(ready, now(), "--ready") if ready else None,
        "speed_kn": speed_kn,
        "search_speed_kn": search_speed_kn,
        "endurance_h": endurance_h,
        "can_take": can_take,
        **_sees(sensor, height_ft, sweep_width_nm, night_sweep_width_nm),
        "base": place_of(base, name="--base") if base else None,
    }
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        told |= {"unit": unit, "status": status.value, "boat": desk.boat(boat) if boat else None}
        desk.told([verbs.say_unit(desk.store, desk.hand, given(told))])


def searched(
    file: File,
    unit: Unit,
    began: Annotated[str, typer.Option("--from", metavar="TIME", help="When it began.")],
    ended: Annotated[str, typer.Option("--to", metavar="TIME", help="When it ended.")],
    corners: Corners = None,
    track: Track = None,
    pattern: Annotated[Pattern | None, typer.Option("--pattern")] = None,
    track_spacing_nm: Annotated[float | None, typer.Option("--track-spacing-nm", min=0)] = None,
    speed_kn: Annotated[float | None, typer.Option("--speed-kn", help="While searching.")] = None,
    kind: TypeOption = None,
    sensor: SensorOption = None,
    height_ft: HeightOption = None,
    sweep_width_nm: Width = None,
    visibility_nm: Annotated[float | None, typer.Option("--visibility-nm", min=0)] = None,
    found: Found = None,
    boat: BoatOption = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter a search that a unit made, and what it found."""
    from lastknown.desk.record import verbs

    told: dict[str, Any] = {
        "unit": unit,
        **_went(began, ended, corners or [], track),
        "pattern": pattern and pattern.value,
        "track_spacing_nm": track_spacing_nm,
        "speed_kn": speed_kn,
        "type": kind,
        **_sees(sensor, height_ft, sweep_width_nm),
        "visibility_nm": visibility_nm,
    }
    with sitting(file, (author, role), ended, lang=lang.value, as_json=json) as desk:
        told["found"] = desk.entry(found, "report").id if found else None
        told["boat"] = desk.boat(boat) if boat else None
        desk.told([verbs.searched(desk.store, desk.hand, given(told))])


def _went(began: str, ended: str, corners: list[str], track: str | None) -> dict[str, Any]:
    """Return when and where a search was made."""
    from lastknown.desk.record.naming import moment

    clock = now()
    span = (moment(began, clock, "--from"), moment(ended, clock, "--to"))
    return {
        "began": span[0],
        "ended": span[1],
        "corners": _corners(corners),
        "track": track,
        "points": _points(track, *span) if track else None,
    }


def _corners(corners: list[str]) -> list[dict[str, Any]]:
    places = [place_of(corner, name="--corner") for corner in corners]
    if 0 < len(places) < 3:
        raise LastknownError("an area has three corners or more; repeat --corner")
    return places


def _points(path: str, began: Any, ended: Any) -> list[dict[str, Any]]:
    """Return a track's fixes between two times."""
    from lastknown.exchange.tracks import read_fixes
    from lastknown.times import from_seconds

    fixes = read_fixes(path)
    low, high = began.timestamp(), ended.timestamp()
    rows = zip(fixes.time_s.tolist(), fixes.lon.tolist(), fixes.lat.tolist(), strict=True)
    points = [
        {"at": from_seconds(t), "lon": lon, "lat": lat} for t, lon, lat in rows if low <= t <= high
    ]
    if len(points) < 2:
        raise LastknownError("the track has no two fixes between --from and --to; check the times")
    return points


def conditions(
    file: File,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    wind_sd_kn: WindSd = None,
    water_temperature_c: Water = None,
    water_temperature_sd_c: WaterSd = None,
    visibility_nm: Visibility = None,
    seas_ft: Seas = None,
    sea_state: SeaState = None,
    source: Source = None,
    at: At = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Enter wind, water and sight once; every answer uses them."""
    from lastknown.desk.record import verbs

    told: dict[str, Any] = {
        "wind_kn": wind_kn,
        "wind_from_deg": wind_from_deg,
        "wind_sd_kn": wind_sd_kn,
        "water_temperature_c": water_temperature_c,
        "water_temperature_sd_c": water_temperature_sd_c,
        "visibility_nm": visibility_nm,
        "seas_ft": seas_ft,
        "sea_state": sea_state,
        "source": source,
    }
    with sitting(file, (author, role), at, lang=lang.value, as_json=json) as desk:
        desk.told([verbs.say_conditions(desk.store, desk.hand, given(told))])
