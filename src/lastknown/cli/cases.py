"""The commands that answer a case file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from lastknown.cli.fromrecord import Asked, case_asked, made_asked, note_shown, refuse_windless
from lastknown.cli.guard import first_interrupt
from lastknown.cli.output import out_folder, print_json, refuse_unwritable, say
from lastknown.cli.progress import Report, progress
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.desk.casefile import Case
    from lastknown.desk.run import DriftAnswer

__all__ = ["DEMO", "DEMO_2", "demo_case", "show_case", "show_demo", "show_drift", "show_plan"]
__all__ += ["show_score", "write_demo_record"]

DEMO: Final = Path(__file__).parents[1] / "data" / "demo" / "varne.toml"
"""The exercise that is shipped."""

DEMO_2: Final = DEMO.with_name("varne-2.toml")
"""Its second round: the first search found nothing."""

NEXT: Final = {
    "en": "Found nothing? The second round: lastknown demo --round 2",
    "fr": "Rien trouvé ? Le second tour : lastknown demo --round 2 --lang fr",
}
"""What the first round ends with."""

PLAY: Final = {
    "en": "{file} holds the exercise. Look: lastknown case picture {file} --at 2026-11-22T08:30Z",
    "fr": "{file} contient l’exercice. Voir : lastknown case picture {file} --lang fr "
    "--at 2026-11-22T08:30Z",
}
"""What is said of a record of the exercise."""

_Answer = TypeVar("_Answer", bound="DriftAnswer")

PREPARING: Final = "Preparing; the first run on a machine compiles the drift, once"
MEETING: Final = "Meeting the ships; the first run compiles, once"
WEIGHING: Final = "Weighing which report is of which boat; the first run compiles, once"

FILES: Final = (
    *("brief.txt", "brief.html", "map.svg", "map.png", "cloud.nc", "probability.geojson"),
    *("looked.geojson", "ships.geojson", "plan.gpx", "plan.geojson", "units/"),
)
"""Everything that `--out` may hold; what a run does not write anew it removes."""


def show_drift(
    file: str,
    asked: Asked,
    *,
    as_json: bool,
    out: Path | None,
    lang: str,
    searched: bool = False,
) -> None:
    """Answer ``lastknown drift``; with `searched`, ``lastknown weigh``: it needs a search."""
    refuse_unwritable(out)
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.run import drift_case

        case = case_asked(file, asked)
        if searched and not (case.searches or case.evidence):
            raise LastknownError(_nothing_to_weigh(file, case))
        refuse_windless(case)
        answer = _with_ships(drift_case(case, progress=report), file, asked, report)
        written = _write(answer, out, lang, report)
    _show(answer, written, as_json=as_json, lang=lang)
    note_shown(file, asked, case, "weigh" if searched else "drift")


def _nothing_to_weigh(file: str, case: Case) -> str:
    if case.record is not None:
        return (
            f"{file}: no search since the last known position is entered; enter it with lastknown "
            "case searched, or use lastknown drift"
        )
    return (
        f"{file}: no [[searched]] and no [[evidence]] is given; add what was searched or "
        "told, or use lastknown drift"
    )


def show_case(file: str, asked: Asked) -> None:
    """Print the case file that a boat of a record makes, once it has passed all checks."""
    made = made_asked(file, asked)
    case = made.case()
    print(made.text(), end="", flush=True)
    note_shown(file, asked, case, "case file")


def demo_case(number: int) -> str:
    """Return the case file of a round of the exercise, 1 or 2, fit to be saved anywhere."""
    if number == 1:
        return DEMO.read_text(encoding="utf-8")
    beside = f'file = "{DEMO_2.parent.as_posix()}/'
    return DEMO_2.read_text(encoding="utf-8").replace('file = "', beside)


def show_demo(number: int, *, as_json: bool, out: Path | None, lang: str) -> None:
    """Answer ``lastknown demo``; the first round ends with how to see the second."""
    if number == 2:
        show_plan(str(DEMO_2), Asked(), as_json=as_json, out=out, lang=lang)
        return
    show_plan(str(DEMO), Asked(), as_json=as_json, out=out, lang=lang, simulated=True)
    if not as_json:
        print(f"\n{_exercise_picture(lang)}")
        say(NEXT[lang])


def _exercise_picture(lang: str) -> str:
    """Return the picture of the exercise's record: three boats, one of them rightly open."""
    with progress() as report:
        report(WEIGHING, None)
        from lastknown.desk.record.exercise import exercise_words

        return exercise_words(lang)


