from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.sea._constituents import CONSTITUENTS, NO_ARGUMENT
from lastknown.sea._nodal import nodal
from lastknown.sea.tide import (
    Harmonics,
    basis,
    from_records,
    high_waters,
    longitudes,
    predict,
    speed_deg_per_h,
)
from lastknown.times import parse_time, to_seconds
from tests.sea.streams import DOVER, DOVER_HAT_M, DOVER_LAT_M

# Speeds in degrees per mean solar hour: International Hydrographic Organization, tide working
# group, list of constituents of 8 May 2017.
SPEEDS = {
    "SA": 0.0410686,
    "SSA": 0.0821373,
    "MM": 0.5443747,
    "MSF": 1.0158958,
    "MF": 1.0980330,
    "MTM": 1.6424078,
    "MSQM": 2.1139287,
    "2Q1": 12.8542862,
    "SGM": 12.9271398,
    "Q1": 13.3986609,
    "RHO1": 13.4715145,
    "O1": 13.9430356,
    "M1": 14.4966939,
    "P1": 14.9589314,
    "S1": 15.0,
    "K1": 15.0410686,
    "J1": 15.5854433,
    "OO1": 16.1391017,
    "EP2": 27.4238338,
    "2N2": 27.8953548,
    "MU2": 27.9682085,
    "N2": 28.4397295,
    "NU2": 28.5125832,
    "MA2": 28.9430356,
    "M2": 28.9841042,
    "MB2": 29.0251729,
    "MKS2": 29.0662415,
    "LAMBDA2": 29.4556253,
    "L2": 29.5284789,
    "T2": 29.9589333,
    "S2": 30.0,
    "R2": 30.0410667,
    "K2": 30.0821373,
    "2SM2": 31.0158958,
    "M3": 43.4761563,
    "S3": 45.0,
    "N4": 56.8794590,
    "MN4": 57.4238338,
    "M4": 57.9682085,
    "MS4": 58.9841042,
    "S4": 60.0,
    "2MO5": 71.911244,
    "2MK5": 73.009277,
    "M6": 86.9523127,
    "2MS6": 87.9682085,
    "M8": 115.9364169,
    # third-degree lines 2T - 3s + 2h and 2T - s + 2h
    "3N2": 28.4350877,
    "3L2": 29.5331208,
}


def dover() -> Harmonics:
    return from_records({"name": n, "amplitude": a, "phase": g} for n, a, g in DOVER)


def at(text: str) -> float:
    return to_seconds(parse_time(text))


@pytest.mark.parametrize("name", CONSTITUENTS)
def test_every_speed_is_the_published_one(name: str) -> None:
    assert speed_deg_per_h(name) == pytest.approx(SPEEDS[name], abs=2.5e-6)


@pytest.mark.parametrize("name", CONSTITUENTS)
def test_arguments_turn_at_their_speed(name: str) -> None:
    start = at("2026-05-15T23:30Z")  # across midnight, where the hour angle starts again
    cosine, sine = basis([name], np.array([start, start + 3600.0]))
    turned = np.angle(np.exp(1j * np.diff(np.arctan2(sine[:, 0], cosine[:, 0]))))[0]
    expected = np.angle(np.exp(1j * np.radians(SPEEDS[name])))
    assert np.degrees(turned - expected) == pytest.approx(0.0, abs=0.01)


def test_mean_longitudes_of_meeus_example_47a() -> None:
    """1992 April 12, 0h: L' 134.290182, D 113.842304, M 97.643514, M' 5.150833, F 219.889721."""
    moon, sun, perigee, node, solar = (float(each) for each in longitudes(at("1992-04-12T00:00Z")))
    assert moon % 360 == pytest.approx(134.290182, abs=1e-5)
    assert (moon - sun) % 360 == pytest.approx(113.842304, abs=1e-5)
    assert (sun - solar) % 360 == pytest.approx(97.643514, abs=1e-5)
    assert (moon - perigee) % 360 == pytest.approx(5.150833, abs=1e-5)
    assert (moon - node) % 360 == pytest.approx(219.889721, abs=1e-5)


def test_mean_longitudes_agree_with_schurmans_polynomials() -> None:
    """Schureman 1958 table 1 (Newcomb, Brown): degrees at 1899-12-31T12:00 and per century."""
    century = (at("2026-05-15T00:00Z") - at("1899-12-31T12:00Z")) / 86400 / 36525
    moon, sun, perigee, node, solar = (float(each) for each in longitudes(at("2026-05-15T00:00Z")))
    published = (
        (moon, 270 + 26 / 60 + 14.72 / 3600, 1336 * 360 + 1108411.20 / 3600, 9.09),
        (sun, 279 + 41 / 60 + 48.04 / 3600, 129602768.13 / 3600, 1.089),
        (perigee, 334 + 19 / 60 + 40.87 / 3600, 11 * 360 + 392515.94 / 3600, -37.24),
        (node, 259 + 10 / 60 + 57.12 / 3600, -(5 * 360 + 482912.63 / 3600), 7.58),
        (solar, 281 + 13 / 60 + 15.0 / 3600, 6189.03 / 3600, 1.63),
    )
    for value, first, rate, square in published:
        old = first + rate * century + square / 3600 * century**2
        assert (value - old + 180) % 360 - 180 == pytest.approx(0.0, abs=0.02)


# Pugh 1987, Tides, Surges and Mean Sea-Level, table 4:3: approximate nodal terms
# f = a + b cos N, u = c sin N degrees; higher harmonics of N left out there.
PUGH = {
    "MM": (1.000, -0.130, 0.0),
    "MF": (1.043, 0.414, -23.7),
    "O1": (1.009, 0.187, 10.8),
    "K1": (1.006, 0.115, -8.9),
    "M2": (1.000, -0.037, -2.1),
    "K2": (1.024, 0.286, -17.7),
}


