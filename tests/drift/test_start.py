from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError

HERE = "51°08.5'N 001°44.5'E"


@pytest.mark.parametrize("time", ["2026-11-22T04:30", datetime.fromisoformat("2026-11-22T04:30")])
def test_a_naive_time_is_refused_when_it_is_given(time: datetime | str) -> None:
    with pytest.raises(LastknownError, match=r"^time=2026-11-22.04:30.* has no zone; add Z"):
        Start(HERE, time)
    for name in ("until", "after"):
        when: dict[str, Any] = {name: time}
        with pytest.raises(LastknownError, match=rf"^{name}=2026-11-22.04:30.* has no zone"):
            Phase("swamped", **when)


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(LastknownError, match="time='soon' is not a time"):
        Start(HERE, "soon")
    assert Start(HERE, "2026-11-22T04:30+01:00").time == "2026-11-22T04:30+01:00"
