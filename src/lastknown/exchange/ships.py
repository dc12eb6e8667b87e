"""Ships as GeoJSON (RFC 7946): where they were, where they will be, whom they may run over.

Longitude before latitude, WGS84, six decimals. Every feature says in ``kind`` what it is:
``ship_track`` (as it was heard), ``ship_ahead`` (most likely path from the moment on), ``ship``
(where it is, with what the answer says of it), ``ship_warning`` (where the boat may be
for that ship, and what it is asked; how far off only where it is asked to clear it),
``risk_area`` (the smallest area that holds a share of the strikes that are to be expected).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from lastknown.exchange.geojson import feature, line
from lastknown.ships.ship import Predicted, Track
from lastknown.times import from_seconds, show_time

__all__ = ["ships_features", "ships_geojson"]

_TOLD: Final = (
    *("probability", "within_025_nm", "within_05_nm", "nearest", "nearest_nm", "coming_from_deg"),
    *("speed_kn", "basis", "age_min", "warn", "boat"),
)

Feature = dict[str, Any]


def ships_features(
    tracks: Iterable[Track],
    predicted: Iterable[Predicted],
    risk: Sequence[Mapping[str, Any]],
    areas: Iterable[Mapping[str, Any]] = (),
) -> list[Feature]:
    """Return the ships of an answer and what they may strike.

    Parameters
    ----------
    tracks, predicted : of the ships that are drawn. risk : entries of the answer
        (`lastknown.desk.ships.document.RiskEntry`). areas : that hold shares of the
        strikes to be expected, each with level (0-1), area_nm2 and geometry (GeoJSON).
    """
    features = [
        feature("ship_track", _line(each.lon, each.lat), _named(each) | _span(each.time_s))
        for each in tracks
        if each.time_s.size > 1
    ]
    features += [
        feature("ship_ahead", _line(each.lon, each.lat), _named(each) | _span(each.time_s))
        for each in predicted
        if each.time_s.size > 1
    ]
    features += [_ship(entry) for entry in risk]
    features += [_warning(entry) for entry in risk if entry["warning"] is not None]
    features += [
        feature("risk_area", each["geometry"], {name: each[name] for name in ("level", "area_nm2")})
        for each in areas
    ]
    return features


def ships_geojson(features: Sequence[Feature]) -> str:
    """Return features as the text of a FeatureCollection."""
    made = {"type": "FeatureCollection", "features": [*features]}
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def _named(each: Track | Predicted) -> dict[str, Any]:
    return {"mmsi": each.ship.mmsi, "name": each.ship.name}


def _span(time_s: np.ndarray) -> dict[str, str]:
    ends = (float(time_s[0]), float(time_s[-1]))
    begin, end = (show_time(from_seconds(round(moment))) for moment in ends)
    return {"begin": begin, "end": end}


def _line(lon: np.ndarray, lat: np.ndarray) -> dict[str, Any]:
    return line([*zip(lon.tolist(), lat.tolist(), strict=True)])


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _ship(entry: Mapping[str, Any]) -> Feature:
    ship = entry["ship"]
    said = {name: ship[name] for name in ("mmsi", "name", "callsign", "length_m")}
    told = said | {"type": ship["kind"]} | {name: entry[name] for name in _TOLD}
    return feature("ship", _point(*entry["position"]), told)


def _warning(entry: Mapping[str, Any]) -> Feature:
    warning, ship = entry["warning"], entry["ship"]
    told = {
        "mmsi": ship["mmsi"],
        "name": ship["name"],
        "asks": warning["asks"],
        "radius_nm": warning["circle"]["radius_nm"],
        "leave_to": warning["leave_to"],
        "least_nm": warning["least_nm"],
        "passes": warning["passes"],
    }
    return feature("ship_warning", _point(*warning["circle"]["position"]), told)
