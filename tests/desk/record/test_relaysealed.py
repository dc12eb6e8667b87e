"""Who was warned or answered is forgotten with a purge; records that had it open still fold."""

from __future__ import annotations

import logging
from json import dumps
from pathlib import Path

import pytest

from lastknown.case.arrivals import receive
from lastknown.case.merge import export_bundle, import_bundle
from lastknown.case.opening import open_record
from lastknown.case.picture import picture, picture_bytes
from lastknown.case.purge import order_purge
from lastknown.case.store import Store, append, read
from lastknown.case.told import WarningAcknowledged
from lastknown.case.verify import verify
from lastknown.desk.record.assess import assess
from lastknown.desk.record.listing import list_document, list_words
from lastknown.desk.record.moving import joined
from lastknown.desk.record.picturing import Weather
from lastknown.desk.record.relay import RelayState
from lastknown.desk.record.relayed import Relay, relays_of
from lastknown.desk.record.relayentries import relay_entry
from lastknown.desk.record.relaying import answered, end_relay, rung
from lastknown.desk.record.relaynow import relay_states
from lastknown.desk.record.relaywhom import whom_of
from lastknown.desk.record.relaywords import relay_lines
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.standing import standing
from lastknown.desk.record.telling import telling_of
from lastknown.desk.record.verbs import Hand, warn
from lastknown.desk.ships.heard import Traffic
from lastknown.desk.ships.night import night_ships, night_words
from lastknown.errors import LastknownError
from lastknown.ships.columns import no_positions
from tests.case.nights import at, begin, draft
from tests.case.test_merge import two_centres

EARLIER = Path(__file__).parents[2] / "case" / "earlier" / "relay.jsonl"
"""What the program wrote before who answered was sealed: one relay, rung, answered twice, one ship
let go, cancelled. Made by that program, of made-up names."""
FR = record_words("fr")
NAME, MMSI = "ADA LOVELACE", 235000009


def hand(minutes: float) -> Hand:
    return Hand("J. Watch", "SMC", at(minutes), at(minutes))


def the_relay(store: Store) -> Relay:
    (found,) = relays_of(standing(picture(read(store))))
    return found


def state_of(store: Store) -> RelayState:
    (found,) = relay_states(read(store), at(103))
    return found


def say(store: Store, minutes: float, what: str, *more: object) -> None:
    relay = the_relay(store)
    who = whom_of(relay, (), NAME, MMSI, new=True)
    {"answered": answered, "rung": rung}[what](store, hand(minutes), relay, who, *more)


def sent(store: Store) -> None:
    body = {"to": "all stations", "whom": "all", "boat": "B1", "form": "mayday_relay"}
    append(store, draft(87, "MAYDAY RELAY", kind="warning_sent", by="EXERCISE", **body))


def files_of(*folders: Path) -> bytes:
    return b"".join(p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file())


def shown_in(data: bytes) -> list[bytes]:
    return [word for word in (NAME.encode(), str(MMSI).encode()) if word in data]


