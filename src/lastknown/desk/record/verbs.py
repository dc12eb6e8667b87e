"""What people write into a record: facts. What they decide is in `decisions`.

Each verb checks that what it refers to is there, appends, and returns the entries. The clock and
the author are arguments (`Hand`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lastknown.case.entries import Draft, Entry, check
from lastknown.case.picture import Picture
from lastknown.case.rules import LASTING, may_take_back
from lastknown.case.store import Store, append
from lastknown.case.told import Report
from lastknown.case.values import When
from lastknown.desk.record.naming import entry_name
from lastknown.desk.record.standing import standing
from lastknown.desk.record.wordlists import is_everybody
from lastknown.errors import LastknownError

__all__ = ["MACHINE", "UNNAMED", "Hand", "acknowledge_alarm", "acknowledge_warning", "correct"]
__all__ += ["draft_of", "identify", "is_named", "name_boat", "note", "read_report", "refuse_gone"]
__all__ += ["refuse_unnamed", "retract", "say_conditions", "say_person", "say_persons", "say_unit"]
__all__ += ["searched", "warn", "write"]

UNNAMED: Final = "unnamed"
"""The author where nobody gave a name."""
MACHINE: Final = "machine"
"""The role of what the program enters by itself; it may decide nothing."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes, and when.

    author, role : as entries keep them. now : time of entry, aware UTC.
    at : time of the event, aware UTC; None: now. sd_s : its standard deviation, s.
    """

    author: str
    role: str
    now: datetime
    at: datetime | None = None
    sd_s: float = 0.0


def is_named(hand: Hand) -> bool:
    """Return whether a person wrote who gave a name."""
    return bool(hand.author.strip()) and hand.author != UNNAMED and hand.role != MACHINE


def refuse_unnamed(hand: Hand, what: str) -> None:
    """Refuse what only a named person may do; `what` completes "needs a named person".

    Raises
    ------
    LastknownError : the author gave no name, or is the machine.
    """
    if not is_named(hand):
        raise LastknownError(
            f"{what} needs a named person; give --author and --role, or set LASTKNOWN_AUTHOR and "
            "LASTKNOWN_ROLE"
        )


def draft_of(
    hand: Hand,
    body: Mapping[str, Any],
    raw: str = "",
    *,
    replaces: Sequence[str] = (),
    retracts: Sequence[str] = (),
) -> Draft:
    """Return the draft of an entry; fields of `body` that are None are left out.

    Raises
    ------
    LastknownError : a field is wrong; it is named, what was given is not repeated.
    """
    given = {
        "author": hand.author,
        "role": hand.role,
        "happened": {"at": hand.at or hand.now, "sd_s": hand.sd_s},
        "entered": hand.now,
        "raw": raw,
        "body": {name: value for name, value in body.items() if value is not None},
        "replaces": tuple(replaces),
        "retracts": tuple(retracts),
    }
    return check(Draft, given)


def write(store: Store, hand: Hand, raw: str = "", /, **body: Any) -> Entry:
    """Append one entry of a kind and return it; when it returns, it is on the disk.

    Raises
    ------
    LastknownError : a field is wrong, or the record cannot be written.
    """
    return append(store, draft_of(hand, body, raw))[0]


def refuse_gone(seen: Picture, entry: Entry) -> None:
    """Refuse to refer to an entry that was replaced or taken back.

    Raises
    ------
    LastknownError : it was; the text names what stands instead.
    """
    if any(one.id == entry.id for one in standing(seen).entries):
        return
    logged = next(one for one in seen.log if one.entry.id == entry.id)
    names = {one.entry.id: entry_name(one.entry) for one in seen.log}
    if logged.replaced_by:
        later = names[logged.replaced_by[-1]]
        raise LastknownError(f"entry {entry_name(entry)} was replaced by {later}; give that one")
    by = names[logged.retracted_by[-1]]
    raise LastknownError(f"entry {entry_name(entry)} was taken back by {by}; it counts no more")


def name_boat(store: Store, seen: Picture, hand: Hand, boat: str, label: str = "") -> Entry:
    """Append that there is a boat of this name, or what it is called from now on.

    Raises
    ------
    LastknownError : another boat has that name with other capitals.
    """
    for state in seen.boats:
        if state.boat.casefold() == boat.casefold() and state.boat != boat:
            raise LastknownError(f"boat {boat!r} would be confused with {state.boat!r}; name it so")
        if state.boat == boat and state.label == label:
            raise LastknownError(f"boat {boat!r} is in the record already; give another name")
    return write(store, hand, kind="boat", boat=boat, label=label)


def read_report(store: Store, hand: Hand, report: Entry, *, plotted: bool) -> Entry:
    """Append that the author has read a report and, with `plotted`, has put it on the chart."""
    return write(store, hand, kind="read", report=report.id, plotted=plotted)


def identify(
    store: Store,
    hand: Hand,
    reports: tuple[Entry, Entry],
    how: str,
    *,
    same: bool,
    by: str | None = None,
    why: str = "",
) -> Entry:
    """Append whether what was rescued is what a report told of, and by what that is known.

    Parameters
    ----------
    reports : the report, and the rescue or find it was compared with.
    how, same, by : as `case.told.Identification`. why : words, kept as raw text.

    Raises
    ------
    LastknownError : both are one report, or no person gave a name.
    """
    refuse_unnamed(hand, "an identification")
    report, rescue = reports
    if report.id == rescue.id:
        raise LastknownError("an identification compares two reports; give two")
    names = {"report": report.id, "rescue": rescue.id, "how": how, "same": same, "by": by}
    return write(store, hand, why, kind="identification", **names)


def say_persons(
    store: Store,
    hand: Hand,
    where: str,
    counts: Mapping[str, int | None],
    *,
    boat: str | None = None,
    report: str | None = None,
    source: str | None = None,
    raw: str = "",
) -> Entry:
    """Append how many persons somebody says are or were where (`case.told.Persons`).

    Raises
    ------
    LastknownError : no count, or neither a boat nor a report is given.
    """
    told = {name: count for name, count in counts.items() if count is not None}
    if not told:
        raise LastknownError("no count was given; give one, such as 33 or 30-40, or --men 17")
    if boat is None and report is None:
        raise LastknownError("persons of which boat? give --boat NAME or --report ENTRY")
    about = {"boat": boat, "report": report, "where": where, "counts": told, "source": source}
    return write(store, hand, raw, kind="persons", **about)


def say_person(store: Store, hand: Hand, person: str, fields: Mapping[str, str | None]) -> Entry:
    """Append what is known of one person; all but boat and whereabouts is sealed.

    Parameters
    ----------
    person : the person's name within the record, such as ``P7``, never their own.
    fields : of `case.told.Person`.
    """
    return write(store, hand, kind="person", person=person, **fields)


def say_unit(store: Store, hand: Hand, fields: Mapping[str, Any], raw: str = "") -> Entry:
    """Append where a unit is and what it can do; `fields` of `case.told.UnitStatus`."""
    return write(store, hand, raw, kind="unit_status", **fields)


def searched(store: Store, hand: Hand, fields: Mapping[str, Any], raw: str = "") -> Entry:
    """Append a search that a unit made; `fields` of `case.told.SearchDone`.

    Raises
    ------
    LastknownError : it ended before it began, or neither its area nor its track is given.
    """
    if fields["ended"] < fields["began"]:
        raise LastknownError("the search ended before it began; give --from and --to in order")
    if not fields.get("corners") and not fields.get("track"):
        raise LastknownError("where was it? give --corners or --track, or it counts for nothing")
    return write(store, hand, raw, kind="search_done", **fields)


def say_conditions(store: Store, hand: Hand, fields: Mapping[str, Any], raw: str = "") -> Entry:
    """Append wind, water and sight; `fields` of `case.told.Conditions`, at least one figure.

    Raises
    ------
    LastknownError : none or half a figure is given, or one is out of bounds.
    """
    names = ("wind_kn", "wind_from_deg", "water_temperature_c", "visibility_nm", "seas_ft")
    if all(fields.get(name) is None for name in (*names, "sea_state")):
        raise LastknownError(
            "conditions need a figure; give --wind-kn and --wind-from-deg, --water-temperature-c, "
            "--visibility-nm, --seas-ft or --sea-state"
        )
    if (fields.get("wind_kn") is None) != (fields.get("wind_from_deg") is None):
        raise LastknownError("wind needs both --wind-kn and --wind-from-deg; add the other")
    return write(store, hand, raw, kind="conditions", **fields)


def warn(
    store: Store,
    hand: Hand,
    to: str,
    text: str,
    *,
    channel: str | None = None,
    boat: str | None = None,
    reply_within_s: float | None = None,
) -> Entry:
    """Append a warning or request that went out, its words as raw text.

    Raises
    ------
    LastknownError : nobody is named to whom it went.
    """
    if not to.strip():
        raise LastknownError("to whom did the warning go? give a station, a ship or all ships")
    sent = {"to": to, "channel": channel, "boat": boat, "reply_within_s": reply_within_s}
    whom = "all" if is_everybody(to) else "one"
    return write(store, hand, text, kind="warning_sent", whom=whom, **sent)


def acknowledge_warning(store: Store, hand: Hand, warning: Entry, by: str) -> Entry:
    """Append that somebody answered a warning. by : who answered."""
    return write(store, hand, kind="warning_acknowledged", warning=warning.id, by=by)


def acknowledge_alarm(store: Store, hand: Hand, code: str, about: str) -> Entry:
    """Append that the author has seen an alarm; it stays acknowledged.

    Raises
    ------
    LastknownError : no person gave a name.
    """
    refuse_unnamed(hand, "to acknowledge an alarm")
    return write(store, hand, kind="alarm_acknowledged", code=code, about=about)


def note(store: Store, hand: Hand, text: str, boat: str | None = None) -> Entry:
    """Append words for the log, of one boat where given."""
    return write(store, hand, text, kind="note", boat=boat)


def retract(store: Store, seen: Picture, hand: Hand, entries: Sequence[Entry], why: str) -> Entry:
    """Append a note that takes entries back; they stay readable and count no more.

    Raises
    ------
    LastknownError : one stays whatever is said of it, needs a name, or was taken back already.
    """
    ids = [entry.id for entry in entries]
    draft = draft_of(hand, {"kind": "note"}, why, retracts=ids)
    for entry in entries:
        if not may_take_back(draft, entry):
            kind = entry.body.kind.replace("_", " ")
            remedy = "it stays" if entry.body.kind in LASTING else "give --author and --role"
            raise LastknownError(
                f"entry {entry_name(entry)} ({kind}) cannot be taken back: {remedy}"
            )
        refuse_gone(seen, entry)
    return append(store, draft)[0]


def correct(
    store: Store, seen: Picture, hand: Hand, entry: Entry, fields: Mapping[str, Any]
) -> Entry:
    """Append a report that stands for an earlier one: its raw text, with other fields.

    What was said of the earlier one, such as a link, is taken as said of this one.

    Parameters
    ----------
    hand : `at` None leaves the time of the event as it was.
    entry : a report that stands. fields : of `case.told.Report`, those that change.

    Raises
    ------
    LastknownError : it is no report, was replaced already, or its words were purged.
    """
    if not isinstance(entry.body, Report):
        raise LastknownError(f"entry {entry_name(entry)} is no report; retract it instead")
    refuse_gone(seen, entry)
    if entry.raw is None:
        raise LastknownError("the words of this entry are not at hand, so it cannot be corrected")
    body = entry.body.model_dump(mode="json", exclude_none=True) | dict(fields)
    when = entry.happened if hand.at is None else When(at=hand.at, sd_s=hand.sd_s)
    told = draft_of(hand, body, entry.raw, replaces=[entry.id])
    return append(store, told.model_copy(update={"happened": when}))[0]
