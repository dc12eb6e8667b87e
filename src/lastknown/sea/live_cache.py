"""Copies of what was fetched from the net: found by source, box and hours, age told."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from lastknown.errors import LastknownError
from lastknown.sea.source import Box

__all__ = ["Copy", "Request", "age_text", "cache_folder", "find_copy", "keep_copy", "workshop"]

_SECRET = re.compile(r"([?&;](?:[^=&]*(?:token|key|secret|passw|sig|auth)[^=&]*)=)[^&#]*", re.I)
_LOGIN = re.compile(r"(://)[^/@\s]+@")


@dataclass(frozen=True)
class Request:
    """What is asked of a source.

    Attributes
    ----------
    text : the source as the case file names it.
    box : degrees, grown outward to whole quarters so that the next request finds the same copy;
        None where the whole file is asked for.
    start_s, end_s : s since 1970, grown outward to whole 3 hours; None as for `box`.
    """

    text: str
    box: Box | None = None
    start_s: float | None = None
    end_s: float | None = None

    @property
    def shown(self) -> str:
        """The source's text without login or token, for people and for files."""
        return without_secrets(self.text)


@dataclass(frozen=True)
class Copy:
    """A file on this disk that was fetched.

    Attributes
    ----------
    path : the file.
    fetched_s : when, s since 1970.
    """

    path: Path
    fetched_s: float


def without_secrets(text: str) -> str:
    """Return text with logins in addresses and values of token-like parameters blotted out."""
    return _SECRET.sub(r"\1***", _LOGIN.sub(r"\1***@", text))


def cache_folder(given: str | Path | None = None) -> Path:
    """Return the folder of copies, made where it is not there yet.

    It is `given`, else ``$LASTKNOWN_CACHE``, else ``lastknown`` in the user's cache folder.

    Raises
    ------
    LastknownError : it cannot be made.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(given or os.environ.get("LASTKNOWN_CACHE") or Path(base) / "lastknown" / "sea")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LastknownError(
            f"the folder for copies {folder} cannot be made ({error.strerror});"
            " set LASTKNOWN_CACHE to one that can"
        ) from None
    return folder


def _stem(request: Request) -> str:
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", re.sub(r"^\w+:(//)?", "", request.shown)).strip("-")
    exact = json.dumps([request.text, request.box, request.start_s, request.end_s])
    return f"{plain[-60:]}-{hashlib.sha256(exact.encode()).hexdigest()[:16]}"


def _source_key(request: Request) -> str:
    """Return what tells two sources apart, without writing a login to the disk."""
    return hashlib.sha256(request.text.encode()).hexdigest()


def find_copy(folder: Path, request: Request) -> Copy | None:
    """Return the newest copy that holds the request's box and hours, None where there is none."""
    found = []
    for note in folder.glob("*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(note.read_text(encoding="utf-8"))
            path = folder / str(kept["file"])
            if kept["source"] == _source_key(request) and _holds(kept, request) and path.exists():
                found.append(Copy(path, float(kept["fetched_s"])))
    return max(found, key=lambda copy: copy.fetched_s, default=None)


def _holds(kept: dict[str, object], request: Request) -> bool:
    box = kept["box"]
    if request.box is None or request.start_s is None or request.end_s is None:
        return box is None
    if not isinstance(box, list):
        return False
    west, south, east, north = request.box
    inside = box[0] <= west and box[1] <= south and box[2] >= east and box[3] >= north
    start, end = kept["start_s"], kept["end_s"]
    if not isinstance(start, int | float) or not isinstance(end, int | float):
        return False
    return inside and start <= request.start_s and end >= request.end_s


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """Yield a fresh folder inside the cache that is gone afterwards, whatever happened in it."""
    made = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def keep_copy(folder: Path, request: Request, made: Path, suffix: str, now_s: float) -> Copy:
    """Move a finished file into the cache and note what it is; other runs see all of it or none."""
    path = folder / (_stem(request) + suffix)
    note = {
        **asdict(request),
        "text": request.shown,
        "source": _source_key(request),
        "file": path.name,
        "fetched_s": now_s,
    }
    draft = made.with_suffix(".note")
    draft.write_text(json.dumps(note), encoding="utf-8")
    made.replace(path)
    draft.replace(path.with_name(path.name + ".json"))
    return Copy(path, now_s)


def age_text(seconds: float) -> str:
    """Return an age for people: ``25 min``, ``3 h 10 min``, ``2 days``."""
    minutes = max(int(seconds // 60), 0)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 1440} days"
