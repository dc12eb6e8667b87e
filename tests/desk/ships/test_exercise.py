from __future__ import annotations

from lastknown.cli.cases import DEMO
from lastknown.desk.ships.exercise import exercise_ships


def test_the_exercise_names_its_worst_risk_and_its_nearest_ship() -> None:
    said = exercise_ships(DEMO, "en").replace("\N{NO-BREAK SPACE}", " ")
    lines = said.splitlines()
    assert lines[0] == "Ships of the exercise (simulated traffic in the lanes; none is real):"
    assert lines[1].startswith("  All ships: Chance that any ship runs over the boat, next 6 h")
    assert lines.pop(2).startswith("    Chance that any ship runs over persons in the water: ")
    assert "taken as independent" in lines[2]
    assert lines[3].startswith("  Riskiest ship: SIM ")
    assert "chance 1 in " in lines[3]
    assert "to warn by one call to all ships" in lines[4]
    assert lines[5].startswith("  Nearest ship: SIM ")
    assert "the newest position is 0 min old." in lines[6]
