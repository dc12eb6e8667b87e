"""The command that shows which ships were where at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lastknown.cli.options import At, JsonOption, Lang, LangOption
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.desk.ships.believed import Believed
    from lastknown.desk.ships.shown import Asked, ShownDocument
    from lastknown.ships.columns import Positions, Static

__all__ = ["show"]


def show(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A record, what was kept in a .ships.sqlite, or a file of AIS."
        ),
    ],
    at: At = None,
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="TIME", help="Leave out what was imported later."),
    ] = None,
    near: Annotated[
        str | None, typer.Option("--near", metavar="POSITION", help="Only ships near there.")
    ] = None,
    within_nm: Annotated[
        float, typer.Option("--within", metavar="NM", min=0.0, help="How near, nautical miles.")
    ] = 20.0,
    back: Annotated[
        str, typer.Option("--back", metavar="TIME", help="How old a position may be.")
    ] = "1h",
    json: JsonOption = False,
    lang: LangOption = Lang.en,
) -> None:
    """Say which ships were where: positions for the plotter, course, speed, age."""
    asked = _asked(at, known_at, near, within_nm, back)
    document = _kept(file, asked, now_is_asked=at is None)
    if json:
        from lastknown.cli.output import print_json

        print_json(document)
        return
    from lastknown.desk.ships.shown import show_words

    print(show_words(document, lang.value))


def _asked(
    at: str | None, known_at: str | None, near: str | None, within_nm: float, back: str
) -> Asked:
    from lastknown.cli.sitting import now
    from lastknown.desk.record.naming import moment
    from lastknown.desk.ships.shown import Asked
    from lastknown.geo.position import parse_position
    from lastknown.times import parse_duration, to_seconds
    from lastknown.units import NM

    clock = now()
    known = None if known_at is None else to_seconds(moment(known_at, clock, "known_at"))
    return Asked(
        at_s=to_seconds(clock if at is None else moment(at, clock)),
        known_s=known,
        back_s=parse_duration(back, "--back").total_seconds(),
        near=None if near is None else parse_position(near),
        within_m=within_nm * NM,
    )


def _kept(file: str, asked: Asked, *, now_is_asked: bool) -> ShownDocument:
    """Return the answer from what is kept, or from a file of AIS at its own last moment."""
    from dataclasses import replace
    from pathlib import Path

    from lastknown.case.glance import is_sqlite_file
    from lastknown.case.tables import shown_url
    from lastknown.desk.ships.believed import newest_believed
    from lastknown.desk.ships.shown import show_document

    if "://" in file or is_sqlite_file(Path(file)):
        return show_document(shown_url(file), asked, *_stored(file, asked))
    if asked.known_s is not None:
        raise LastknownError(
            f"{file} does not say when it was known; import it into a record, or leave --known-at"
        )
    positions, statics, timeless = _read(file)
    given_s = float(positions.time_s.max())
    if now_is_asked:
        asked = replace(asked, at_s=given_s)
    said = tuple(each for each in statics if not each.time_s > asked.at_s)
    since_s = asked.at_s - asked.back_s
    believed = newest_believed(positions, said, since_s, asked.at_s)
    return show_document(file, asked, believed, said, given_s, timeless)


def _stored(file: str, asked: Asked) -> tuple[Believed, tuple[Static, ...], float]:
    """Return what is kept by the moment, and the newest time of all; NaN where not asked."""
    from contextlib import closing

    from lastknown.case.traffic import count_ships, open_ships
    from lastknown.case.trafficread import read_statics
    from lastknown.desk.ships.believed import read_believed

    with closing(open_ships(file, read_only=True)) as store:
        said = read_statics(store, asked.at_s, known_s=asked.known_s)
        since_s = asked.at_s - asked.back_s
        believed = read_believed(store, said, since_s, asked.at_s, known_s=asked.known_s)
        ask = not len(believed.newest) and asked.known_s is None
        return believed, said, count_ships(store)[1] if ask else float("nan")


def _read(file: str) -> tuple[Positions, tuple[Static, ...], int]:
    """Return what a file of AIS holds that has a time, and how many positions have none possible.

    Raises
    ------
    LastknownError : there is no such file, or no position with a time in it.
    """
    import numpy as np

    from lastknown.cli.sitting import now
    from lastknown.desk.ships.reading import read_file

    read = read_file(file, now())
    timed = read.positions.at(np.isfinite(read.positions.time_s))
    without = len(read.positions) - len(timed) + read.ignored.get("time-out-of-range", 0)
    if not len(timed):
        raise LastknownError(
            f"{file} holds no position with a possible time (without: {without}); give a file "
            f"with times, or a record that has kept ships"
        )
    return timed, read.statics, without
