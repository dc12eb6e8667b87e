"""What moves each particle, and until when: under way, adrift, swamped, in the water.

Where a start names no phases, the search object's entry gives a mixture: under way toward the
nearest far shore until the engine fails, or adrift from the start. Both are always carried.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.begin import FARTHEST_SD, Begun
from lastknown.drift.cloud import ADRIFT, SWAMPED, UNDER_WAY
from lastknown.drift.objects import SearchObject, draw_leeway, find_object, leeway_table
from lastknown.drift.random import normals, uniforms
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.geo.position import Position, parse_position
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT

__all__ = ["FarShore", "Voyage", "default_phases", "fastest_ms", "persons_leeway", "sail"]

Array = NDArray[np.float64]

_HEADING, _SPEED, _HOLDING, _ANY_COURSE = 22, 23, 24, 25
_EVENLY = 0.5698402909980532  # with crew.allot: the even two-dimensional sequence (Roberts 2018)
_FAILS, _BEGINS = 31, 51  # + phase
_LEEWAY = 1000  # + 0 part, 1 down, 2 right, 3 left; the same in every phase of one hull
_SWIMMER = 5000
_KINDS = {"adrift": ADRIFT, "under-way": UNDER_WAY, "swamped": SWAMPED}
NAMES = {"adrift": "adrift", "under-way": "under way", "swamped": "swamped"}


@dataclass(frozen=True)
class FarShore:
    """Nearest point of the shore that boats make for, and how it was chosen (for people)."""

    position: Position
    basis: str


@dataclass(frozen=True)
class Voyage:
    """Phases of n particles, p phases each (fewer: the last repeats, never reached).

    Attributes
    ----------
    kind : (n, p) int8, index into PHASES.
    end_s : (n, p) end, s since 1970; the last is inf.
    leeway : (n, p, 6) as `draw_leeway`.
    target : (n, p, 2) longitude and latitude steered for, degrees, or NaN.
    course_deg : (n, p) course, or deviation from the target's bearing; NaN where not under way.
    speed_ms : (n, p) speed through the water, m/s.
    holding_on : (n,) share of the persons who stay with the hull if it swamps.
    hypothesis : (n,) index into `names`.
    names : the hypotheses carried side by side.
    """

    kind: NDArray[np.int8]
    end_s: Array
    leeway: Array
    target: Array
    course_deg: Array
    speed_ms: Array
    holding_on: Array
    hypothesis: NDArray[np.int16]
    names: tuple[str, ...]


def default_phases(
    thing: SearchObject, toward: Position | None
) -> tuple[tuple[float, tuple[Phase, ...]], ...]:
    """Return (probability, phases) of the hypotheses carried where a start names none.

    Parameters
    ----------
    thing : the search object; its entry gives the probability, speed and time to failure.
    toward : the place made for; None: no course is known and any is as likely.
    """
    adrift = (Phase("adrift"),)
    if thing.p_under_way <= 0.0 or thing.speed_kn <= 0.0:
        return ((1.0, adrift),)
    steering = Phase(
        "under-way",
        toward=toward,
        heading_sd_deg=thing.heading_sd_deg,
        speed_kn=thing.speed_kn,
        speed_sd_kn=thing.speed_sd_kn,
        fails_after_mean_h=thing.fails_after_mean_h or None,
    )
    under_way = (thing.p_under_way, (steering, *adrift))
    return (under_way, (1.0 - thing.p_under_way, adrift))


def sail(
    start: Start, seed: int, ids: NDArray[np.int64], begun: Begun, far_shore: FarShore | None
) -> Voyage:
    """Return the phases of the particles of one start.

    Parameters
    ----------
    start : the scenario; without phases the mixture of its object's entry is drawn.
    seed, ids : keys of the draws; (n,) particle numbers.
    begun : where and when they begin, (n,).
    far_shore : made for where no place is told; None: unknown.

    Raises
    ------
    LastknownError : phases that contradict each other.
    """
    thing = find_object(start.searched_for)
    toward = far_shore.position if far_shore else None
    named = ((1.0, start.phases),) if start.phases else default_phases(thing, toward)
    # evenly by number, not drawn: an assumed half is a half on the page
    chance = np.mod((ids + 0.5) * _EVENLY, 1.0)
    edges = np.cumsum([probability for probability, _ in named])
    which = np.minimum(np.searchsorted(edges, chance, side="right"), len(named) - 1)
    width = max(len(phases) for _, phases in named)
    parts = [_lay_out(start, thing, phases, width, seed, ids, begun, toward) for _, phases in named]
    names = tuple(_name(start, phases, len(named) > 1) for _, phases in named)
    rows = np.arange(ids.size)
    pick = {key: np.stack([part[key] for part in parts])[which, rows] for key in parts[0]}
    return Voyage(
        kind=pick["kind"].astype(np.int8),
        end_s=pick["end_s"],
        leeway=pick["leeway"],
        target=pick["target"],
        course_deg=pick["course_deg"],
        speed_ms=pick["speed_ms"],
        holding_on=pick["holding_on"],
        hypothesis=which.astype(np.int16),
        names=names,
    )


def _name(start: Start, phases: tuple[Phase, ...], mixture: bool) -> str:
    """Return the name of a hypothesis: the start's, its first phase, or both."""
    own = ", then ".join(NAMES[phase.kind] for phase in phases)
    if not start.name:
        return own
    return f"{start.name}: {own}" if mixture else start.name


