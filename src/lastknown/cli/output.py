"""What leaves a command: one JSON object, a folder that is whole or absent, progress."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from lastknown.errors import LastknownError
from lastknown.exchange.whole import read_index

__all__ = ["as_json", "out_folder", "print_json", "refuse_unwritable", "say"]

_MINE: Final = f".lastknown.{crc32(platform.node().encode()):08x}."
_HALF: Final = ".half"
"""A folder that is written is named by the machine and the process: others' are left alone."""


def print_json(document: Mapping[str, Any]) -> None:
    """Print one JSON object on one line: UTF-8, no NaN."""
    print(as_json(document))


def as_json(document: Mapping[str, Any]) -> str:
    """Return one JSON object as one line: UTF-8, no NaN."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def say(text: str) -> None:
    """Tell the person at the terminal something that is no part of the answer (stderr)."""
    print(text, file=sys.stderr)


def refuse_unwritable(out: Path | None) -> None:
    """Refuse a folder that cannot be written before any work is done for it.

    Raises
    ------
    LastknownError : `out` is a file, or nothing can be made there.
    """
    if out is None:
        return
    target = out.expanduser().absolute()
    if target.exists() and not target.is_dir():
        raise LastknownError(f"out={out} is a file; give a folder")
    there = next((p for p in (target, *target.parents) if p.exists()), target)
    try:
        Path(tempfile.mkdtemp(prefix=".lastknown.", dir=there)).rmdir()
    except OSError as error:
        raise _cannot(out, error) from error


def _cannot(out: Path, error: OSError) -> LastknownError:
    reason = error.strerror or str(error)
    return LastknownError(
        f"out={out} cannot be written: {reason}; choose another folder or make room"
    )


@contextmanager
def out_folder(out: Path, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Yield a folder to write into; only when all is written does it become `out`.

    Parameters
    ----------
    out : the folder asked for. Where it exists, files of the same name are replaced and others
        stay. Folders within it are treated alike.
    replaces : names that an earlier run may have left there; those not written anew are removed,
        so that no old plan lies beside a new map. Of a folder (a name that ends in ``/``) the files
        on its list (`lastknown.exchange.whole`), and the folder where nothing else is in it.

    Raises
    ------
    LastknownError : `out` is a file, or cannot be written.
    """
    target = out.expanduser().absolute()
    half = target.parent / f"{_MINE}{os.getpid()}{_HALF}"
    absent: list[Path] = []
    try:
        if target.exists() and not target.is_dir():
            raise LastknownError(f"out={out} is a file; give a folder")
        absent += [parent for parent in target.parents if not parent.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(half, ignore_errors=True)
        _clear_abandoned(target.parent)
        half.mkdir()
        yield half
        _replace(half, target, replaces)
    except OSError as error:
        raise _cannot(out, error) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
        with suppress(OSError):  # a folder that holds something stays
            for parent in absent:
                parent.rmdir()


def _clear_abandoned(folder: Path) -> None:
    """Remove what runs on this machine left half-written that were killed outright."""
    if os.name != "posix":  # elsewhere a process is not asked whether it lives without ending it
        return
    for path in folder.glob(f"{_MINE}*{_HALF}"):
        number = path.name.removeprefix(_MINE).removesuffix(_HALF)
        if number.isascii() and number.isdigit() and not _lives(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _replace(half: Path, target: Path, replaces: Collection[str]) -> None:
    """Move what was written to where it was asked for."""
    if not target.exists():
        half.rename(target)
        return
    written = {path.relative_to(half) for path in half.rglob("*") if path.is_file()}
    folders = [target / name for name in replaces if name.endswith("/")]
    stale = {Path(name) for name in replaces if not name.endswith("/")}
    for folder in folders:
        stale |= {(folder / name).relative_to(target) for name in read_index(folder)}
    for name in stale | written:
        if (target / name).is_dir():
            raise IsADirectoryError(f"{name} in it is a folder")
        if name.parent != Path() and (target / name.parent).is_file():
            raise NotADirectoryError(f"{name.parent} in it is a file")
    for name in stale - written:
        (target / name).unlink(missing_ok=True)
    for name in sorted(written):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (half / name).replace(target / name)
    for folder in folders:
        with suppress(OSError):  # a folder that holds something stays
            folder.rmdir()
