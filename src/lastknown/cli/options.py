"""Options and arguments that several commands have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

__all__ = ["At", "Author", "Boat", "File", "JsonOption", "Lang", "LangOption", "Report"]
__all__ += ["Role", "Why"]


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
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, in words; sealed.")]
