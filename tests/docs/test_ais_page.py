"""The page about AIS: its fields, reasons and figures are those of the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from lastknown.desk.ships import beacons
from lastknown.exchange._aisdecode import MOST_HEARD
from lastknown.exchange._aislines import LONG
from lastknown.exchange._aistally import MOST_KEPT
from lastknown.exchange.ais import FIELDS, LONGEST
from lastknown.units import MINUTE, NM

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ais.md").read_text(encoding="utf-8")
WORDS = ROOT / "src" / "lastknown" / "desk" / "ships"


def test_every_field_of_a_column_map_is_on_the_page() -> None:
    assert [each for each in FIELDS if f"`{each}`" not in PAGE] == []


def test_every_reason_why_something_is_ignored_is_on_the_page_and_has_words() -> None:
    listed = PAGE.partition("| why | what |")[2].partition("\n\n")[0]
    reasons = re.findall(r"`([a-z0-9-]+)`", listed)
    assert len(reasons) == 13
    for lang in ("en", "fr"):
        words = tomllib.loads((WORDS / f"words_{lang}.toml").read_text(encoding="utf-8"))["unread"]
        assert [each for each in reasons if each.replace("-", "_") not in words] == []


def test_the_figures_are_those_of_the_code() -> None:
    assert f"a line over {LONGEST:,} bytes (of a CSV {LONG:,})" in PAGE
    assert f"The first {MOST_KEPT} of them" in PAGE
    assert f"more than {MOST_HEARD:,} of them at a time" in PAGE
    assert f"when it has moved by {beacons.MOVED_M / NM:g} NM" in PAGE
    assert f"a standard error of {beacons._ERROR_M:g} m" in PAGE
    assert f"within {beacons._SAME_S / MINUTE:g}\nminutes" in PAGE
    assert f"More than {beacons.MOST_REPORTS} reports at once" in PAGE
