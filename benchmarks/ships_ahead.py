"""How far predictions of ships are off, and how often their intervals hold what happened.

Part 1, a real recording (84 min of the Solent, decoded columns; not shipped): every 2 min from its
fifth minute on, each ship heard within a minute before is predicted from what was known then and
compared with where it was 5, 10, 20 and 30 min later, between two positions at most 2 min apart.
"under way throughout" are those still faster than 70 % of their speed then: ships that berth do
not do what any course and speed foretells. Predictions of one ship are not independent.

Part 2, simulated traffic of the Dover Strait: the true paths are known. It says whether the model
holds what the simulation assumes, not how real ships behave.

Part 3, how long cleaning and predicting take for 500 ships with 2,000 positions each.

Other recordings of AIS sentences with times may be given; of one that is too short for a prediction
to be compared with what came, how long it is is all that is said.

Run: ``python benchmarks/ships_ahead.py [RECORDING ...] [--json]``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.desk.ships.simulated import pack_traffic
from lastknown.exchange.ais import read_ais
from lastknown.geo.pack import open_pack
from lastknown.geo.plane import bearing_deg, metres_per_degree
from lastknown.ships.columns import Positions
from lastknown.ships.lanes import lane_at, read_lanes
from lastknown.ships.predict import middle, predict
from lastknown.ships.ship import Predicted, Ship, Track
from lastknown.ships.tracks import clean
from lastknown.ships.traffic import true_path
from lastknown.times import from_seconds, parse_duration

Rows = NDArray[np.float64]

COLUMNS = {
    "time": "Time",
    "mmsi": "MMSI",
    "lat": "Latitude_degrees",
    "lon": "Longitude_degrees",
    "cog_deg": "COG_degrees",
    "sog_kn": "SOG_knots",
}
SOLENT_S = (300.0, 600.0, 1200.0, 1800.0)
LANE_S = (300.0, 1800.0, 3600.0, 3 * 3600.0, 5 * 3600.0)
HALF, MOST = 0.67449, 1.64485
"""Half-widths of the 50 and 90 % intervals of a standard normal."""
STAYS = 0.7
BEGUN_S = 1763798400.0
"""2025-11-22T08:00Z."""
NIGHTS = 6


def errors(one: Predicted, k: int, lon: float, lat: float) -> tuple[float, float, float, float]:
    """Return how far a middle of hull lies ahead and to starboard of a prediction, and both sd.

    Along and across her path, as the sd are: her hull may lie across it.
    """
    per_lon, per_lat = metres_per_degree(lat)
    east, north = (lon - one.lon[k]) * per_lon, (lat - one.lat[k]) * per_lat
    course = np.radians(way_of(one, k))
    ahead = east * np.sin(course) + north * np.cos(course)
    aside = east * np.cos(course) - north * np.sin(course)
    return float(ahead), float(aside), float(one.along_sd_m[k]), float(one.across_sd_m[k])


def way_of(one: Predicted, k: int) -> float:
    """Return the direction of a path at its k-th moment, degrees true.

    Of a bend that from the moment before to the moment after; of a ship that stays her hull's.
    """
    if not one.speed[k] > 0.0:
        return float(one.course_deg[k])
    first, last = max(k - 1, 0), min(k + 1, one.time_s.size - 1)
    ends = one.lon[first], one.lat[first], one.lon[last], one.lat[last]
    return float(bearing_deg(*ends))


def beyond(moments: tuple[float, ...]) -> float:
    """Return one step more than the last moment, s: `way_of` looks at both sides of each."""
    return moments[-1] + moments[0]


def said(basis: str, ahead_s: float, who: str, rows: Rows, ships: int) -> dict[str, Any]:
    """Return one line of the answer: errors in m, and shares inside the intervals."""
    far = np.hypot(rows[:, 0], rows[:, 1])
    along, across = np.abs(rows[:, 0] / rows[:, 2]), np.abs(rows[:, 1] / rows[:, 3])
    return {
        "basis": basis,
        "min": round(ahead_s / 60),
        "of": who,
        "n": len(rows),
        "ships": ships,
        "error_50_m": round(float(np.median(far))),
        "error_90_m": round(float(np.quantile(far, 0.9))),
        "along_in_50": round(float(np.mean(along < HALF)), 2),
        "along_in_90": round(float(np.mean(along < MOST)), 2),
        "across_in_50": round(float(np.mean(across < HALF)), 2),
        "across_in_90": round(float(np.mean(across < MOST)), 2),
    }


def later(track: Track, at_s: float) -> tuple[float, float, float] | None:
    """Return (lon, lat, speed) between two positions at most 2 min apart; None where none are."""
    j = int(np.searchsorted(track.time_s, at_s))
    if not 0 < j < track.time_s.size or track.time_s[j] - track.time_s[j - 1] > 120.0:
        return None
    w = (at_s - track.time_s[j - 1]) / (track.time_s[j] - track.time_s[j - 1])
    lon = track.lon[j - 1] + w * (track.lon[j] - track.lon[j - 1])
    lat = track.lat[j - 1] + w * (track.lat[j] - track.lat[j - 1])
    return float(lon), float(lat), float(track.speed[j])


def recorded(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of part 1."""
    table = path.suffix == ".csv"
    read = read_ais(path, columns=COLUMNS if table else None, time_zone="UTC")
    cleaned = clean(read.positions, read.statics)
    lasts_s = float(np.ptp([*(t.time_s[[0, -1]] for t in cleaned.tracks)] or [0.0]))
    yield {
        "recording": path.name,
        "positions": len(read.positions),
        "with_time": int(np.count_nonzero(np.isfinite(read.positions.time_s))),
        "tracks": len(cleaned.tracks),
        "lasts_min": round(lasts_s / 60.0, 1),
        "serves": lasts_s > 2 * SOLENT_S[0],
    }
    if lasts_s <= 2 * SOLENT_S[0]:
        return
    named = {(t.ship.mmsi, float(t.time_s[0])): t for t in cleaned.tracks}
    first = min(float(t.time_s[0]) for t in cleaned.tracks)
    last = max(float(t.time_s[-1]) for t in cleaned.tracks)
    found: dict[tuple[str, float, str], list[tuple[float, ...]]] = {}
    for at_s in np.arange(first + 300.0, last - SOLENT_S[0], 120.0):
        heard = [t for t in named.values() if heard_lately(t, float(at_s))]
        ahead = predict(heard, float(at_s), float(at_s) + beyond(SOLENT_S), step_s=SOLENT_S[0])
        for track, one in zip(heard, ahead, strict=True):
            for moment in SOLENT_S:
                k = round(moment / SOLENT_S[0])
                there = later(track, float(at_s) + moment)
                if there is None:
                    continue
                row = (*errors(one, k, *moved(track.ship, there, one)), float(track.ship.mmsi))
                found.setdefault((one.basis, moment, "all"), []).append(row)
                if one.basis == "course" and there[2] > STAYS * one.speed[0]:
                    found.setdefault((one.basis, moment, "under way throughout"), []).append(row)
    for (basis, moment, who), rows in sorted(found.items(), key=lambda item: item[0][::2]):
        array = np.array(rows)
        yield said(basis, moment, who, array, len(set(array[:, 4])))


