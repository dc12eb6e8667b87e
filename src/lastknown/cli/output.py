"""What leaves a command: one JSON object, a folder that is whole or absent, progress."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lastknown.errors import LastknownError

__all__ = ["out_folder", "print_json", "say"]


def print_json(document: Mapping[str, Any]) -> None:
    """Print one JSON object on one line: UTF-8, no NaN."""
    print(json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def say(text: str) -> None:
    """Tell the person at the terminal something that is no part of the answer (stderr)."""
    print(text, file=sys.stderr)


@contextmanager
def out_folder(out: Path, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Yield a folder to write into; only when all is written does it become `out`.

    Parameters
    ----------
    out : the folder asked for. Where it exists, files of the same name are replaced and others
        stay.
    replaces : names that an earlier run may have left there; those not written anew are removed,
        so that no old plan lies beside a new map.

    Raises
    ------
    LastknownError : `out` is a file, or cannot be written.
    """
    target = out.expanduser().absolute()
    half = target.parent / f".lastknown.{os.getpid()}.half"
    absent: list[Path] = []
    try:
        if target.exists() and not target.is_dir():
            raise LastknownError(f"out={out} is a file; give a folder")
        absent += [parent for parent in target.parents if not parent.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        yield half
        _replace(half, target, replaces)
    except OSError as error:
        reason = error.strerror or str(error)
        raise LastknownError(
            f"out={out} cannot be written: {reason}; choose another folder or make room"
        ) from error
    finally:
        shutil.rmtree(half, ignore_errors=True)
        with suppress(OSError):  # a folder that holds something stays
            for parent in absent:
                parent.rmdir()


def _replace(half: Path, target: Path, replaces: Collection[str]) -> None:
    """Move what was written to where it was asked for."""
    if not target.exists():
        half.rename(target)
        return
    written = sorted(path for path in half.iterdir())
    for name in {*replaces, *(path.name for path in written)}:
        if (target / name).is_dir():
            raise IsADirectoryError(f"{name} in it is a folder")
    for name in set(replaces) - {path.name for path in written}:
        (target / name).unlink(missing_ok=True)
    for path in written:
        path.replace(target / path.name)
