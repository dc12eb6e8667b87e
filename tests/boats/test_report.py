"""Reports are checked when they are made."""

from __future__ import annotations

import pytest

from lastknown.boats import Decision, Identity, Report
from lastknown.boats.report import in_order
from lastknown.errors import LastknownError


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "rumour"}, "kind='rumour' is unknown; give call"),
        ({"hull": "burnt"}, "hull='burnt' is unknown; give marked, sunk or adrift"),
        ({"persons": -1}, "persons=-1 of report 'a' is out of bounds; give 0 to 10000"),
        ({"error_m": 0.0}, "error_m=0.0 of report 'a' is out of bounds"),
        ({"time_s": float("nan")}, "time_s=nan of report 'a' is out of bounds"),
        ({"id": ""}, "id='' of a call is empty"),
    ],
)
def test_what_is_wrong_is_quoted(fields: dict[str, object], says: str) -> None:
    given = {"id": "a", "kind": "call", "time_s": 0.0, **fields}
    with pytest.raises(LastknownError, match=says):
        Report(**given)  # type: ignore[arg-type]


def test_words_of_persons_are_checked() -> None:
    with pytest.raises(LastknownError, match="verdict='maybe' is unknown"):
        Decision("a", "b", "maybe")  # type: ignore[arg-type]
    with pytest.raises(LastknownError, match="how='hearsay' is unknown"):
        Identity("a", "b", "hearsay")  # type: ignore[arg-type]


def test_time_then_id_orders() -> None:
    reports = [Report("b", "call", 1.0), Report("a", "call", 1.0), Report("c", "call", 0.0)]
    assert [each.id for each in in_order(reports)] == ["c", "a", "b"]
