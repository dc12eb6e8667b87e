"""Who may enter what: one table, held when an entry is appended and again when it is folded.

An entry that breaks a rule is refused here. One that another centre let in stays in its chain, for
a chain is never changed, but counts for nothing, and the picture's log says so.
"""

from __future__ import annotations

from typing import Literal

from lastknown.case.decided import Severity
from lastknown.case.entries import Draft
from lastknown.case.told import WarningAcknowledged, WarningEnded, WarningRung, WarningSent
from lastknown.errors import LastknownError

__all__ = ["LASTING", "MACHINE", "NAMED", "PERSONAL", "Void", "check_rules", "is_machine"]
__all__ += ["may_take_back", "void"]

MACHINE = "machine"
"""The role of a program that enters something by itself."""
PERSONAL = frozenset(
    {
        "link",
        "unlink",
        "read",
        "holder_taken",
        "holder_offered",
        "holder_accepted",
        "holder_refused",
    }
)
"""Kinds that a person enters, in any role but that of a machine; so is a Mayday Relay."""
NAMED = frozenset(
    {
        "identification",
        "conflict_settled",
        "closure_confirmed",
        "missing",
        "alarm_acknowledged",
        "warning_ended",
        "purge",
        "legal_hold",
        "legal_hold_lifted",
        "retention",
    }
)
"""Kinds that only a person enters, and by name; so is a severity that lowers."""
LASTING = frozenset(
    {"opened", "received", "purge", "purge_done", "legal_hold", "closure_reopened", "alarm"}
)
"""Kinds that nobody replaces or retracts. A legal hold ends by `legal_hold_lifted`, an alarm is
acknowledged, and a boat that was reopened is closed by a new proposal alone."""
Void = Literal["", "machine", "unnamed"]
"""Why an entry counts for nothing: a machine entered it, or nobody by name; empty if it counts."""


def is_machine(draft: Draft) -> bool:
    """Return whether a program entered this by itself."""
    return draft.role.strip().casefold() == MACHINE


def _is_named(draft: Draft) -> bool:
    name = draft.author.strip().casefold()
    return name not in {MACHINE, "unnamed"} and any(letter.isalpha() for letter in name)


def _needs_name(draft: Draft) -> bool:
    body = draft.body
    return body.kind in NAMED or (isinstance(body, Severity) and body.lowers)


def _needs_person(draft: Draft) -> bool:
    body = draft.body
    relay = isinstance(body, WarningSent) and body.form is not None
    return relay or body.kind in PERSONAL or _needs_name(draft)


def _weighs(draft: Draft) -> bool:
    """Return whether only a named person takes this back: it decides, or takes back itself."""
    body = draft.body
    undoes = bool(draft.retracts) or (bool(draft.replaces) and body.kind != "report")
    return undoes or isinstance(body, Severity) or _needs_name(draft)


def void(draft: Draft) -> Void:
    """Return why a draft or entry counts for nothing; empty where it counts."""
    if is_machine(draft) and _needs_person(draft):
        return "machine"
    return "unnamed" if _needs_name(draft) and not _is_named(draft) else ""


def may_take_back(by: Draft, other: Draft) -> bool:
    """Return whether an entry that replaces or retracts another has that effect on it.

    Some kinds stay whatever is said of them. A machine takes back what a machine entered alone; a
    phase, and what only a person enters by name, a person by name.
    """
    if other.body.kind in LASTING or (is_machine(by) and not is_machine(other)):
        return False
    return not _weighs(other) or (_is_named(by) and not is_machine(by))


def check_rules(draft: Draft) -> None:
    """Refuse a draft that would count for nothing.

    Raises
    ------
    LastknownError : it names the rule, and nobody.
    """
    why = void(draft)
    if why == "machine":
        raise LastknownError(
            f"{draft.body.kind} is a person's decision, and role {MACHINE} may not enter it; let "
            f"somebody enter it in a role of their own"
        )
    if why:
        raise LastknownError(f"{draft.body.kind} needs a named author; say who decides, by name")
    _refuse_nobody(draft)


def _refuse_nobody(draft: Draft) -> None:
    """Refuse a warning, answer or call of nobody, and what an unread name would hide."""
    body = draft.body
    if (isinstance(body, WarningAcknowledged) and body.by is None) or (
        isinstance(body, WarningRung | WarningSent) and body.to is None
    ):
        raise LastknownError(f"{body.kind} says nobody; give who it was, a ship, unit or station")
    if isinstance(body, WarningSent) and body.whom is None:
        raise LastknownError(
            "warning_sent says not to how many: set whom to all or one, for the name is sealed"
        )
    if isinstance(body, WarningEnded) and not body.for_all and body.one is None:
        raise LastknownError("warning_ended lets one ship go: set one, for her name is sealed")
