"""What is missing or broken in a pack, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from lastknown.errors import LastknownError
from lastknown.geo.box import box_holds
from lastknown.geo.pack import MANIFEST, Pack, open_pack

__all__ = ["Finding", "check_tide", "findings"]

_PARTS = ("coast", "tide", "bathymetry", "gauges", "places", "lanes", "border")
_TIDE = ("lon", "lat", "constituent", "u_amplitude", "u_phase", "v_amplitude", "v_phase")


@dataclass(frozen=True)
class Finding:
    """One thing found.

    Attributes
    ----------
    level : ``error``: the pack cannot be used; ``warning``: part of it cannot, or its source is
        not stated; ``note``: something it does without.
    text : what is wrong, in one line.
    remedy : what to do about it, in one line.
    """

    level: Literal["error", "warning", "note"]
    text: str
    remedy: str

    def __str__(self) -> str:
        """Return ``error: … ; …``."""
        return f"{self.level}: {self.text}; {self.remedy}"


def findings(folder: str | Path) -> tuple[Finding, ...]:
    """Return all findings on a pack's folder (or a shipped pack's name)."""
    try:
        pack = open_pack(folder)
    except LastknownError as error:
        return (Finding("error", str(error), f"{folder} must hold a whole {MANIFEST}"),)
    steps: tuple[Callable[[Pack], Iterator[Finding]], ...] = (
        _files, _coast, _tide, _lists, _sources
    )  # fmt: skip
    return tuple(found for step in steps for found in step(pack))


def check_tide(path: Path) -> str:
    """Return what is wrong with a tide atlas file, in words; empty where it can be used."""
    import h5py

    try:
        with h5py.File(path) as file:
            missing = [name for name in _TIDE if name not in file]
            if missing:
                return f"tide={path} has no {', '.join(missing)}"
            shape = (len(file["lat"]), len(file["lon"]), len(file["constituent"]))
            wrong = [name for name in _TIDE[3:] if file[name].shape != shape]
            return f"tide={path}: {wrong[0]} is not (lat, lon, constituent)" if wrong else ""
    except OSError:
        return f"tide={path} is not a netCDF-4 file"


def _files(pack: Pack) -> Iterator[Finding]:
    for part in _PARTS:
        path = pack.path_of(part)
        if path is not None and not path.is_file():
            level: Literal["error", "warning"] = "error" if part == "coast" else "warning"
            remedy = f"put it back, or take [{part}] out of {MANIFEST}"
            yield Finding(level, f"{part}: {path.name} is not there", remedy)
    for path in pack.model_paths:
        if not path.exists():
            yield Finding("warning", f"model: {path} is not there", "put it back or build again")


def _coast(pack: Pack) -> Iterator[Finding]:
    path = pack.path_of("coast")
    if path is None:
        yield Finding("error", "there is no coast", "build the pack again")
    if path is None or not path.is_file():
        return
    try:
        coast = pack.coast()
    except LastknownError as error:
        yield Finding("error", str(error), "build the pack again")
        return
    if coast.box != pack.box:
        yield Finding("error", f"the coast's box is {coast.box}, the pack's {pack.box}",
                      "build the pack again")  # fmt: skip
    for shore in (pack.far_shore, pack.departure_shore):
        if shore is not None and shore not in coast.ring_ids:
            yield Finding("warning", f"[shores] names {shore!r}, which the coast does not have",
                          f"name one of its shores in {MANIFEST}")  # fmt: skip


def _tide(pack: Pack) -> Iterator[Finding]:
    path = pack.tide_path
    if path is None and not pack.model_paths:
        yield Finding("note", "there is no tide atlas and no model file",
                      "give currents in the case file's [sea] sources")  # fmt: skip
    if path is not None and path.is_file():
        wrong = check_tide(path)
        if wrong:
            yield Finding("error", wrong, "give a tide atlas as docs/packs describes it")


def _lists(pack: Pack) -> Iterator[Finding]:
    for part, read in (("gauges", pack.gauges), ("lanes", pack.lanes), ("border", pack.border)):
        yield from _readable(part, pack, read)
    broken = list(_readable("places", pack, pack.places))
    yield from broken
    if broken:
        return
    for place in pack.places() if _there(pack, "places") else ():
        if not box_holds(pack.box, place.lon, place.lat):
            yield Finding("warning", f"places: {place.name} lies outside the pack's box",
                          "check its lat and lon")  # fmt: skip


def _there(pack: Pack, part: str) -> bool:
    path = pack.path_of(part)
    return path is not None and path.is_file()


def _readable(part: str, pack: Pack, read: Callable[[], Any]) -> Iterator[Finding]:
    if not _there(pack, part):
        return
    try:
        read()
    except LastknownError as error:
        yield Finding("warning", str(error), f"mend it or take [{part}] out of {MANIFEST}")
    except (KeyError, TypeError):
        yield Finding("warning", f"{part}: the file lacks what it must hold", "build it again")


def _sources(pack: Pack) -> Iterator[Finding]:
    for part in (*_PARTS, "model"):
        section = pack.manifest.get(part)
        for key in ("source", "licence"):
            if isinstance(section, dict) and not section.get(key):
                yield Finding("warning", f"[{part}] does not state its {key}",
                              f"add it to {MANIFEST}")  # fmt: skip
