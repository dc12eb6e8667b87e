"""Making a pack for any box of the world."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lastknown.errors import LastknownError
from lastknown.geo.box import Box, check_box
from lastknown.geo.pack import FORMAT, MANIFEST, Pack, open_pack
from lastknown.geo.packcheck import check_tide

__all__ = ["build_pack", "manifest_text"]

_GSHHG_LICENCE = "LGPL-3.0-or-later"
_UNKNOWN = "as given by the user"


def build_pack(
    box: Sequence[float],
    out: str | Path,
    *,
    name: str = "",
    title: str = "",
    tide: str | Path | None = None,
    model: Sequence[str | Path] = (),
    copy_model: bool = True,
    gauges: str | Path | None = None,
    places: str | Path | None = None,
    lanes: str | Path | None = None,
    border: str | Path | None = None,
    far_shore: str | None = None,
    departure_shore: str | None = None,
    lakes_over_km2: float = 500.0,
    sources: Mapping[str, Mapping[str, str]] | None = None,
    progress: Callable[[str], object] = lambda text: None,
) -> Pack:
    """Make a pack in the new folder `out` and return it; on failure nothing is left there.

    Parameters
    ----------
    box : lon_min, lat_min, lon_max, lat_max, degrees, at most 180 degrees wide; across 180 with
        lon_max below lon_min or beyond 180.
    out : folder to make; it must not exist.
    name, title : the pack's name (omitted: the folder's) and its area in words.
    tide : tide atlas, netCDF-4, as docs/packs describes it; copied.
    model : model files (CF netCDF, GRIB, Zarr); copied into the pack, or only named in its
        manifest by their absolute path where `copy_model` is false.
    gauges, places, lanes, border : JSON, CSV and GeoJSON files as docs/packs describes them.
    far_shore, departure_shore : ids of shores of the coast, for boats under way.
    lakes_over_km2 : lakes at least this large are water, km².
    sources : for a part (``tide``, ``model``, …) its ``source`` and ``licence``.
    progress : called with a line at each step.

    Raises
    ------
    LastknownError : a bad box, `out` exists, a file is missing or unfit, a shore that the coast
        does not have, or the coast package is not installed.
    """
    edges, target = check_box(box), Path(out).expanduser()
    given = {"tide": tide, "gauges": gauges, "places": places, "lanes": lanes, "border": border}
    files = {part: _existing(part, path) for part, path in given.items() if path is not None}
    models = [_existing("model", path) for path in model]
    if tide is not None:
        _fit("tide", check_tide(files["tide"]))
    progress("reading the coast of the world")
    shores = {"far": far_shore, "departure": departure_shore}
    with _new_folder(target) as folder:
        manifest: dict[str, Any] = {"format": FORMAT, "name": name or target.name}
        manifest |= {"title": title or name or target.name, "box": list(edges)}
        manifest["coast"] = _add_coast(folder, edges, lakes_over_km2, shores)
        manifest["shores"] = {key: shore for key, shore in shores.items() if shore}
        progress("copying files")
        for part, path in files.items():
            manifest[part] = _add_file(folder, part, path, sources)
        if tide is not None and _has_depth(files["tide"]):
            manifest["bathymetry"] = manifest["tide"] | {"variable": "depth"}
        if models:
            manifest["model"] = _add_models(folder, models, copy_model, sources)
        text = manifest_text(manifest)
        (folder / MANIFEST).write_text(text, encoding="utf-8")
    return open_pack(target)


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """Give a folder beside the target that takes its name when all went well, else goes."""
    if target.exists():
        raise LastknownError(f"out={target} exists already; choose another folder or remove it")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise LastknownError(f"out={target} cannot be made ({error.strerror})") from None
    try:
        yield folder
        folder.chmod(0o755)
        folder.rename(target)
    except OSError as error:
        raise LastknownError(f"out={target} cannot be written ({error})") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _existing(part: str, path: str | Path) -> Path:
    found = Path(path).expanduser()
    if not found.exists():
        raise LastknownError(f"{part}={path} does not exist; check the path")
    if found.is_file() and not found.stat().st_size:
        raise LastknownError(f"{part}={path} is empty; fetch the file again")
    return found.resolve()


def _fit(part: str, wrong: str) -> None:
    if wrong:
        raise LastknownError(f"{wrong}; give a {part} file as docs/packs describes it")


def _add_coast(
    folder: Path, box: Box, lakes_over_km2: float, shores: Mapping[str, str | None]
) -> dict[str, Any]:
    from lastknown.geo._coastfile import round_rings, save_coast
    from lastknown.geo._world import SOURCE, read_world

    coast = round_rings(read_world(box, lakes_over_km2))
    for key, shore in shores.items():
        if shore and shore not in coast.ring_ids:
            known = ", ".join(list(dict.fromkeys(coast.ring_ids))[:8])
            raise LastknownError(f"{key}_shore={shore!r} is no shore in the box; it has {known} …")
    save_coast(coast, folder / "coast.npz")
    return {
        "file": "coast.npz",
        "source": SOURCE,
        "licence": _GSHHG_LICENCE,
        "lakes_over_km2": lakes_over_km2,
    }


def _add_file(
    folder: Path, part: str, path: Path, sources: Mapping[str, Mapping[str, str]] | None
) -> dict[str, Any]:
    suffix = {"tide": ".nc", "gauges": ".json", "places": ".csv"}.get(part, ".geojson")
    shutil.copyfile(path, folder / f"{part}{suffix}")
    return {"file": f"{part}{suffix}"} | _credit(part, path, sources)


def _add_models(
    folder: Path,
    paths: Sequence[Path],
    copy: bool,
    sources: Mapping[str, Mapping[str, str]] | None,
) -> dict[str, Any]:
    names = [path.name for path in paths]
    if copy and len(set(names)) < len(names):
        raise LastknownError(f"model={', '.join(names)} holds a name twice; rename one")
    for path in paths if copy else ():
        (folder / "model").mkdir(exist_ok=True)
        if path.is_dir():
            shutil.copytree(path, folder / "model" / path.name)
        else:
            shutil.copyfile(path, folder / "model" / path.name)
    files = [f"model/{path.name}" if copy else str(path) for path in paths]
    return {"files": files} | _credit("model", paths[0], sources)


def _credit(
    part: str, path: Path, sources: Mapping[str, Mapping[str, str]] | None
) -> dict[str, str]:
    told = (sources or {}).get(part, {})
    return {"source": path.name, "licence": _UNKNOWN} | dict(told)


def _has_depth(tide: Path) -> bool:
    import h5py

    with h5py.File(tide) as file:
        return "depth" in file


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as TOML: plain values first, then one table a part."""
    lines = [f"{key} = {_toml(value)}" for key, value in manifest.items() if not _table(value)]
    for key, table in manifest.items():
        if _table(table) and table:
            lines += [
                "",
                f"[{key}]",
                *(f"{name} = {_toml(value)}" for name, value in table.items()),
            ]
    return "\n".join(lines) + "\n"


def _table(value: object) -> bool:
    return isinstance(value, Mapping)


def _toml(value: object) -> str:
    """Return a TOML value: JSON's strings, numbers and lists are TOML's too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
