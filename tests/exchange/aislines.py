"""Sentences for tests, encoded by pyais, with what receivers put around them."""

from __future__ import annotations

from functools import reduce
from operator import xor
from typing import Any

from pyais import encode_dict

__all__ = ["AT_S", "beacon", "checksum", "ferry", "position", "sentences", "static"]

AT_S = 1_637_719_260.0
"""2021-11-24T02:01:00Z."""


def sentences(**fields: Any) -> list[bytes]:
    return [each.encode() for each in encode_dict(fields)]


def position(mmsi: int = 244_000_001, **fields: Any) -> bytes:
    told = {"msg_type": 1, "lon": 1.5, "lat": 51.0, "speed": 12.0, "course": 40.0, "heading": 41}
    return sentences(**{**told, "mmsi": mmsi, **fields})[0]


def static(mmsi: int = 244_000_001, **fields: Any) -> list[bytes]:
    told = {"msg_type": 5, "shipname": "ALMA", "callsign": "PABC", "ship_type": 70, "imo": 9000001}
    size = {"to_bow": 150, "to_stern": 40, "to_port": 12, "to_starboard": 18, "draught": 9.5}
    return sentences(**{**told, **size, "mmsi": mmsi, **fields})


def ferry(number: int) -> bytes:
    """Return one of many different reports."""
    return position(
        244_000_000 + number % 97,
        lon=1.0 + number % 50 / 100,
        lat=50.8 + number % 40 / 100,
        msg_type=(1, 3, 18)[number % 3],
        status=number % 16,
    )


def beacon(mmsi: int = 970_010_119, status: int = 14, **fields: Any) -> bytes:
    return position(mmsi, **{"status": status, "lon": 1.7, "lat": 51.1, **fields})


def checksum(body: bytes) -> bytes:
    return b"%02X" % reduce(xor, body, 0)
