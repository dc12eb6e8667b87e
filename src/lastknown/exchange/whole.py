"""Files that are there whole or not at all, and lists of what was written into a folder."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lastknown.errors import LastknownError

__all__ = ["INDEX", "read_index", "whole_file", "write_index", "write_text"]

INDEX: Final = "index.txt"
"""The list of the files that a run wrote into a folder."""

_HEAD: Final = "Written by lastknown; the next run replaces or removes:"
_PLAIN: Final = re.compile(r"[a-z0-9-]+\.[a-z]+")
"""Names that such a list may hold: none leads out of the folder."""


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a temporary file beside `path` that takes its place at the end, if nothing failed.

    Raises
    ------
    LastknownError : the folder does not exist or cannot be written to.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=target.suffix)
    except OSError as error:
        raise LastknownError(
            f"cannot write {target}: {error.strerror}; give a folder that exists and is writable"
        ) from None
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(target)
    except OSError as error:
        raise LastknownError(
            f"cannot write {target}: {error.strerror or error}; make room or choose another folder"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write text as UTF-8 with line feeds, whole or not at all."""
    with whole_file(path) as part:
        part.write_bytes(text.encode("utf-8"))


def write_index(folder: Path, names: Sequence[str]) -> Path:
    """Write the list of the files that a run wrote into a folder; return its path."""
    write_text(folder / INDEX, "".join(f"{line}\n" for line in (_HEAD, *names)))
    return folder / INDEX


def read_index(folder: Path) -> list[str]:
    """Return the names of the files that an earlier run wrote into a folder, its list among them.

    Nothing where there is no such list, or one that no run can have written.
    """
    try:
        head, *names = (folder / INDEX).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return []
    ours = head == _HEAD and all(_PLAIN.fullmatch(name) for name in names)
    return [*names, INDEX] if ours else []


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
