"""The commands that say where they are and who looks where: drift, plan, weigh."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lastknown.cli.fromrecord import Asked
from lastknown.cli.options import Author, JsonOption, Lang, LangOption, Role

__all__ = ["OutOption", "drift", "plan", "weigh"]

FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A case file (TOML), or a record: SQLite path or postgresql:// URL."
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Also write the files into this folder."),
]
_Boat = Annotated[
    str | None,
    typer.Option("--boat", metavar="BOAT", help="Of a record: which boat; or the one open."),
]
_At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="Of a record: what counts as now.")
]
_KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TIME", help="Of a record: as it was known then."),
]
_KnownBy = Annotated[
    str | None,
    typer.Option("--known-by", metavar="CENTRE", help="Whose knowledge counts; or this centre's."),
]
_Sources = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="SOURCE", help="Of a record: its sea; may be repeated."),
]
_Water = Annotated[
    float | None,
    typer.Option("--water-temperature-c", min=-2, max=40, help="Of a record: degrees C."),
]
_WindKn = Annotated[
    float | None,
    typer.Option("--wind-kn", min=0, max=150, help="Of a record: wind by hand, knots."),
]
_WindFrom = Annotated[
    float | None,
    typer.Option("--wind-from-deg", min=0, max=360, help="Where it comes from, degrees true."),
]
_Visibility = Annotated[
    float | None,
    typer.Option("--visibility-nm", min=0.01, max=100, help="Of a record: visibility, NM."),
]
_SeaState = Annotated[
    int | None, typer.Option("--sea-state", min=0, max=9, help="Of a record: Douglas sea state.")
]
_Ships = Annotated[
    str | None,
    typer.Option("--ships", metavar="FILE", help="AIS: sentences, CSV, kept ships; gzip too."),
]
_CaseFile = Annotated[
    bool, typer.Option("--case-file", help="Print the case file that a record makes, and stop.")
]


def drift(
    file: FileArgument,
    boat: _Boat = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: _KnownBy = None,
    source: _Sources = None,
    wind_kn: _WindKn = None,
    wind_from_deg: _WindFrom = None,
    water_temperature_c: _Water = None,
    ships: _Ships = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Say where they are: the probability map of a case file, or of a boat of a record."""
    from lastknown.cli.cases import show_drift

    asked = Asked(
        boat=boat,
        at=at,
        known_at=known_at,
        known_by=known_by,
        source=tuple(source or ()),
        wind_kn=wind_kn,
        wind_from_deg=wind_from_deg,
        water_temperature_c=water_temperature_c,
        ships=ships,
        author=author,
        role=role,
    )
    show_drift(file, asked, as_json=json, out=out, lang=lang.value)


def plan(
    file: FileArgument,
    boat: _Boat = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: _KnownBy = None,
    source: _Sources = None,
    wind_kn: _WindKn = None,
    wind_from_deg: _WindFrom = None,
    water_temperature_c: _Water = None,
    visibility_nm: _Visibility = None,
    sea_state: _SeaState = None,
    ships: _Ships = None,
    case_file: _CaseFile = False,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Say where they are and where the units of a case file, or of a record, look first."""
    from lastknown.cli.cases import show_case, show_plan

    asked = Asked(
        boat=boat, at=at, known_at=known_at, known_by=known_by, source=tuple(source or ()),
        wind_kn=wind_kn, wind_from_deg=wind_from_deg, water_temperature_c=water_temperature_c,
        visibility_nm=visibility_nm, sea_state=sea_state, ships=ships, author=author, role=role,
    )  # fmt: skip
    if case_file:
        show_case(file, asked)
        return
    show_plan(file, asked, as_json=json, out=out, lang=lang.value)


def weigh(
    file: FileArgument,
    boat: _Boat = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: _KnownBy = None,
    source: _Sources = None,
    wind_kn: _WindKn = None,
    wind_from_deg: _WindFrom = None,
    water_temperature_c: _Water = None,
    visibility_nm: _Visibility = None,
    ships: _Ships = None,
    author: Author = "",
    role: Role = "",
    json: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = Lang.en,
) -> None:
    """Say where they are after the searches that found nothing and what else was told."""
    from lastknown.cli.cases import show_drift

    asked = Asked(
        boat=boat,
        at=at,
        known_at=known_at,
        known_by=known_by,
        source=tuple(source or ()),
        wind_kn=wind_kn,
        wind_from_deg=wind_from_deg,
        water_temperature_c=water_temperature_c,
        visibility_nm=visibility_nm,
        ships=ships,
        author=author,
        role=role,
    )
    show_drift(file, asked, as_json=json, out=out, lang=lang.value, searched=True)
