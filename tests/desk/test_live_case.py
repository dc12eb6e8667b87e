"""A case file whose current is served live: fetched for what its particles can get to."""

from __future__ import annotations

from pathlib import Path

import pytest

from lastknown.desk.casefile import parse_case
from lastknown.desk.run import drift_case
from lastknown.errors import LastknownError
from lastknown.sea.model import open_sea
from tests.sea.dap_server import erddap_answer, serving
from tests.sea.test_live import sea

CASE = """
name = "Live"
at = 2026-05-15T06:00:00Z
particles = 200

[sea]
sources = ["{source}"]
[[sea.wind]]
from_deg = 240
speed_kn = 8

[[start]]
time = 2026-05-15T{hour}:00:00Z
position = "51°00'N 002°00'E"
what = "SKIFF-1"
"""


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LASTKNOWN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.delenv("LASTKNOWN_OFFLINE", raising=False)


@pytest.mark.parametrize("hour", ["04", "01"])  # the second could reach beyond what is served
def test_a_case_is_drifted_on_a_live_current(tmp_path: Path, hour: str) -> None:
    with serving(erddap_answer(sea(), tmp_path)) as (url, _):
        source = f"erddap:{url}/erddap/griddap/sea"
        answer = drift_case(parse_case(CASE.format(source=source, hour=hour)))
    assert source in {each["name"] for each in answer.answer["sources"]}
    # the current runs east at 1 m/s: so do they
    assert answer.answer["mean"][0] > 2.05
    assert any(note["code"] == "no-coast" for note in answer.answer["notes"])


def test_a_live_source_without_a_window_says_what_to_give() -> None:
    with pytest.raises(LastknownError, match="window="):
        open_sea("erddap:https://example.org/erddap/griddap/test")
