"""Which names are those of live sources; kept apart so that asking loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["KINDS", "is_live"]

KINDS: Final = ("copernicus", "ecmwf", "erddap", "opendap", "http", "https")
"""What a live source's name begins with, before the colon."""


def is_live(text: str | Path) -> bool:
    """Return whether a case file's source is a live one (it needs a box and hours)."""
    return isinstance(text, str) and text.partition(":")[0].lower() in KINDS
