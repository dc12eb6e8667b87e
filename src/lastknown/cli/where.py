"""The commands that say where they are and who looks where: drift, plan, weigh."""

from __future__ import annotations

from typing import Annotated

import typer

from lastknown.cli.fromrecord import Asked
from lastknown.cli.options import (
    Author,
    BoatOption,
    CaseArgument,
    JsonOption,
    KnownBy,
    Lang,
    LangOption,
    OutOption,
    Role,
    ShipsOption,
    SourceOption,
    WindFrom,
    WindKn,
)

__all__ = ["drift", "plan", "weigh"]

_At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="Of a record: what counts as now.")
]
_KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TIME", help="Of a record: as it was known then."),
]
_Water = Annotated[
    float | None,
    typer.Option("--water-temperature-c", min=-2, max=40, help="Of a record: degrees C."),
]
_Visibility = Annotated[
    float | None,
    typer.Option("--visibility-nm", min=0.01, max=100, help="Of a record: visibility, NM."),
]
_SeaState = Annotated[
    int | None, typer.Option("--sea-state", min=0, max=9, help="Of a record: Douglas sea state.")
]
_CaseFile = Annotated[
    bool, typer.Option("--case-file", help="Print the case file that a record makes, and stop.")
]


def drift(
    file: CaseArgument,
    boat: BoatOption = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: KnownBy = None,
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    water_temperature_c: _Water = None,
    ships: ShipsOption = None,
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
    file: CaseArgument,
    boat: BoatOption = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: KnownBy = None,
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    water_temperature_c: _Water = None,
    visibility_nm: _Visibility = None,
    sea_state: _SeaState = None,
    ships: ShipsOption = None,
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
    file: CaseArgument,
    boat: BoatOption = None,
    at: _At = None,
    known_at: _KnownAt = None,
    known_by: KnownBy = None,
    source: SourceOption = None,
    wind_kn: WindKn = None,
    wind_from_deg: WindFrom = None,
    water_temperature_c: _Water = None,
    visibility_nm: _Visibility = None,
    ships: ShipsOption = None,
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
