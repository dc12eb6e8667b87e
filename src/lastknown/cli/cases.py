"""The commands that answer a case file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from lastknown.cli.output import out_folder, print_json, say
from lastknown.cli.progress import progress

__all__ = ["DEMO", "show_drift", "show_plan", "show_score"]

DEMO: Final = Path(__file__).parents[1] / "data" / "demo" / "varne.toml"
"""The exercise that is shipped."""

FILES: Final = (
    *("brief.txt", "brief.html", "map.svg", "map.png", "cloud.nc", "probability.geojson"),
    *("plan.gpx", "plan.geojson"),
)
"""Everything that `--out` may hold; what a run does not write anew it removes."""


def show_drift(path: Path, *, as_json: bool, out: Path | None, lang: str) -> None:
    """Answer ``lastknown drift``."""
    from lastknown.desk.casefile import load_case
    from lastknown.desk.run import drift_case

    with progress() as report:
        answer = drift_case(load_case(path), progress=report)
        _write(answer, out, lang)
    _show(answer, as_json=as_json, lang=lang)


def show_plan(path: Path, *, as_json: bool, out: Path | None, lang: str) -> None:
    """Answer ``lastknown plan`` and ``lastknown demo``."""
    from lastknown.desk.casefile import load_case
    from lastknown.desk.run import plan_case

    with progress() as report:
        answer = plan_case(load_case(path), progress=report)
        _write(answer, out, lang)
    _show(answer, as_json=as_json, lang=lang)


def show_score(path: Path, position: str, time: str, *, as_json: bool) -> None:
    """Answer ``lastknown score``."""
    raise NotImplementedError


def _write(answer: Any, out: Path | None, lang: str) -> None:
    if out is not None:
        with out_folder(out, FILES) as folder:
            names = [path.name for path in answer.write(folder, lang)]
        say(f"{out}: {', '.join(names)}")


def _show(answer: Any, *, as_json: bool, lang: str) -> None:
    if as_json:
        print_json(answer.document())
    else:
        print(answer.brief(lang))
