"""Who may enter what: one table, held when an entry is appended and again when it is folded.

An entry that breaks a rule is refused here. One that another centre let in stays in its chain, for
a chain is never changed, but counts for nothing, and the picture's log says so.
"""

from __future__ import annotations

from typing import Literal

from lastknown.case.decided import Severity
from lastknown.case.entries import Draft
from lastknown.errors import LastknownError

__all__ = ["LASTING", "MACHINE", "PERSONS_ALONE", "Void", "check_rules", "may_take_back", "void"]

MACHINE = "machine"
"""The role of a program that enters something by itself."""
PERSONS_ALONE = frozenset(
    {
        "link",
        "unlink",
        "read",
        "conflict_settled",
        "holder_taken",
        "holder_offered",
        "holder_accepted",
        "holder_refused",
        "closure_confirmed",
        "missing",
        "alarm_acknowledged",
        "purge",
        "legal_hold",
        "legal_hold_lifted",
        "retention",
    }
)
"""Kinds that only a named person enters, never a `machine`; so is a severity that lowers."""
LASTING = frozenset({"opened", "received", "purge", "purge_done", "legal_hold"})
"""Kinds that nobody replaces or retracts; a legal hold ends by `legal_hold_lifted`."""
Void = Literal["", "machine", "unnamed"]
"""Why an entry counts for nothing: a machine entered it, or nobody by name; empty if it counts."""


def _is_machine(draft: Draft) -> bool:
    return draft.role.strip().casefold() == MACHINE


def _is_named(draft: Draft) -> bool:
    name = draft.author.strip().casefold()
    return name != MACHINE and any(letter.isalpha() for letter in name)


def _is_for_persons(draft: Draft) -> bool:
    body = draft.body
    return body.kind in PERSONS_ALONE or (isinstance(body, Severity) and body.lowers)


def void(draft: Draft) -> Void:
    """Return why a draft or entry counts for nothing; empty where it counts."""
    if not _is_for_persons(draft):
        return ""
    if _is_machine(draft):
        return "machine"
    return "" if _is_named(draft) else "unnamed"


def may_take_back(by: Draft, other: Draft) -> bool:
    """Return whether an entry that replaces or retracts another has that effect on it.

    Some kinds stay whatever is said of them, and no machine takes back a person's decision.
    """
    return other.body.kind not in LASTING and not (_is_machine(by) and _is_for_persons(other))


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