def heard_lately(track: Track, at_s: float) -> bool:
    k = int(np.searchsorted(track.time_s, at_s, side="right"))
    return k > 0 and at_s - track.time_s[k - 1] <= 60.0


def moved(ship: Ship, there: tuple[float, float, float], one: Predicted) -> tuple[float, float]:
    return middle(ship, there[0], there[1], float(one.course_deg[0]))


def simulated() -> Iterator[dict[str, Any]]:
    """Yield the lines of part 2."""
    lanes = read_lanes(open_pack("dover-strait").lanes())
    found: dict[tuple[str, float], list[tuple[float, ...]]] = {}
    for night in range(NIGHTS):
        begin = BEGUN_S + night * 90_000.0
        traffic = pack_traffic(
            "dover-strait", from_seconds(begin - 1800.0), parse_duration("30min"), seed=night
        )
        ships = {ship.static.mmsi: ship for ship in traffic.ships}
        tracks = clean(traffic.positions, traffic.statics).tracks
        for one in predict(tracks, begin, begin + beyond(LANE_S), lanes=lanes, step_s=LANE_S[0]):
            for moment in LANE_S:
                k = round(moment / LANE_S[0])
                path = true_path(ships[one.ship.mmsi], one.time_s[k : k + 1])
                if np.isnan(path[0][0]):
                    continue
                course = one.course_deg[k] if np.isnan(path[2][0]) else path[2][0]
                lon, lat = middle(one.ship, path[0][0], path[1][0], float(course))
                row = (*errors(one, k, lon, lat), night * 1e10 + one.ship.mmsi)
                found.setdefault((one.basis, moment), []).append(row)
    for (basis, moment), rows in sorted(found.items()):
        array = np.array(rows)
        yield said(basis, moment, "simulated", array, len(set(array[:, 4])))


def timed(ships: int = 500, each: int = 2000) -> dict[str, Any]:
    """Return how long cleaning and predicting 6 h ahead take, s, the best of three."""
    lane = read_lanes(open_pack("dover-strait").lanes())[0]
    k, speed = np.arange(each), np.linspace(4.0, 10.0, ships)
    gone = (k * 5.0)[:, None] * speed
    along = 10_000.0 + np.arange(ships) * 100.0 + gone
    lon, lat, course = lane_at(lane, along, np.linspace(-3000.0, 3000.0, ships))
    mmsi = np.broadcast_to(np.arange(ships) + 799_000_000, along.shape).ravel()
    time_s = np.broadcast_to((BEGUN_S + k * 5.0)[:, None], along.shape).ravel()
    told = np.broadcast_to(speed, along.shape).ravel().astype(np.float32)
    heading = np.full(mmsi.size, np.nan, np.float32)
    kind = np.zeros(mmsi.size, np.int8)
    columns = Positions(
        mmsi, time_s, lon.ravel(), lat.ravel(), told, course.ravel().astype("f4"), heading, kind
    )
    at_s, best = float(time_s[-1]), [np.inf, np.inf]
    for _ in range(3):
        begin = time.perf_counter()
        tracks = clean(columns).tracks
        between = time.perf_counter()
        ahead = predict(tracks, at_s, at_s + 6 * 3600.0, lanes=[lane])
        best = [min(best[0], between - begin), min(best[1], time.perf_counter() - between)]
    return {
        "ships": len(ahead),
        "positions": len(columns),
        "clean_s": round(best[0], 2),
        "predict_6h_s": round(best[1], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording", nargs="*", type=Path, help="recordings; CSV as of the Solent")
    parser.add_argument("--json", action="store_true", help="one object a line")
    given = parser.parse_args()
    real = (row for path in given.recording for row in recorded(path))
    lines = [*real, *simulated(), timed()]
    for row in lines:
        print(json.dumps(row) if given.json else "  ".join(f"{k} {v}" for k, v in row.items()))


if __name__ == "__main__":
    main()
