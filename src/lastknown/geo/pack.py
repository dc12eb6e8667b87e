"""Packs: a folder with all that is known of one sea area, opened by name or path.

A pack holds ``manifest.toml``, which names every file with its source and licence, ``coast.npz``
and, where there are any, a tide atlas (``tide.nc``), gauges, places, lanes, border and model
files (``model/``).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.errors import LastknownError
from lastknown.geo.box import Box, check_box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lastknown.geo.coast import Coast
    from lastknown.geo.packcheck import Finding
    from lastknown.geo.places import NamedPlace

__all__ = ["FORMAT", "MANIFEST", "Pack", "check_pack", "open_coast", "open_pack", "shipped_packs"]

FORMAT = 1
MANIFEST = "manifest.toml"
_SHIPPED = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class Pack:
    """A data pack.

    Attributes
    ----------
    name : its name.
    folder : where it lies.
    manifest : the parsed ``manifest.toml``.
    box : (lon_min, lat_min, lon_max, lat_max), degrees; lon_max beyond 180 where it crosses it.
    """

    name: str
    folder: Path
    manifest: Mapping[str, Any]
    box: Box

    @property
    def title(self) -> str:
        """The area in words."""
        return str(self.manifest.get("title", self.name))

    @property
    def far_shore(self) -> str | None:
        """Ring id of the shore that boats make for, where the pack names one."""
        return _text(self.manifest, "shores", "far")

    @property
    def departure_shore(self) -> str | None:
        """Ring id of the shore that boats leave from, where the pack names one."""
        return _text(self.manifest, "shores", "departure")

    @property
    def tide_path(self) -> Path | None:
        """The tide atlas, netCDF-4; None where the pack has none."""
        return self.path_of("tide")

    @property
    def model_paths(self) -> tuple[Path, ...]:
        """Model files, in the pack or elsewhere where the manifest only refers to them."""
        files = self.manifest.get("model", {}).get("files", [])
        return tuple(self.folder / str(name) for name in files)

    @property
    def credits(self) -> tuple[str, ...]:
        """One line a part: what it is, its source and its licence, for maps and pages."""
        parts = [(name, part) for name, part in self.manifest.items() if isinstance(part, Mapping)]
        return tuple(
            f"{name}: {part['source']} ({part.get('licence', 'licence not stated')})"
            for name, part in parts
            if "source" in part
        )

    @property
    def attribution(self) -> tuple[str, ...]:
        """Who is to be named wherever tide, model or places of the pack are shown."""
        named = (_text(self.manifest, part, "attribution") for part in ("tide", "model", "places"))
        return tuple(dict.fromkeys(text for text in named if text is not None))

    def path_of(self, part: str) -> Path | None:
        """Return the file of a part (``coast``, ``tide``, …), None where there is none."""
        file = _text(self.manifest, part, "file")
        return None if file is None else self.folder / file

    def coast(self) -> Coast:
        """Return the coast (kept in memory after the first call)."""
        path = self.path_of("coast")
        if path is None:
            raise LastknownError(f"pack={self.name} has no coast; build it again")
        return _coast(path)

    def places(self) -> tuple[NamedPlace, ...]:
        """Return the named places."""
        from lastknown.geo.places import read_places

        path = self.path_of("places")
        return () if path is None else read_places(path)

    def lanes(self) -> dict[str, Any]:
        """Return the traffic lanes, a GeoJSON FeatureCollection (empty where there are none)."""
        return self._geojson("lanes")

    def border(self) -> dict[str, Any]:
        """Return the border between search and rescue regions, a GeoJSON FeatureCollection."""
        return self._geojson("border")

    def gauges(self) -> tuple[dict[str, Any], ...]:
        """Return the tide gauges: id, name, longitude, latitude, harmonic_constituents."""
        path = self.path_of("gauges")
        return () if path is None else tuple(_json(path)["gauges"])

    def depth(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float32]] | None:
        """Return (lon (nx,), lat (ny,), depth (ny, nx) in m, NaN on land), None without any."""
        path = self.path_of("bathymetry")
        if path is None:
            return None
        import h5py

        with h5py.File(path) as file:
            return file["lon"][:], file["lat"][:], file["depth"][:]

    def _geojson(self, part: str) -> dict[str, Any]:
        path = self.path_of(part)
        return {"type": "FeatureCollection", "features": []} if path is None else _json(path)


def open_pack(name_or_path: str | Path) -> Pack:
    """Return a shipped pack by its name, or any pack by its folder.

    Raises
    ------
    LastknownError : there is no such pack, or its manifest is broken.
    """
    folder = Path(name_or_path).expanduser()
    if not _holds_manifest(folder):
        folder = _SHIPPED / str(name_or_path)
    if not _holds_manifest(folder):
        raise LastknownError(
            f"pack={str(name_or_path)!r} is neither a shipped pack ({', '.join(shipped_packs())})"
            f" nor a folder with {MANIFEST}; make one with: lastknown pack build"
        )
    return _open(folder.resolve())


def shipped_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with Lastknown."""
    return tuple(sorted(path.parent.name for path in _SHIPPED.glob(f"*/{MANIFEST}")))


def open_coast(name_or_path: str | Path) -> Coast:
    """Return the coast of a pack, or of a GeoJSON file of polygons.

    The box of a GeoJSON coast is that of its points; edges that run along the box
    are taken as cuts, not shore. A feature's ``gshhs_id``, ``id`` or ``name`` names its shore.

    Raises
    ------
    LastknownError : no such pack or file, or no polygons in it.
    """
    path = Path(name_or_path).expanduser()
    if path.suffix.lower() in (".geojson", ".json"):
        from lastknown.geo._geojsoncoast import geojson_coast

        return geojson_coast(path)
    return open_pack(name_or_path).coast()


def check_pack(folder: str | Path) -> tuple[Finding, ...]:
    """Return what is missing or broken in a pack, each with its remedy; empty where all is well."""
    from lastknown.geo.packcheck import findings

    return findings(folder)


def _holds_manifest(folder: Path) -> bool:
    try:
        return (folder / MANIFEST).is_file()
    except OSError:  # a name too long for any file
        return False


def _open(folder: Path) -> Pack:
    path = folder / MANIFEST
    try:
        manifest = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LastknownError(
            f"pack={folder}: {MANIFEST} cannot be read ({error}); build the pack again"
        ) from None
    if manifest.get("format") != FORMAT:
        raise LastknownError(
            f"pack={folder} has format {manifest.get('format')!r}, this version reads {FORMAT};"
            " build the pack again"
        )
    box = manifest.get("box")
    if not isinstance(box, list):
        raise LastknownError(f"pack={folder}: {MANIFEST} has no box; build the pack again")
    return Pack(str(manifest.get("name", folder.name)), folder, manifest, check_box(box))


def _text(manifest: Mapping[str, Any], part: str, key: str) -> str | None:
    section = manifest.get(part)
    value = section.get(key) if isinstance(section, Mapping) else None
    return value if isinstance(value, str) and value else None


def _json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LastknownError(f"{path} cannot be read ({error}); build the pack again") from None
    if not isinstance(read, dict):
        raise LastknownError(f"{path} holds no JSON object; build the pack again")
    return read


def _coast(path: Path) -> Coast:
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        raise LastknownError(f"coast={path} does not exist; build the pack again") from None
    return _load(path, changed)


@lru_cache(maxsize=4)
def _load(path: Path, changed: int) -> Coast:
    from lastknown.geo._coastfile import load_coast

    return load_coast(path)
