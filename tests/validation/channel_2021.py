"""The night of 23-24 November 2021 in the Dover Strait, as two centres would have recorded it.

Times, positions, counts and what was reported are those of the accident report (MAIB 7/2023) and of
the public inquiry (Cranston, February 2026), UTC. It concerns real people: nobody is named.

What the public record does not give is left out: the positions of 01:05, 01:10 and 01:33, the place
and the persons of each of the three boats that the cutter met (98 in all), and the "last reported
position", whose time is unknown. What it gives without a time (those three boats, between 03:20 and
06:00, and the police's report of the same night) has a wide error. Links are those that an officer
who works with this record would make: nobody made any that night.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lastknown as lk
from lastknown.case.entries import Draft, Entry, check
from lastknown.case.merge import export_bundle, import_bundle
from lastknown.case.opening import new_record
from lastknown.case.picture import Picture, picture
from lastknown.case.store import Store, append, read
from lastknown.sea.model import Sea

BOAT = "B1"
CROSS, DOVER = "cross-gris-nez", "mrcc-dover"
HOUR_S = 3600.0


def utc(hour: int, minute: int) -> datetime:
    return datetime(2021, 11, 24, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Night:
    """The records of both centres, and the ids of what was reported, by name."""

    cross: Store
    dover: Store
    names: dict[str, str]

    def entries(self) -> tuple[Entry, ...]:
        return read(self.cross)

    def known(self, hour: int, minute: int) -> Picture:
        """Return the picture with only what was known by then."""
        moment = utc(hour, minute)
        return picture(self.entries(), at=moment, known_at=moment)

    def close(self) -> None:
        self.cross.close()
        self.dover.close()


def sea() -> Sea:
    """Return the sea of the night: the pack's tide, light wind, 12 to 13 degrees by climatology.

    The wind's direction is not public, hence its wide error.
    """
    return lk.open_sea(
        "dover-strait",
        wind=lk.Wind(speed_kn=3, from_deg=45, sd_kn=3),
        water_temperature_c=12.5,
    )


def say(
    store: Store, hour: int, minute: int, raw: str = "", sd_s: float = 60.0, **given: Any
) -> str:
    """Append one entry that was entered when it happened, and return its id."""
    retracts = given.pop("retracts", ())
    draft = check(
        Draft,
        {
            "author": "Watch 1",
            "role": "watch officer",
            "happened": {"at": utc(hour, minute), "sd_s": sd_s},
            "entered": utc(hour, minute),
            "raw": raw,
            "body": given,
            "retracts": retracts,
        },
    )
    return append(store, draft)[0].id


def report(store: Store, hour: int, minute: int, what: str, raw: str, **given: Any) -> str:
    return say(store, hour, minute, raw, kind="report", what=what, **given)


def ping(store: Store, hour: int, minute: int, raw: str) -> str:
    return report(store, hour, minute, "position_ping", raw, channel="WhatsApp")


def link(store: Store, hour: int, minute: int, name: str, belief: str, raw: str = "") -> str:
    return say(store, hour, minute, raw, kind="link", report=name, boat=BOAT, belief=belief)


def night(folder: Path) -> Night:
    """Write the whole night into two new records, put together as by bundles, and return it."""
    cross = new_record(
        str(folder / "cross.db"), "24 November 2021", CROSS, "Watch 1",
        at=utc(0, 40), keys=folder / "cross-keys",
    )  # fmt: skip
    dover = new_record(
        str(folder / "dover.db"), "24 November 2021", DOVER, "Watch 1",
        at=utc(0, 41), keys=folder / "dover-keys", joins=cross.record,
    )  # fmt: skip
    swap(cross, dover, folder)
    names = french(cross) | british(dover)
    names |= search(cross, dover, names)
    swap(cross, dover, folder)
    return Night(cross, dover, names)


def swap(one: Store, other: Store, folder: Path) -> None:
    """Send each centre the other's entries and the keys to read them."""
    for _ in range(2):
        for sender, receiver in ((one, other), (other, one)):
            known = receiver.keyring.centre in {entry.centre for entry in read(sender)}
            to = (receiver.keyring.centre,) if known else ()
            export_bundle(sender, folder / "bundle.jsonl", to=to)
            import_bundle(receiver, folder / "bundle.jsonl")


