"""The figures of the models of tracks and prediction in docs/ships.md are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lastknown.ships import lanes, predict, spread, tracks, traffic
from lastknown.ships.sizes import DEFAULTS, LONGEST_M, SMALL
from lastknown.units import HOUR, KNOT, MINUTE, NM

PAGE = " ".join(
    (Path(__file__).parents[2] / "docs" / "ships.md").read_text(encoding="utf-8").split()
)


@pytest.mark.parametrize("kind", DEFAULTS)
def test_sizes(kind: str) -> None:
    name = "other, or not told" if kind == "other" else kind
    figures = " | ".join(f"{value:g}" for value in DEFAULTS[kind][:4])
    assert f"| {name} | {figures} |" in PAGE


def test_small_craft_and_the_longest_ship() -> None:
    assert f"with class B | {' | '.join(f'{value:g}' for value in SMALL[:4])} |" in PAGE
    assert f"longer than {LONGEST_M:g} m" in PAGE


def test_reasons_for_leaving_out() -> None:
    assert set(re.findall(r"\| `([a-z ]+)` \|", PAGE)) >= set(tracks.WHY)


@pytest.mark.parametrize(
    "told",
    [
        f"`v` {tracks.FASTEST['cargo'] / KNOT:g} kn for cargo",
        f"below {predict.STOPPED / KNOT:g} kn",
        f"not heard for {predict.LOST_S / MINUTE:g} min",
        f"After {predict.OLDEST_S / HOUR:g} h it is left out",
        f"`T` {spread.COURSE_LASTS_S / MINUTE:g} min and `g² = ({spread.COURSE_SPEED:g} m/s)²",
        "`c` {:g} along and {:g} across".format(*spread.COURSE_SHARE),
        f"{spread.UNKNOWN_SPEED:g} m/s where the ship told no speed",
        f"`g` {spread.LANE_SPEED / KNOT:g} kn and `T` {spread.LANE_LASTS_S / HOUR:g} h",
        f"(d/{spread.LANE_KEPT_M / 1000:g} km)²",
        f"`σ = {spread.LANE_SHARE:g} w sqrt(1 − k²)`",
        f"half-width ({lanes.HALF_WIDTH_M / NM:g} NM",
        f"within {lanes.COURSE_DEG:g}° of the lane's direction",
        f"more than {lanes.SLOWEST / KNOT:g} kn",
        f"{spread.FIX_M:g} m and its own length over {spread.SWING_S / HOUR:g} h",
        f"{traffic.LANE_SHIPS} a day, in equal numbers",
        f"{traffic.FERRIES[0]} ships, {traffic.CROSSING_S[0] / MINUTE:g} min across",
        f"{traffic.FERRIES[1]} ships, {traffic.CROSSING_S[1] / MINUTE:g} min across",
    ],
)
def test_figures(told: str) -> None:
    assert told in PAGE
