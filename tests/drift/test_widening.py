"""The note that a tide atlas' error was not checked on drifting boats, and its figure."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.drift.cloud import Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.start import Phase, Start
from lastknown.drift.where import where
from lastknown.drift.widening import displacement_variance
from lastknown.sea.atlas import ATLAS_ERROR
from lastknown.sea.errors import MODEL_CURRENT_ERROR
from lastknown.sea.model import Sea, open_sea
from lastknown.sea.wind import Wind
from tests.drift.seas import sea_of, steady

WIND = Wind(speed_kn=8.0, from_deg=240.0)
CODE = "tide-error-unchecked-times"


def drifted(sea: Sea, phases: tuple[Phase, ...], until: str, particles: int = 5000) -> Cloud:
    begin = "2026-11-22T04:30Z"
    start = Start("51°08.5'N 001°44.5'E", begin, what="inflatable-overloaded", phases=phases)
    return simulate((start,), sea, until, run=Run(particles))


@pytest.mark.parametrize("phases", [(), (Phase("adrift"),)])
@pytest.mark.parametrize("until", ["2026-11-22T08:30Z", "2026-11-22T16:30Z"])
def test_the_figure_is_that_of_a_second_run(phases: tuple[Phase, ...], until: str) -> None:
    own = open_sea("dover-strait", wind=WIND)
    drifters = open_sea("dover-strait", wind=WIND, current_sd_kn=0.6, current_half_life_min=450.0)
    clouds = [drifted(sea, phases, until) for sea in (own, drifters)]
    (note,) = (note for note in clouds[0].notes if note.code == CODE)
    areas = [where(c, float(c.time_s[-1]), component="boat").contours[1].area_m2 for c in clouds]
    assert note.values["times"] == pytest.approx(areas[1] / areas[0], rel=0.3)
    assert f"{note.values['times']} times as large" in note.text
    assert not any("unchecked" in note.code for note in clouds[1].notes)


def test_a_few_particles_have_no_shape() -> None:
    sea = open_sea("dover-strait", wind=WIND)
    codes = [note.code for note in drifted(sea, (), "2026-11-22T08:30Z", particles=5).notes]
    assert "tide-error-unchecked" in codes
    assert CODE not in codes


@pytest.mark.parametrize(("sd_ms", "half_life_min"), [(0.21, 60.0), (0.31, 450.0)])
def test_the_variance_is_that_of_the_engine(sd_ms: float, half_life_min: float) -> None:
    sea = sea_of(wind=steady(0.0, 0.0), current_sd=sd_ms, current_half_life_min=half_life_min)
    start = Start(
        "50°N 0°E", "2026-11-22T00:00Z", error_nm=0.0, what="PIW-1", spread=0.0,
        phases=(Phase("adrift"),),
    )  # fmt: skip
    cloud = simulate((start,), sea, "2026-11-22T12:00Z", run=Run(4000))
    error = sea.current_error(0.0, 50.0, float(cloud.time_s[0]))
    spread = np.std((cloud.lat[:, -1] - 50.0) * 111_229.0)  # metres in a degree at 50 N (WGS84)
    assert spread**2 == pytest.approx(displacement_variance(error, 12 * 3600.0), rel=0.08)


def test_the_tide_part_turns_with_the_tide() -> None:
    """Over a whole M2 period its errors in strength and timing cancel; over half they do not."""
    still = displacement_variance(ATLAS_ERROR, 12.4206 * 3600.0)
    assert displacement_variance(ATLAS_ERROR, 12.4206 * 3600.0, 0.8) == pytest.approx(still)
    half = displacement_variance(ATLAS_ERROR, 6.2103 * 3600.0, 0.8)
    assert np.sqrt(2.0 * half) == pytest.approx(5800.0, rel=0.03)
    assert displacement_variance(MODEL_CURRENT_ERROR, 0.0) == 0.0
