"""Searches of a case file that found nothing: the map, the plan and the words after them."""

from __future__ import annotations

import pytest

from lastknown.desk.casefile import parse_case
from lastknown.desk.run import drift_case, plan_case
from lastknown.errors import LastknownError
from tests.desk.test_run import HEAD, START

UNIT = """
[[unit]]
name = "Lifeboat Dover"
position = "51°07'N 001°19'E"
ready = 2026-11-22T08:40:00Z
speed_kn = 25
search_speed_kn = 15
endurance_h = 4
sweep_width_nm = { boat = 2.0, person = 0.2 }
"""
SEARCHED = """
[[searched]]
name = "Lifeboat Calais"
sweep_width_nm = { boat = 2.0, person = 0.2 }
track = [
  { position = "51°02.0'N 001°36.0'E", time = 2026-11-22T07:00:00Z },
  { position = "51°08.0'N 001°44.0'E", time = 2026-11-22T07:40:00Z },
  { position = "51°07.0'N 001°46.0'E", time = 2026-11-22T07:50:00Z },
  { position = "51°01.0'N 001°38.0'E", time = 2026-11-22T08:30:00Z },
]
"""
PLACE = START.format(position="51°08.5'N 001°44.5'E", error=0.5)


def test_a_search_moves_the_map_and_the_plan() -> None:
    before = plan_case(parse_case(HEAD + PLACE + UNIT))
    after = plan_case(parse_case(HEAD + PLACE + UNIT + SEARCHED))
    assert before.answer["searches"] == []
    assert before.answer["pos_so_far"] == 0.0
    (search,) = after.answer["searches"]
    assert 0.2 < search["pos"] < 0.9
    assert after.answer["pos_so_far"] == pytest.approx(search["pos"], abs=1e-4)
    assert after.plan.pos < before.plan.pos
    assert after.answer["contours"][1]["area_nm2"] > before.answer["contours"][1]["area_nm2"]
    # what lay in the searched water is now less likely: those who stayed adrift there
    adrift = {h["name"]: h["probability"] for h in after.answer["hypotheses"]}["adrift"]
    assert adrift < 0.45


def test_both_languages_tell_it() -> None:
    answer = drift_case(parse_case(HEAD + PLACE + SEARCHED))
    assert "Lifeboat Calais, 07:00 to 08:30" in " ".join(answer.brief().split())
    assert "Lifeboat Calais, de 07h00 à 08h30" in " ".join(answer.brief("fr").split())


def test_two_searches_are_taken_in_the_order_of_their_times() -> None:
    later = (
        SEARCHED.replace("Lifeboat Calais", "Second")
        .replace("T07:", "T06:")
        .replace("T08:30", "T07:30")
    )
    answer = drift_case(parse_case(HEAD + PLACE + SEARCHED + later)).answer
    assert [search["name"] for search in answer["searches"]] == ["Second", "Lifeboat Calais"]
    missed = 1.0
    for search in answer["searches"]:
        missed *= 1.0 - search["pos"]
    assert answer["pos_so_far"] == pytest.approx(1.0 - missed, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("T07:40:00Z", "T06:40:00Z"), "out of order"),
        (("T07:00:00Z", "T03:00:00Z"), "outside the cloud"),
        (("time = 2026-11-22T07:00:00Z", "time = 2026-11-22T07:00:00"), "zone"),
        (("sweep_width_nm = { boat = 2.0, person = 0.2 }\ntrack", "track"), "sweep_width_nm"),
        (("51°02.0'N 001°36.0'E", "001°36.0'N 51°02.0'E"), "swapped"),
    ],
)
def test_a_bad_search_is_one_line(change: tuple[str, str], says: str) -> None:
    assert change[0] in SEARCHED
    with pytest.raises(LastknownError, match=says):
        drift_case(parse_case(HEAD + PLACE + SEARCHED.replace(*change, 1)))
