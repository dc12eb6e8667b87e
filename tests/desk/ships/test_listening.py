"""What a feed's lines become: counts, the window, what goes to the disk, and words."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyais import encode_dict

from lastknown.desk.ships.listening import (
    Listening,
    beacon_line,
    event_line,
    listen_document,
    listen_words,
    live_line,
)
from lastknown.desk.ships.speaking import ship_words
from lastknown.exchange.aisfeed import FeedEvent, FeedState, What
from lastknown.times import from_seconds, show_time

T = 1_795_318_440.0
EN, FR = ship_words("en"), ship_words("fr")


def sentence(mmsi: int, **told: object) -> bytes:
    given = {"type": 1, "mmsi": mmsi, "lon": 1.5, "lat": 51.0, "speed": 10.0, "course": 90.0}
    (line,) = encode_dict({**given, **told}, talker_id="AI", radio_channel="A")
    return line.encode()


def named(mmsi: int, name: str) -> list[bytes]:
    told = {"type": 5, "mmsi": mmsi, "shipname": name, "ship_type": 70, "to_bow": 90}
    return [
        line.encode() for line in encode_dict(told, talker_id="AI", radio_channel="B", seq_id=3)
    ]


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def damaged() -> st.SearchStrategy[bytes]:
    """Return sentences of which one byte is another, with a checksum that is right again."""

    def spoil(at: int, byte: int) -> bytes:
        body = bytearray(sentence(227_000_001)[1:-3])
        body[at % len(body)] = byte
        return b"!" + bytes(body) + b"*%02X" % reduce(xor, body)

    return st.builds(spoil, st.integers(0, 99), st.integers(0, 255))


def test_lines_become_ships_and_everything_is_counted() -> None:
    heard = Listening()
    parts = named(227_000_001, "ANNA")
    lines = [sentence(227_000_001), b"\xff\xfe no sentence", sentence(0), parts[0]]
    heard.hear([(T, line) for line in lines], T)
    heard.hear([(T + 1, parts[1])], T + 1)  # the second part comes with the next packet
    assert (heard.messages, heard.positions, heard.unreadable) == (3, 1, 1)
    assert heard.by_type == {1: 2, 5: 1}
    assert heard.window.ships().mmsi.tolist() == [227_000_001]
    assert heard.window.ships().time_s.tolist() == [T]  # received then: the sentence has no time
    assert heard.window.statics[227_000_001].name == "ANNA"
    assert heard.last_s == T + 1


def test_the_disk_gets_one_position_a_ship_in_so_long_and_names_when_they_change() -> None:
    heard = Listening(every_s=2.0)
    for second in range(5):
        both = [sentence(227_000_001), sentence(227_000_002), *named(227_000_001, "ANNA")]
        heard.hear([(T + second, line) for line in both], T + second)
    positions, statics = heard.take_to_keep()
    assert positions.time_s.tolist() == [T, T, T + 2, T + 2, T + 4, T + 4]
    assert [each.name for each in statics] == ["ANNA"]
    heard.hear([(T + 9, line) for line in named(227_000_001, "BERTA")], T + 9)
    assert [each.name for each in heard.take_to_keep()[1]] == ["BERTA"]
    heard.hear([(T + 10, line) for line in named(227_000_001, "BERTA")], T + 10)
    assert heard.take_to_keep()[1] == ()
    every = Listening(every_s=0.0)
    every.hear([(T + 0.1 * n, sentence(227_000_001)) for n in range(9)], T)
    assert len(every.take_to_keep()[0]) == 9


def test_times_that_cannot_be_do_not_reach_the_picture() -> None:
    heard = Listening()
    line = sentence(227_000_001)
    ahead = b"\\c:%d*00\\" % int(T + 86_400)
    body = ahead[1:-4]
    check = 0
    for byte in body:
        check ^= byte
    tagged = b"\\" + body + b"*%02X\\" % check + line
    heard.hear([(T, tagged)], T)
    assert len(heard.window) == 0
    assert heard.ignored or heard.window.dropped
    old = sentence(227_000_002)
    heard.hear([(T - 86_400, old)], T)
    assert heard.window.dropped["too old"] == 1


@settings(max_examples=60)
@given(st.lists(st.one_of(st.binary(max_size=90), damaged()), max_size=20))
def test_nothing_that_comes_ends_it(lines: list[bytes]) -> None:
    heard = Listening()
    heard.hear([(T, line) for line in lines], T, end=True)
    assert heard.positions == len(heard.window) + heard.window.dropped.total()


def test_a_live_line_says_how_old_the_picture_is() -> None:
    heard, feed = Listening(), FeedState(connects=3)
    assert "no readable message yet" in live_line(EN, heard, feed, T)
    heard.hear([(T, sentence(227_000_001))], T)
    assert live_line(EN, heard, feed, T + 42) == (
        "messages 1, ships 1, unreadable 0, last message 42 s ago, newest position 42 s old, "
        "reconnects 2"
    )
    assert live_line(EN, heard, feed, T + 61).startswith("STALE: last message 61 s ago")
    assert "PÉRIMÉ" in live_line(FR, heard, feed, T + 600)
    flood = FeedState(connects=1, overrun=1234)
    assert live_line(EN, heard, flood, T).endswith("LOST, as they came too fast: 1,234")
    assert "PERDUS, car venus trop vite" in live_line(FR, heard, flood, T)
    assert "LOST" not in live_line(EN, heard, feed, T)
    assert "NOT KEPT at the moment: disk full" in live_line(EN, heard, feed, T, "disk full")


def tagged(seconds: float, line: bytes) -> bytes:
    body = b"c:%d" % seconds
    return b"\\" + body + b"*%02X\\" % reduce(xor, body) + line


@pytest.mark.parametrize(
    ("old_s", "ships", "age"), [(22 * 3600.0, 0, "22 h 00 min"), (301.0, 1, "5 min")]
)
def test_a_feed_that_tells_of_hours_ago_is_not_fresh(old_s: float, ships: int, age: str) -> None:
    heard, feed = Listening(), FeedState(connects=1)
    heard.hear([(T, tagged(T - old_s, sentence(227_000_001)))], T)
    live = plain(live_line(EN, heard, feed, T))
    assert live.startswith(f"STALE: newest position {age} old by the feed's own time, though")
    assert f"Messages 1, ships {ships}, unreadable 0, last message 0 s ago" in live
    assert f"date d'il y a {age}" in plain(live_line(FR, heard, feed, T))
    document = listen_document("-", T - 60, T, heard, feed)
    assert (document["stale"], document["last"]) == (True, show_time(from_seconds(T)))
    assert document["newest"] == show_time(from_seconds(T - old_s))
    said = plain(listen_words(document, "en"))
    assert f"UTC, {age} before the last message." in said
    counted = "Positions over 6 h old by the feed's own time, so their ships are not counted: 1."
    assert (counted in said) == (not ships)


def test_a_feed_that_is_in_time_is_no_more_stale_than_its_messages() -> None:
    heard, feed = Listening(), FeedState(connects=1)
    heard.hear([(T, b"no sentence")], T)
    assert listen_document("-", T - 60, T, heard, feed)["newest"] is None
    heard.hear([(T, line) for line in named(227_000_001, "ANNA")], T)  # no position at all
    assert not listen_document("-", T - 60, T, heard, feed)["stale"]
    assert "newest" not in live_line(EN, heard, feed, T)
    heard.hear([(T, tagged(T - 299.0, sentence(227_000_001)))], T)
    heard.hear([(T, tagged(T + 3600.0, sentence(227_000_001)))], T)  # a clock that is wrong
    heard.hear([(T, b"no sentence")], T)
    document = listen_document("-", T - 60, T, heard, feed)
    assert (document["stale"], document["newest"]) == (False, show_time(from_seconds(T - 299.0)))
    assert "STALE" not in live_line(EN, heard, feed, T) + listen_words(document, "en")


@pytest.mark.parametrize("what", get_args(What))
def test_each_event_has_its_words(what: What) -> None:
    event = FeedEvent(T, what, "connection refused", 1.5)
    for words in (EN, FR):
        assert (
            event_line(words, event, "tcp://h:1").replace("\N{NO-BREAK SPACE}", " ").isprintable()
        )
    if what in ("failed", "lost", "silent"):
        assert "next attempt in 1.5 s" in event_line(EN, event, "tcp://h:1")


def test_beacons_are_told_once_a_place() -> None:
    heard = Listening()
    lines = [sentence(970_010_119, status=14), sentence(970_010_120, status=15)]
    for second in range(3):
        heard.hear([(T + second, line) for line in lines], T + second)
    beacons = heard.take_beacons()
    assert [beacon_line(EN, each).partition(",")[0] for each in beacons] == [
        "BEACON AIS-SART 970010119",
        "Test of a beacon",
    ]
    assert heard.take_beacons() == []


def test_the_answer_says_what_was_lost() -> None:
    heard = Listening()
    heard.hear([(T, sentence(227_000_001))], T)
    feed = FeedState(lines=9, overrun=4, too_long=1, cut_off=2, connects=1)
    document = listen_document("tcp://h:1", T - 60, T + 90, heard, feed)
    assert document["stale"]
    assert (document["lines_lost"], document["connects"]) == (4, 1)
    said = listen_words(document, "en")
    assert "Lines lost because they came too fast 4; too long 1; cut off 2." in said
    empty = listen_document("tcp://h:1", T, T, Listening(), feed)
    assert "Not one readable message came from tcp://h:1." in listen_words(empty, "en")


@pytest.mark.parametrize("off_s", [90.0, 1e9, -1.7e9])
def test_a_clock_that_is_wrong_is_said_and_makes_no_picture_look_well(off_s: float) -> None:
    heard, feed = Listening(), FeedState(connected=True, connects=1)
    heard.hear([(T, tagged(T + off_s, sentence(227_000_001)))], T)
    assert (heard.messages, heard.positions, len(heard.window)) == (1, 0, 0)
    document = listen_document("-", T, T, heard, feed)
    assert document["stale"]
    for w, word in ((EN, "CLOCK: a clock is wrong"), (FR, "HORLOGE : une horloge est fausse")):
        assert plain(live_line(w, heard, feed, T)).startswith(word)
        assert word in plain(listen_words(document, w.lang))
    heard.hear([(T, sentence(227_000_002))], T)  # another receiver's clock is right
    assert not listen_document("-", T, T, heard, feed)["stale"]
    assert "CLOCK" not in live_line(EN, heard, feed, T)
    assert "CLOCK" in live_line(EN, heard, feed, T + 301)
