"""What was really searched: a recorded track, cleaned and cut into the legs that count.

A file holds fixes (`Fixes`, read by `lastknown.exchange.tracks`); `recorded` makes of them the legs
that a search may count, and says what it had to assume:

- fixes are put in order of time; of two at one time the first stays;
- a fix that cannot be reached at 250 kn from its neighbours is left out (with 100 m allowed for the
  error of two fixes): the longest run of fixes that agree stays, and what agrees with it;
- where no fix came for more than 10 minutes nothing counts as searched. A route as planned has no
  such gaps: it runs straight from point to point;
- points nearer than 25 m to the straight line at constant speed between their neighbours are left
  out: they are the receiver's noise, which would otherwise pass for motion past the object.

All four figures are this project's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.geo.plane import SEMI_MAJOR_M
from lastknown.search.planned import Leg
from lastknown.times import show_time
from lastknown.units import KNOT, MINUTE

__all__ = ["FASTEST_KN", "GAP_MIN", "Fixes", "Recorded", "recorded"]

Floats = NDArray[np.float64]
Gaps = tuple[tuple[float, float], ...]

GAP_MIN: Final = 10.0
"""Longest time between two fixes that still counts as searched, minutes."""

FASTEST_KN: Final = 250.0
"""Speed between two fixes above which one of them is wrong, knots."""

_SLACK_M: Final = 100.0
_NOISE_M: Final = 25.0
_MOST_LOST: Final = 0.4
_SHOWN_GAPS: Final = 5


@dataclass(frozen=True)
class Fixes:
    """What a file held of one unit's track, as it stood there.

    Attributes
    ----------
    name : what it is called in notes and errors: the file's name.
    lon, lat : (n,) degrees, WGS84.
    time_s : (n,) s since 1970-01-01T00:00Z.
    planned : True: a route as it was planned; False: a track as it was recorded.
    notes : what was assumed in reading it.
    """

    name: str
    lon: Floats
    lat: Floats
    time_s: Floats
    planned: bool = False
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """A track as a search may count it; give it to `lk.Searched`.

    Attributes
    ----------
    name : what it is called in notes and errors.
    legs : the timed legs, in order; they do not join across a gap.
    gaps : (from, until) of every piece without a fix, s since 1970: not searched.
    fixes : number of fixes or route points that it rests on.
    planned : True: as planned, not as steered.
    notes : what was assumed, left out or missing.
    """

    name: str
    legs: tuple[Leg, ...]
    gaps: Gaps = ()
    fixes: int = 0
    planned: bool = False
    notes: tuple[Note, ...] = ()


def recorded(
    fixes: Fixes, since_s: float | None = None, until_s: float | None = None, name: str = ""
) -> Recorded:
    """Return the legs that a track counts for.

    Parameters
    ----------
    fixes : what the file held.
    since_s, until_s : only what was searched between these, s since 1970; None: all of it.
    name : what it is called in notes; "": as in `fixes`.

    Raises
    ------
    LastknownError : fewer than two usable fixes, four in ten or more impossible, nothing between
        the two times, or only gaps.
    """
    called = name or fixes.name
    order = np.argsort(fixes.time_s, kind="stable")
    behind = int(np.count_nonzero(fixes.time_s < np.maximum.accumulate(fixes.time_s)))
    track = np.stack([fixes.lon, fixes.lat, fixes.time_s], axis=1)[order]
    track, again = _without_repeats(track)
    _enough(track, fixes)
    track, jumps = _without_jumps(track)
    if jumps >= _MOST_LOST * (track.shape[0] + jumps):
        raise LastknownError(
            f"{fixes.name}: {jumps} of {track.shape[0] + jumps} fixes cannot be reached from the "
            f"others at {FASTEST_KN:g} kn; is it the track of one unit, latitude before longitude?"
        )
    _enough(track, fixes)
    begin = float(track[0, 2]) if since_s is None else since_s
    end = float(track[-1, 2]) if until_s is None else until_s
    legs, gaps = _legs(track, begin, end, GAP_MIN * MINUTE if not fixes.planned else np.inf)
    if not legs:
        raise LastknownError(
            f"{fixes.name}: nothing in it counts as searched from {show_time(begin)} to "
            f"{show_time(end)}; its fixes run from {show_time(float(track[0, 2]))} to "
            f"{show_time(float(track[-1, 2]))}, at most {GAP_MIN:g} min apart where they count"
        )
    counts = {"fixes-sorted": behind, "fixes-repeated": again, "fixes-impossible": jumps}
    notes = (*fixes.notes, *_counted(called, counts), *_gap_notes(called, gaps))
    return Recorded(called, legs, gaps, track.shape[0], fixes.planned, _renamed(notes, called))


def _enough(track: Floats, fixes: Fixes) -> None:
    if track.shape[0] < 2:
        raise LastknownError(
            f"{fixes.name}: {track.shape[0]} usable fix{'es' * (track.shape[0] != 1)} with a time "
            "of its own; a track needs two or more"
        )


def _without_repeats(track: Floats) -> tuple[Floats, int]:
    """Return a sorted track with the first fix of every moment, and how many were dropped."""
    first = np.diff(track[:, 2], prepend=-np.inf) > 0.0
    return track[first], int(np.count_nonzero(~first))


def _without_jumps(track: Floats) -> tuple[Floats, int]:
    """Return the fixes that agree with the longest run of agreeing ones, and how many do not."""
    agree = _reachable(track[:-1], track[1:])
    run = np.concatenate([[0], np.cumsum(~agree)])
    if run[-1] == 0:
        return track, 0
    members = np.flatnonzero(run == int(np.argmax(np.bincount(run))))
    low, high = int(members[0]), int(members[-1])
    kept = np.zeros(track.shape[0], bool)
    kept[low : high + 1] = True
    for indices, at in ((range(high + 1, len(track)), high), (range(low - 1, -1, -1), low)):
        for i in indices:
            if _reachable(track[at : at + 1], track[i : i + 1])[0]:
                kept[i], at = True, i
    return track[kept], int(np.count_nonzero(~kept))


def _reachable(here: Floats, there: Floats) -> NDArray[np.bool_]:
    """Return whether rows of lon, lat, time can be reached from each other."""
    allowed = FASTEST_KN * KNOT * np.abs(there[:, 2] - here[:, 2]) + _SLACK_M
    return np.asarray(_away_m(here, there) <= allowed)


def _away_m(here: Floats, there: Floats) -> Floats:
    """Return great-circle distances on a sphere, m: within 0.6 % of the ellipsoid's."""
    lat0, lat1 = np.radians(here[:, 1]), np.radians(there[:, 1])
    turn = np.radians(there[:, 0] - here[:, 0])
    half = np.sin(0.5 * (lat1 - lat0)) ** 2
    half = half + np.cos(lat0) * np.cos(lat1) * np.sin(0.5 * turn) ** 2
    away: Floats = 2.0 * SEMI_MAJOR_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return away


