from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.people.curves import (
    HAYWARD_SINGULAR_C,
    hayward_min,
    uk_half_time_h,
    uk_half_time_with_aid_h,
    water_temperature,
    xu_giesbrecht_h,
)

TEMPERATURES = st.floats(-2.5, 36.0)


def test_hayward_1975() -> None:
    """Canadian Journal of Physiology and Pharmacology 53; minutes at 0, 5, 10, 15 degrees C."""
    np.testing.assert_allclose(hayward_min([0, 5, 10, 15]), [106.7, 132.1, 176.8, 276.8], atol=0.05)


def test_hayward_is_guarded_at_its_singularity() -> None:
    assert pytest.approx(23.1, abs=0.05) == HAYWARD_SINGULAR_C
    below, at, above = hayward_min([23.0, HAYWARD_SINGULAR_C, 30.0])
    assert 20_000 < below < np.inf
    assert at > below
    assert above == np.inf


def test_xu_and_giesbrecht_2018() -> None:
    """Journal of Thermal Biology 78; hours at 0, 5, 10, 15, 20 degrees C."""
    expected = [1.36, 5.25, 11.88, 21.24, 33.34]
    np.testing.assert_allclose(xu_giesbrecht_h([0, 5, 10, 15, 20]), expected, atol=0.005)


def test_uk_national_immersion_incident_survey() -> None:
    """Environmental Ergonomics XII (2007), table 4; hours at 5, 10, 15 degrees C."""
    np.testing.assert_allclose(uk_half_time_h([5, 10, 15]), [3.6, 5.7, 9.0], rtol=1e-12)
    assert (uk_half_time_with_aid_h([5, 10, 15]) >= 24.0).all()


@given(TEMPERATURES, TEMPERATURES)
def test_warmer_water_never_shortens_a_curve(one: float, two: float) -> None:
    cold, warm = sorted((one, two))
    for curve in (hayward_min, xu_giesbrecht_h, uk_half_time_h, uk_half_time_with_aid_h):
        assert 0.0 < curve(cold) <= curve(warm)


@pytest.mark.parametrize("value", [285.0, 54.0, -5.0, float("nan")])
def test_kelvin_and_fahrenheit_are_refused(value: float) -> None:
    with pytest.raises(LastknownError, match=f"water_temperature_c={value:g}.*degrees Celsius"):
        water_temperature([12.0, value])
