"""What two reports say of each other: log factors of pairs, and decisions that bind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.boats import weights as w
from lastknown.boats.report import CALLS, Decision, Identity, Report, check_links
from lastknown.errors import LastknownError

__all__ = ["Links", "links", "order_factor", "pair_factors"]

Array = NDArray[np.float64]
Factors = list[tuple[str, float]]


@dataclass(frozen=True, eq=False)
class Links:
    """What pairs say.

    Attributes
    ----------
    factor : log factor for one boat, decisions left out, shape (n, n), symmetric.
    order : log factor of before and after, same shape; its sum over a boat is bounded.
    decided : log factor of ``likely`` and ``unlikely``; ``-inf`` for ``never``.
    node : which reports a person has joined: int64, shape (n,), the same number for one boat.
    """

    factor: Array
    order: Array
    decided: Array
    node: NDArray[np.int64]


def links(
    reports: Sequence[Report], identities: Sequence[Identity], decisions: Sequence[Decision]
) -> Links:
    """Return the factors of every pair of reports (in time order).

    Raises
    ------
    LastknownError : a link names a report that is not there; decisions contradict each other.
    """
    n = len(reports)
    factor, order, decided = np.zeros((3, n, n))
    for i in range(n):
        for j in range(i + 1, n):
            factor[i, j] = factor[j, i] = sum(v for _, v in pair_factors(reports[i], reports[j]))
            order[i, j] = order[j, i] = order_factor(reports[i], reports[j])
    for identity, (i, j) in zip(identities, check_links(reports, identities), strict=True):
        table = w.IDENTITY if identity.same else w.IDENTITY_AGAINST
        factor[i, j] = factor[j, i] = factor[i, j] + math.log(table[identity.how])
    certain = []
    for decision, (i, j) in zip(decisions, check_links(reports, decisions), strict=True):
        if decision.verdict == "certain":
            certain.append((i, j))
        else:
            value = _VERDICTS[decision.verdict]
            decided[i, j] = decided[j, i] = decided[i, j] + value
    return Links(factor, order, decided, _joined(reports, certain, decided))


_VERDICTS = {"likely": math.log(w.LIKELY), "unlikely": -math.log(w.LIKELY), "never": -math.inf}


def pair_factors(a: Report, b: Report) -> Factors:
    """Return the (code, log factor) of what two reports say of each other, numbers left out."""
    found: Factors = []
    if a.id == b.relay_of or b.id == a.relay_of:
        found.append(("relay", math.log(w.RELAY)))
    elif (copied := _copied(a, b)) > 0.0:
        found.append(("copy", copied))
    if a.source is not None and a.source == b.source and None not in (a.object_id, b.object_id):
        same = a.object_id == b.object_id
        found.append(
            ("object", math.log(w.OBJECT)) if same else ("other object", math.log(w.OTHER_OBJECT))
        )
    return found


def order_factor(a: Report, b: Report) -> float:
    """Return the log factor for one boat of what came before and what after.

    A call after its alleged rescue is near proof against. With z the difference of the times over
    their sd, it is ``log(P(before) + P(after) f)``, f from `weights`.
    """
    if a.kind == b.kind == "rescue":
        return 0.0 if _related(a, b) else math.log(w.TWO_RESCUES)
    if a.kind == b.kind == "launch seen":
        return 0.0 if _related(a, b) else math.log(w.TWO_LAUNCHES)
    if "rescue" in (a.kind, b.kind):
        rescue, other = (a, b) if a.kind == "rescue" else (b, a)
        return _after_rescue(rescue, other)
    if "launch seen" in (a.kind, b.kind):
        launch, other = (a, b) if a.kind == "launch seen" else (b, a)
        return _graded(_p_later(launch, other), w.BEFORE_LAUNCH)
    return 0.0


def _after_rescue(rescue: Report, other: Report) -> float:
    """Return the log factor of one report and a rescue."""
    if other.after_rescue_of == rescue.id:
        return math.log(w.AFTER_RESCUE.get(other.kind, w.AFTER_RESCUE["call"]))
    after = _p_later(other, rescue)
    if other.kind == "empty hull":
        factor = w.HULL[rescue.hull]
        return math.log(after * factor + (1.0 - after) * w.HULL["sunk"])
    return _graded(after, w.AFTER_RESCUE.get(other.kind, 1.0))


def _graded(p: float, factor: float) -> float:
    return math.log((1.0 - p) + p * factor)


def _p_later(a: Report, b: Report) -> float:
    """Return the probability that report a's event came after report b's."""
    busy = w.RESCUE_SD_S if "rescue" in (a.kind, b.kind) else 0.0
    sd = math.sqrt(a.time_sd_s**2 + b.time_sd_s**2 + busy**2 + 1.0)
    return 0.5 * math.erfc((b.time_s - a.time_s) / (sd * math.sqrt(2.0)))


def _related(a: Report, b: Report) -> bool:
    return a.id == b.relay_of or b.id == a.relay_of


def _copied(a: Report, b: Report) -> float:
    """Return the log factor of a relayed call telling just what the other told; 0 where it differs.

    With share s and chances c of telling alike: ``log(1 - s + s / product of c)``, bounded.
    """
    if "relayed call" not in (a.kind, b.kind) or not {a.kind, b.kind} <= set(CALLS):
        return 0.0
    first, relay = sorted((a, b), key=lambda each: (each.kind == "relayed call", each.time_s))
    told = [name for name in w.COPIED if getattr(relay, name) is not None]
    alike = all(getattr(relay, name) == getattr(first, name) for name in told)
    if not alike or not {"position", "persons"} & set(told):
        return 0.0
    if abs(a.time_s - b.time_s) > 7200.0:
        return 0.0
    share, most = w.COPY
    by_chance = math.prod(w.COPIED[name] for name in told)
    return math.log(min(1.0 - share + share / by_chance, most))


def _joined(
    reports: Sequence[Report], certain: Sequence[tuple[int, int]], decided: Array
) -> NDArray[np.int64]:
    """Return which reports a person has joined; the first of them gives the number.

    Raises
    ------
    LastknownError : two of them are ``never`` one boat.
    """
    node = np.arange(len(reports))
    for i, j in certain:
        node[node == max(node[i], node[j])] = min(node[i], node[j])
    for i, j in np.argwhere(np.isneginf(decided)):
        if node[i] == node[j]:
            raise LastknownError(
                f"reports {reports[i].id!r} and {reports[j].id!r} are 'never' one boat, and joined "
                "by 'certain'; take one of these decisions back"
            )
    return np.unique(node, return_inverse=True)[1].astype(np.int64)