def _legs(
    track: Floats, begin: float, end: float, longest_s: float
) -> tuple[tuple[Leg, ...], Gaps]:
    """Return the legs between two moments and the gaps between (and before and after) them."""
    legs: list[Leg] = []
    times = track[:, 2]
    breaks = np.flatnonzero(np.diff(times) > longest_s) + 1
    gaps = [(begin, float(times[0]))] if times[0] - begin > longest_s else []
    for piece in np.split(track, breaks):
        legs += _cut(_thinned(piece), begin, end)
    gaps += [(float(times[i - 1]), float(times[i])) for i in breaks]
    if end - times[-1] > longest_s:
        gaps.append((float(times[-1]), end))
    inside = [(max(begin, a), min(end, b)) for a, b in gaps if b > begin and a < end]
    return tuple(legs), tuple(inside)


def _cut(piece: Floats, begin: float, end: float) -> list[Leg]:
    """Return the legs of a piece without gaps, as far as they lie between two moments."""
    legs = []
    for here, there in pairwise(piece):
        t0, t1 = max(begin, here[2]), min(end, there[2])
        if t1 > t0:
            a, b = _at(here, there, t0), _at(here, there, t1)
            legs.append(Leg(*a, float(t0), *b, float(t1)))
    return legs


def _at(here: Floats, there: Floats, moment: float) -> tuple[float, float]:
    """Return lon, lat at a moment between two fixes, the short way round."""
    part = (moment - here[2]) / (there[2] - here[2])
    turn = (there[0] - here[0] + 180.0) % 360.0 - 180.0
    lon = (here[0] + part * turn + 180.0) % 360.0 - 180.0
    return float(lon), float(here[1] + part * (there[1] - here[1]))


