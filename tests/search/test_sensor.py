from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.search.lateral import definite_range, log_odds, probability, table_curve
from lastknown.search.sensor import Conditions, Sensor, width_factors
from lastknown.units import NM

FAIR = Conditions(visibility_nm=10, wind_kn=5)
NIGHT = Conditions(visibility_nm=15, wind_kn=5, sea_state=1, dark=True, moonlit=True)
MOONLESS = Conditions(visibility_nm=5, dark=True, moonlit=False, flotation=True)
HELICOPTER = Sensor(craft="helicopter", height_ft=500, speed_kn=90)
BOAT = Sensor(craft="boat", height_ft=8)


def test_worked_width_and_curve() -> None:
    # US National SAR Supplement, App. H, as worked: 20 ft boat, fixed wing at 1,000 ft, 150 kn,
    # visibility 15 NM, wind 15-25 kn: 4.4 x 0.5 x 1.1 = 2.42 NM, p(0) = .651
    sensor = Sensor(craft="fixed-wing", height_ft=1000, speed_kn=150, curve=log_odds(1.0, 0.651))
    conditions = Conditions(visibility_nm=15, wind_kn=20)
    assert sensor.sweep_width_m("Power Boat 20ft", conditions) == pytest.approx(2.42 * NM)
    curve = sensor.lateral_range("Power Boat 20ft", conditions)
    assert curve.sweep_width_m == pytest.approx(2.42 * NM)
    by_hand = 1 / (1 + math.exp(-(0.625 - 0.871 * 1.5)))
    assert float(probability(curve, 1.5 * NM)) == pytest.approx(by_hand, abs=1e-3)


@pytest.mark.parametrize(
    ("sensor", "what", "conditions", "width_nm"),
    [
        (HELICOPTER, "raft-4", FAIR, 2.2),
        (HELICOPTER, "raft-4", Conditions(10, wind_kn=26), 2.2 * 0.25),
        (HELICOPTER, "raft-4", Conditions(10, wind_kn=26, rafts_small=False), 2.2 * 0.9),
        (HELICOPTER, "ship-120ft", Conditions(10, seas_ft=3, fatigued=True), 12.2 * 0.9 * 0.9),
        (HELICOPTER, "person", Conditions(10, wind_kn=5, flotation=True), 0.1 * 4),
        (Sensor(craft="helicopter", height_ft=300, speed_kn=60), "person", FAIR, 0.1 * 1.5),
        (BOAT, "person", Conditions(10, wind_kn=5, flotation=True), 0.3),
        (BOAT, "inflatable, overloaded", FAIR, 3.3),
        (Sensor(craft="merchant-ship"), "boat-7m", Conditions(10, wind_kn=20), 4.3 * 0.5),
        (Sensor(craft="merchant-ship"), "inflatable-overloaded", FAIR, 4.3),
        (Sensor("night-vision"), "person", MOONLESS, 0.1),
        (Sensor("night-vision"), "raft-4", NIGHT, 0.9),
        (Sensor("infrared"), "person", NIGHT, 0.3),
        (Sensor("infrared"), "person", Conditions(5, sea_state=2), 0.0),
        (Sensor("radar"), "SKIFF-1", NIGHT, 1.4),
        (Sensor("strobe"), "person", NIGHT, 0.5),
        (Sensor("flare"), "raft-4", NIGHT, 10.7),
    ],
)
def test_widths_and_their_corrections(
    sensor: Sensor, what: str, conditions: Conditions, width_nm: float
) -> None:
    assert sensor.sweep_width_m(what, conditions) == pytest.approx(width_nm * NM)
    assert sensor.lateral_range(what, conditions).sweep_width_m == pytest.approx(width_nm * NM)


def test_an_entered_sensor_holds_as_entered() -> None:
    rough = Conditions(visibility_nm=0.5, wind_kn=30, fatigued=True)
    drone = Sensor("entered", width_nm=0.2, night_width_nm=0.1)
    assert drone.sweep_width_m("person", rough) == pytest.approx(0.2 * NM)
    assert drone.sweep_width_m("raft-4", NIGHT) == pytest.approx(0.1 * NM)
    by_object = Sensor("entered", width_nm={"boat": 2.0, "person": 0.2, "raft-4": 1.0})
    widths = {
        "boat": 2.0,
        "person": 0.2,
        "PIW-3": 0.2,
        "LIFE-RAFT-DB-11": 1.0,
        "SAILBOAT-1": 2.0,  # known, though no table holds it
        "inflatable, overloaded": 2.0,
    }
    for what, width_nm in widths.items():
        assert by_object.sweep_width_m(what, FAIR) == pytest.approx(width_nm * NM), what


