"""From what a person names to sources: packs, files, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lastknown.sea.source import Source

if TYPE_CHECKING:
    from lastknown.geo.pack import Pack

__all__ = ["gather", "pack_sources"]


def gather(given: Iterable[str | Path | Source]) -> tuple[list[Source], Pack | None]:
    """Return sources by priority and the first pack among them.

    Neighbouring files are opened together, so that parts of one model join along time.
    """
    opened: list[Source] = []
    files: list[str | Path] = []
    first: Pack | None = None
    for each in given:
        pack = _pack(each) if isinstance(each, str | Path) else None
        if isinstance(each, str | Path) and pack is None:
            files.append(each)
            continue
        opened += _files(files)
        files = []
        if pack is not None:
            opened += pack_sources(pack)
            first = first or pack
        elif not isinstance(each, str | Path):
            opened.append(each)
    return opened + _files(files), first


def _files(paths: Sequence[str | Path]) -> list[Source]:
    if not paths:
        return []
    from lastknown.sea.readers import open_files

    return open_files(paths)


def _pack(name: str | Path) -> Pack | None:
    """Return the pack of this name or folder; None where it names a file or an address."""
    text = str(name)
    if "://" in text or (Path(text).suffix and not (Path(text) / "manifest.toml").exists()):
        return None
    if Path(text).exists() and not (Path(text) / "manifest.toml").exists():
        return None
    from lastknown.geo.pack import open_pack

    return open_pack(name)


def pack_sources(pack: Pack) -> list[Source]:
    """Return the sources that a pack holds: its model files before its tide atlas.

    K2 and P1 of an atlas that lacks them come from the pack's gauges.
    """
    found = _files(pack.model_paths)
    if pack.tide_path is not None:
        from lastknown.sea.atlas import open_atlas

        name = f"{pack.name} tide atlas"
        found.append(open_atlas(pack.tide_path, name=name, gauges=pack.gauges()))
    return found
