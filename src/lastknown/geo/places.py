"""Named places, and where a point lies from the nearest of them, in words."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lastknown.errors import LastknownError
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position
from lastknown.units import NM

__all__ = ["NamedPlace", "Nearby", "compass_point", "nearest_place", "place_words", "read_places"]

_ENGLISH = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW"
_POINTS = {"en": tuple(_ENGLISH.split()), "fr": tuple(_ENGLISH.replace("W", "O").split())}


@dataclass(frozen=True)
class NamedPlace:
    """A place with a name.

    Attributes
    ----------
    name : as on an English chart.
    kind : ``port``, ``cape``, ``beach``, ``light vessel`` …
    lon, lat : degrees.
    source : where the position comes from; ``approximate`` where it was rounded.
    of_fr : the French name after "au nord …", with its preposition: ``du cap Gris-Nez``.
    name_fr : the French name where it is another one: ``Douvres``.
    """

    name: str
    kind: str
    lon: float
    lat: float
    source: str
    of_fr: str = ""
    name_fr: str = ""

    def called(self, lang: str) -> str:
        """Return its name in a language, ``en`` or ``fr``."""
        return self.name_fr if lang == "fr" and self.name_fr else self.name


@dataclass(frozen=True)
class Nearby:
    """Where a point lies from a place: geodesic distance in m, bearing from the place, degrees."""

    place: NamedPlace
    distance_m: float
    bearing_deg: float


def nearest_place(places: Sequence[NamedPlace], lon: float, lat: float) -> Nearby | None:
    """Return the place nearest to a point (degrees); None where there is no place."""
    if not places:
        return None
    lons, lats = np.array([place.lon for place in places]), np.array([p.lat for p in places])
    away = distance_m(lons, lats, lon, lat)
    at = int(np.argmin(away))
    bearing = float(bearing_deg(lons[at], lats[at], lon, lat))
    return Nearby(places[at], float(away[at]), bearing)


def place_words(places: Sequence[NamedPlace], lon: float, lat: float, lang: str = "en") -> str:
    """Return ``3.2 NM NE of Varne light vessel``; empty where there is no place.

    Parameters
    ----------
    places : see `read_places`.
    lon, lat : the point, degrees.
    lang : ``en`` or ``fr``.

    Raises
    ------
    LastknownError : another language.
    """
    point = compass_point(0.0, lang)
    near = nearest_place(places, lon, lat)
    if near is None:
        return ""
    miles = near.distance_m / NM
    figure = f"{miles:.1f}" if miles < 10 else f"{miles:.0f}"
    point = compass_point(near.bearing_deg, lang)
    if lang == "fr":
        of_fr = near.place.of_fr or f"de {near.place.called(lang)}"
        if miles < 0.05:
            return f"à moins de 0,1 NM {of_fr}"
        to = f"à l'{point}" if point[0] in "EO" else f"au {point}"
        return f"{figure.replace('.', ',')} NM {to} {of_fr}"
    if miles < 0.05:
        return f"at {near.place.name}"
    return f"{figure} NM {point} of {near.place.name}"


def compass_point(bearing_deg: float, lang: str = "en") -> str:
    """Return the nearest of the 16 points of the compass to a bearing in degrees.

    Raises
    ------
    LastknownError : a language other than ``en`` and ``fr``, or no finite bearing.
    """
    if lang not in _POINTS:
        raise LastknownError(f"lang={lang!r} is not known; use en or fr")
    if not math.isfinite(bearing_deg):
        raise LastknownError(f"bearing_deg={bearing_deg} is not a bearing; give degrees true")
    return _POINTS[lang][round(bearing_deg % 360.0 / 22.5) % 16]


def read_places(path: Path) -> tuple[NamedPlace, ...]:
    """Return the places of a CSV file: name, kind, lat, lon, source, if wanted of_fr, name_fr.

    Raises
    ------
    LastknownError : the file cannot be read, a column is missing or a coordinate is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LastknownError(
            f"places={path} cannot be read ({error}); give a CSV file in UTF-8"
        ) from None
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    missing = {"name", "kind", "lat", "lon", "source"} - set(rows.fieldnames or ())
    if missing:
        raise LastknownError(f"places={path} has no column {', '.join(sorted(missing))}; add it")
    return tuple(_place(row, path) for row in rows)


def _place(row: dict[str, str | None], path: Path) -> NamedPlace:
    name = (row["name"] or "").strip()
    try:
        at = Position(float(row["lon"] or "nan"), float(row["lat"] or "nan"))
    except ValueError as error:
        raise LastknownError(f"places={path}: {name or row}: {error}") from None
    return NamedPlace(
        name,
        row["kind"] or "",
        at.lon,
        at.lat,
        row["source"] or "",
        row.get("of_fr") or "",
        row.get("name_fr") or "",
    )
