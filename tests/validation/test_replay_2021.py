"""24 November 2021 again, each moment with only what was known by then (docs/validation.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lastknown.case.picture import picture, picture_bytes
from lastknown.case.store import read
from lastknown.case.verify import verify
from lastknown.desk.record.assess import Assessment, assess
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.decisions import propose_closure
from lastknown.desk.record.gate import gate
from lastknown.desk.record.gatefacts import gate_facts
from lastknown.desk.record.standing import standing
from lastknown.desk.record.verbs import Hand
from lastknown.errors import LastknownError
from lastknown.people.clock import clock
from lastknown.people.exposure import Exposure
from lastknown.sea.model import Sea
from tests.validation.channel_2021 import BOAT, CROSS, DOVER, Night, night, say, sea, utc


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    made = night(tmp_path_factory.mktemp("night"))
    yield made
    made.close()


@cache
def the_sea() -> Sea:
    return sea()


def at(recorded: Night, hour: int, minute: int) -> Assessment:
    return assess(recorded.known(hour, minute), the_sea(), utc(hour, minute))


def test_both_centres_hold_the_same_proved_night(recorded: Night) -> None:
    for store in (recorded.cross, recorded.dover):
        assert [(c.centre, c.bad, c.proved == c.entries) for c in verify(store)] == [
            (CROSS, None, True),
            (DOVER, None, True),
        ]
    ours, theirs = (picture(read(store)) for store in (recorded.cross, recorded.dover))
    assert picture_bytes(ours) == picture_bytes(theirs)


def test_at_02_32_nobody_has_taken_up_the_relay(recorded: Night) -> None:
    """Nobody wrote down who was in range, and the place of the warship is not public."""
    early, late = (
        assess(recorded.known(2, minute), None, utc(2, minute), drift=False) for minute in (31, 32)
    )
    mayday = recorded.names["mayday"]
    due = {(each.code, each.about): each.since for each in late.alarms}
    assert due["relay-unanswered", mayday] == utc(2, 32)
    assert ("relay-unanswered", mayday) not in {(each.code, each.about) for each in early.alarms}
    relay = late.boat(BOAT).relay
    assert relay is not None
    assert (relay.unanswered, relay.in_range, relay.relay.answers) == (True, None, ())
    assert [step.code for step in relay.steps[:2]] == ["repeat", "dsc"]


def test_at_03_34_silence_closes_nothing(recorded: Night) -> None:
    """CROSS gave up: no more calls. Dover never answered the offer; so CROSS still holds."""
    found = at(recorded, 3, 34)
    boat = found.boat(BOAT)
    assert boat.open
    assert boat.phase == "distress"
    assert (boat.holding.centre, boat.holding.offered) == (CROSS, (recorded.names["offer"],))
    alarms = {(each.code, each.about): each.acknowledged for each in found.alarms}
    assert alarms["holder-unclear", BOAT] is None
    assert alarms["offer-unanswered", recorded.names["offer"]] is None
    assert alarms["relay-unanswered", recorded.names["mayday"]] is None
    assert ("not-looked", BOAT) in alarms
    assert not boat.gate.opens
    assert {"no rescue", "no identification"} <= {block.code for block in boat.gate.blocks}
    with pytest.raises(LastknownError, match="stays open"):
        propose_closure(recorded.cross, Hand("Watch 1", "watch officer", utc(3, 34)), boat.gate)


def test_the_last_call_is_this_boats_and_its_people_are_in_the_water(recorded: Night) -> None:
    boat = at(recorded, 3, 34).boat(BOAT)
    p = {each.report: each.p for each in boat.reports}
    assert p[recorded.names["last"]] > 0.9
    assert boat.clock is not None
    assert boat.clock.in_water == pytest.approx(1.0)
    assert boat.where is not None


def test_at_06_00_what_bore_no_resemblance_blocks(recorded: Night) -> None:
    found = at(recorded, 6, 0)
    boat, against = found.boat(BOAT), recorded.names["against"]
    assert boat.open
    assert not boat.gate.opens
    block = next(each for each in boat.gate.blocks if each.code == "identification against")
    assert block.entries == (against,)
    words = next(e.raw for e in recorded.entries() if e.id == against)
    assert words is not None
    assert "bore no resemblance" in words
    p = {each.report: each.p for each in boat.rescues}
    assert p[recorded.names["met"]] < 0.5
    hand = Hand("Watch 1", "watch officer", utc(6, 0))
    with pytest.raises(LastknownError, match="stays open"):
        propose_closure(recorded.dover, hand, boat.gate)
    assert boat.last_looked is None


def test_at_06_00_it_stays_open_without_that_entry_and_at_even_odds(tmp_path: Path) -> None:
    """The entry is retracted; that the boat that was met is this one is as likely as not."""
    made = night(tmp_path)
    say(made.dover, 6, 0, "Entered in error.", kind="note", retracts=(made.names["against"],))
    moment = utc(6, 0)
    seen = picture(read(made.dover), at=moment, known_at=moment)
    made.close()
    boat = assess(seen, the_sea(), moment).boat(BOAT)
    codes = {block.code for block in boat.gate.blocks}
    assert not boat.gate.opens
    assert "identification against" not in codes
    stands = standing(seen)
    weighed = weigh_reports(stands, None)
    facts = gate_facts(stands, weighed, seen.boats[0], boat.tally)
    even = tuple(replace(each, p_same=0.5) for each in facts.rescues)
    sure = tuple(replace(each, p_same=1.0) for each in facts.rescues)
    refused = gate(replace(facts, rescues=even))
    assert not refused.opens
    wanted = {"not sure", "no identification", "persons not accounted for"}
    assert wanted <= {block.code for block in refused.blocks}
    assert not gate(replace(facts, rescues=sure, later=())).opens


def test_at_07_26_the_survivors_as_a_range(recorded: Night) -> None:
    """8 to 15 were later held to have been alive at dawn. The aim was a range of at most 20.

    It is 20 wide where 33 were surely on board. By what was told (33, "more than 30"; 40) the
    number on board is itself uncertain by 19, and the range is 25 wide: the aim is missed by 5.
    """
    boat = at(recorded, 7, 26).boat(BOAT)
    now = boat.clock
    assert now is not None
    assert now.fewest <= 15
    assert now.most >= 8
    assert now.most - now.fewest <= 26
    first, last = utc(2, 30).timestamp(), utc(3, 14).timestamp()
    exposure = Exposure(first, last, last, water_temperature_c=12.5, water_temperature_sd_c=1.0)
    sure = np.append(np.zeros(33), 1.0)
    known = clock(sure, exposure, utc(7, 26).timestamp())
    assert known.fewest <= 15
    assert known.most >= 8
    assert known.most - known.fewest <= 20


def test_at_12_49_somebody_may_live(recorded: Night) -> None:
    boat = at(recorded, 12, 49).boat(BOAT)
    assert boat.open
    assert boat.clock is not None
    assert boat.clock.any_alive >= 0.1
    assert boat.gate.upper - boat.gate.accounted >= 33


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        whole = night(Path(folder))
        for hour, minute in ((3, 34), (6, 0), (7, 26), (12, 49)):
            view = at(whole, hour, minute).boat(BOAT)
            codes = ", ".join(dict.fromkeys(block.code for block in view.gate.blocks))
            now = view.clock
            assert now is not None
            print(f"{hour:02}:{minute:02} open {view.open}, holder {view.holding.centre}")
            print(f"      on board {view.tally.low} to {view.tally.high}; blocks: {codes}")
            print(f"      alive {now.fewest} to {now.most}, P(any) {now.any_alive:.3f}")
        whole.close()