@pytest.mark.parametrize("kind", PUGH)
def test_nodal_terms_over_a_full_turn_of_the_node(kind: str) -> None:
    times = at("2000-01-01T00:00Z") + np.arange(0.0, 18.7, 0.05) * 365.25 * 86400
    where = longitudes(times)
    f, u = nodal(where)[kind]
    n = np.radians(where.n)
    constant, cosine, sine = PUGH[kind]
    np.testing.assert_allclose(f, constant + cosine * np.cos(n), atol=0.035)
    np.testing.assert_allclose(u, sine * np.sin(n), atol=3.2)


# Doodson and Warburg 1941, Admiralty Manual of Tides: constant term of f over a turn of the node.
MEAN_FACTORS = {
    "MM": 1.0000,
    "MF": 1.0429,
    "O1": 1.0089,
    "K1": 1.0060,
    "J1": 1.0129,
    "OO1": 1.1027,
    "M2": 1.0004,
    "K2": 1.0241,
}


@pytest.mark.parametrize("kind", MEAN_FACTORS)
def test_mean_factors(kind: str) -> None:
    times = at("2000-01-01T00:00Z") + np.arange(0.0, 18.61, 0.02) * 365.25 * 86400
    f, u = nodal(longitudes(times))[kind]
    assert f.mean() == pytest.approx(MEAN_FACTORS[kind], abs=0.003)
    assert u.mean() == pytest.approx(0.0, abs=0.2)


def test_a_solar_tide_is_highest_at_noon_and_midnight() -> None:
    tide = Harmonics(("S2",), np.array([1.0]), np.array([0.0]))
    assert predict(tide, at("2026-05-15T00:00Z")) == pytest.approx(1.0)
    assert predict(tide, at("1987-03-01T12:00Z")) == pytest.approx(1.0)
    assert predict(tide, at("2026-05-15T03:00Z")) == pytest.approx(0.0, abs=1e-9)


def test_springs_follow_new_and_full_moon() -> None:
    """New moon 2026-05-16 20:01, full 2026-05-31 08:45 UTC (US Naval Observatory): M2 meets S2."""
    tide = Harmonics(("M2", "S2"), np.ones(2), np.zeros(2))
    for moon in ("2026-05-16T20:01Z", "2026-05-31T08:45Z"):
        times = at(moon) + np.arange(-3 * 86400, 3 * 86400, 600.0)
        best = times[predict(tide, times).argmax()]
        assert abs(best - at(moon)) < 14 * 3600  # the mean moon runs up to 6 degrees off the true


def test_high_water_dover() -> None:
    """Tide table: Dover, 2026-05-15, high water 09:42 and 22:00 UTC."""
    times, heights = high_waters(dover(), at("2026-05-15T00:00Z"), at("2026-05-16T00:00Z"))
    assert times.size == 2
    assert abs(times[0] - at("2026-05-15T09:42Z")) < 600
    assert abs(times[1] - at("2026-05-15T22:00Z")) < 600
    assert np.all((heights > 2.0) & (heights < 3.7))


@pytest.mark.validation
def test_highest_and_lowest_tide_of_nineteen_years_at_dover() -> None:
    """The record's own HAT and LAT, computed by others from the same constants."""
    year = 365.25 * 86400
    extremes = []
    for k in range(19):
        first = at("2006-01-01T00:00Z") + k * year
        z = predict(dover(), np.arange(first, first + year, 1200.0))
        extremes.append((z.max(), z.min()))
    assert max(high for high, _ in extremes) == pytest.approx(DOVER_HAT_M, abs=0.03)
    assert min(low for _, low in extremes) == pytest.approx(DOVER_LAT_M, abs=0.03)


def test_what_cannot_be_predicted_is_listed() -> None:
    constants = dover()
    assert set(constants.left_out) == {"T3", "R3"} == set(NO_ARGUMENT)
    assert set(constants.names) == {name for name, _, _ in DOVER} - {"T3", "R3"}


def test_an_unknown_constituent_is_an_error() -> None:
    with pytest.raises(LastknownError, match="M17"):
        from_records([{"name": "M17", "amplitude": 1.0, "phase": 0.0}])
    with pytest.raises(LastknownError, match="M17"):
        basis(["M17"], 0.0)


@given(
    amplitude=st.floats(0.1, 5.0),
    phase=st.floats(0.0, 360.0),
    name=st.sampled_from(sorted(CONSTITUENTS)),
    time=st.floats(-1e9, 4e9),
)
def test_prediction_is_the_basis_times_the_constants(
    amplitude: float, phase: float, name: str, time: float
) -> None:
    tide = Harmonics((name,), np.array([amplitude]), np.array([phase]), mean=0.25)
    cosine, sine = basis((name,), time)
    lag = np.radians(phase)
    by_hand = 0.25 + amplitude * (cosine[0] * np.cos(lag) + sine[0] * np.sin(lag))
    assert float(predict(tide, time)) == pytest.approx(float(by_hand), abs=1e-9)
    assert np.hypot(cosine[0], sine[0]) < 2.6  # M1's factor is the largest, 1.94 * 1.18


def test_many_places_at_many_times() -> None:
    rng = np.random.default_rng(1)
    names = ("M2", "S2", "K1")
    many = Harmonics(names, rng.random((4, 5, 3)), 360 * rng.random((4, 5, 3)))
    times = at("2026-05-15T00:00Z") + 3600.0 * np.arange(7)
    z = predict(many, times)
    assert z.shape == (7, 4, 5)
    one = Harmonics(names, many.amplitude[2, 3], many.phase_deg[2, 3])
    np.testing.assert_allclose(z[:, 2, 3], predict(one, times), atol=1e-12)
