"""Options and arguments that several commands have."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["At", "Author", "Boat", "File", "JsonOption", "Lang", "LangOption", "Report"]
__all__ += ["KnownBy", "Role", "Why"]
__all__ += ["AtOption", "BoatOption", "CaseArgument", "OutOption", "OverOption", "ShipsOption"]
__all__ += ["KeepDays", "SourceOption", "WindFrom", "WindKn", "keep_of"]


class Lang(StrEnum):
    """Languages of what people read."""

    en = "en"
    fr = "fr"


JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON object instead of words; see schema.")
]
LangOption = Annotated[Lang, typer.Option("--lang", help="Language of the words.")]
File = Annotated[
    str, typer.Argument(metavar="FILE", help="The record: a SQLite path or a postgresql:// URL.")
]
Boat = Annotated[str, typer.Argument(metavar="BOAT", help="Its name in the record, such as B1.")]
Report = Annotated[str, typer.Argument(metavar="REPORT", help="The entry: 12, mrcc-x/12, …")]
Author = Annotated[
    str, typer.Option("--author", envvar="LASTKNOWN_AUTHOR", help="Who writes this down.")
]
Role = Annotated[
    str, typer.Option("--role", envvar="LASTKNOWN_ROLE", help="As what: SMC, watch officer …")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="When it happened: 02:01Z or a whole time; or now."),
]
KnownBy = Annotated[
    str | None,
    typer.Option("--known-by", metavar="CENTRE", help="Whose knowledge counts; or this centre's."),
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, in words; sealed.")]

KeepDays = Annotated[
    float,
    typer.Option(
        "--keep-days",
        envvar="LASTKNOWN_KEEP_DAYS",
        min=0.0,
        max=36_525.0,
        help="Forget ships heard earlier; 0: never.",
    ),
]


def keep_of(days: float) -> timedelta | None:
    """Return how long ships are kept; None: for ever."""
    return timedelta(days=days) if days else None


# of a case file or a record, and the ships around its boat

CaseArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A case file (TOML), or a record: SQLite path or postgresql:// URL."
    ),
]
BoatOption = Annotated[
    str | None,
    typer.Option("--boat", metavar="BOAT", help="Of a record: which boat; or the one open."),
]
SourceOption = Annotated[
    list[str] | None,
    typer.Option("--source", metavar="SOURCE", help="Of a record: its sea; may be repeated."),
]
WindKn = Annotated[
    float | None,
    typer.Option("--wind-kn", min=0, max=150, help="Of a record: wind by hand, knots."),
]
WindFrom = Annotated[
    float | None,
    typer.Option("--wind-from-deg", min=0, max=360, help="Where it comes from, degrees true."),
]
ShipsOption = Annotated[
    str | None,
    typer.Option("--ships", metavar="FILE", help="AIS: sentences, CSV, kept ships; gzip too."),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Also write the files into this folder."),
]
AtOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="What counts as now; or the case's own.")
]
OverOption = Annotated[
    str, typer.Option("--over", metavar="6h", help="How far ahead ships are looked at.")
]
