"""One ship and its track: the values that prediction, strike risk and help share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.ships.columns import NOT_TOLD

__all__ = ["Basis", "HeadingBy", "Predicted", "Ship", "Track"]

Array = NDArray[np.float64]
Basis = Literal["lane", "course", "stopped"]
HeadingBy = Literal["told", "stream", "way", "unknown"]
"""How a heading was had: told by the ship; along her velocity through the water, by the stream;
along her way over the ground (of one that lies still: her last one); nobody knows, it is north."""


@dataclass(frozen=True)
class Ship:
    """A ship, with honest defaults for what it does not say.

    Attributes
    ----------
    mmsi : its number. name, callsign : empty where not told. kind : plain word for its type, one of
        ``cargo``, ``tanker``, ``passenger``, ``high-speed craft``, ``fishing``, ``tug``, ``pilot``,
        ``search and rescue``, ``naval or law enforcement``, ``sailing``, ``pleasure``, ``dredger``,
        ``other``.
    length_m, beam_m, draught_m, freeboard_m : metres.
    to_bow_m, to_port_m : of the antenna from bow and port side, metres.
    assumed : names of the attributes that are defaults, not told.
    """

    mmsi: int
    name: str
    callsign: str
    kind: str
    length_m: float
    beam_m: float
    draught_m: float
    freeboard_m: float
    to_bow_m: float
    to_port_m: float
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Track:
    """Where one ship went: cleaned positions in order of time, n at least 1.

    Attributes
    ----------
    ship : whose. time_s : (n,) seconds since 1970, increasing. lon, lat : (n,) degrees, antenna.
    speed : (n,) over the ground, m/s. course_deg : (n,) degrees true; both as told or from the
        positions where not told. heading_deg : (n,) NaN unknown.
    status : navigational status that was told last, see `lastknown.ships.columns.Positions`.
    """

    ship: Ship
    time_s: Array
    lon: Array
    lat: Array
    speed: Array
    course_deg: Array
    heading_deg: Array
    status: int = NOT_TOLD


@dataclass(frozen=True, eq=False)
class Predicted:
    """Where one ship will be: a most likely path of its hull's middle, and how far off it may be.

    The ship is at ``path(t)`` plus an error along the path and one across it, both Gaussian and the
    same along the whole stretch in standard units: a ship that is late stays late.

    Attributes
    ----------
    ship : which. time_s : (m,) seconds since 1970, increasing. lon, lat : (m,) degrees.
    course_deg : (m,) degrees true, of the hull: her heading, not her course over the ground, which
        `lastknown.ships.moment.placed` tells. speed : (m,) over the ground, m/s.
    along_sd_m, across_sd_m : (m,) standard deviations, metres.
    basis : what it rests on: a lane that it follows, its course, or that it is stopped.
    age_s : of the last position at the first moment, seconds.
    status : as of `Track`.
    heading_by : how `course_deg` was had at the first moment.
    speed_told : whether her speed is known, and with it her course: one of 0.0 that was told is.
    """

    ship: Ship
    time_s: Array
    lon: Array
    lat: Array
    course_deg: Array
    speed: Array
    along_sd_m: Array
    across_sd_m: Array
    basis: Basis
    age_s: float
    status: int = NOT_TOLD
    heading_by: HeadingBy = "way"
    speed_told: bool = True
