"""What AIS says, as columns: positions of many ships, what each says of itself, beacons.

Knots, tenths of a degree and "not available" codes end where the columns are filled: unknown is NaN
here, or an empty text, never 102.3 kn or heading 511 (ITU-R M.1371-5, tables 48 and 52).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.geo.position import Position

__all__ = ["BEACONS", "CLASSES", "COLUMNS", "NOT_TOLD", "Beacon", "BeaconKind", "Positions"]
__all__ += ["SIMULATED", "Static", "is_simulated", "no_positions"]

SIMULATED: Final = range(799_000_000, 800_000_000)
"""MMSI of simulated ships: ITU has given the digits 799 to no country (list of MID)."""

CLASSES: Final = ("A", "B", "long range", "SAR aircraft", "unknown")
"""Index in `Positions.kind`: types 1-3; 18 and 19; 27; 9; a source that does not say."""

NOT_TOLD: Final = 15
"""Navigational status that says nothing ("not defined"; ITU-R M.1371-5, table 45)."""

BeaconKind = Literal["SART", "MOB", "EPIRB"]
BEACONS: Final[dict[int, BeaconKind]] = {970: "SART", 972: "MOB", 974: "EPIRB"}
"""The first three figures of the MMSI (ITU-R M.585-9)."""


@dataclass(frozen=True, eq=False)
class Positions:
    """Positions of many ships as told, n of them, in the order in which they came.

    Attributes
    ----------
    mmsi : (n,) int64.
    time_s : (n,) seconds since 1970-01-01T00:00Z, when received; NaN where the source has no time.
    lon, lat : (n,) degrees of the position-fixing antenna, WGS84.
    speed : (n,) float32 over the ground, m/s; NaN unknown.
    course_deg, heading_deg : (n,) float32, degrees true in [0, 360); NaN unknown.
    kind : (n,) int8, index into CLASSES.
    status : (n,) int8, navigational status 0-15 as told (ITU-R M.1371-5, table 45; class A only);
        `NOT_TOLD` where none was. Left out: none of them told one.
    """

    mmsi: NDArray[np.int64]
    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    speed: NDArray[np.float32]
    course_deg: NDArray[np.float32]
    heading_deg: NDArray[np.float32]
    kind: NDArray[np.int8]
    status: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))

    def __post_init__(self) -> None:
        if not self.status.size:
            object.__setattr__(self, "status", np.full(self.mmsi.size, NOT_TOLD, np.int8))
        for name in COLUMNS[1:]:
            size = getattr(self, name).size
            if size != self.mmsi.size:
                told = f"{name} has {size} values and mmsi {self.mmsi.size}"
                raise LastknownError(f"{told}; give columns of one length")

    def __len__(self) -> int:
        return int(self.mmsi.size)

    def at(self, rows: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Positions:
        """Return some rows: indices, a mask (n,) or a slice."""
        return Positions(**{name: getattr(self, name)[rows] for name in COLUMNS})


COLUMNS: Final = tuple(each.name for each in fields(Positions))
"""Names of the columns, in their order."""


def no_positions() -> Positions:
    """Return columns of length 0."""
    told, figures = np.zeros(0), np.zeros(0, np.float32)
    none, kind = np.zeros(0, np.int64), np.zeros(0, np.int8)
    return Positions(none, told, told, told, figures, figures, figures, kind)


@dataclass(frozen=True)
class Static:
    """What a ship says of itself (types 5, 19 and 24).

    Attributes
    ----------
    mmsi : of the ship. time_s : when received, seconds since 1970; NaN unknown.
    name, callsign, destination : as told, trimmed; empty: not told.
    imo : number; 0: not told. ship_type : 0-99 (ITU-R M.1371-5, table 53); 0: not told.
    to_bow_m, to_stern_m, to_port_m, to_starboard_m : from the antenna; NaN: not told. Length is bow
        and stern together, beam the sides.
    draught_m : metres; NaN: not told.
    """

    mmsi: int
    time_s: float = float("nan")
    name: str = ""
    callsign: str = ""
    destination: str = ""
    imo: int = 0
    ship_type: int = 0
    to_bow_m: float = float("nan")
    to_stern_m: float = float("nan")
    to_port_m: float = float("nan")
    to_starboard_m: float = float("nan")
    draught_m: float = float("nan")


@dataclass(frozen=True)
class Beacon:
    """A search and rescue transmitter that was heard: AIS-SART, man overboard, EPIRB.

    Attributes
    ----------
    mmsi, kind : of the transmitter. time_s : when received, seconds since 1970; NaN unknown.
    position : as told; None: none yet (it tells 181, 91 until it has one).
    test : it says that it is a test (status 15, or its text says TEST).
    text : of its type 14 message, as told; empty: none.
    """

    mmsi: int
    kind: BeaconKind
    time_s: float
    position: Position | None
    test: bool
    text: str = ""


def is_simulated(mmsi: int) -> bool:
    """Return whether a ship is one of an exercise (`lastknown.ships.traffic.simulate`)."""
    return mmsi in SIMULATED
