"""A sheet: what a person reads, as blocks in one language, before it is text or a page.

`lastknown.exchange.plain` writes it as text for a radio room or a satellite e-mail,
`lastknown.exchange.page` as a page; both say the same because both are made from this.
Strings are plain text; a no-break space keeps a number and its unit together.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Facts", "Figure", "Heading", "Items", "Order", "PageBreak", "Para"]
__all__ += ["Row", "Sheet", "Table"]

Row = tuple[str, str]
"""A label and what it says; a label of "" continues the one above."""


@dataclass(frozen=True)
class Heading:
    """The heading of what follows; `code` is its stable name (the anchor in the page)."""

    text: str
    code: str


@dataclass(frozen=True)
class Para:
    """A paragraph; a `warning` stands out."""

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Facts:
    """Labels and values, one a line."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header row.

    Attributes
    ----------
    caption : what it shows (read aloud by screen readers; not printed in the text form).
    header : one name per column.
    rows : cells as text.
    right : columns that are set to the right (numbers), by index.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Items:
    """A list, numbered where the order means something."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Order:
    """What one unit is told: its name and the order, whether it goes, and the facts with it."""

    text: str
    go: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Figure:
    """The place of the map; the text form leaves it out."""

    alt: str


@dataclass(frozen=True)
class PageBreak:
    """The end of the first page; `text` names what follows."""

    text: str


Block = Heading | Para | Facts | Table | Items | Order | Figure | PageBreak


@dataclass(frozen=True)
class Sheet:
    """All of it.

    Attributes
    ----------
    title, subtitle : name of the case; moment and conventions.
    lang : ``en`` or ``fr``.
    blocks : in the order in which they are read.
    footer : last line.
    """

    title: str
    subtitle: str
    lang: str
    blocks: tuple[Block, ...]
    footer: str = ""
