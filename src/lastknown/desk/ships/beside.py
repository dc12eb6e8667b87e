"""Ships beside the answer about a boat: worst risk and nearest help in brief, JSON and map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from lastknown.desk._figures import time_text
from lastknown.desk._shipsentries import UNHEARD, UNREAD, HelperEntry, RiskEntry, ShipsEntry
from lastknown.desk.answer import note_entry
from lastknown.desk.casefile import Case
from lastknown.desk.run import DriftAnswer, Progress
from lastknown.desk.ships.aid import aid_of, helper_entries
from lastknown.desk.ships.answer import OVER_S, Around, around_of, drifted
from lastknown.desk.ships.heard import Traffic, heard_entry
from lastknown.search.planned import Plan

__all__ = ["MOST", "ShipsBeside", "ships_entry", "unheard", "with_ships", "without_ships"]

MOST = 12
"""Ships of either list that stand in the document of another answer; `ships risk` has them all."""

Answer = TypeVar("Answer", bound=DriftAnswer)


@dataclass(frozen=True, eq=False)
class ShipsBeside:
    """What the map and the files draw of ships: those of the list of risk."""

    around: Around

    def features(self) -> list[dict[str, Any]]:
        """Return the ships as GeoJSON features."""
        from lastknown.desk.ships.files import risk_features

        return risk_features(self.around)

    def write(self, out: Path) -> Path:
        """Write ``ships.geojson`` into a folder and return its path."""
        from lastknown.exchange.ships import ships_geojson
        from lastknown.exchange.whole import write_text

        write_text(out / "ships.geojson", ships_geojson(self.features()))
        return out / "ships.geojson"


def with_ships(
    answer: Answer,
    traffic: Traffic,
    progress: Progress | None = None,
    over_s: float = OVER_S,
) -> Answer:
    """Return an answer with the ships around it: in its document, its map and its files.

    Parameters
    ----------
    answer : of `desk.run.drift_case` or `desk.planning.plan_case`; of a plan it is said what a
        unit's going would cost it. traffic : what was heard. over_s : how far ahead, s.

    Raises
    ------
    LastknownError : the sea or the cloud does not reach so far.
    """
    plan = getattr(answer, "plan", None)
    entry, around = ships_entry(answer.case, traffic, plan, progress, over_s)
    document = {**answer.document(), "ships": entry}
    return replace(answer, answer=document, ships=ShipsBeside(around))  # type: ignore[arg-type]


def without_ships(answer: Answer, why: str) -> Answer:
    """Return an answer that says loudly that the ships kept beside its record cannot be read.

    Parameters
    ----------
    why : `desk.ships.reading.UnreadError.why`.
    """
    document = answer.document()
    said = f"THE SHIPS KEPT BESIDE THE RECORD CANNOT BE READ: {why}"
    notes = [note_entry(UNREAD, said, why=why), *document["notes"]]
    return replace(answer, answer={**document, "notes": notes})


def unheard(answer: Answer, source: str, messages: int) -> Answer:
    """Return an answer that says loudly that the file given as ships holds no position of one.

    Parameters
    ----------
    source : the file, as given. messages : AIS messages or rows in it.
    """
    document = answer.document()
    held = f"{source} holds no position of a ship (rows and messages {messages})."
    said = f"NO SHIP IN THIS ANSWER: {held}"
    notes = [note_entry(UNHEARD, said, source=source, messages=messages), *document["notes"]]
    return replace(answer, answer={**document, "notes": notes})


def ships_entry(
    case: Case,
    traffic: Traffic,
    plan: Plan | None = None,
    progress: Progress | None = None,
    over_s: float = OVER_S,
) -> tuple[ShipsEntry, Around]:
    """Return what an answer about a case says of ships, and what it is made from.

    Parameters
    ----------
    plan : of the case's units; None: none was made. The rest as `with_ships`.

    Raises
    ------
    LastknownError : the sea or the cloud does not reach so far.
    """
    over = drifted(case, over_s, progress)
    around = around_of(over, traffic, progress)
    aid = aid_of(over, around.predicted, plan)
    found = helper_entries(over, aid, around.predicted, plan)
    heard = heard_entry(around.heard, around.predicted)
    entry: ShipsEntry = {
        **heard,
        "simulated": 0 < heard["ships"] <= heard["simulated_ships"],
        "until": time_text(over.until_s),
        "risk": _foremost(around.risk.entries),
        "combined": [*around.risk.combined],
        "areas": [*around.risk.areas],
        "help": _first(found),
    }
    return entry, around


def _foremost(entries: Sequence[RiskEntry]) -> list[RiskEntry]:
    """Return the riskiest, and all that are to be warned."""
    return [each for number, each in enumerate(entries) if number < MOST or each["warn"]]


def _first(found: Sequence[HelperEntry]) -> list[HelperEntry]:
    """Return all units, and the first ships."""
    ships = [each for each in found if each["mmsi"] is not None][:MOST]
    return [each for each in found if each["mmsi"] is None or each in ships]
