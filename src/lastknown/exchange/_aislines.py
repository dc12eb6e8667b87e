"""Lines of a file, plain or gzip, whatever is in it: none too long, none lost unsaid."""

from __future__ import annotations

import codecs
import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, cast

from lastknown.errors import LastknownError

__all__ = ["LONG", "Share", "batches", "cut_lines", "head_of", "opened", "text_blocks"]

LONG: Final = 65536
"""Bytes after which a line is cut; the rest of it is passed over."""
_HEAD: Final = 65536
_BLOCK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_PACKED: Final = {
    b"PK\x03\x04": "a ZIP archive",
    b"(\xb5/\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
    b"\xfd7zX": "compressed with xz",
}
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

Share = Callable[[], float | None]
"""Returns the share of a file that is read (0-1); None where that is unknown."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, Share]]:
    """Yield a file, unpacked where its content is gzip, and what tells the share that is read.

    Raises
    ------
    LastknownError : it is missing, a folder, packed otherwise, or cannot be read.
    """
    if path.is_dir():
        raise LastknownError(f"{path} is a folder; give the AIS file in it")
    try:
        raw = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        why = getattr(error, "strerror", None) or "it is no path"
        raise LastknownError(f"{path} cannot be read: {why}; check the path") from None
    with raw:
        if not raw.seekable():
            raise LastknownError(f"{path} is no file on disk; save it first")
        start = raw.read(4)
        raw.seek(0)
        for mark, what in _PACKED.items():
            if start.startswith(mark):
                raise LastknownError(f"{path} is {what}; unpack it first (gzip is read as it is)")
        size = os.fstat(raw.fileno()).st_size
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if start.startswith(_GZIP) else raw
        yield stream, lambda: min(1.0, raw.tell() / size) if size else None


def text_blocks(stream: BinaryIO, broken: Callable[[], None]) -> Iterator[bytes]:
    """Yield blocks of a stream as bytes of UTF-8 or ASCII; UTF-16 is told by its mark.

    Parameters
    ----------
    broken : called where the stream breaks off: packed data that is cut off or damaged.
    """
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    while True:
        try:
            block = stream.read(_BLOCK)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            broken()
            return
        if first:
            first = False
            encoding = _UTF16.get(block[:2])
            if encoding is not None:
                decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
                block = block[2:]
            block = block.removeprefix(codecs.BOM_UTF8)
        if not block:
            return
        yield block if decoder is None else decoder.decode(block).encode("utf-8", "replace")


def cut_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines without their ends (LF, CR LF or CR); one longer than `LONG` is cut to it + 1."""
    rest = b""
    for block in blocks:
        held_cr = block.endswith(b"\r")  # its LF may come with the next block
        lines = (rest + block).splitlines(keepends=True)
        ends = lines[-1].endswith((b"\n", b"\r")) if lines else True
        rest = b"" if ends and not held_cr else lines.pop()
        for line in lines:
            yield line.rstrip(b"\r\n")[: LONG + 1]
        rest = rest if len(rest) <= LONG + 1 else rest[: LONG + 1]
    if rest:
        yield rest.rstrip(b"\r\n")[: LONG + 1]


def head_of(path: Path) -> bytes:
    """Return the beginning of a file as text in UTF-8, unpacked; empty where nothing is in it.

    Raises
    ------
    LastknownError : as `opened` does.
    """
    with opened(path) as (stream, _):
        head = next(text_blocks(stream, lambda: None), b"")
    return head[:_HEAD]


def batches(lines: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield lists of at most `size` lines, until there are no more."""
    while batch := list(islice(lines, size)):
        yield batch