def _lay_out(
    start: Start, thing: SearchObject, phases: tuple[Phase, ...], width: int,
    seed: int, ids: NDArray[np.int64], begun: Begun, toward: Position | None,
) -> dict[str, Array]:  # fmt: skip
    """Return the arrays of a `Voyage` as if every particle went through these phases."""
    n = ids.size
    rows = {
        "kind": np.zeros((n, width)),
        "end_s": np.full((n, width), np.inf),
        "leeway": np.zeros((n, width, 6)),
        "target": np.full((n, width, 2), np.nan),
        "course_deg": np.full((n, width), np.nan),
        "speed_ms": np.zeros((n, width)),
        "holding_on": np.ones(n),
    }
    rows["end_s"][:, : len(phases)] = _ends(phases, seed, ids, begun.time_s)
    for at, phase in enumerate(phases):
        rows["kind"][:, at] = _KINDS[phase.kind]
        code = find_object(thing.hull_becomes) if phase.kind == "swamped" else thing
        # under way and adrift are one hull: the same draw moves it in both
        rows["leeway"][:, at] = _leeway(code, start.spread, seed, ids, _LEEWAY)
        if phase.kind == "under-way":
            _steer(rows, at, phase, toward, seed, ids)
        if phase.kind == "swamped":
            share = phase.holding_on + phase.holding_on_sd * normals(seed, ids, _HOLDING)
            rows["holding_on"] = np.clip(share, 0.0, 1.0)
    return rows


def _leeway(
    thing: SearchObject, spread: float, seed: int, ids: NDArray[np.int64], stream: int
) -> Array:
    """Return each particle's leeway lines, (n, 6): a part by weight, then its own deviation."""
    weights, figures = leeway_table(thing)
    chance = uniforms(seed, ids, stream)
    part = np.minimum(np.searchsorted(np.cumsum(weights), chance, side="right"), weights.size - 1)
    z = [normals(seed, ids, stream + 1 + component) for component in range(3)]
    return draw_leeway(figures[part], z[0], z[1], z[2], spread)


def persons_leeway(start: Start, seed: int, ids: NDArray[np.int64]) -> tuple[str, Array]:
    """Return the code of what persons become in the water and their leeway lines, (n, 6)."""
    thing = find_object(find_object(start.searched_for).persons_become)
    return thing.code, _leeway(thing, start.spread, seed, ids, _SWIMMER)


