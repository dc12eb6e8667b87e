"""Coordinates as people write them: tokens, every way to split them in two, one reading left."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from lastknown.errors import LastknownError

__all__ = ["read_pair", "show"]

REMEDY = "write it like 51°08.5'N 001°44.5'E or 51.1417, 1.7417"

_MARKS = str.maketrans(
    {
        **dict.fromkeys("º˚⁰∘", "°"),
        **dict.fromkeys("′’‘´`ʹʼ‛", "'"),
        **dict.fromkeys("″”“˝ʺ„", '"'),
        **dict.fromkeys("−–—‐‑‒﹣－", "-"),
        **dict.fromkeys("\u200b\u200e\u200f\ufeff\u202a\u202c", ""),
        "\u00a0": " ",
    }
)
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<skip>(?:POSITION|POSN|POS|LKP)\b\.?[\s:=]*|[()])
    | (?P<lat>(?:LATITUDE|LAT|LT)\b\.?[\s:=]*)
    | (?P<lon>(?:LONGITUDE|LONG|LON|LNG|LG)\b\.?[\s:=]*)
    | (?P<degree>°|DEG(?:REES?|R[EÉ]S?)?\b\.?)
    | (?P<second>"|''|SEC(?:OND(?:E?S?))?\b\.?)
    | (?P<minute>'|MIN(?:UTES?)?\b\.?)
    | (?P<north>(?:NORTH|NORD|N)(?![A-Z])[.:=]?)
    | (?P<south>(?:SOUTH|SUD|S)(?![A-Z])[.:=]?)
    | (?P<east>(?:EAST|EST|E)(?![A-Z])[.:=]?)
    | (?P<west>(?:WEST|OUEST|W|O)(?![A-Z])[.:=]?)
    | (?P<apart>[,;/|\n]|(?:AND|ET)\b)
    | (?P<plus>\+)
    | (?P<dash>-)
    | (?P<colon>:)
    )""",
    re.VERBOSE,
)
_LETTERS = {"north": ("lat", 1.0), "south": ("lat", -1.0), "east": ("lon", 1.0)}
_LETTERS["west"] = ("lon", -1.0)
_MARK_OF = ("degree", "minute", "second")
_DIGITS = {"lat": {4: 2, 6: 2}, "lon": {5: 3, 7: 3}}
_WKT = re.compile(r"^\s*POINT\s*\(\s*([-+0-9.]+)\s+([-+0-9.]+)\s*\)\s*$", re.IGNORECASE)
_ISO_6709 = re.compile(r"^([+-][0-9]+(?:\.[0-9]+)?)([+-][0-9]+(?:\.[0-9]+)?)([+-][0-9.]+)?/?$")


class _Token(NamedTuple):
    kind: str
    text: str
    tight: bool  # no space before it


@dataclass(frozen=True)
class _Half:
    """One coordinate: its axis where a letter or label says so, and degrees with their sign."""

    axis: str | None
    degrees: float
    lettered: bool
    signed: bool
    parts: int
    packed: bool
    bare: bool


class _BadError(Exception):
    """Why one reading fails; the reading that came furthest gives the text of the error."""

    def __init__(self, reason: str, rank: int) -> None:
        super().__init__(reason)
        self.rank = rank


def read_pair(text: str) -> tuple[float, float]:
    """Return (lon, lat), degrees, of a written pair of coordinates.

    Raises
    ------
    LastknownError : no reading, or more than one.
    """
    point = _WKT.match(text)
    if point is not None:
        return _float(point[1], text), _float(point[2], text)
    clean = _clean(text)
    _refuse_known_traps(clean, text)
    found: set[tuple[float, float]] = set()
    best = _BadError(f"is not a position; {REMEDY}", 0)
    for candidate in _spellings(clean):
        try:
            tokens = _tokens(candidate)
            found |= _readings(tokens)
        except _BadError as bad:
            best = max(best, bad, key=lambda error: error.rank)
    if len(found) == 1:
        return found.pop()
    if found:
        ways = " or ".join(f"{lat:.5f}, {lon:.5f}" for lon, lat in sorted(found))
        raise LastknownError(f"position={show(text)} may be {ways}; {REMEDY}")
    raise LastknownError(f"position={show(text)} {best}")


def show(text: str) -> str:
    """Return the text quoted on one line, cut to 80 characters."""
    return repr(text if len(text) <= 80 else text[:77] + "...")


