"""Small files that are whole or absent, readable by their owner alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lastknown.errors import LastknownError

__all__ = ["locked", "read_object", "write_object"]


def read_object(path: Path) -> dict[str, Any] | None:
    """Return the JSON object in a file, or None where there is no file.

    Raises
    ------
    LastknownError : it cannot be read or is no JSON object.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not JSON"
        raise LastknownError(f"{path} cannot be read ({reason}); put it back from a copy") from None
    if not isinstance(document, dict):
        raise LastknownError(f"{path} is not what Lastknown wrote; put it back from a copy")
    return document


def write_object(path: Path, document: dict[str, Any], *, sync: bool) -> None:
    """Replace a file by a JSON object in one step; mode 0600.

    Parameters
    ----------
    sync : wait until file and folder are on the disk. Without it a power cut may leave the older
        file, never half of one.

    Raises
    ------
    OSError : as the system gives it.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        try:
            os.write(handle, json.dumps(document, indent=1).encode())
            if sync:
                os.fsync(handle)
        finally:
            os.close(handle)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    if sync:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes of this machine out while a file is read and replaced."""
    try:
        import fcntl
    except ImportError:  # a machine without it has one writer at a time, by the store's own lock
        yield
        return
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
