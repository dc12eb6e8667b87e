"""Evidence of a case file: the picture after it, what each piece changed, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import cast, get_args

import pytest

from lastknown.cli.app import app
from lastknown.desk._caseevidence import ShipKind
from lastknown.desk.brief import brief
from lastknown.desk.casefile import parse_case
from lastknown.desk.document import PlanDocument
from lastknown.desk.evidence import FITS_NOTHING, evidence_of
from lastknown.desk.planning import plan_case
from lastknown.desk.run import case_cloud, case_sea, drift_case
from lastknown.desk.scoring import score_case
from lastknown.desk.worth import measure_entry
from lastknown.drift.dataset import from_dataset
from lastknown.errors import LastknownError
from lastknown.evidence.searched import weigh
from lastknown.evidence.silence import PassedBy
from lastknown.geo.plane import distance_m
from lastknown.geo.position import parse_position
from lastknown.search.planned import Plan
from lastknown.ships.lookout import ATTENTION, attention_of
from lastknown.times import parse_time
from lastknown.units import NM
from tests.desk.answers import plan_of
from tests.desk.test_run import HEAD, START
from tests.desk.test_searches import SEARCHED, UNIT

PLACE = START.format(position="51°08.5'N 001°44.5'E", error=1.0)
PHONE = """
[[evidence]]
kind = "phone"
at = 2026-11-22T06:10:00Z
position = "51°06.0'N 001°40.5'E"
radius_m = 1500
confidence_percent = 68
name = "Second call"
source = "112"
"""
BEARING = """
[[evidence]]
kind = "bearing"
at = 2026-11-22T05:50:00Z
seen_from = "51°08'N 001°22'E"
bearing_deg = 101
"""
FAR = """
[[evidence]]
kind = "position"
at = 2026-11-22T06:40:00Z
position = "50°35'N 001°10'E"
error_nm = 0.5
"""
CURRENT = """
[[evidence]]
kind = "measured-current"
at = 2026-11-22T07:30:00Z
position = "51°04'N 001°40'E"
set_deg = 240
drift_kn = 1.5
"""
BUOY = """
[[evidence]]
kind = "datum-buoy"
track = [
  { position = "51°06.0'N 001°41.0'E", time = 2026-11-22T06:30:00Z },
  { position = "51°04.6'N 001°39.2'E", time = 2026-11-22T07:10:00Z },
  { position = "51°04.2'N 001°38.4'E", time = 2026-11-22T07:50:00Z },
]
"""
REAL_ERROR = ("[[sea.wind]]", "current_sd_kn = 0.6\ncurrent_half_life_min = 450\n[[sea.wind]]")


def text_of(words: str) -> str:
    return " ".join(words.split())


def test_each_piece_says_what_it_was_and_what_it_changed() -> None:
    bare, answer = drift_case(parse_case(HEAD + PLACE)).answer, None
    answer = drift_case(parse_case(HEAD + PLACE + PHONE + BEARING)).answer
    bearing, phone = answer["evidence"]  # in the order of their times
    assert (bearing["kind"], phone["kind"]) == ("bearing", "phone")
    assert phone["name"] == "Second call"
    assert phone["source"] == "112"
    assert phone["told"]["radius_m"] == 1500
    assert phone["told"]["position"] == [1.675, 51.1]
    assert phone["begin"] == phone["end"] == "2026-11-22T06:10Z"
    assert bearing["area_50_before_nm2"] == pytest.approx(bare["contours"][0]["area_nm2"], rel=0.1)
    assert bearing["area_50_nm2"] == phone["area_50_before_nm2"] > 1.5 * phone["area_50_nm2"]
    assert answer["contours"][0]["area_nm2"] == phone["area_50_nm2"]
    assert answer["most_likely"] == phone["most_likely"]
    assert bearing["effective_particles"] > phone["effective_particles"] > 50
    here, there = bearing["most_likely"], phone["most_likely"]
    assert phone["moved_nm"] == pytest.approx(distance_m(*here, *there) / NM, abs=0.01)
    assert phone["wrong"] < 0.1
    assert not phone["fits_nothing"]


def test_it_is_what_the_library_says() -> None:
    case = parse_case(HEAD + PLACE + PHONE + BEARING + CURRENT)
    sea = case_sea(case)
    answer = drift_case(case)
    values = [evidence_of(told, sea) for told in case.evidence]
    cloud = from_dataset(weigh(case_cloud(case, sea), *values))
    assert answer.cloud.weight == pytest.approx(cloud.weight)
    assert answer.cloud.lon == pytest.approx(cloud.lon, nan_ok=True)
    left = [each.attrs["effective_particles"] for each in (answer.cloud, cloud)]
    assert left[0] == pytest.approx(left[1])


def test_searches_and_evidence_are_weighed_together() -> None:
    both = drift_case(parse_case(HEAD + PLACE + PHONE + SEARCHED))
    turned = drift_case(parse_case(HEAD + PLACE + SEARCHED + PHONE))
    alone = drift_case(parse_case(HEAD + PLACE + PHONE))
    assert both.answer == turned.answer
    assert both.answer["pos_so_far"] > 0.0
    assert both.answer["contours"][0]["area_nm2"] != alone.answer["contours"][0]["area_nm2"]
    assert both.answer["evidence"] == alone.answer["evidence"]


def test_both_languages_tell_it() -> None:
    answer = drift_case(parse_case(HEAD + PLACE + PHONE + BEARING))
    english, french = text_of(answer.brief()), text_of(answer.brief("fr"))
    entry = answer.answer["evidence"][1]
    told = "06:10 position of a phone 51°06.00'N 001°40.50'E, within 1,500 m at 68 % (Second call,"
    assert told in english
    assert f"{entry['moved_nm']:.2f}".rstrip("0").rstrip(".") in english
    assert "2 weighed besides searches" in english
    assert "06h10 position d'un téléphone" in french
    assert "relèvement 101° depuis" in french


def test_what_fits_nothing_is_said_aloud_and_not_followed() -> None:
    with_it = drift_case(parse_case(HEAD + PLACE + PHONE + FAR))
    without = drift_case(parse_case(HEAD + PLACE + PHONE))
    (_, far) = with_it.answer["evidence"]
    assert far["fits_nothing"]
    assert far["wrong"] >= FITS_NOTHING
    assert far["moved_nm"] == 0.0
    assert far["moved_deg"] is None
    assert with_it.answer["contours"][0]["area_nm2"] == pytest.approx(
        without.answer["contours"][0]["area_nm2"], rel=0.02
    )
    first_page = text_of(with_it.brief().split("Details")[0]).upper()
    assert "THIS EVIDENCE FITS NOTHING IN THE PICTURE" in first_page
    assert "CHECK POSITION, TIME AND START" in first_page
    assert "FITS NOTHING" not in without.brief().upper()
    assert "NE CADRE AVEC RIEN" in text_of(with_it.brief("fr")).upper()


def test_a_current_that_cannot_be_true_is_said_aloud() -> None:
    answer = drift_case(parse_case(HEAD + PLACE + CURRENT.replace("1.5", "14.0"))).answer
    (entry,) = answer["evidence"]
    assert entry["fits_nothing"]
    assert entry["wrong"] is None
    assert "current-doubtful" in {note["code"] for note in answer["notes"]}


def test_measured_currents_of_several_units_are_one_correction() -> None:
    head = HEAD.replace(*REAL_ERROR)
    answer = drift_case(parse_case(head + PLACE + CURRENT + BUOY)).answer
    current, buoy = answer["evidence"]
    assert (current["kind"], buoy["kind"]) == ("measured-current", "datum-buoy")
    assert current["area_50_nm2"] < 0.9 * current["area_50_before_nm2"]
    assert buoy["area_50_nm2"] < current["area_50_nm2"]
    codes = [note["code"] for note in answer["notes"]]
    assert codes.count("current-corrected") == 2
    assert "measured from" not in codes


def test_debris_drifts_as_what_was_found() -> None:
    found = """
