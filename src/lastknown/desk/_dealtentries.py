"""What an answer of a record says of dealings with ships: who was called, who has answered.

Conventions are those of `lastknown.desk.document`.
"""

from __future__ import annotations

from typing_extensions import TypedDict

__all__ = ["DealingsEntry", "DealtEntry", "RelayedEntry"]


class DealtEntry(TypedDict):
    """What a record holds of dealings with one ship about one boat."""

    name: str
    """As it was entered; empty: her number alone was."""
    mmsi: int | None
    """Null: none was entered."""
    warned: str | None
    """When she was last warned by name; null: she was not."""
    channel: str | None
    """On which she was warned; null: nobody entered it, or she was not."""
    replied: str | None
    """When she answered that warning; null: not yet."""
    answer: str | None
    """Her last answer to a Mayday Relay that is not over: ``received``, ``proceeding``,
    ``standing_by`` or ``cannot``; null: none."""
    answered: str | None
    """When she gave it."""
    there: str | None
    """When she is there by her own word; null: she did not say."""


class RelayedEntry(TypedDict):
    """The Mayday Relay of a boat that is not over, in numbers."""

    first: str
    """When it was first sent."""
    last: str
    """When it was last sent."""
    times: int
    """How often it was sent until then."""
    channel: str
    """On which it was last sent; empty: nobody entered it."""
    in_range: int | None
    """How many were held to be in range; null: nobody worked it out."""
    answered: int
    """How many have answered."""
    may_help: int
    """How many of them may help and were not let go since."""
    unanswered: bool
    """Nobody may help and the time for an answer is over: an alarm."""


class DealingsEntry(TypedDict):
    """What a record holds of dealings with ships about a boat, by the moment of the answer.

    A drift or plan is handed around: it names ships that were heard by AIS and units of the record,
    and counts all others, whose names are sealed in the record and may be a person's.
    """

    relay: RelayedEntry | None
    """Null: none was sent, or it is over."""
    all_ships: str | None
    """When a warning of this boat last went to all ships, a Mayday Relay apart; null: none did."""
    all_ships_on: str | None
    """The channel; null: none did, or nobody entered it."""
    dealt: list[DealtEntry]
    """Who was warned by name or has answered a relay that is not over."""
    unnamed: int
    """How many others were or have."""
