"""The command that simulates traffic, for exercises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lastknown.cli.options import JsonOption, Lang, LangOption

__all__ = ["simulate"]


SeedOption = Annotated[
    int, typer.Option("--seed", min=0, max=2**63 - 1, help="Another gives other ships.")
]


def simulate(
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When it begins.")],
    over: Annotated[str, typer.Option("--for", metavar="6h", help="How long it lasts.")] = "6h",
    seed: SeedOption = 0,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write it: .nmea or .csv, with .gz too."),
    ] = None,
    every: Annotated[
        str, typer.Option("--every", metavar="1min", help="Between reports of one ship.")
    ] = "1min",
    a_day: Annotated[
        int | None,
        typer.Option("--a-day", min=0, max=4000, help="Ships a day through the lanes; 400."),
    ] = None,
    pack: Annotated[
        str, typer.Option("--pack", metavar="PACK", help="In whose lanes.")
    ] = "dover-strait",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Simulate ships in the lanes of a pack, as AIS would tell of them; for exercises."""
    from lastknown.cli.progress import progress
    from lastknown.desk.ships import simulated as made
    from lastknown.times import parse_duration, parse_time

    begin, span = parse_time(at, "at"), parse_duration(over, "for")
    step = parse_duration(every, "every").total_seconds()
    with progress() as report:
        report("Simulating", None)
        traffic = made.pack_traffic(pack, begin, span, seed=seed, lane_ships=a_day, every_s=step)
        if out is not None:
            report("Writing", None)
            made.write_traffic(traffic, out)
    if json:
        from lastknown.cli.output import print_json

        print_json(made.simulated_document(traffic, pack, seed, (begin, begin + span), out))
        return
    print(made.simulated_words(traffic, lang.value, out))
