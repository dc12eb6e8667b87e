"""Map links: where the coordinates stand in what a phone shares."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urlsplit

from lastknown.errors import LastknownError
from lastknown.geo._grids import read_plus_code
from lastknown.geo._written import read_pair, show

__all__ = ["read_link"]

_LINK = re.compile(
    r"(?:https?://|geo:|comgooglemaps://|maps://|waze://)[^\s<>]+"
    r"|(?:www\.|maps\.|m\.)[a-z0-9.-]+\.[a-z]{2,}/[^\s<>]*"
    r"|(?:google|openstreetmap|osm|bing|waze)\.[a-z.]{2,6}/[^\s<>]*",
    re.IGNORECASE,
)
_PIN = re.compile(r"!3d(-?[0-9.]+)!4d(-?[0-9.]+)")
_NUMBER = r"[-+]?[0-9]{1,3}(?:\.[0-9]+)?"
_PAIR = re.compile(rf"({_NUMBER})\s*[,~_ ]\s*({_NUMBER})(?=$|[,;~_(])")
_AT = re.compile(rf"@({_NUMBER}),({_NUMBER})")
_HASH = re.compile(rf"map=[0-9.]+/({_NUMBER})/({_NUMBER})")
# The pin before the view: `ll`, `center` and `@` say what the screen showed.
_KEYS = ("q", "query", "coordinate", "destination", "daddr", "saddr", "sp", "cbll", "viewpoint")
_VIEWS = ("ll", "sll", "cp", "map", "center")
_LON_FIRST = re.compile(r"(^|\.)(yandex\.[a-z.]+|2gis\.[a-z]+)$")
_SHORT = re.compile(r"(goo\.gl|w3w\.co|what3words\.com|bit\.ly|osm\.org/go)", re.IGNORECASE)


def read_link(text: str) -> tuple[float, float] | None:
    """Return (lon, lat), degrees, of the map link in a text; None where there is none.

    Google, Apple, OpenStreetMap, Bing, Waze, HERE and Yandex links and ``geo:`` (RFC 5870).

    Raises
    ------
    LastknownError : the link holds no coordinates (short links do not).
    """
    if "///" in text and re.search(r"///\w+\.\w+\.\w+", text):
        raise LastknownError(
            f"position={show(text)} is three words, which only their owner's service can place;"
            " ask for latitude and longitude"
        )
    found = _LINK.search(text)
    if found is None:
        return None
    link = found[0].rstrip(".,;)>'\"")
    point = _from_link(link)
    if point is None:
        short = "is a short link and holds" if _SHORT.search(link) else "holds"
        raise LastknownError(
            f"position={show(text)} {short} no coordinates; open it and copy the latitude and"
            " longitude of the pin"
        )
    return point


def _from_link(link: str) -> tuple[float, float] | None:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    query = dict(parse_qsl(parts.query))
    if parts.scheme.lower() == "geo":
        return _from_geo(parts, query)
    if _LON_FIRST.search(host):
        return _lon_first(query)
    pin = _PIN.findall(link)
    if pin:
        return _float_pair(pin[-1])
    if "mlat" in query and "mlon" in query:
        return _float_pair((query["mlat"], query["mlon"]))
    return _from_parts(parts, query)


def _from_parts(parts: SplitResult, query: dict[str, str]) -> tuple[float, float] | None:
    path = unquote_plus(parts.path)
    named = [query[key] for key in _KEYS if key in query]
    segments = [piece for piece in reversed(path.split("/")) if not piece.startswith("@")]
    views = [query[key] for key in _VIEWS if key in query]
    for piece in [*named, *segments]:
        point = _any_form(piece)
        if point is not None:
            return point
    for piece in views:
        point = _plain(piece)
        if point is not None:
            return point
    view = _AT.search(path) or _HASH.search(unquote_plus(parts.fragment))
    return None if view is None else _float_pair((view[1], view[2]))


def _from_geo(parts: SplitResult, query: dict[str, str]) -> tuple[float, float] | None:
    if "q" in query:
        point = _any_form(query["q"].split("(")[0])
        if point is not None:
            return point
    return _plain(unquote_plus(parts.path).split(";")[0])


def _lon_first(query: dict[str, str]) -> tuple[float, float] | None:
    for key in ("pt", "whatshere[point]", "ll", "m"):
        found = _PAIR.search(query.get(key, ""))
        if found is not None:
            return _float_pair((found[2], found[1]))
    return None


def _any_form(piece: str) -> tuple[float, float] | None:
    """Return (lon, lat) of a piece of a link in any written form; None where it is words."""
    piece = re.sub(r"^(loc|point)[:.]", "", piece.strip())
    if not re.search(r"[0-9]", piece):
        return None
    point = _plain(piece)
    if point is not None:
        return point
    try:
        return read_plus_code(piece) or read_pair(piece)
    except LastknownError:
        return None


def _plain(piece: str) -> tuple[float, float] | None:
    found = _PAIR.match(piece.strip())
    if found is None or (found.end() < len(piece.strip()) and "." not in found[0]):
        return None
    return _float_pair((found[1], found[2]))


def _float_pair(pair: tuple[str, str]) -> tuple[float, float] | None:
    try:
        lat, lon = float(pair[0]), float(pair[1])
    except ValueError:
        return None
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None