def write_demo_record(where: str, lang: str) -> None:
    """Answer ``lastknown demo --record``: write the exercise's record, to be played with."""
    from lastknown.desk.record.exercise import write_exercise

    write_exercise(where)
    say(PLAY[lang].format(file=where))


def show_plan(
    file: str,
    asked: Asked,
    *,
    as_json: bool,
    out: Path | None,
    lang: str,
    then: str = "",
    simulated: bool = False,
) -> None:
    """Answer ``lastknown plan``; `then` is told after it. simulated : among ships of exercises."""
    refuse_unwritable(out)
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.planning import plan_case

        case = case_asked(file, asked)
        refuse_windless(case)
        answer = plan_case(case, progress=report, stop=first_interrupt())
        if simulated:
            report(MEETING, None)
            from lastknown.desk.ships.exercise import with_simulated

            answer = with_simulated(answer, report)
        else:
            answer = _with_ships(answer, file, asked, report)
        written = _write(answer, out, lang, report)
    _show(answer, written, as_json=as_json, lang=lang, then=then)
    note_shown(file, asked, case, "plan")


def _with_ships(answer: _Answer, file: str, asked: Asked, report: Report) -> _Answer:
    """Return an answer with the ships around it, and of a record who was warned and answered."""
    answer = _among_ships(answer, file, asked, report)
    if answer.case.record is None:
        return answer
    from lastknown.cli.fromrecord import picture_of
    from lastknown.desk.ships.alerted import with_dealings

    return with_dealings(answer, picture_of(file, answer.case.record))


def _among_ships(answer: _Answer, file: str, asked: Asked, report: Report) -> _Answer:
    """Return an answer with the ships around it, where some are given or kept."""
    case = answer.case
    if asked.ships is None and case.ships is None and case.record is None:
        return answer
    from lastknown.cli.ships_risk import ships_if_any
    from lastknown.desk.ships.beside import unheard, with_ships, without_ships
    from lastknown.desk.ships.reading import NoPositionError, UnreadError

    try:
        traffic = ships_if_any(asked.ships, file, case)
    except UnreadError as error:
        return without_ships(answer, error.why)
    except NoPositionError as error:
        return unheard(answer, error.source, error.messages)
    return answer if traffic is None else with_ships(answer, traffic, report)


def show_score(path: Path, position: str, time: str, *, as_json: bool) -> None:
    """Answer ``lastknown score``."""
    from lastknown.geo.position import parse_position
    from lastknown.times import parse_time

    place, moment = parse_position(position), parse_time(time)
    with progress() as report:
        report(PREPARING, None)
        from lastknown.desk.casefile import load_case
        from lastknown.desk.scoring import score_case, score_words

        case = load_case(path)
        document = score_case(case, place, moment, report)
    if as_json:
        print_json(document)
    else:
        print(score_words(document))


def _write(answer: DriftAnswer, out: Path | None, lang: str, report: Report) -> str:
    """Write the files and return the line that names them, "" where none are asked for."""
    if out is None:
        return ""
    report("Drawing and writing", None)
    with out_folder(out, FILES) as folder:
        written = [path.relative_to(folder) for path in answer.write(folder, lang)]
    names = [f"{path.parts[0]}/" if path.parts[1:] else path.name for path in written]
    return f"{out}: {', '.join(dict.fromkeys(names))}"


def _show(answer: DriftAnswer, written: str, *, as_json: bool, lang: str, then: str = "") -> None:
    if as_json:
        print_json(answer.document())
    else:
        print(answer.brief(lang).rstrip())
    if then:
        say(then)
    if written:
        say(written)
