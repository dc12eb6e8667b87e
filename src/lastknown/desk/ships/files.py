"""What `lastknown ships risk --out` writes: the words, what each ship is told, the map's data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lastknown.desk.ships.answer import Around
from lastknown.desk.ships.document import RiskDocument, RiskEntry
from lastknown.desk.ships.riskwords import risk_words
from lastknown.exchange.ships import ships_features, ships_geojson
from lastknown.exchange.whole import write_index, write_text

__all__ = ["risk_features", "warning_file", "write_risk"]


def write_risk(folder: Path, document: RiskDocument, found: Around, lang: str) -> list[str]:
    """Write the files into a folder and return their names.

    Parameters
    ----------
    folder : that exists. document : from `risk_document` of `found`. lang : of the words.
    """
    write_text(folder / "risk.txt", risk_words(document, lang, texts=True, every=True) + "\n")
    write_text(folder / "ships.geojson", ships_geojson(risk_features(found)))
    names = ["risk.txt", "ships.geojson"]
    warned = [entry for entry in document["risk"] if entry["warning"]]
    if warned:
        (folder / "warnings").mkdir()
        names.append("warnings/")
    files = {warning_file(entry, number): entry for number, entry in enumerate(warned, start=1)}
    for name, entry in files.items():
        write_text(folder / "warnings" / name, _sent(entry))
    if files:
        write_index(folder / "warnings", [*files])
    return names


def risk_features(found: Around) -> list[dict[str, Any]]:
    """Return the ships that may run over a boat, and what they may strike, for GeoJSON."""
    rows = sorted({ship for ship, _ in found.risk.pairs})  # not by MMSI: two ships may share one
    return ships_features(
        [found.heard.tracks[row] for row in rows],
        [found.predicted[row] for row in rows],
        [*found.risk.entries],
        [*found.risk.areas],
    )


def warning_file(entry: RiskEntry, number: int) -> str:
    """Return the name of the file of one ship's warning."""
    ship = entry["ship"]
    name = re.sub(r"[^A-Za-z0-9]+", "-", ship["name"]).strip("-").lower()
    return "-".join(filter(None, [f"{number:02d}", name, f"{ship['mmsi']:09d}"])) + ".txt"


def _sent(entry: RiskEntry) -> str:
    warning = entry["warning"]
    assert warning is not None
    words = warning["words"]
    said = [part for lang in ("en", "fr") for part in (words[lang]["text"], words[lang]["aloud"])]
    return "\n\n".join(said) + "\n"