def test_an_entered_curve_has_its_own_width() -> None:
    camera = Sensor("entered", curve=table_curve([-50, 0, 150], [0.0, 0.8, 0.8]))
    assert camera.sweep_width_m("person", FAIR) == pytest.approx(20 + 120)
    curve = Sensor("entered", width_nm=1.0, curve=definite_range(1.0, left_share=0.0))
    found = probability(curve.lateral_range("person", FAIR), [-10.0, 10.0, NM - 1, NM + 1])
    assert found == pytest.approx([0, 1, 1, 0])


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: Sensor("sonar"), "'sonar' is unknown; use one of visual"),
        (lambda: Sensor(craft="drone"), "craft='drone'.*kind=\"entered\""),
        (lambda: Sensor(craft="helicopter", speed_kn=90), "height_ft of the helicopter is missing"),
        (lambda: Sensor(craft="helicopter", height_ft=400, speed_kn=90), "nearest: 300, 500"),
        (lambda: Sensor(craft="helicopter", height_ft=500), "speed_kn of the helicopter"),
        (lambda: Sensor(craft="fixed-wing", height_ft=500, speed_kn=90), "speed_kn=90.*150"),
        (lambda: Sensor("entered"), "neither width_nm nor curve"),
        (lambda: Sensor("entered", width_nm=-1.0), "width_nm=-1.0"),
        (lambda: Sensor("entered", width_nm={"boat": math.inf}), "width_nm=inf"),
        (lambda: Sensor("radar", width_nm=1.0), "'radar' has a width of its own"),
        (lambda: Conditions(visibility_nm=0), "visibility_nm=0"),
        (lambda: Conditions(5, wind_kn=math.nan), "wind_kn=nan"),
        (lambda: Conditions(5, sea_state=11), "sea_state=11"),
        (lambda: HELICOPTER.sweep_width_m("raft-4", NIGHT), "it is dark"),
        (lambda: HELICOPTER.sweep_width_m("raft-4", Conditions(10)), "neither wind_kn"),
        (lambda: BOAT.sweep_width_m("raft-4", Conditions(30, wind_kn=5)), "nearest: 20"),
        (lambda: Sensor("night-vision").sweep_width_m("raft-4", FAIR), "it is not dark"),
        (lambda: Sensor("night-vision").sweep_width_m("person", NIGHT), "flotation=True"),
        (
            lambda: Sensor("night-vision").sweep_width_m("raft-4", Conditions(5, dark=True)),
            "moonlit is not given",
        ),
        (lambda: Sensor("radar").sweep_width_m("SKIFF-1", FAIR), "sea_state is not given"),
        (
            lambda: Sensor("flare").sweep_width_m("person", Conditions(5, dark=True)),
            "visibility_nm=5.*nearest: visibility_nm=10.7",
        ),
        (
            lambda: Sensor("entered", width_nm=1.0).sweep_width_m("person", NIGHT),
            "no night_width_nm",
        ),
        (
            lambda: Sensor("entered", width_nm={"person": 1.0}).sweep_width_m("raft-4", FAIR),
            "no sweep width was entered for 'raft-4'; entered: person",
        ),
        (
            lambda: Sensor("entered", width_nm={"boat": 1.0}).sweep_width_m("persn", FAIR),
            "'persn' is no search object",
        ),
    ],
)
def test_what_has_no_answer_is_refused(call: Any, match: str) -> None:
    with pytest.raises(LastknownError, match=match):
        call()


def test_what_is_common_to_all_looks_has_mean_one_and_the_sd_stated() -> None:
    ids = np.arange(200_000)
    factors = width_factors(3, ids)
    assert factors.mean() == pytest.approx(1.0, abs=0.004)
    assert np.log(factors).std() == pytest.approx(0.4, abs=0.003)
    assert np.median(factors) == pytest.approx(math.exp(-0.08), abs=0.004)
    assert np.all(width_factors(3, ids[:9], 0.0) == 1.0)
    assert np.log(width_factors(3, ids, 0.8)).std() == pytest.approx(0.8, abs=0.006)
    with pytest.raises(LastknownError, match="sd=-1"):
        width_factors(3, ids, -1)


def test_a_factor_is_a_function_of_seed_and_realisation() -> None:
    ids = np.arange(1000)
    whole = width_factors(8, ids)
    assert np.array_equal(width_factors(8, ids[::-7]), whole[::-7])
    assert np.array_equal(width_factors(8, ids[500:501]), whole[500:501])
    assert not np.any(width_factors(9, ids) == whole)