def _steer(
    rows: dict[str, Array], at: int, phase: Phase, toward: Position | None,
    seed: int, ids: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill course, target and speed of a phase under way."""
    speed = find_speed(phase)
    error = np.clip(normals(seed, ids, _SPEED), -FARTHEST_SD, FARTHEST_SD)
    drawn = speed + phase.speed_sd_kn * error
    rows["speed_ms"][:, at] = np.maximum(drawn, 0.0) * KNOT
    deviation = phase.heading_sd_deg * normals(seed, ids, _HEADING)
    if phase.course_deg is not None:
        rows["course_deg"][:, at] = phase.course_deg + deviation
        return
    place = parse_position(phase.toward) if phase.toward is not None else toward
    if place is None:
        rows["course_deg"][:, at] = 360.0 * uniforms(seed, ids, _ANY_COURSE)
        return
    rows["course_deg"][:, at] = deviation
    rows["target"][:, at] = place.lon, place.lat


def fastest_ms(start: Start) -> float:
    """Return the greatest speed through the water that any particle of a start can have, m/s."""
    thing = find_object(start.searched_for)
    phases = start.phases or default_phases(thing, None)[0][1]
    steaming = [phase for phase in phases if phase.kind == "under-way"]
    return (
        max(
            (find_speed(phase) + FARTHEST_SD * phase.speed_sd_kn for phase in steaming), default=0.0
        )
        * KNOT
    )


def find_speed(phase: Phase) -> float:
    """Return the speed through the water of a phase under way, knots.

    Raises
    ------
    LastknownError : it has none.
    """
    if phase.speed_kn is None:
        raise LastknownError("phase kind='under-way' has no speed_kn; give its speed in knots")
    return phase.speed_kn


def _ends(phases: tuple[Phase, ...], seed: int, ids: NDArray[np.int64], start_s: Array) -> Array:
    """Return when each phase ends for each particle, (n, p), s since 1970."""
    ends = np.full((ids.size, len(phases)), np.inf)
    begins = start_s
    for at, phase in enumerate(phases):
        if at > 0:
            begins = _begins(phases[at - 1], phase, at, begins, ends[:, at - 1], seed, ids)
            ends[:, at - 1] = np.minimum(ends[:, at - 1], begins)
        ends[:, at] = _ends_by_itself(phase, at, begins, seed, ids)
    # a later phase that begins early cuts the ones before it short
    later = np.minimum.accumulate(ends[:, ::-1], axis=1)[:, ::-1]
    later[:, -1] = np.inf
    return later


def _ends_by_itself(
    phase: Phase, at: int, begins: Array, seed: int, ids: NDArray[np.int64]
) -> Array:
    """Return when a phase ends of itself, (n,): a given time, engine failure, or never (inf)."""
    ends = np.full(ids.size, np.inf)
    if phase.fails_after_mean_h is not None:
        wait = -np.log(uniforms(seed, ids, _FAILS + at)) * phase.fails_after_mean_h * HOUR
        ends = begins + wait
    if phase.until is not None:
        ends = np.minimum(ends, to_seconds(parse_time(phase.until, "phase.until")))
    return ends


def _begins(
    before: Phase, phase: Phase, at: int, previous: Array, ended: Array,
    seed: int, ids: NDArray[np.int64],
) -> Array:  # fmt: skip
    """Return when a phase begins, (n,): a time, a random time after the last began, or its end."""
    if phase.after is not None:
        return np.full(ids.size, to_seconds(parse_time(phase.after, "phase.after")))
    if phase.after_mean_h is not None:
        wait = -np.log(uniforms(seed, ids, _BEGINS + at)) * phase.after_mean_h * HOUR
        return previous + wait
    if ended.size and not np.isfinite(ended).any():
        raise LastknownError(
            f"phase {at + 1} ({phase.kind}) never begins, for phase {at} ({before.kind}) has no "
            "end; give fails_after_mean_h or until there, or after or after_mean_h here"
        )
    return ended
