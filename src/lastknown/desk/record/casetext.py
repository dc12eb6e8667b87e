"""A case file as text: the tables of a case as TOML that an officer can read and change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeGuard

__all__ = ["case_text", "place_text", "plain_name"]

_INLINE: Final = frozenset(
    {"sensor", "night_sensor", "sweep_width_nm", "night_sweep_width_nm", "phase", "track"}
)
"""Tables that are written within the table that holds them."""
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def case_text(table: Mapping[str, Any], comments: Iterable[str] = ()) -> str:
    """Return the tables of a case file as TOML; reading it gives them back.

    Parameters
    ----------
    table : text, numbers, booleans, aware times, lists and tables, by name.
    comments : lines that stand before it.
    """
    lines = [f"# {plain_name(line, 1000)}".rstrip() for line in comments]
    lines += ["", *_fields(table)] if lines else _fields(table)
    for name, value in table.items():
        lines += _tables(name, value)
    return "\n".join(lines) + "\n"


def _tables(name: str, value: object) -> list[str]:
    """Return a table, or each of a list of tables, under its own heading."""
    if isinstance(value, Mapping):
        return ["", f"[{name}]", *_fields(value), *_inner(name, value)]
    lines: list[str] = []
    for each in value if _is_list_of_tables(value) else ():
        lines += ["", f"[[{name}]]", *_fields(each), *_inner(name, each)]
    return lines


def _inner(name: str, table: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in table.items():
        if key not in _INLINE:
            lines += _tables(f"{name}.{key}", value)
    return lines


def _fields(table: Mapping[str, Any]) -> list[str]:
    return [
        f"{key} = {_value(value)}"
        for key, value in table.items()
        if key in _INLINE or not (isinstance(value, Mapping) or _is_list_of_tables(value))
    ]


def _is_list_of_tables(value: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and isinstance(value[0], Mapping)
    )


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{"".join(_letter(letter) for letter in value)}"'
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(each)}' for key, each in value.items())} }}"
    if isinstance(value, Sequence):
        parts = [_value(each) for each in value]
        if _is_list_of_tables(value):
            return "\n".join(["[", *(f"  {part}," for part in parts), "]"])
        return f"[{', '.join(parts)}]"
    return repr(value)


def _letter(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def place_text(lon: float, lat: float) -> str:
    """Return ``51°08.500'N 001°44.500'E``, to 0.001 minute (1.9 m of latitude).

    Parameters
    ----------
    lon, lat : degrees east and north.
    """
    return f"{_minutes(lat, 2, 'NS')} {_minutes(lon, 3, 'EW')}"


def _minutes(degrees: float, width: int, letters: str) -> str:
    thousandths = round(abs(degrees) * 60_000)
    whole, rest = divmod(thousandths, 60_000)
    letter = letters[1] if degrees < 0 and thousandths else letters[0]
    return f"{whole:0{width}d}°{rest // 1000:02d}.{rest % 1000:03d}'{letter}"


def plain_name(text: str, most: int = 100) -> str:
    """Return a name that stays on its line and is no longer than `most` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]