def french(cross: Store) -> dict[str, str]:
    """Write what CROSS Gris-Nez heard, up to 01:33."""
    say(cross, 0, 48, kind="boat", boat=BOAT, label="inflatable, flooding, about 33 persons")
    say(cross, 0, 48, kind="holder_taken", boat=BOAT)
    say(cross, 0, 48, kind="severity", boat=BOAT, phase="distress")
    first = report(
        cross, 0, 48, "call", 'Occupant: the boat is flooding; 33 persons, "more than 30".',
        persons={"total": 33, "least": 31}, condition="flooding", material="inflatable",
        channel="telephone",
    )  # fmt: skip
    at_0105 = ping(cross, 1, 5, "Position received: 0.6 nm on the French side of the border.")
    offer = say(cross, 1, 6, "By telephone to Dover.", kind="holder_offered", boat=BOAT, to=DOVER)
    at_0110 = ping(cross, 1, 10, "Second position, still on the French side.")
    last = ping(cross, 1, 33, "New position; the caller is told to ring 999, British waters.")
    for name in (first, at_0105, at_0110, last):
        link(cross, 1, 33, name, "certain", "Same caller.")
    return {"first": first, "last_french": last, "offer": offer}


def british(dover: Store) -> dict[str, str]:
    """Write what Dover heard, up to the last call."""
    heard = report(
        dover, 1, 30, "call", "First call to the UK; held to be in French waters by its tone.",
        dialling_tone="French", channel="telephone",
    )  # fmt: skip
    placed = report(
        dover, 2, 1, "message", "Position by WhatsApp; relayed as 40 persons.", channel="WhatsApp",
        position={"lon": 1.0 + 44.5 / 60.0, "lat": 51.0 + 8.5 / 60.0}, persons={"total": 40},
    )  # fmt: skip
    link(dover, 2, 5, placed, "likely", "The caller whom CROSS told to ring 999.")
    say(
        dover, 2, 22, "Leaves Dover, 15.6 nm away.", kind="unit_status", unit="cutter",
        status="tasked", type="patrol boat",
    )  # fmt: skip
    mayday = say(
        dover, 2, 27, "Mayday Relay with the position of 02:01, 40 persons.", kind="warning_sent",
        to="all stations", whom="all", channel="VHF 16", boat=BOAT, form="mayday_relay",
        reply_within_s=300.0,
    )  # fmt: skip
    again = report(dover, 2, 30, "call", "Second call to the UK.", channel="telephone")
    last = report(
        dover, 3, 14, "call", "Last call; people enter the water.", sd_s=180.0,
        condition="people in the water", channel="telephone",
    )  # fmt: skip
    for name in (heard, again, last):
        link(dover, 3, 17, name, "likely", "Asked for the same help.")
    return {"placed": placed, "again": again, "last": last, "mayday": mayday}


def search(cross: Store, dover: Store, names: dict[str, str]) -> dict[str, str]:
    """Write the search, up to its end at 06:00."""
    say(
        dover, 3, 20, "Infrared, poor visibility.", kind="unit_status", unit="helicopter",
        status="on_scene", type="helicopter",
    )  # fmt: skip
    given_up = say(
        cross, 3, 34, "No more calls, so the UK must have rescued them.", kind="note", boat=BOAT
    )  # fmt: skip
    police = report(
        dover, 3, 40, "relayed_call", "Police, this night: black boat, 32 persons, engine running.",
        sd_s=2.0 * HOUR_S, colour="black", persons={"total": 32}, engine="running", source="police",
    )  # fmt: skip
    met = [
        report(
            dover, hour, minute, "rescue", f"Boat {k} of three that the cutter met; 98 in all.",
            sd_s=0.5 * HOUR_S, unit="cutter",
        )
        for k, (hour, minute) in enumerate(((4, 0), (4, 40), (5, 20)), 1)
    ]  # fmt: skip
    seen = report(
        dover, 5, 28, "sighting", "About 8 m, about 30 persons, heading west, not in distress.",
        persons={"total": 30}, length_m=8.0, course_deg=270.0, source="helicopter",
        condition="not in distress",
    )  # fmt: skip
    logged = link(dover, 5, 40, met[0], "likely", "Logged as this boat.")
    against = say(
        dover, 5, 45, "The boat that was met bore no resemblance to what the callers told.",
        kind="identification", report=names["first"], rescue=met[0], how="description",
        same=False, by="the cutter's crew",
    )  # fmt: skip
    say(dover, 6, 0, "Search ended.", kind="note", boat=BOAT)
    return {"given_up": given_up, "police": police, "seen": seen, "logged": logged} | {
        "against": against, "met": met[0],
    }  # fmt: skip
