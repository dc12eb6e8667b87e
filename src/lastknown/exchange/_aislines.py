"""Lines of a file, plain or gzip, whatever is in it: none too long, none lost unsaid."""

from __future__ import annotations

import codecs
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from lastknown.errors import LastknownError

__all__ = ["LONG", "Share", "batches", "cut_lines", "head_of", "opened", "text_blocks"]

LONG: Final = 65536
"""Bytes after which a line is cut; the rest of it is passed over."""
_HEAD: Final = 65536
_BLOCK: Final = 1 << 15
_MOST_OUT: Final = 1 << 20
"""Bytes that are unpacked at a time: a small file that would fill the memory does not."""
_WITH_HEADER: Final = 31
"""What zlib calls gzip (16) of any window (15)."""
_GZIP: Final = b"\x1f\x8b"
_PACKED: Final = {
    b"PK\x03\x04": "a ZIP archive",
    b"(\xb5/\xfd": "compressed with zstd",
    b"BZh": "compressed with bzip2",
    b"\xfd7zX": "compressed with xz",
}
_OTHER: Final = {b"SQLi": "a database", b"\x89PNG": "a picture", b"%PDF": "a PDF"}
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}

Share = Callable[[], float | None]
"""Returns the share of a file that is read (0-1); None where that is unknown."""


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, Share]]:
    """Yield a file and what tells the share of it that is read.

    Raises
    ------
    LastknownError : it is missing, a folder, packed otherwise, or cannot be read.
    """
    try:
        if path.is_dir():  # that too may be forbidden to ask
            raise LastknownError(f"{path} is a folder; give the AIS file in it")
        if path.is_fifo():  # to open one waits for a writer, who may never come
            raise LastknownError(f"{path} is no file on disk; save it first")
        if path.is_char_device():  # it may have no end (/dev/zero)
            raise LastknownError(f"{path} is a device, no file on disk; save what it says first")
        raw = path.open("rb")
    except LastknownError:
        raise
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
        for mark, what in _OTHER.items():
            if start.startswith(mark):
                raise LastknownError(f"{path} is {what}; give a file of AIS sentences or a CSV")
        size = os.fstat(raw.fileno()).st_size
        yield raw, lambda: min(1.0, raw.tell() / size) if size else None


def text_blocks(stream: BinaryIO, broken: Callable[[], None]) -> Iterator[bytes]:
    """Yield blocks of a file as UTF-8 or ASCII; gzip and UTF-16 are told by how they begin.

    Parameters
    ----------
    broken : called where packed data is cut off or damaged; what came before it is yielded.
    """
    blocks = _plain(stream)
    first = next(blocks, b"")
    blocks = chain([first], blocks)
    if first.startswith(_GZIP):
        blocks = _unpacked(blocks, broken)
        first = next(blocks, b"")
        blocks = chain([first], blocks)
    encoding = _UTF16.get(first[:2])
    if encoding is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        next(blocks, None)
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for block in blocks:
        yield decoder.decode(block).removeprefix("\ufeff").encode("utf-8", "replace")


def _plain(stream: BinaryIO) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block


def _unpacked(blocks: Iterator[bytes], broken: Callable[[], None]) -> Iterator[bytes]:
    """Yield the content of gzip data, of one or several members, as far as it is whole."""
    inflate = zlib.decompressobj(_WITH_HEADER)
    for block in blocks:
        rest = block
        while rest.strip(b"\0") or not inflate.eof:  # some writers pad the end with zeros
            if inflate.eof:
                inflate = zlib.decompressobj(_WITH_HEADER)
            try:
                out = inflate.decompress(rest, _MOST_OUT)
            except zlib.error:
                broken()
                return
            if out:
                yield out
            rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            if not rest and len(out) < _MOST_OUT:
                break
    if not inflate.eof:
        broken()


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
    head = b""
    with opened(path) as (stream, _):
        for block in text_blocks(stream, lambda: None):
            head += block
            if len(head) >= _HEAD:
                break
    return head[:_HEAD]


def batches(lines: Iterator[bytes], size: int) -> Iterator[list[bytes]]:
    """Yield lists of at most `size` lines, until there are no more."""
    while batch := list(islice(lines, size)):
        yield batch
