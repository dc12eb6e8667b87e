"""The warning of one ship that a person asks for, whether or not the list says to warn her."""

from __future__ import annotations

import numpy as np

from lastknown.desk._figures import time_text
from lastknown.desk.ships.answer import Around, Drifted, waters_of
from lastknown.desk.ships.document import RiskEntry, ShipWarning
from lastknown.desk.ships.meant import Named, meant
from lastknown.desk.ships.risk import passes_too, shares_mmsi
from lastknown.desk.ships.warning import warning_of
from lastknown.errors import LastknownError
from lastknown.geo.position import Position

__all__ = ["asked_ship", "warning_for"]


def asked_ship(found: Around, asked: str) -> RiskEntry:
    """Return the ship of the list that is meant, see `meant`.

    Raises
    ------
    LastknownError : none of the list has it, or several.
    """
    entries = found.risk.entries
    heard = found.heard
    if not entries and not np.isfinite(heard.newest_s) and np.isfinite(heard.given_s):
        raise LastknownError(
            f"ship={asked} was not heard by then: the positions given are of another time, the "
            f"newest of {time_text(heard.given_s)}; check the date of the file against --at"
        )
    if not heard.tracks and heard.timeless:
        raise LastknownError(
            f"ship={asked} cannot be placed: none of the positions given has a "
            f"possible time ({heard.timeless}); give AIS that says when each was heard"
        )
    rows = {pair[0]: k for k, pair in reversed([*enumerate(found.risk.pairs)])}
    several = sorted(rows.values())
    return entries[several[meant("ship", asked, [_named(entries[k]) for k in several], "riskiest")]]


def _named(entry: RiskEntry) -> Named:
    return Named(entry["ship"]["name"], entry["ship"]["mmsi"], Position(*entry["position"]))


def warning_for(over: Drifted, found: Around, entry: RiskEntry) -> ShipWarning:
    """Return what a ship of the list is asked to do.

    Raises
    ------
    LastknownError : the boat is not at sea when she passes.
    """
    if entry["warning"] is not None:
        return entry["warning"]
    row, boat = next(
        pair
        for pair, each in zip(found.risk.pairs, found.risk.entries, strict=True)
        if each is entry
    )
    hers = found.risk.strikes.of(row, boat)
    made = warning_of(
        over.cloud, hers, found.predicted[row], waters_of(over.sea),
        passes_too(found.risk.strikes, row, boat), shared=shares_mmsi(found.risk.strikes, row),
    )  # fmt: skip
    if made is None:
        name = entry["ship"]["name"] or entry["ship"]["mmsi"]
        raise LastknownError(
            f"{name}: the boat is not at sea when she passes; nothing is to be asked of her"
        )
    return made
