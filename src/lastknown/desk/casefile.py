"""The case file: the TOML that starts a run, validated at the door and turned into values.

``load_case`` is the only way in. Whatever is wrong with the file becomes one `LastknownError` of
one line: the file, the field, the value and the remedy.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from lastknown.desk._caseconditions import conditions_of
from lastknown.desk._caseerrors import one_line
from lastknown.desk._caseevidence import Told, told_of
from lastknown.desk._casemodel import CaseModel, SeaModel, WindModel
from lastknown.desk._casepasses import refuse_a_pass_twice
from lastknown.desk._casesearched import Search, search_of
from lastknown.desk._casestart import PhaseModel, StartModel
from lastknown.desk._casesurvival import survival_of
from lastknown.desk._caseunits import check_units, fixed_of, unit_of
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.sea.wind import Wind
from lastknown.search.unit import Unit
from lastknown.times import show_time

if TYPE_CHECKING:
    from lastknown.desk.document import RecordEntry
    from lastknown.drift.cloud import Note
    from lastknown.search.risk import Survival
    from lastknown.search.sensor import Conditions
    from lastknown.search.standing import StandingArea

__all__ = [
    "Case",
    "DriftOptions",
    "SeaOptions",
    "Search",
    "case_from",
    "load_case",
    "parse_case",
]

MAX_BYTES = 1_000_000
"""A case file is a page of text; anything larger was given by mistake."""

LONGEST_RUN = timedelta(days=90)
"""From the first start to `at` or to a unit; longer is taken for a wrong date."""

LATEST_READY = timedelta(days=7)
"""From `at` to the time a unit can leave; later is taken for a wrong date: nothing is known of the
sea so far ahead, and everything would be drifted until then."""

_CHECK = f"check the dates (a run lasts at most {LONGEST_RUN.days} days)"
_NO_SECONDS = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(Z|[+-]\d\d:\d\d)?\s*(#.*)?$")
_BARE_TEXT = re.compile(r"^\s*[\w.]+\s*=\s*[^\s\"'\[{\d+-].*$")


@dataclass(frozen=True)
class SeaOptions:
    """What `open_sea` is called with.

    Attributes
    ----------
    sources : pack names, paths or addresses, by priority.
    wind : rows of wind by hand, in order of time.
    coast : pack name or folder, or GeoJSON file; None: the pack's.
    water_temperature_c : °C, or None.
    current_sd_kn, wind_sd_kn : sd of one component of the error, knots; None: the source's own.
    current_half_life_min, wind_half_life_min : minutes; None: the source's own.
    """

    sources: tuple[str, ...]
    wind: tuple[Wind, ...] = ()
    coast: str | None = None
    water_temperature_c: float | None = None
    current_sd_kn: float | None = None
    current_half_life_min: float | None = None
    wind_sd_kn: float | None = None
    wind_half_life_min: float | None = None


@dataclass(frozen=True)
class DriftOptions:
    """How the particles are moved: scheme, step and interval of kept states in seconds, shore."""

    scheme: Literal["euler", "rk2", "rk4"] = "rk2"
    step_s: float = 600.0
    output_s: float = 3600.0
    shore: Literal["stop", "slide"] = "stop"


@dataclass(frozen=True)
class Case:
    """A case file as values.

    Attributes
    ----------
    name : name of the case.
    at : the moment that counts as now, aware, UTC.
    sea, drift : options of the sea and of the drift.
    starts : one or more scenarios of how it began.
    units : units that can be sent; may be empty.
    searches : searches in which nothing was found; may be empty.
    evidence : what else was told, found and not seen; may be empty.
    seed : seed of the random draws.
    particles : number of particles.
    path : the file it was read from, or None.
    objective : what a plan is made for, ``pos`` or ``lives``.
    within : corners of the polygon that search areas stay within; empty: no limit.
    conditions : what sensors look through; its wind is None where it is not given. None: not given.
    boat_object : object of the sweep width tables that stands for the boat; None: by what it is.
    fixed : areas that must not be moved.
    survival : how long persons in the water last; None: not given.
    notes : what was assumed where the case was made from a record.
    record : record, boat and clocks that it was made from; None: a case file.
    ships : file of AIS or of kept ships; None: none is looked at.
    """

    name: str
    at: datetime
    sea: SeaOptions
    starts: tuple[Start, ...]
    units: tuple[Unit, ...] = ()
    searches: tuple[Search, ...] = ()
    evidence: tuple[Told, ...] = ()
    drift: DriftOptions = field(default_factory=DriftOptions)
    seed: int = 1
    particles: int = 5000
    path: Path | None = None
    objective: Literal["pos", "lives"] = "pos"
    within: tuple[Position, ...] = ()
    conditions: Conditions | None = None
    boat_object: str | None = None
    fixed: tuple[StandingArea, ...] = ()
    survival: Survival | None = None
    notes: tuple[Note, ...] = ()
    record: RecordEntry | None = None
    ships: str | None = None


def load_case(path: str | Path) -> Case:
    """Return the case that a TOML file describes.

    Parameters
    ----------
    path : the case file; its fields are in the case-file reference.

    Raises
    ------
    LastknownError : no such file, not a text file, over 1 MB, broken TOML, or a field that is
        unknown, missing or out of bounds; one line with the file, the field and the remedy.
    """
    source = Path(path)
    return parse_case(_read_text(source), source)


def parse_case(text: str, path: Path | None = None) -> Case:
    """Return the case that a TOML text describes; `path` is named in errors and resolves sources.

    Raises
    ------
    LastknownError : as for `load_case`.
    """
    try:
        return _parse(text, path)
    except LastknownError as error:
        raise LastknownError(_printable(f"{path.name if path else 'case'}: {error}")) from None


def _parse(text: str, path: Path | None) -> Case:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LastknownError(_toml_fault(text, str(error))) from None
    except (RecursionError, ValueError):  # brackets in brackets without end, thousands of digits
        raise LastknownError(
            "the file is nested too deeply or holds a number too long; start from the one that "
            "`lastknown demo` shows"
        ) from None
    if not table:
        raise LastknownError("the file is empty; start from the one that `lastknown demo` shows")
    return case_from(table, path)


def case_from(table: Mapping[str, Any], path: Path | None = None) -> Case:
    """Return the case that the tables of a case file describe, as TOML gives them.

    Raises
    ------
    LastknownError : a field that is unknown, missing or out of bounds, or tables that disagree.
    """
    try:
        model = CaseModel.model_validate(table)
    except ValidationError as error:
        raise LastknownError(one_line(error, CaseModel)) from None
    _dates_agree(model)
    check_units(model)
    case = _case(model, path)
    _searches_agree(case, min(_begins(start) for start in model.start))
    return case


def _printable(text: str) -> str:
    """Return a text that stays on its line whatever the file holds."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _read_text(path: Path) -> str:
    """Return the text of a case file, or say what is wrong with the file."""
    try:
        if path.is_dir():
            raise LastknownError(f"{path} is a folder; give the case file in it")
        if not path.exists():
            raise LastknownError(f"{path} does not exist; check the path of the case file")
        if not path.is_file():
            raise LastknownError(f"{path} is not a regular file; save the case file to disk first")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise LastknownError(
                f"{path} has {size / 1e6:.0f} MB; a case file is TOML text of at most 1 MB"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LastknownError(f"{path} is not text in UTF-8; give a TOML case file") from None
    except OSError as error:
        raise LastknownError(f"{path} cannot be read: {error.strerror}; check the path") from None
    if "\0" in text:
        raise LastknownError(f"{path} is not text; give a TOML case file")
    return text.replace("\r\n", "\n")


def _toml_fault(text: str, message: str) -> str:
    """Return what is wrong with the TOML, with the usual remedy for the line it names."""
    found = re.search(r"at line (\d+)", message)
    if found is None:
        return f"not valid TOML: {message}; look at its last lines"
    number = int(found[1])
    line = text.splitlines()[number - 1].strip() if number <= len(text.splitlines()) else ""
    shown = line if len(line) <= 60 else f"{line[:59]}…"
    if (short := _NO_SECONDS.search(line)) is not None:
        remedy = f"a time needs its seconds: {short[1]}:00{short[2] or 'Z'}"
    elif _BARE_TEXT.match(line) or re.search(r"=\s*[\d+-]\S*[^\d\s.,eE+:#_TZ-]", line):
        remedy = "put text in quotes"
    else:
        remedy = re.sub(r"\s*\(at .*\)$", "", message)
        remedy = remedy[:1].lower() + remedy[1:]
    return f"line {number} `{shown}` is not valid TOML; {remedy}"


def _dates_agree(model: CaseModel) -> None:
    """Refuse a case in which nothing has begun yet, and dates that are a slip of the year."""
    begins = [_begins(start) for start in model.start]
    first = min(begins)
    number, at = begins.index(first) + 1, show_time(model.at)
    told = f"start {number}, time={show_time(first)}"
    if first > model.at:
        raise LastknownError(f"{told} lies after at={at}; set at to that time or later")
    if model.at - first > LONGEST_RUN:
        raise LastknownError(f"{told} lies {_days(model.at - first)} before at={at}; {_CHECK}")
    for number, unit in enumerate(model.unit, start=1):
        told = f"unit {number}, ready={show_time(unit.ready)}"
        if first - unit.ready > LONGEST_RUN:
            raise LastknownError(
                f"{told} lies {_days(model.at - unit.ready)} before at={at}; check the dates"
            )
        if unit.ready - model.at > LATEST_READY:
            raise LastknownError(
                f"{told} lies {_days(unit.ready - model.at)} after at={at}, and a plan reaches at "
                f"most {LATEST_READY.days} days ahead; check the date, or leave the unit out"
            )


def _searches_agree(case: Case, first: datetime) -> None:
    """Refuse a search that ended before anything began, or so late that its date is a slip."""
    for number, search in enumerate(case.searches, start=1):
        (_, begin), (_, end) = search.track[0], search.track[-1]
        told = f"searched {number}, from {show_time(begin)} to {show_time(end)},"
        if end < first:
            raise LastknownError(
                f"{told} ended before the first start {show_time(first)}; check the dates"
            )
        if end - first > LONGEST_RUN:
            raise LastknownError(
                f"{told} ended {_days(end - first)} after the first start {show_time(first)}; "
                f"{_CHECK}"
            )


def _begins(start: StartModel) -> datetime:
    """Return when a start begins: its time, of a track the first of its points'."""
    place = start.position
    if isinstance(place, dict) and "track" in place:
        times: list[datetime] = [point["time"] for point in place["track"]]
        return min(times)
    return start.time


def _days(span: timedelta) -> str:
    return f"{span.days} days"


def _case(model: CaseModel, path: Path | None) -> Case:
    folder = path.parent if path else None
    evidence = tuple(told_of(each, k, model.at) for k, each in enumerate(model.evidence, 1))
    refuse_a_pass_twice(evidence)
    return Case(
        name=model.name,
        at=model.at,
        sea=_sea(model.sea, folder),
        starts=tuple(_start(start) for start in model.start),
        units=tuple(unit_of(unit) for unit in model.unit),
        searches=tuple(search_of(each, k, folder) for k, each in enumerate(model.searched, 1)),
        evidence=evidence,
        drift=DriftOptions(**model.drift.model_dump()),
        seed=model.seed,
        particles=model.particles,
        path=path,
        ships=None if model.ships is None else _beside(model.ships, folder),
        objective=model.objective,
        within=tuple(model.within or ()),
        conditions=None if model.conditions is None else conditions_of(model.conditions),
        boat_object=None if model.conditions is None else model.conditions.boat_object,
        fixed=tuple(fixed_of(area) for area in model.fixed),
        survival=None
        if model.survival is None
        else survival_of(model.survival, model.sea.water_temperature_c),
    )


def _sea(model: SeaModel, folder: Path | None) -> SeaOptions:
    options = model.model_dump(exclude={"sources", "wind", "coast"})
    rows = [Wind(**_given(row)) for row in model.wind]
    if len(rows) > 1:
        rows = [
            row
            for _, row in sorted(zip([r.time for r in model.wind], rows, strict=True), key=_first)
        ]
    return SeaOptions(
        sources=tuple(_beside(source, folder) for source in model.sources),
        wind=tuple(rows),
        coast=None if model.coast is None else _beside(model.coast, folder),
        **options,
    )


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _beside(source: str, folder: Path | None) -> str:
    """Return the path of a source that lies beside the case file; a bare word is a pack's name."""
    if folder is None or not re.search(r"[/\\.]", source) or "://" in source:
        return source
    there = folder / Path(source).expanduser()
    with suppress(OSError):  # no name for a file here; the sea says what is wrong with it
        if there.exists():
            return str(there)
    return source


def _start(model: StartModel) -> Start:
    values = _given(model)
    phases = tuple(_phase(phase) for phase in values.pop("phase", ()))
    return Start(**values, phases=phases)


def _phase(model: PhaseModel) -> Phase:
    return Phase(**_given(model))


def _given(
    model: WindModel | StartModel | PhaseModel,
) -> dict[str, Any]:
    """Return the fields that hold something, nested models untouched."""
    return {name: value for name, value in model if value is not None}