[[evidence]]
kind = "debris"
at = 2026-11-22T07:30:00Z
position = "51°04.5'N 001°40.5'E"
"""
    for what in ("", 'what = "PIW-1"\n'):
        (entry,) = drift_case(parse_case(HEAD + PLACE + found + what)).answer["evidence"]
        assert not entry["fits_nothing"]
        assert entry["area_50_nm2"] < entry["area_50_before_nm2"]


def test_silence_and_lost_contact_never_accuse_a_report() -> None:
    swamped = '[[start.phase]]\nkind = "adrift"\n[[start.phase]]\nkind = "swamped"\n'
    swamped += "after_mean_h = 3\n"
    lost = '[[evidence]]\nkind = "lost-contact"\nat = 2026-11-22T07:00:00Z\n'
    before = drift_case(parse_case(HEAD + PLACE + swamped)).answer
    after = drift_case(parse_case(HEAD + PLACE + swamped + lost)).answer
    (entry,) = after["evidence"]
    assert entry["wrong"] is None
    assert not entry["fits_nothing"]
    assert after["in_the_water"] > before["in_the_water"]


def test_a_score_counts_the_evidence() -> None:
    place, time = parse_position("51°05'N 001°41.5'E"), parse_time("2026-11-22T08:30Z")
    near, plain = (
        score_case(parse_case(HEAD + PLACE + more), place, time)["log_density_per_km2"]
        for more in (PHONE, "")
    )
    assert near > plain


def test_a_plan_asks_for_a_current_until_one_is_measured() -> None:
    head = HEAD.replace(*REAL_ERROR)
    answer = plan_of(head + PLACE + UNIT)
    entry = answer.answer["measure"]
    assert entry is not None
    assert entry["unit"] == "Lifeboat Dover"
    assert 0.0 < entry["area_50_nm2"] < 0.9 * entry["area_50_before_nm2"]
    assert entry["begin"] < entry["end"] < entry["later"]
    assert "drop a datum marker buoy" in text_of(answer.brief())
    assert "larguer une bouée repère" in text_of(answer.brief("fr"))
    measured = plan_case(parse_case(head + PLACE + UNIT + BUOY))
    assert measured.answer["measure"] is None
    assert "drop a datum marker buoy" not in text_of(measured.brief())


def test_a_ship_is_asked_for_set_and_drift_and_for_no_buoy() -> None:
    answer = plan_of(HEAD.replace(*REAL_ERROR) + PLACE + UNIT)
    buoy = answer.answer["measure"]
    ship = measure_entry(_as_kind(answer.plan, "ship"), answer.sea)
    assert buoy is not None
    assert ship is not None
    assert (buoy["how"], ship["how"]) == ("buoy", "set and drift")
    assert parse_time(ship["end"]) - parse_time(ship["begin"]) == timedelta(minutes=20)
    # 20 min by her own log tell less than a buoy that is followed for hours
    areas = (buoy["area_50_nm2"], ship["area_50_nm2"], ship["area_50_before_nm2"])
    with_buoy, with_ship, without = (area or 0.0 for area in areas)
    assert 0.0 < with_buoy < with_ship < 0.95 * without
    document = cast(PlanDocument, {**answer.answer, "measure": ship})
    english, french = (text_of(brief(document, lang)) for lang in ("en", "fr"))
    assert "measure set and drift at the most likely position, by log and compass" in english
    assert "Measured by 0" in english
    assert "par loch et compas comparés au GPS" in french
    assert not re.search("buoy|bouée", english + french)
    assert measure_entry(_as_kind(answer.plan, "drone"), answer.sea) is None


def test_what_flies_is_asked_for_a_buoy_alone_and_only_if_it_has_one() -> None:
    answer = plan_of(HEAD.replace(*REAL_ERROR) + PLACE + UNIT)
    units = [{**unit, "kind": "helicopter"} for unit in answer.answer["units"]]
    document = cast(PlanDocument, {**answer.answer, "units": units})
    english, french = (text_of(brief(document, lang)) for lang in ("en", "fr"))
    assert "if it carries a datum marker buoy, on arrival" in english
    assert "si l'appareil a une bouée repère, à l'arrivée" in french
    assert not re.search("set and drift|lie stopped|stopper", english + french)


def _as_kind(plan: Plan, kind: str) -> Plan:
    """The plan with units of another kind."""
    units = (replace(task, unit=replace(task.unit, kind=kind)) for task in plan.units)
    return replace(plan, units=tuple(units))


def test_a_current_held_for_exact_has_no_worth_to_state() -> None:
    head = HEAD.replace("[[sea.wind]]", "current_sd_kn = 0\n[[sea.wind]]")
    answer = plan_case(parse_case(head + PLACE + UNIT))
    entry = measure_entry(answer.plan, answer.sea)
    assert entry is not None
    assert entry["area_50_nm2"] is None
    assert "drop a datum marker buoy" in text_of(answer.brief())


def test_weigh_takes_a_case_with_evidence_and_no_search(tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "night.toml"
    path.write_text(HEAD + PLACE + PHONE, encoding="utf-8")
    app(["weigh", str(path)], standalone_mode=False)
    assert "Second call" in capsys.readouterr().out
    path.write_text(HEAD + PLACE, encoding="utf-8")
    with pytest.raises(LastknownError, match="evidence"):
        app(["weigh", str(path)], standalone_mode=False)


@pytest.mark.parametrize(
    ("table", "change", "says"),
    [
        (PHONE, ("06:10:00Z", "06:10:00"), "evidence 1, at=.*zone|evidence 1: at=.*zone"),
        (PHONE, ("06:10:00Z", "08:40:00Z"), "evidence 1 .phone., .*lies after at="),
        (PHONE, ("T06:10", "T03:10"), "evidence 1 .phone.: at=.*outside the cloud"),
        (PHONE, ("51°06.0'N 001°40.5'E", "001°40.5'N 51°06.0'E"), "evidence 1: .*swapped"),
        (PHONE, ("51°06.0'N 001°40.5'E", "somewhere"), "evidence 1"),
        (PHONE, ("51°06.0'N 001°40.5'E", ""), "evidence 1"),
        (PHONE, ("= 1500", "= -1500"), "radius_m=-1500 is out of bounds; give 5 to"),
        (PHONE, ("= 1500", "= nan"), "radius_m=NaN is not a finite number"),
        (PHONE, ("= 68", "= 100"), "confidence_percent=100 is out of bounds"),
        (PHONE, ("radius_m = 1500", ""), "kind=phone has no radius_m; give it"),
        (PHONE, ("radius_m", "radius_nm"), "radius_nm is no field here; did you mean radius_m"),
        (PHONE, ('"phone"', '"telephone"'), 'kind="telephone" is not known; choose'),
        (PHONE, ('kind = "phone"', ""), "evidence 1: kind is missing"),
        (BEARING, ("= 101", "= 400"), "bearing_deg=400 is out of bounds; give 0 to 360 deg"),
        (BEARING, ("= 101", "= 101\nsd_deg = -5"), "sd_deg=-5 is out of bounds"),
        (BEARING, ("= 101", "= 101\nerror_nm = 1"), "error_nm does not go with kind=bearing"),
        (BEARING, ("at = 2026-11-22T05:50:00Z", ""), "kind=bearing has no at"),
        (FAR, ("error_nm = 0.5", "error_nm = -0.5"), "error_nm=-0.5 is out of bounds"),
        (FAR, ("error_nm = 0.5", ""), "kind=position has no error_nm"),
        (FAR, ("error_nm = 0.5", "error_nm = 0.5\nwrong = 0"), "wrong=0 is out of bounds"),
        (CURRENT, ("= 1.5", "= -1.5"), "drift_kn=-1.5 is out of bounds"),
        (CURRENT, ("07:30", "04:40"), "evidence 1 .measured-current.: .*outside the cloud"),
        (CURRENT, ("51°04'N 001°40'E", "51°30'N 000°10'E"), "evidence 1"),
        (BUOY, ("T07:10", "T06:10"), "evidence 1, track=.*out of order"),
        (BUOY, ("T06:30:00Z", "T06:30:00"), "zone"),
        (BUOY, ("track = [", "at = 2026-11-22T07:00:00Z\ntrack = ["), "at does not go with kind"),
    ],
)
def test_hostile_evidence_is_one_line(table: str, change: tuple[str, str], says: str) -> None:
    assert change[0] in table
    with pytest.raises(LastknownError, match=says) as caught:
        drift_case(parse_case(HEAD + PLACE + table.replace(*change, 1)))
    assert "\n" not in str(caught.value)


def test_an_area_that_crosses_itself_is_named() -> None:
    area = """
