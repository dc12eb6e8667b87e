from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.part import first_of
from lastknown.drift.start import Phase, Start
from lastknown.sea.model import open_sea
from lastknown.sea.wind import Wind


def test_the_first_of_many_are_those_of_a_run_of_few() -> None:
    sea = open_sea("dover-strait", wind=Wind(8.0, 240.0))
    start = Start(
        "51°08.5'N 001°44.5'E", "2026-11-22T04:30Z", error_nm=0.5,
        phases=[Phase("adrift"), Phase("swamped", after_mean_h=1.0, holding_on=0.5)],
    )  # fmt: skip
    few, many = (
        simulate([start], sea, "2026-11-22T08:30Z", run=Run(particles=count, seed=3))
        for count in (40, 200)
    )
    part = first_of(many, 40)
    assert (part.component == 1).any()
    for each in fields(few):
        one, other = getattr(few, each.name), getattr(part, each.name)
        if isinstance(one, np.ndarray) and each.name != "weight":
            np.testing.assert_array_equal(one, other, err_msg=each.name)
    assert part.weight == pytest.approx(few.weight)
