"""From what a person names to sources: packs, files, addresses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.errors import LastknownError
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

    K2 and P1 of the atlas come from the pack's gauges (``gauges.json``) where it has them.
    """
    from lastknown.sea.atlas import open_atlas

    found: list[Source] = []
    files = sorted((pack.folder / "model").glob("*")) if (pack.folder / "model").is_dir() else []
    found += _files(files)
    if pack.tide_path is not None:
        gauges = _gauges(pack.folder / "gauges.json")
        found.append(open_atlas(pack.tide_path, name=f"{pack.name} tide atlas", gauges=gauges))
    return found


def _gauges(path: Path) -> list[Mapping[str, Any]]:
    if not path.exists():
        return []
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise LastknownError(f"{path} is not JSON ({problem}); build the pack again") from None
    found: list[Mapping[str, Any]] = read["gauges"] if isinstance(read, dict) else read
    return found
