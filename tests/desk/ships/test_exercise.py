from __future__ import annotations

from lastknown.cli.cases import DEMO
from lastknown.desk.ships.exercise import exercise_ships


def test_the_exercise_names_its_worst_risk_and_its_nearest_ship() -> None:
    said = exercise_ships(DEMO, "en").replace("\N{NO-BREAK SPACE}", " ")
    lines = said.splitlines()
    assert lines[0] == "Ships of the exercise (simulated traffic in the lanes; none is real):"
    assert lines[1].startswith("  Worst risk: SIM ")
    assert "chance 1 in " in lines[1]
    assert "to warn" in lines[2]
    assert lines[3].startswith("  Nearest ship: SIM ")
    assert "ships heard; the newest position is 0 min old." in lines[4]
