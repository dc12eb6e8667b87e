"""The commands and their options; each loads what it needs when it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lastknown.cli.options import JsonOption, Lang, LangOption, OutOption
from lastknown.cli.records import record
from lastknown.cli.ships import ships
from lastknown.cli.where import drift, plan, weigh

__all__ = ["app"]

CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The case file (TOML).")]
WORDS = {"ignore_unknown_options": True}
"""A position south or west may begin with a minus sign."""

app = typer.Typer(
    name="lastknown",
    help="Where a small boat in distress is now, and where to look first.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="--debug with any command shows where a fault is.",
)
sea = typer.Typer(help="What the sea does at one place and time.", rich_markup_mode=None)
app.add_typer(sea, name="sea")
pack = typer.Typer(
    help="Make and check packs: the sea and coast of an area.", rich_markup_mode=None
)
app.add_typer(pack, name="pack")
app.add_typer(record, name="case")
app.add_typer(ships, name="ships")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"lastknown {version('lastknown')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Where a small boat in distress is now, and where to look first."""


for command in (drift, plan, weigh):
    app.command()(command)


@app.command()
def demo(
    json: JsonOption = False,
    out: OutOption = None,
    lang: LangOption = Lang.en,
    number: Annotated[
        int,
        typer.Option("--round", min=1, max=2, help="2: hours later, the first search in vain."),
    ] = 1,
    case_file: Annotated[
        bool, typer.Option("--case-file", help="Print its case file, to start yours from.")
    ] = False,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="FILE", help="Write its record, to play with."),
    ] = None,
) -> None:
    """Plan the exercise that is shipped: a distress call in the Dover Strait."""
    from lastknown.cli.cases import demo_case, show_demo, write_demo_record

    if record is not None:
        write_demo_record(record, lang.value)
        return
    if case_file:
        print(demo_case(number), end="")
        return
    show_demo(number, as_json=json, out=out, lang=lang.value)


@app.command(context_settings=WORDS)
def score(
    case: CaseArgument,
    position: Annotated[str, typer.Argument(metavar="POSITION", help="Where they were found.")],
    time: Annotated[str, typer.Argument(metavar="TIME", help="When, with its zone.")],
    json: JsonOption = False,
) -> None:
    """Say how well a case file's map foretold a later find."""
    from lastknown.cli.cases import show_score

    show_score(case, position, time, as_json=json)


@sea.command("at", context_settings=WORDS)
def sea_at(
    position: Annotated[str, typer.Argument(metavar="POSITION", help="Any usual form.")],
    time: Annotated[str, typer.Argument(metavar="TIME", help="2026-05-15T12:00Z")],
    source: Annotated[
        list[str] | None,
        typer.Option("--source", metavar="SOURCE", help="Pack, path or address; may be repeated."),
    ] = None,
    wind_kn: Annotated[
        float | None, typer.Option("--wind-kn", help="Wind by hand: its speed, knots.")
    ] = None,
    wind_from_deg: Annotated[
        float | None, typer.Option("--wind-from-deg", help="Where it comes from, degrees true.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Print current and wind there, with source and error."""
    from lastknown.cli.seas import show_sea

    show_sea(position, time, source or [], wind_kn, wind_from_deg, as_json=json)


@pack.command("build")
def pack_build(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to make.")],
    box: Annotated[
        tuple[float, float, float, float],
        typer.Option(metavar="LON LAT LON LAT", help="South-west and north-east corner, degrees."),
    ],
    title: Annotated[str, typer.Option(help="Its area in words.")] = "",
    tide: Annotated[Path | None, typer.Option(metavar="FILE", help="Tide atlas.")] = None,
    model: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Model file; may be repeated.")
    ] = None,
    gauges: Annotated[Path | None, typer.Option(metavar="FILE", help="Tide gauges.")] = None,
    places: Annotated[Path | None, typer.Option(metavar="FILE", help="Named places.")] = None,
    lanes: Annotated[Path | None, typer.Option(metavar="FILE", help="Traffic lanes.")] = None,
    border: Annotated[Path | None, typer.Option(metavar="FILE", help="Region borders.")] = None,
    json: JsonOption = False,
) -> None:
    """Make a pack for a box of the world, from the coast package and your own files."""
    from lastknown.cli.packs import build

    files = {"tide": tide, "gauges": gauges, "places": places, "lanes": lanes, "border": border}
    build(box, out, as_json=json, title=title, model=model or [], **files)


@pack.command("check")
def pack_check(
    folder: Annotated[Path, typer.Argument(metavar="PACK", help="Its folder or name.")],
    json: JsonOption = False,
) -> None:
    """Say what is missing or broken in a pack."""
    from lastknown.cli.packs import check

    if not check(folder, as_json=json):
        raise typer.Exit(2)


@app.command()
def objects(
    name: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]", help="Code, number or plain name of one."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the search objects, or say what is known of one."""
    from lastknown.cli.things import show_objects

    show_objects(" ".join(name) if name else None, as_json=json)


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="drift, plan, score, case …")
    ] = None,
) -> None:
    """Print the JSON Schema of an answer, or the names of all."""
    from lastknown.cli.things import show_schema

    show_schema(name)
