from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastknown.desk.ships.call import LATER_S, call_of
from lastknown.units import HOUR
from tests.crossing import spread
from tests.night import AT_S


def test_the_call_says_where_now_where_later_and_what_every_ship_can_do() -> None:
    made = call_of(spread(500.0), ("",), AT_S, AT_S + 6 * HOUR, 34, [1.75, 51.15])
    assert made is not None
    assert made["ships"] == 34
    assert [each["share"] for each in made["circles"]] == [1.0, 1.0]
    assert [each["time"] for each in made["circles"]] == ["2026-11-22T08:30Z", "2026-11-22T11:30Z"]
    assert AT_S + LATER_S < AT_S + 6 * HOUR
    english, french = (made["words"][lang]["text"] for lang in ("en", "fr"))
    assert english.startswith("All ships, all ships, all ships. A boat is in distress")
    plot = "Its most likely position at 08:30 UTC is 51°09.00'N 001°45.00'E. It is probably within"
    assert f"{plot} 0.60 NM of 51°08.5" in english
    assert "Sa position la plus probable à 08h30 UTC est 51°09,00'N" in french
    assert "is five one degrees zero nine decimal zero" in made["words"]["en"]["aloud"]
    assert "slow down as far as is safe, make no wash, post extra lookouts, use radar" in english
    assert "à moins de 0,60 NM de 51°08,5" in french
    for text in (english, french):
        assert "34" not in text  # how many are meant is not for the air
        assert "\N{NO-BREAK SPACE}" not in text
    assert not any(sign.isdigit() for lang in ("en", "fr") for sign in made["words"][lang]["aloud"])


def test_it_is_made_where_a_ship_is_to_be_warned_and_a_boat_is_at_sea() -> None:
    cloud = spread(500.0, 50)
    assert call_of(cloud, ("",), AT_S, AT_S + HOUR, 0) is None
    gone = replace(cloud, lon=cloud.lon * np.nan)
    assert call_of(gone, ("",), AT_S, AT_S + HOUR, 3) is None
    short = call_of(cloud, ("",), AT_S, AT_S + HOUR, 1)
    assert short is not None
    assert short["circles"][1]["time"] == "2026-11-22T09:30Z"


def test_of_two_boats_each_has_its_place() -> None:
    cloud = spread(500.0, 50)
    two = replace(cloud, boats=("B1",) * max(int(cloud.start.max()) + 1, 1))
    made = call_of(two, ("B1", "B1"), AT_S, AT_S + HOUR, 3, [1.75, 51.15])
    assert made is not None
    text = made["words"]["en"]["text"]
    assert "2 boats are in distress" in text
    assert text.count("One is probably within") == 2
    assert "two boats are in distress" in made["words"]["en"]["aloud"]
    assert "B1" not in text
    assert "most likely" not in text  # of both together
    assert made["most_likely"] is None
