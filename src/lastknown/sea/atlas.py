"""The tide atlas: harmonic constants on a grid, as a source of current at any time.

From the atlas' depth mean to the surface
-----------------------------------------
In the upper half of the water a tidal current is 1.07 times its depth mean (Soulsby 1997, Dynamics
of Marine Sands, eq. 28b; the 1/7 power law alone would give 8/7 at the very surface). Against the
hourly streams of another atlas at four points off the French coast, 2026-05-15, the mean vector
RMSE is 0.390 m/s with no factor, 0.406 with 1.07 and 0.429 with 8/7; of zero current 0.776. A
factor does not help there, but four points on one day, at which the best factor runs from 0.6 to
1.2 and whose depth is not stated, do not settle it either: the measured profile is used. The run's
time mean is left out: it has no advection, so its residual current is only part of the real one,
and adding it changes the RMSE by less than 0.001 m/s.

How wrong it is
---------------
At each of the four points the best amplitude factor a and timing error tau were fitted; what they
leave is the residual (vector rms, m/s):

    longitude  latitude   rms speed  RMSE   a - 1   tau     residual
    1.029 E    50.859 N   0.623      0.223  +0.17     6 min  0.204
    1.792 E    51.007 N   0.879      0.314  -0.20    23 min  0.139
    1.865 E    50.986 N   0.560      0.549  -0.39    68 min  0.095
    1.550 E    50.804 N   1.039      0.540  +0.09     3 min  0.535

The rms of a - 1 is 0.24, of tau 36 min, of the residual 0.30 (0.21 a component). Where the speed
is 0.74 m/s rms, amplitude 0.24, timing 35 min and a residual of 0.21 m/s a component give together

    sqrt(0.74^2 (0.24^2 + 2 (1 - exp(-(w tau)^2 / 2))) + 2 * 0.21^2) = 0.41 m/s,   w of M2,

the figure of the atlas' own accuracy note (12 points). The half-life of the residual follows from
net displacement: the atlas misses it by 6.1 km rms over 6 h and by 3.1 km over 12 h, when the tide
has turned; a constant error of the same size would be 9 and 18 km. Tracks of the engine with one
hour, begun at four hours of the tide at the four points, end 6.5 and 7.1 km rms from the track
without error: 7 % more than measured at 6 h, and more than twice at 12 h, since the comparison
holds neither surge nor density currents, which do not turn with the tide. A part that lasts for
days is not added for them: the accuracy note leaves 0.05 m/s a component for it, and 12 h are wide
already.

Wind-driven current
-------------------
Currents in the top metre, tide removed, are 1.0 to 1.8 % of the wind, 10 to 40 degrees to its right
in the north: two years of radar off the west coast of France (Ardhuin et al. 2009, J. Phys.
Oceanogr. 39, 2820-2838, abstract).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.sea._bilinear import interpolate, locate
from lastknown.sea._constituents import CONSTITUENTS
from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.source import CURRENT, Box, GridAxes
from lastknown.sea.tide import basis
from lastknown.units import MINUTE

__all__ = ["ATLAS_ERROR", "SURFACE_FACTOR", "TideAtlas", "open_atlas"]

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]

SURFACE_FACTOR: Final = 1.07
"""Surface current over depth mean, Soulsby 1997 eq. 28b."""

ATLAS_ERROR: Final = CurrentError(
    sd_ms=0.21,
    half_life_s=60 * MINUTE,
    tide_amplitude_sd=0.24,
    tide_phase_sd_s=35 * MINUTE,
    wind_drift=0.014,
    wind_drift_sd=0.004,
    wind_drift_right_deg=25.0,
    wind_drift_right_sd_deg=15.0,
    measured_on="tidal streams of another atlas at 4 points off the French coast, 2026-05-15, "
    "and the atlas' accuracy note (12 points): vector rms 0.41 m/s where the speed is 0.74",
)
"""Error of a tide atlas; how it was derived stands at the head of this module."""

_EQUILIBRIUM: Final = {"K2": ("S2", 0.2723), "P1": ("K1", 0.3310)}
"""Constituents that a month of data cannot separate: from which one, and the ratio of their
equilibrium amplitudes (Schureman 1958, table 2, mean coefficients), used where no gauge is near."""

_CHUNK: Final = 20_000  # points at a time: keeps the constants of a chunk under 20 MB


@dataclass(frozen=True)
class TideAtlas:
    """Tidal current at the surface from harmonic constants on a regular grid (a `Source`).

    Attributes
    ----------
    name : for people.
    lon, lat : (nx,), (ny,) degrees, uniform and ascending.
    names : (k,) constituents, the inferred ones last.
    terms : (ny * nx, 2 * 2k) m/s: for east, then north, H cos G of each constituent, then H sin G;
        0 where dry.
    wet : (ny * nx,) whether a node has constants.
    current_error : its error process.
    """

    name: str
    lon: Array
    lat: Array
    names: tuple[str, ...]
    terms: Array
    wet: NDArray[np.bool_]
    current_error: CurrentError | None = ATLAS_ERROR
    wind_error: WindError | None = None
    quantities: frozenset[str] = frozenset({CURRENT})
    start_s: float = -np.inf
    end_s: float = np.inf

    @property
    def box(self) -> Box:
        """Its grid's edges, degrees."""
        return float(self.lon[0]), float(self.lat[0]), float(self.lon[-1]), float(self.lat[-1])

    @property
    def resolution(self) -> str:
        """Spacing of its grid, for people."""
        dlon, dlat = (60.0 * (axis[1] - axis[0]) for axis in (self.lon, self.lat))
        east = dlon * 1.852 * np.cos(np.radians(self.lat.mean()))
        return f"{dlon:.3g}' x {dlat:.3g}' (about {east:.2g} x {dlat * 1.852:.2g} km), any time"

    def sample(
        self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike
    ) -> dict[str, NDArray[np.float64]]:
        """Return ``u``, ``v`` (m/s); see `Source.sample`."""
        x, y, t = np.broadcast_arrays(
            np.asarray(lon, np.float64),
            np.asarray(lat, np.float64),
            np.asarray(time_s, np.float64),
        )
        flat = [np.ravel(each) for each in (x, y, t)]
        out = np.empty((2, flat[0].size))
        for first in range(0, flat[0].size, _CHUNK):
            part = slice(first, first + _CHUNK)
            out[:, part] = self._sample_flat(*(each[part] for each in flat))
        return {"u": out[0].reshape(x.shape), "v": out[1].reshape(x.shape)}

    def _sample_flat(self, lon: Array, lat: Array, time_s: Array) -> Array:
        """Return (2, n) east and north at n points, each at its own time."""
        terms = interpolate(self.terms, self.wet, locate(self.lon, self.lat, lon, lat))
        moments, which = np.unique(time_s, return_inverse=True)
        wave = np.concatenate(basis(self.names, moments), axis=-1)[which]
        east, north = np.split(terms, 2, axis=1)
        return np.stack([np.einsum("nk,nk->n", wave, side) for side in (east, north)])

    def fill(self, quantity: str, axes: GridAxes, out: NDArray[np.float32]) -> None:
        """Write the current at every node of a grid; see `GridFiller.fill`."""
        wave = np.concatenate(basis(self.names, axes.time_s), axis=-1)
        rows = max(1, _CHUNK // axes.lon.size)
        for first in range(0, axes.lat.size, rows):
            part = slice(first, first + rows)
            lon, lat = np.meshgrid(axes.lon, axes.lat[part])
            places = locate(self.lon, self.lat, lon.ravel(), lat.ravel())
            terms = interpolate(self.terms, self.wet, places)
            for side, half in enumerate(np.split(terms, 2, axis=1)):
                out[:, part, :, side] = (wave @ half.T).reshape(-1, *lon.shape)

    def native_grid(self) -> GridAxes:
        """Return its own grid; no times, since any can be asked."""
        return GridAxes(self.lon, self.lat, np.empty(0))


def open_atlas(
    path: str | Path,
    *,
    name: str = "",
    gauges: Sequence[Mapping[str, object]] = (),
    surface_factor: float = SURFACE_FACTOR,
) -> TideAtlas:
    """Return the tide atlas of a netCDF-4 file.

    Parameters
    ----------
    path : file with ``lon``, ``lat`` (uniform), ``constituent`` (k,) and ``u_amplitude``,
        ``u_phase``, ``v_amplitude``, ``v_phase`` (lat, lon, k): m/s, Greenwich phase lag in
        degrees, NaN on land.
    name : for people; the file's name where empty.
    gauges : records with ``latitude``, ``longitude`` and ``harmonic_constituents`` (name,
        amplitude, phase): K2 and P1, where the atlas lacks them, are taken from S2 and K1 by the
        ratios of height at the three nearest gauges.
    surface_factor : multiplies the depth mean.

    Raises
    ------
    LastknownError : the file cannot be read or lacks one of these.
    """
    lon, lat, names, east, north = _read(Path(path))
    wet: NDArray[np.bool_] = np.all(np.isfinite(east) & np.isfinite(north), axis=-1, keepdims=False)
    sides = []
    for constants in (east, north):
        constants[~wet] = 0.0
        sides.append(_with_inferred(constants * surface_factor, names, lon, lat, gauges))
    added = tuple(n for n, (lead, _) in _EQUILIBRIUM.items() if n not in names and lead in names)
    terms = np.concatenate([part for z in sides for part in (z.real, -z.imag)], axis=-1)
    return TideAtlas(
        name=name or Path(path).name,
        lon=lon,
        lat=lat,
        names=(*names, *added),
        terms=terms.reshape(wet.size, -1),
        wet=wet.ravel(),
    )


def _read(path: Path) -> tuple[Array, Array, tuple[str, ...], Complex, Complex]:
    """Return lon, lat, names and the complex constants H exp(-iG) of east and north current."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            lon, lat = (np.asarray(file[axis][:], np.float64) for axis in ("lon", "lat"))
            names = tuple(_name(row) for row in file["constituent"][:])
            east, north = (_constants(file, side) for side in ("u", "v"))
    except (OSError, KeyError) as problem:
        reason = str(problem).strip("'\"").splitlines()[0]
        raise LastknownError(
            f"tide atlas {path} cannot be read ({reason}); give a netCDF-4 file with lon, lat, "
            "constituent, u_amplitude, u_phase, v_amplitude, v_phase"
        ) from None
    for axis, values in (("lon", lon), ("lat", lat)):
        step = np.diff(values)
        if values.size < 2 or step.min() <= 0 or np.ptp(step) > 1e-3 * step.mean():
            raise LastknownError(
                f"tide atlas {path}: {axis} is not uniform and ascending; regrid it first"
            )
    unknown = [name for name in names if name not in CONSTITUENTS]
    if unknown:
        raise LastknownError(
            f"tide atlas {path}: constituents {', '.join(unknown)} are not known; leave them out"
        )
    return lon, lat, names, east, north


def _name(row: object) -> str:
    """Return a constituent's name from an HDF5 string, bytes or row of characters."""
    raw = b"".join(row.tolist()) if isinstance(row, np.ndarray) else row
    text = raw.decode() if isinstance(raw, bytes) else str(raw)
    return text.strip("\0 ").upper()


def _constants(file: Mapping[str, NDArray[np.float32]], side: str) -> Complex:
    amplitude = np.asarray(file[f"{side}_amplitude"][:], np.float64)
    lag = np.radians(np.asarray(file[f"{side}_phase"][:], np.float64))
    return np.asarray(amplitude * np.exp(-1j * lag), np.complex128)


def _with_inferred(
    constants: Complex,
    names: tuple[str, ...],
    lon: Array,
    lat: Array,
    gauges: Sequence[Mapping[str, object]],
) -> Complex:
    """Return the constants (ny, nx, k) with K2 and P1 appended where they are missing.

    They are added whole: against the gauges of the Dover area the shipped atlas' S2 and K1 stand as
    its M2 and O1 do (median over 45 gauges: 0.97 and -5 degrees, 1.00 and -8 degrees), so neither
    holds anything of K2 (0.29 of S2) or P1 (0.38 of K1).
    """
    parts = [constants]
    for name, (lead, equilibrium) in _EQUILIBRIUM.items():
        if name not in names and lead in names:
            ratio = _ratio(name, lead, equilibrium, lon, lat, gauges)
            parts.append(constants[..., names.index(lead)][..., None] * ratio[..., None])
    return np.concatenate(parts, axis=-1)


def _ratio(
    name: str,
    lead: str,
    equilibrium: float,
    lon: Array,
    lat: Array,
    gauges: Sequence[Mapping[str, object]],
) -> Complex:
    """Return the complex ratio of two constituents at each node, from the three nearest gauges.

    Weights are the inverse squares of the distance, no gauge counting as nearer than 10 km.
    """
    found = [each for each in (_gauge_ratio(gauge, name, lead) for gauge in gauges) if each]
    if not found:
        return np.full((lat.size, lon.size), equilibrium, np.complex128)
    at_lon, at_lat, ratio = (np.array(column) for column in zip(*found, strict=True))
    east = (np.mod(lon[:, None] - at_lon + 180.0, 360.0) - 180.0)[None, :, :]
    east = east * np.cos(np.radians(lat))[:, None, None]
    north = (lat[:, None] - at_lat)[:, None, :]
    square = np.maximum((east**2 + north**2) * 111.2**2, 10.0**2)
    nearest = np.argsort(square, axis=-1)[..., :3]
    weight = 1.0 / np.take_along_axis(square, nearest, axis=-1)
    return np.asarray((weight * ratio[nearest]).sum(-1) / weight.sum(-1), np.complex128)


def _gauge_ratio(
    gauge: Mapping[str, object], name: str, lead: str
) -> tuple[float, float, complex] | None:
    """Return longitude, latitude and ratio of one gauge, None where it lacks one of the two."""
    constants: dict[str, complex] = {}
    records = gauge["harmonic_constituents"]
    assert isinstance(records, Sequence)
    for record in records:
        lag = np.radians(float(record["phase"]))
        constants[record["name"]] = complex(float(record["amplitude"]) * np.exp(-1j * lag))
    if name not in constants or not constants.get(lead):
        return None
    lon, lat = float(str(gauge["longitude"])), float(str(gauge["latitude"]))
    return lon, lat, constants[name] / constants[lead]
