"""The commands that show what is shipped: search objects and JSON Schemas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lastknown.cli.output import print_json
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.drift.objects import Crossing, SearchObject

__all__ = ["objects_document", "show_objects", "show_schema"]

_PARTS = ("downwind", "right", "left")


def show_objects(name: str | None, *, as_json: bool) -> None:
    """Answer ``lastknown objects``."""
    from lastknown.drift.objects import find_object, objects

    chosen = objects() if name is None else (find_object(name),)
    if as_json:
        print_json(objects_document(chosen))
    elif name is None:
        for thing in chosen:
            print(f"{thing.code:<26}{thing.number or '':>3}  {thing.name_en} | {thing.name_fr}")
    else:
        print("\n".join(_lines(chosen[0])))


def objects_document(things: tuple[SearchObject, ...]) -> dict[str, Any]:
    """Return the JSON object of search objects with their leeway and the names people use."""
    from lastknown.drift.objects import crosswalk

    return {
        "schema": "lastknown.objects",
        "version": 1,
        "objects": [_object(thing, crosswalk()) for thing in things],
    }


def _object(thing: SearchObject, crossings: tuple[Crossing, ...]) -> dict[str, Any]:
    also = [row for row in crossings if row.code == thing.code]
    return {
        "code": thing.code,
        "number": thing.number or None,
        "name_en": thing.name_en,
        "name_fr": thing.name_fr,
        "also_en": [phrase for row in also for phrase in row.english],
        "also_fr": [phrase for row in also for phrase in row.french],
        "kind": thing.kind,
        "leeway": [
            {
                "weight": weight,
                "measured_as": leeway.code,
                **{
                    f"{part}_{figure}": getattr(leeway, f"{part}_{figure}")
                    for part in _PARTS
                    for figure in ("slope", "offset_ms", "sd_ms")
                },
            }
            for weight, leeway in thing.parts
        ],
        "p_under_way": thing.p_under_way,
        "speed_kn": thing.speed_kn,
        "speed_sd_kn": thing.speed_sd_kn,
        "fails_after_mean_h": thing.fails_after_mean_h or None,
        "basis": thing.basis,
    }


def _lines(thing: SearchObject) -> list[str]:
    """Return what is known of one object, for people."""
    number = f", number {thing.number}" if thing.number else ""
    lines = [f"{thing.code}{number}: {thing.name_en} | {thing.name_fr}"]
    for weight, leeway in thing.parts:
        slope, offset, sd = (
            getattr(leeway, f"downwind_{figure}") for figure in ("slope", "offset_ms", "sd_ms")
        )
        lines.append(
            f"{weight:6.0%}  {leeway.code}: downwind {slope:.2%} of the wind {offset:+.3f} m/s, "
            f"sd {sd:.3f} m/s"
        )
    return [*lines, thing.basis]


def show_schema(name: str | None) -> None:
    """Answer ``lastknown schema``."""
    from difflib import get_close_matches

    from lastknown.desk.schemas import SCHEMAS, schema_text

    if name is None:
        print("\n".join(SCHEMAS))
        return
    if name not in SCHEMAS:
        close = get_close_matches(name, SCHEMAS, n=1) or [", ".join(SCHEMAS)]
        raise LastknownError(f"schema {name!r} does not exist; did you mean {close[0]}?")
    print(schema_text(name), end="")