def _clean(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    if re.search(r"[0-9]\s*d\s*[0-9.]+\s*m", text):  # 51d08m30sN
        text = re.sub(r"([0-9])\s*d(?![a-z])", r"\1°", text)
        text = re.sub(r"([0-9])\s*m(?![a-z])", r"\1'", text)
        text = re.sub(r"([0-9])\s*s(?=\s*[NSEWOnsewo])", r'\1"', text)
    return text.strip().upper()


def _refuse_known_traps(clean: str, text: str) -> None:
    dotted = re.search(r"[0-9]+\.[0-9]+\.[0-9]+", clean)
    if dotted is not None:
        deg, minute, rest = dotted[0].split(".")[:3]
        raise LastknownError(
            f"position={show(text)} may mean {deg}°{minute}.{rest}' or {deg}°{minute}'{rest}\";"
            " write the one that is meant"
        )
    if re.fullmatch(r"[0-9]+,[0-9]+", clean):
        raise LastknownError(
            f"position={show(text)} may be one number with a decimal comma or two whole degrees;"
            " write both coordinates like 51.0, 1.0"
        )
    if "[" in clean or "{" in clean:
        raise LastknownError(
            f"position={show(text)}: in brackets either order is in use; write it with letters,"
            " like 51.1417N 1.7417E"
        )


def _spellings(clean: str) -> list[str]:
    """Return the text with its commas as separators, and as decimal commas where that can be."""
    iso = _ISO_6709.match(clean)
    if iso is not None:
        return [_iso_6709(iso)]
    if "," not in clean or "." in clean:
        return [clean]
    return [clean, re.sub(r"([0-9]+),([0-9]+)", r"\1.\2", clean)]


def _iso_6709(found: re.Match[str]) -> str:
    """Return ``+5108.5-00144.5/`` (ISO 6709, Annex H) with letters and blanks."""
    lat, lon = found[1], found[2]
    lat_letter, lon_letter = "NS"[lat[0] == "-"], "EW"[lon[0] == "-"]
    return f"{lat[1:]} {lat_letter}, {lon[1:]} {lon_letter}"


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            if not text[at:].strip():
                break
            raise _BadError(f"is not a position at {text[at : at + 12]!r}; {REMEDY}", 1)
        kind = found.lastgroup
        tight = found.start(kind) == at and at > 0
        if kind != "skip":
            tokens.append(_Token(kind, found[kind], tight))
        at = found.end()
    if len(tokens) > 40:
        raise _BadError(f"has too many parts; {REMEDY}", 1)
    return tokens


def _readings(tokens: list[_Token]) -> set[tuple[float, float]]:
    """Return every (lon, lat) that some split of the tokens into two coordinates gives."""
    found: set[tuple[float, float]] = set()
    best: _BadError | None = None
    for cut in range(1, len(tokens)):
        try:
            found.add(_join(_half(tokens[:cut]), _half(tokens[cut:]), _cut_by_dash(tokens, cut)))
        except _BadError as bad:
            best = bad if best is None or bad.rank > best.rank else best
    if not found and best is not None:
        raise best
    return found


def _cut_by_dash(tokens: list[_Token], cut: int) -> bool:
    return tokens[cut - 1].kind == "dash" or (
        tokens[cut].kind == "dash" and not _signs(tokens, cut)
    )


def _signs(tokens: list[_Token], at: int) -> bool:
    """Return whether the dash at this place is a minus: blank before it, a number tight after."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    loose = at == 0 or not tokens[at].tight or tokens[at - 1].kind in ("apart", "lat", "lon")
    return loose and after is not None and after.kind == "number" and after.tight


def _half(tokens: list[_Token]) -> _Half:
    """Return one coordinate of its tokens."""
    body = _trim(tokens)
    label = body[0].kind if body and body[0].kind in ("lat", "lon") else None
    if label is not None:
        body = body[1:]
    letters = [at for at, token in enumerate(body) if token.kind in _LETTERS]
    if len(letters) > 1 or (letters and letters[0] not in (0, len(body) - 1)):
        raise _BadError(f"is not a position; {REMEDY}", 2)
    axis, sense = label, 1.0
    if letters:
        axis, sense = _LETTERS[body[letters[0]].kind]
        if label not in (None, axis):
            raise _BadError(f"has a letter that contradicts its label; {REMEDY}", 5)
        body = _without_letter(body, letters[0])
    signed = bool(body) and body[0].kind in ("dash", "plus")
    if signed:
        if letters:
            raise _BadError("has a sign and a letter on one coordinate; leave one out", 6)
        if len(body) < 2 or not body[1].tight:
            raise _BadError(f"has a dash that may be a minus; {REMEDY}", 6)
        sense = -1.0 if body[0].kind == "dash" else 1.0
        body = body[1:]
    return _measure(body, axis, sense, bool(letters), signed)


def _without_letter(body: list[_Token], at: int) -> list[_Token]:
    rest = body[1:] if at == 0 else body[:-1]
    while rest and rest[-1].kind == "apart":  # 5108.5,N,00144.5,E
        rest = rest[:-1]
    return rest


def _trim(tokens: list[_Token]) -> list[_Token]:
    start, stop = 0, len(tokens)
    while start < stop and (
        tokens[start].kind == "apart"
        or (tokens[start].kind == "dash" and not _signs(tokens[start:stop], 0))
    ):
        start += 1
    while stop > start and tokens[stop - 1].kind in ("apart", "dash"):
        stop -= 1
    return tokens[start:stop]


def _measure(
    body: list[_Token], axis: str | None, sense: float, lettered: bool, signed: bool
) -> _Half:
    numbers, marked = _numbers(body)
    if len(numbers) == 1 and not marked and axis is not None and lettered:
        packed = _unpack(numbers[0], axis)
        if packed is not None:
            return _Half(axis, sense * packed, lettered, signed, 2, True, False)
    values = [float(number) for number in numbers]
    for value, number in zip(values[:-1], numbers[:-1], strict=True):
        if "." in number and value != int(value):
            raise _BadError(f"has a fraction in {number} and smaller units after it; {REMEDY}", 4)
    degrees = _sexagesimal(values)
    bare = len(numbers) == 1 and not marked
    return _Half(axis, sense * degrees, lettered, signed, len(numbers), False, bare)


def _numbers(body: list[_Token]) -> tuple[list[str], bool]:
    """Return the numbers of one coordinate in order, checking each mark against its place."""
    numbers: list[str] = []
    marked = False
    last = ""
    for at, token in enumerate(body):
        if token.kind == "number":
            if len(numbers) == 3 or (last == "number" and token.tight):
                raise _BadError(f"is not a position; {REMEDY}", 2)
            numbers.append(token.text)
        elif token.kind in _MARK_OF:
            if last != "number" or _MARK_OF.index(token.kind) != len(numbers) - 1:
                raise _BadError(f"has its degree and minute marks out of order; {REMEDY}", 3)
            marked = True
        elif token.kind not in ("dash", "colon") or not _joins(body, at, last):
            raise _BadError(f"is not a position; {REMEDY}", 2)
        last = token.kind
    if not numbers or last in ("dash", "colon"):
        raise _BadError(f"is not a position; {REMEDY}", 2)
    return numbers, marked


def _joins(body: list[_Token], at: int, last: str) -> bool:
    tight = at + 1 < len(body) and body[at + 1].tight and body[at].tight
    return tight and last in ("number", *_MARK_OF)


def _unpack(number: str, axis: str) -> float | None:
    """Return degrees of ``5108.5`` or ``0014430`` (ddmm.m, dddmmss); None if not packed."""
    whole = number.split(".")[0]
    size = len(whole)
    if size <= (2 if axis == "lat" else 3) or (axis == "lat" and size == 3 and whole[0] == "0"):
        return None
    width = _DIGITS[axis].get(size)
    if width is None:
        example = "5108.5N" if axis == "lat" else "00144.5E"
        raise _BadError(f"has {number}, which can be cut in more than one way; {example}?", 5)
    parts = [whole[:width], whole[width : width + 2]]
    if size > width + 2:
        parts.append(whole[width + 2 :])
    parts[-1] += number[size:]
    return _sexagesimal([float(part) for part in parts])


def _sexagesimal(values: list[float]) -> float:
    for value, name in zip(values[1:], ("minutes", "seconds"), strict=False):
        if value >= 60:
            raise _BadError(f"has {value:g} {name}, not under 60; check the figures", 7)
    return sum(value / 60.0**power for power, value in enumerate(values))


def _join(first: _Half, second: _Half, by_dash: bool) -> tuple[float, float]:
    """Return (lon, lat) of two coordinates."""
    lettered = first.lettered + second.lettered
    if lettered == 1:
        raise _BadError("has a letter on one coordinate only; add N or S, E or W to the other", 6)
    if by_dash and not lettered:
        raise _BadError(f"has a dash that may be a minus; {REMEDY}", 6)
    if not lettered and max(first.parts, second.parts) > 1 and not (first.signed or second.signed):
        raise _BadError("does not say north or south, east or west; add N or S and E or W", 6)
    if (first.packed and second.bare) or (second.packed and first.bare):
        raise _BadError("mixes 5108.5N with another style; write both like 5108.5N 00144.5E", 6)
    if (first.axis is None) != (second.axis is None):
        raise _BadError(f"labels one coordinate only; {REMEDY}", 6)
    if first.axis is not None and first.axis == second.axis:
        raise _BadError("names the same axis twice; one must be N or S, the other E or W", 6)
    lat, lon = (second, first) if first.axis == "lon" else (first, second)
    _check_range(lon.degrees, lat.degrees)
    return lon.degrees, lat.degrees


def _check_range(lon: float, lat: float) -> None:
    if abs(lat) > 90:
        hint = "latitude comes first" if abs(lat) <= 180 and abs(lon) <= 90 else "check the figures"
        raise _BadError(f"has latitude {lat:g} beyond 90; {hint}, or add letters: 51.14N 1.74E", 8)
    if abs(lon) > 180:
        raise _BadError(f"has longitude {lon:g} beyond 180; check the figures", 8)


def _float(number: str, text: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise LastknownError(f"position={show(text)} is not a position; {REMEDY}") from None