def test_after_a_purge_nothing_says_who_and_the_relay_stands_as_it_did(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    sent(east)
    say(east, 88, "rung", "phone")
    say(east, 89, "answered", "proceeding", 12.0)
    other = whom_of(the_relay(east), (), "Lifeboat", new=True)
    answered(east, hand(90), the_relay(east), other, "received")
    relay = the_relay(east)
    end_relay(east, hand(95), relay, "stood_down", whom_of(relay, (), NAME))
    export_bundle(east, tmp_path / "keyed", to=["mrcc-west"])
    import_bundle(west, tmp_path / "keyed")
    assert the_relay(west) == the_relay(east)
    assert shown_in(files_of(tmp_path)) == [], "sealed from the first, in files and bundles"
    before = the_relay(east)
    assert [each.who.name for each in before.helpers] == ["Lifeboat"]

    order_purge(east, "D. Head", "SMC", at=at(100), everything=True)
    export_bundle(east, tmp_path / "purged")
    assert receive(west, tmp_path / "purged", "E. West", "SMC", at(101)).purged
    export_bundle(west, tmp_path / "back")
    import_bundle(east, tmp_path / "back")
    assert picture_bytes(picture(read(east))) == picture_bytes(picture(read(west)))
    after = the_relay(east)
    assert after == the_relay(west)
    assert all(each.who.sealed for each in (*after.answers, *after.called, *after.let_go))
    assert [each.entry for each in after.helpers] == [each.entry for each in before.helpers]
    assert [each.who.first for each in (*after.called, *after.answers)] == [
        each.who.first for each in (*before.called, *before.answers)
    ]
    assert after.ended is None, "that one ship was let go ends nothing for all"
    words = "\n".join(relay_lines(telling_of(FR, picture(read(east)), at(103)), state_of(east)))
    assert "un navire ou moyen dont le nom est scellé à 02h29" in words
    assert "Les noms scellés ici sont venus sans leurs clés" in words
    assert shown_in(files_of(tmp_path)) == []
    assert shown_in(caplog.text.encode()) == []
    assert [(chain.bad, chain.lost) for chain in verify(east)] == [(None, ())] * 2
    for store in (east, west):
        store.close()


def night_of(store: Store, lang: str) -> str:
    """Return all that anybody is shown: the list, alarms and ships of the picture, and JSON."""
    seen = picture(read(store))
    words = record_words(lang)
    t = telling_of(words, seen, at(120))
    ships = night_ships(seen, at(120), Traffic(no_positions()), Weather(), boats=False)
    (relay,) = relay_states(read(store), at(120))
    alarms = assess(seen, None, at(120), drift=False).alarms
    return "\n".join(
        [
            list_words(words, seen), night_words(ships, at(120), lang),
            *(t.alarm(alarm) for alarm in alarms), *relay_lines(t, relay),
            dumps([list_document(seen), ships, relay_entry(t, relay)], ensure_ascii=False),
        ]
    )  # fmt: skip


def test_whom_a_warning_went_to_is_sealed_and_goes_with_a_purge(tmp_path: Path) -> None:
    """`ships warn`, `case warn` and `case relay --to`: whether it went to one or all stays."""
    east, west = two_centres(str(tmp_path / "east.db"), tmp_path)
    append(east, draft(2, kind="boat", boat="B1"))
    warn(east, hand(80), f"{NAME} MMSI {MMSI}", "keep clear", boat="B1", reply_within_s=60.0)
    warn(east, hand(81), "All ships off Dungeness", "keep clear", reply_within_s=60.0)
    body = {"to": NAME, "whom": "one", "boat": "B1", "form": "mayday_relay", "by": NAME}
    append(east, draft(87, "MAYDAY RELAY", kind="warning_sent", **body))
    assert night_of(east, "en").count(NAME) >= 5
    export_bundle(east, tmp_path / "bare")
    import_bundle(west, tmp_path / "bare")
    export_bundle(east, tmp_path / "keyed", to=["mrcc-west"])
    bare = night_of(west, "en")
    assert "warned all stations: no answer yet" in bare, "of no boat by name"
    assert "warning to one ship or station (name sealed)" in bare
    assert "warning to all stations" in bare
    import_bundle(west, tmp_path / "keyed")
    assert night_of(west, "fr") == night_of(east, "fr")
    assert [(each.to, each.whom, each.by) for each in the_relay(west).sent] == [(NAME, "one", NAME)]
    assert shown_in(files_of(tmp_path)) == [], "sealed from the first, in files and bundles"

    order_purge(east, "D. Head", "SMC", at=at(100), everything=True)
    export_bundle(east, tmp_path / "purged")
    assert receive(west, tmp_path / "purged", "E. West", "SMC", at(101)).purged
    for store in (east, west):
        english, french = (night_of(store, lang) for lang in ("en", "fr"))
        assert shown_in((english + french).encode()) == []
        assert "Mayday Relay to one ship or station (name sealed)" in english
        assert "warned one ship or station (name sealed) of B1: no answer yet" in english
        assert "to one ship or station (name sealed) was not acknowledged" in english
        assert "MAYDAY RELAY à un navire ou une station (nom scellé)" in french
        assert "avertissement à toutes les stations" in french
        assert "avertissement à un navire ou une station (nom scellé) pour B1" in french
        (sent,) = the_relay(store).sent
        assert (sent.to, sent.whom, sent.by) == (None, "one", "mrcc-east")
        store.close()


def test_the_purge_of_one_answer_takes_that_name_alone(tmp_path: Path) -> None:
    store = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    sent(store)
    say(store, 88, "rung", "vhf")
    say(store, 89, "answered", "cannot")
    (answer,) = the_relay(store).answers
    order_purge(store, "D. Head", "SMC", at=at(100), entries=[answer.entry])
    relay = the_relay(store)
    assert (relay.answers[0].who.sealed, relay.called[0].who.name) == (True, NAME)
    assert relay.answers[0].who.is_(relay.called[0].who), "still one ship"
    store.close()


def test_a_record_of_an_earlier_program_opens_folds_and_goes_on(tmp_path: Path) -> None:
    record, name = joined(EARLIER, "mrcc-west")
    assert name == "Exercise Varne"
    west = begin(str(tmp_path / "west.db"), tmp_path / "keys", "mrcc-west", joins=record)
    import_bundle(west, EARLIER)
    west.close()
    west = open_record(tmp_path / "west.db", keys=tmp_path / "keys")
    assert [chain.bad for chain in verify(west)] == [None, None]
    relay = the_relay(west)
    assert relay.ended is not None
    assert relay.ended.how == "cancelled"
    (first,) = relay.sent
    assert (first.to, first.whom, first.by) == ("all stations", None, "EXERCISE COASTGUARD")
    assert [(a.who.name, a.who.mmsi, a.answer) for a in relay.answers] == [
        ("NORDSEE", 211000002, "proceeding"),
        ("Exercise lifeboat", None, "received"),
    ]
    assert [(c.who.name, c.means) for c in relay.called] == [("NORDSEE", "vhf")]
    assert [e.who and e.who.name for e in relay.let_go] == ["NORDSEE"]
    versions = [entry.version for entry in read(west) if entry.centre == "mrcc-east"]
    assert versions == [1] * len(versions)
    warning = relay.sent[0].entry
    append(west, draft(130, kind="warning_acknowledged", warning=warning, by=NAME))
    (entry,) = (e for e in read(west) if e.version == 2)
    assert isinstance(entry.body, WarningAcknowledged)
    assert entry.body.by == NAME
    assert shown_in(files_of(tmp_path)) == []
    west.close()


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("warning_acknowledged", {}, "says nobody"),
        ("warning_rung", {"means": "vhf"}, "says nobody"),
        ("warning_ended", {"how": "stood_down", "to": NAME}, "set one"),
        ("warning_sent", {"whom": "one"}, "says nobody"),
        ("warning_sent", {"to": NAME}, "set whom to all or one"),
    ],
)
def test_an_answer_of_nobody_and_a_hidden_end_are_refused(
    kind: str, body: dict[str, object], said: str, tmp_path: Path
) -> None:
    store = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    sent(store)
    about = {} if kind == "warning_sent" else {"warning": read(store)[1].id}
    with pytest.raises(LastknownError, match=said):
        append(store, draft(90, kind=kind, **about, **body))
    store.close()