def _thinned(piece: Floats) -> Floats:
    """Return a piece without the points that lie within the noise of straight, even motion."""
    if piece.shape[0] < 3:
        return piece
    lon = np.unwrap(piece[:, 0], period=360.0)
    scale = SEMI_MAJOR_M * np.pi / 180.0
    x = (lon - lon[0]) * scale * np.cos(np.radians(piece[:, 1].mean()))
    way = np.stack([x, (piece[:, 1] - piece[0, 1]) * scale], axis=1)
    kept = np.zeros(piece.shape[0], bool)
    kept[[0, -1]] = True
    spans = [(0, piece.shape[0] - 1)]
    while spans:
        low, high = spans.pop()
        if high - low < 2:
            continue
        part = (piece[low + 1 : high, 2] - piece[low, 2]) / (piece[high, 2] - piece[low, 2])
        straight = way[low] + part[:, None] * (way[high] - way[low])
        off = np.hypot(*(way[low + 1 : high] - straight).T)
        worst = int(np.argmax(off))
        if off[worst] > _NOISE_M:
            kept[low + 1 + worst] = True
            spans += [(low, low + 1 + worst), (low + 1 + worst, high)]
    return piece[kept]


_SAID: Final = {
    "fixes-sorted": "Track of {name}: {count} fixes were out of order and were sorted by time.",
    "fixes-repeated": "Track of {name}: {count} fixes repeated a time and were left out.",
    "fixes-impossible": "Track of {name}: {count} fixes were impossible jumps (faster than "
    "250 kn) and were left out.",
}


def _counted(name: str, counts: dict[str, int]) -> list[Note]:
    return [
        Note(code, _SAID[code].format(name=name, count=count), {"name": name, "count": count})
        for code, count in counts.items()
        if count
    ]


def _gap_notes(name: str, gaps: Gaps) -> list[Note]:
    """Return a note for each of the longest gaps, in their order, and one for all others."""
    longest = sorted(gaps, key=lambda gap: gap[0] - gap[1])[:_SHOWN_GAPS]
    notes = []
    for begin, end in sorted(longest):
        told = {"from_time": show_time(round(begin)), "until_time": show_time(round(end))}
        text = f"Track of {name} has a gap from {told['from_time']} to {told['until_time']}: "
        notes.append(Note("track-gap", text + "counted as not searched.", {"name": name, **told}))
    if len(gaps) > len(longest):
        rest = len(gaps) - len(longest)
        text = f"Track of {name} has {rest} shorter gaps: counted as not searched."
        notes.append(Note("track-gaps", text, {"name": name, "count": rest}))
    return notes


def _renamed(notes: tuple[Note, ...], name: str) -> tuple[Note, ...]:
    """Return notes that call the track by one name, in the text and in the figures."""
    return tuple(
        Note(
            note.code,
            note.text.replace(str(note.values["name"]), name),
            {**note.values, "name": name},
        )
        if "name" in note.values
        else note
        for note in notes
    )
