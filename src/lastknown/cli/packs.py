"""The commands that make and check data packs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lastknown.cli.output import print_json
from lastknown.cli.progress import progress

if TYPE_CHECKING:
    from lastknown.geo.packcheck import Finding

__all__ = ["build", "check"]


def build(box: Sequence[float], out: Path, *, as_json: bool, **parts: Any) -> bool:
    """Answer ``lastknown pack build``; `parts` are those of `lastknown.geo.packbuild.build_pack`.

    Returns whether the pack can be used.
    """
    from lastknown.geo.packbuild import build_pack

    with progress() as report:
        build_pack(box, out, **parts, progress=lambda stage: report(stage.capitalize(), None))
    return check(out, as_json=as_json)


def check(folder: Path, *, as_json: bool) -> bool:
    """Answer ``lastknown pack check``; return whether the pack can be used."""
    from lastknown.geo.pack import check_pack

    with progress() as report:
        report("Checking the pack", None)
        findings = check_pack(folder)
    usable = all(finding.level != "error" for finding in findings)
    if as_json:
        print_json(pack_document(folder, findings))
    else:
        print(f"{folder}: {'can be used' if usable else 'cannot be used'}")
        for finding in findings:
            print(f"  {finding}")
    return usable


def pack_document(folder: Path, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the JSON object of a pack and what is missing or broken in it."""
    from lastknown.errors import LastknownError
    from lastknown.geo.pack import open_pack

    try:
        pack = open_pack(folder)
    except LastknownError:
        pack = None
    return {
        "schema": "lastknown.pack",
        "version": 1,
        "folder": str(folder),
        "name": None if pack is None else pack.name,
        "title": None if pack is None else pack.title,
        "box": None if pack is None else list(pack.box),
        "usable": all(finding.level != "error" for finding in findings),
        "findings": [
            {"level": each.level, "text": each.text, "remedy": each.remedy} for each in findings
        ],
    }
