"""A sheet as plain text: at most 72 columns, for a screen, a printer or a satellite e-mail.

Characters: ISO 8859-1 only, so every one is a single byte in that code (the degree sign and the
French accents are the only ones beyond ASCII); with ``ascii_only`` ASCII alone: positions are
written ``51-08.50N 001-44.50E`` and accents are dropped. Lines end with a line feed, no tabs,
no trailing spaces.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from lastknown.exchange.sheet import (
    Block,
    Facts,
    Figure,
    Heading,
    Items,
    Order,
    PageBreak,
    Para,
    Row,
    Sheet,
    Table,
)

__all__ = ["COLUMNS", "to_text"]

COLUMNS: Final = 72
"""Characters a line at most: what mail over a satellite link passes without folding."""

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
_LABEL = 13
_POSITION = re.compile(r"(\d+)°(\d+(?:[.,]\d+)?)'([NSEWO])")
_PLAIN = {
    "°": " deg",
    "²": "2",
    "×": "x",
    "–": "-",
    "—": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "…": "...",
    "œ": "oe",
    "Œ": "OE",
    "−": "-",
    "\N{NARROW NO-BREAK SPACE}": NO_BREAK,
}


def to_text(sheet: Sheet, *, ascii_only: bool = False) -> str:
    """Return the sheet as text.

    Parameters
    ----------
    sheet : what to say.
    ascii_only : ASCII alone instead of ISO 8859-1.
    """
    spelt: Sheet = _spelt(sheet, ascii_only=ascii_only)
    lines = [*_wrap(_capitals(spelt.title)), *_wrap(spelt.subtitle)]
    for before, block in zip((None, *spelt.blocks), spelt.blocks, strict=False):
        if isinstance(before, Order) and isinstance(block, Para):
            lines.append("")
        lines += _block(block)
    if spelt.footer:
        lines += ["", *_wrap(spelt.footer)]
    return "".join(line.replace(NO_BREAK, " ").rstrip() + "\n" for line in lines)


def _block(block: Block) -> list[str]:
    match block:
        case Heading():
            return ["", *_wrap(_capitals(block.text))]
        case Para():
            return ["", *_wrap(_capitals(block.text))] if block.warning else _wrap(block.text, "  ")
        case Facts():
            return _facts(block.rows)
        case Table():
            return _table(block)
        case Items():
            return _items(block)
        case Order():
            return ["", *_wrap(_capitals(block.text)), *_facts(block.rows)]
        case PageBreak():
            return ["", f"--- {block.text} ".ljust(COLUMNS, "-")]
        case Figure():
            return []


def _capitals(text: str) -> str:
    """Return capitals; a letter whose capital is no single byte stays small."""
    return "".join(big if ord(max(big := sign.upper())) < 256 else sign for sign in text)


def _wrap(text: str, first: str = "", later: str | None = None, width: int = COLUMNS) -> list[str]:
    """Return lines; a no-break space is no place to break."""
    indent = first if later is None else later
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=True,
    ) or [first.rstrip()]


def _facts(rows: tuple[Row, ...]) -> list[str]:
    widest = max([len(label) for label, _ in rows] + [_LABEL - 2])
    pad = " " * (widest + 4)
    lines: list[str] = []
    for label, text in rows:
        lines += _wrap(text, f"  {label.ljust(widest)}  ", pad)
    return lines


def _items(block: Items) -> list[str]:
    lines: list[str] = []
    for number, item in enumerate(block.items, start=1):
        mark = f"{number:>3}. " if block.numbered else "  - "
        lines += _wrap(item, mark, " " * len(mark))
    return lines


def _table(table: Table) -> list[str]:
    """Return aligned columns where they fit, else one record after the other."""
    cells = [table.header, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.header))]
    if 2 + sum(widths) + 2 * (len(widths) - 1) > COLUMNS:
        return _records(table)
    lines = []
    for row in cells:
        parts = [
            text.rjust(width) if i in table.right else text.ljust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  " + "  ".join(parts))
    return lines


def _records(table: Table) -> list[str]:
    lines: list[str] = []
    for row in table.rows:
        lines += _wrap(row[0], "  ")
        named = [f"{name}: {text}" for name, text in zip(table.header, row, strict=True)]
        lines += _wrap("; ".join(named[1:]), "    ")
    return lines


def _spelt(value: Any, *, ascii_only: bool) -> Any:
    """Return a block (or a part of it) with every string in the characters that are allowed."""
    if isinstance(value, str):
        return _written(value, ascii_only=ascii_only)
    if isinstance(value, tuple):
        return tuple(_spelt(item, ascii_only=ascii_only) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            field.name: _spelt(getattr(value, field.name), ascii_only=ascii_only)
            for field in fields(value)
        }
        return replace(value, **parts)
    return value


def _written(text: str, *, ascii_only: bool) -> str:
    """Return the text in the characters that are allowed; no-break spaces stay as marks."""
    if ascii_only:
        text = _POSITION.sub(r"\1-\2\3", text).replace("°C", "C")
    for sign, plain in _PLAIN.items():
        if ascii_only or sign != "°":
            text = text.replace(sign, plain)
    text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    if not ascii_only:
        return text.encode("iso-8859-1", "replace").decode("iso-8859-1")
    pieces = [unicodedata.normalize("NFKD", piece) for piece in text.split(NO_BREAK)]
    return NO_BREAK.join(piece.encode("ascii", "ignore").decode("ascii") for piece in pieces)
