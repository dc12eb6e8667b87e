"""The table ``[[searched]]`` of the case file: what was searched and found nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from lastknown.desk._casefields import WIDTHS, Name, SweepWidth, Table, Time, Track, field
from lastknown.desk._casevalues import TableFaultError, ValueFaultError
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.times import from_seconds, show_time

if TYPE_CHECKING:
    from lastknown.evidence.recorded import Recorded

__all__ = ["Search", "SearchedModel", "search_of"]

_OF_FILES = ("part", "mmsi", "since", "until")


@dataclass(frozen=True)
class Search:
    """A search in which nothing was found, as entered.

    Attributes
    ----------
    name : what searched.
    track : (position, time) points in order; straight and at constant speed between them, but for
        the gaps of a recorded track.
    sweep_width_nm, night_sweep_width_nm : see `lastknown.evidence.searched.Searched`, NM.
    width_sd : sd of the logarithm of the factor on the width common to all looks.
    recorded : the track as it was recorded, where it came from a file; None: entered by hand.
    """

    name: str
    track: tuple[tuple[Position, datetime], ...]
    sweep_width_nm: float | dict[str, float]
    night_sweep_width_nm: float | dict[str, float] | None = None
    width_sd: float = 0.4
    recorded: Recorded | None = None


def _read_mmsi(value: object) -> int:
    """Return a ship's number (MMSI) from a number or digits in quotes."""
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value[:20])
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueFaultError("is no MMSI; write its digits, like 219000001")
    return value


Mmsi = Annotated[int, BeforeValidator(_read_mmsi, json_schema_input_type=int | str)]


class SearchedModel(Table):
    """A search in which nothing was found. What it covered is a `track` by hand or a `file`."""

    name: Name = field("essential", "What searched", min_length=1, max_length=100)
    track: Track | None = field(
        "essential",
        "Where it really went: [{ position = .., time = .. }, ..], two points or more in order; "
        "straight and at constant speed between them",
        None,
        values="track, or `file`",
    )
    file: Name | None = field(
        "essential",
        "Its recorded track instead: GPX (also a plan of ours: searched as planned), or CSV with "
        "time, latitude and longitude, AIS exports among them. A relative path starts at the case "
        "file's folder",
        None,
        min_length=1,
        max_length=1000,
        values="path, or `track`",
    )
    part: Name | None = field(
        "basic",
        "Which track or route of a GPX file that holds several: its name, or a piece of it",
        None,
        max_length=100,
    )
    mmsi: Mmsi | None = field(
        "basic",
        "Which ship of an AIS file that holds several: its MMSI",
        None,
        ge=1,
        le=999_999_999,
    )
    since: Time | None = field(
        "basic", "When it began to search; omitted: at the file's first position", None
    )
    until: Time | None = field(
        "basic", "When it ended its search; omitted: at the file's last position", None
    )
    sweep_width_nm: SweepWidth = field(
        "essential",
        "Sweep width by daylight: one number, or one for the boat and one for a person",
        unit="NM",
        values=WIDTHS,
    )
    night_sweep_width_nm: SweepWidth | None = field(
        "basic",
        "Sweep width in the dark, same form; omitted: nothing was seen in the dark",
        None,
        unit="NM",
        values=WIDTHS,
    )
    width_sd: float = field(
        "advanced",
        "Sd of the logarithm of one factor on the sweep width, common to all looks at a boat",
        0.4,
        unit="fraction",
        ge=0,
        le=2,
    )

    @model_validator(mode="after")
    def _track_or_file(self) -> Self:
        """A track by hand or a file, and what chooses in a file only with one."""
        if self.track is None and self.file is None:
            raise TableFaultError('track is missing; give it, or file = "lifeboat.gpx"')
        if self.track is not None and self.file is not None:
            raise TableFaultError("track and file are both given; keep one of them")
        if self.file is None:
            for name in _OF_FILES:
                if getattr(self, name) is not None:
                    raise TableFaultError(f"{name} chooses in a file, and none is given; leave it")
        if self.since and self.until and self.since >= self.until:
            raise TableFaultError(
                f"since={show_time(self.since)} does not lie before until={show_time(self.until)}"
                "; put the earlier one first"
            )
        return self


def search_of(model: SearchedModel, number: int, folder: Path | None) -> Search:
    """Return a search as a value; a file is read here, from the case file's folder.

    Raises
    ------
    LastknownError : the file holds no usable track; its number and file are said.
    """
    common: dict[str, Any] = {
        label: getattr(model, label)
        for label in ("name", "sweep_width_nm", "night_sweep_width_nm", "width_sd")
    }
    if model.file is None:
        points = tuple((point["position"], point["time"]) for point in model.track or ())
        return Search(track=points, **common)
    from lastknown.desk.tracks import read_track

    path = Path(model.file).expanduser()
    try:
        read = read_track(
            path if folder is None else folder / path,
            part=model.part,
            mmsi=model.mmsi,
            since=model.since,
            until=model.until,
            name=model.name,
        )
    except LastknownError as error:
        raise LastknownError(f"searched {number}: {error}") from None
    return Search(track=_points(read), recorded=read, **common)


def _points(read: Recorded) -> tuple[tuple[Position, datetime], ...]:
    """Return every end of a leg once, in order."""
    ends: list[tuple[float, float, float]] = []
    for leg in read.legs:
        for end in ((leg.lon0, leg.lat0, leg.t0), (leg.lon1, leg.lat1, leg.t1)):
            if not ends or end != ends[-1]:
                ends.append(end)
    return tuple((Position(lon, lat), from_seconds(moment)) for lon, lat, moment in ends)