[[evidence]]
kind = "inside"
at = 2026-11-22T06:00:00Z
polygon = ["51°00'N 001°30'E", "51°12'N 001°50'E", "51°12'N 001°30'E", "51°00'N 001°50'E"]
"""
    with pytest.raises(LastknownError, match=r"evidence 1 \(inside\): the polygon .* crosses"):
        drift_case(parse_case(HEAD + PLACE + area))
    with pytest.raises(LastknownError, match=r"evidence 1, polygon=\[\] is empty"):
        drift_case(parse_case(HEAD + PLACE + area.split("polygon")[0] + "polygon = []\n"))


def test_a_report_about_one_of_two_boats_leaves_the_other() -> None:
    starts = PLACE + 'boat = "Red"\n' + PLACE + 'boat = "Blue"\n'
    before = drift_case(parse_case(HEAD + starts)).cloud
    after = drift_case(parse_case(HEAD + starts + PHONE + 'boat = "Blue"\n'))
    red = before.start == 0
    assert after.cloud.weight[red] == pytest.approx(before.weight[red])
    assert after.cloud.weight[~red] != pytest.approx(before.weight[~red])
    assert "(Blue, Second call, 112)" in text_of(after.brief())
    with pytest.raises(LastknownError, match=r"evidence 1 \(phone\): boat='Green' is no boat"):
        drift_case(parse_case(HEAD + starts + PHONE + 'boat = "Green"\n'))


def test_no_evidence_at_all_is_none() -> None:
    assert drift_case(parse_case("evidence = []\n" + HEAD + PLACE)).answer["evidence"] == []


PASSING = """
[[evidence]]
kind = "passing-ship"
ship_kind = "cargo"
visibility_nm = 10
wind_kn = 8
source = "master by VHF 11 at 08:40"
track = [
  { position = "51°09'N 001°34'E", time = 2026-11-22T07:30:00Z },
  { position = "51°09'N 001°55'E", time = 2026-11-22T08:20:00Z },
]
"""


def test_a_passing_ship_is_weighed_as_a_watch_of_her_kind() -> None:
    case = parse_case(HEAD + PLACE + PASSING)
    (told,) = case.evidence
    sea = case_sea(case)
    made = evidence_of(told, sea)
    assert isinstance(made, PassedBy)
    assert made.attention == attention_of("cargo")
    # 0.3 of IAMSAR Table N-4 at 10 NM: 4.3 NM for a boat of 7 m, 1.9 NM for one under 5 m, which
    # stands for a swamped one, 0.6 NM for a person
    assert made.boat_nm is not None
    assert made.boat_nm("inflatable-overloaded") == pytest.approx(1.29)
    assert made.boat_nm("inflatable-swamped") == pytest.approx(0.57)
    assert made.boat_nm("SAILBOAT-5") == 0.0
    assert made.sweep_width_nm == pytest.approx({"boat": 0.0, "person": 0.18})
    keen = parse_case(HEAD + PLACE + PASSING.replace("wind_kn", 'watch = "told"\nwind_kn'))
    assert evidence_of(keen.evidence[0], sea).attention == attention_of("cargo", "told")  # type: ignore[union-attr]
    assert drift_case(case).answer["evidence"][0]["kind"] == "passing-ship"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('source = "master by VHF 11 at 08:40"', ""), "silence is no evidence"),
        (("visibility_nm = 10", ""), "has no visibility_nm"),
        (("visibility_nm = 10", "visibility_nm = 1"), "visibility_nm=1"),
        (('"cargo"', '"submarine"'), "ship_kind"),
    ],
)
def test_a_passing_ship_needs_somebody_who_says_so(change: tuple[str, str], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        parse_case(HEAD + PLACE + PASSING.replace(*change))


def test_one_pass_of_one_ship_is_weighed_once() -> None:
    mate = PASSING.replace("master by VHF 11 at 08:40", "mate by telephone")
    own = PASSING.replace('"passing-ship"', '"ship-saw-nothing"').replace(
        'ship_kind = "cargo"\nvisibility_nm = 10\nwind_kn = 8', "sweep_width_nm = 1"
    )
    for again in (PASSING, mate, own, mate.replace("07:30:00", "07:20:00")):
        with pytest.raises(LastknownError, match="one ship, which would count twice"):
            parse_case(HEAD + PLACE + PASSING + again)
    rounded = mate.replace("001°34'E", "001°34.06'E").replace("51°09'N", "51°08.93'N")
    with pytest.raises(LastknownError, match="one ship, which would count twice"):
        parse_case(HEAD + PLACE + PASSING + rounded)
    abreast = mate.replace("51°09'N", "51°09.3'N")
    assert len(parse_case(HEAD + PLACE + PASSING + abreast).evidence) == 2
    behind = mate.replace("07:30:00", "07:40:00").replace("08:20:00", "08:30:00")
    assert len(parse_case(HEAD + PLACE + PASSING + behind).evidence) == 2


def test_kinds_of_ship_are_those_of_the_watch() -> None:
    assert get_args(ShipKind) == tuple(ATTENTION)
