"""The words about ships, in English and French; how a ship is named and a small chance is said.

The sentences are data: ``words_en.toml`` and ``words_fr.toml`` beside this module, the same keys in
both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from lastknown.desk.ships.document import ShipEntry
from lastknown.desk.words import NO_BREAK, Words, bound, words
from lastknown.ships.ship import Ship

__all__ = ["clock_words", "entry_name", "kind_words", "named_words", "ship_name", "ship_words"]

_GENERAL: Final = ("format", "phrase", "pattern")


@cache
def ship_words(lang: str) -> Words:
    """Return the words of a language: how figures are written, and those about ships.

    Raises
    ------
    LastknownError : there is no catalogue of that language.
    """
    general = words(lang).table
    path = files("lastknown.desk.ships").joinpath(f"words_{lang}.toml")
    own = bound(tomllib.loads(path.read_text(encoding="utf-8")))
    return Words(lang, {**{name: general[name] for name in _GENERAL}, **own})


def clock_words(w: Words, time: str, at: str | None = None) -> str:
    """Return a time, ISO text, as ``08:30 UTC``, with its day where it is of another than `at`."""
    return w.clock(time, at, "UTC")


def kind_words(w: Words, kind: str) -> str:
    """Return what kind of ship it is, by `ships.ship.Ship.kind`."""
    key = f"kind.{kind.replace(' ', '_')}"
    return w.say(key) if w.has(key) else kind


def ship_name(w: Words, ship: Ship) -> str:
    """Return ``NAME (kind, length)``; its MMSI where it told no name."""
    return named_words(w, ship.name, ship.mmsi, ship.kind, ship.length_m, ship.assumed)


def entry_name(w: Words, ship: ShipEntry) -> str:
    """Return the same of an entry of the answer."""
    return named_words(
        w, ship["name"], ship["mmsi"], ship["kind"], ship["length_m"], ship["assumed"]
    )


def named_words(
    w: Words, name: str, mmsi: int, kind: str, length_m: float, assumed: Sequence[str]
) -> str:
    """Return the same of a ship's name, MMSI, kind, length in metres and what of it is assumed."""
    size = "ship.length_assumed" if "length_m" in assumed else "ship.length"
    length = w.say(size, length=w.number(length_m))
    name = name.strip().replace(" ", NO_BREAK)
    key = "ship.named" if name else "ship.unnamed"
    return w.say(key, name=name, mmsi=f"{mmsi:09d}", kind=kind_words(w, kind), length=length)
