"""From what a person names to sources: packs, files, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lastknown.errors import LastknownError
from lastknown.sea.live_names import is_live
from lastknown.sea.source import Box, Source
from lastknown.times import from_seconds

if TYPE_CHECKING:
    from lastknown.geo.pack import Pack

__all__ = ["Window", "gather", "pack_sources"]


Window = tuple[Box, float, float]
"""Box in degrees, first and last time in s since 1970: what is fetched of live sources."""


def gather(
    given: Iterable[str | Path | Source], window: Window | None = None
) -> tuple[list[Source], Pack | None]:
    """Return sources by priority and the first pack among them.

    Neighbouring files are opened together, so that parts of one model join along time.

    Raises
    ------
    LastknownError : a source that is not there, cannot be opened or holds no sea.
    """
    try:
        return _gathered(given, window)
    except OSError as error:
        named = error.filename if error.filename is not None else "a source"
        raise LastknownError(
            f"{str(named)[:200]} cannot be opened: {error.strerror or error}; check the path"
        ) from None


def _gathered(
    given: Iterable[str | Path | Source], window: Window | None
) -> tuple[list[Source], Pack | None]:
    opened: list[Source] = []
    files: list[str | Path] = []
    first: Pack | None = None
    for each in given:
        live = isinstance(each, str | Path) and is_live(each)
        pack = _pack(each) if isinstance(each, str | Path) and not live else None
        if isinstance(each, str | Path) and pack is None and not live:
            files.append(each)
            continue
        opened += _files(files)
        files = []
        if live:
            opened += _live(str(each), window)
        elif pack is not None:
            opened += pack_sources(pack)
            first = first or pack
        elif not isinstance(each, str | Path):
            opened.append(each)
    return opened + _files(files), first


def _live(text: str, window: Window | None) -> list[Source]:
    """Return what a live source gives for a window."""
    from lastknown.sea.live import open_source
    from lastknown.sea.live_cache import without_secrets

    if window is None:
        raise LastknownError(
            f"{without_secrets(text)} is a live source; give window=(box, start, end) to open_sea, "
            "so that only what is needed is fetched"
        )
    box, start_s, end_s = window
    return open_source(text, box, from_seconds(start_s), from_seconds(end_s))


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
