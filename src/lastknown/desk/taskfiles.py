"""The files of a plan: those of all units, and for every crew its own in the folder ``units``.

A crew gets its sheet, route, area, map and print page.

File names are made from the units' names: ASCII letters, digits and hyphens alone, whatever a name
holds, and no two alike. ``index.txt`` lists the files written, one a line, so that a later run can
remove them without touching what others put there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lastknown.desk.document import PlanDocument
from lastknown.desk.tasking import tasking, tasking_page
from lastknown.desk.words import words
from lastknown.search.planned import Plan

if TYPE_CHECKING:
    from lastknown.exchange.chart import Chart

__all__ = ["FOLDER", "slugs", "write_plan"]

FOLDER: Final = "units"
_LONGEST: Final = 40
_RESERVED = re.compile(r"(con|prn|aux|nul|index|(com|lpt)\d)$")
"""Names that Windows keeps for devices, and our own."""


def slugs(names: Sequence[str]) -> list[str]:
    """Return a file name without suffix for each unit: ``lifeboat-dover``; no two are alike.

    Parameters
    ----------
    names : any text; what has no ASCII letter or digit becomes ``unit``.
    """
    taken: list[str] = []
    for name in names:
        base = slug = _slug(name)
        count = 1
        while slug in taken:
            count += 1
            slug = f"{base}-{count}"
        taken.append(slug)
    return taken


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST].strip("-")
    return f"unit-{slug}" if _RESERVED.match(slug) else slug or "unit"


def write_plan(
    document: PlanDocument, plan: Plan, chart: Callable[[str], Chart], out: Path, lang: str = "en"
) -> list[Path]:
    """Write ``plan.gpx``, ``plan.geojson`` and the files of every unit; return their paths.

    A unit that stays gets its sheet alone, which says why.

    Parameters
    ----------
    document : of the plan.
    plan : what was planned; its units are those of the document.
    chart : gives the map of the unit of a name.
    out : a folder that exists.
    lang : ``en`` or ``fr``.

    Raises
    ------
    LastknownError : a file cannot be written there.
    """
    from lastknown.exchange.geojson import to_geojson
    from lastknown.exchange.gpx import to_gpx
    from lastknown.exchange.whole import write_index

    whole = [
        to_gpx(plan, out / "plan.gpx", words=words(lang).table["gpx"]),
        to_geojson(plan, out / "plan.geojson"),
    ]
    folder = out / FOLDER
    folder.mkdir(exist_ok=True)
    paths: list[Path] = []
    for number, slug in enumerate(slugs([task.unit.name for task in plan.units])):
        paths += _write_one(document, plan, number, chart, folder / slug, lang)
    return [*whole, *paths, write_index(folder, [path.name for path in paths])]


def _write_one(
    document: PlanDocument,
    plan: Plan,
    number: int,
    chart: Callable[[str], Chart],
    stem: Path,
    lang: str,
) -> list[Path]:
    """Write the files of one unit, named `stem` and a suffix."""
    from lastknown.exchange.chart import to_svg
    from lastknown.exchange.geojson import to_geojson
    from lastknown.exchange.gpx import to_gpx
    from lastknown.exchange.whole import write_text

    task, name = plan.units[number], plan.units[number].unit.name
    sheet = stem.with_suffix(".txt")
    write_text(sheet, tasking(document, name, lang))
    if not task.launch:
        return [sheet]
    drawn, page, map_file = to_svg(chart(name)), stem.with_suffix(".html"), stem.with_suffix(".svg")
    write_text(page, tasking_page(document, number, lang, drawn))
    write_text(map_file, drawn)
    route, area = stem.with_suffix(".gpx"), stem.with_suffix(".geojson")
    to_gpx(plan, route, number=number, words=words(lang).table["gpx"])
    to_geojson(plan, area, number=number)
    return [sheet, page, map_file, route, area]
