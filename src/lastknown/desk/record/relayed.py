"""What the record holds of Mayday Relays: who was in range, answered, was rung; how it ended.

All relays of one boat are one: repeated on another channel or made by another centre, whoever
answers one of them has answered. A centre that cancels a relay, or stands it down for all, ends
what it sent itself until then, and lets go who had answered; what the other centre sent stands
until that ends it, and what is sent afterwards begins a new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.wordlists import plain

__all__ = ["HELPS", "WAIT_S", "Answer", "Called", "Ended", "Measured", "Relay", "Sent", "Whom"]
__all__ += ["latest", "relays_of"]

WAIT_S: Final = 300.0
"""Silence after a relay that raises an alarm, s: ships leave coast stations some minutes to answer
first, so a relay of a coast station that nobody took up in five is unanswered (judgement)."""
HELPS: Final = ("received", "proceeding", "standing_by")
"""Answers of somebody who may help; who cannot has answered, but the relay is unanswered."""
_COMES: Final = ("proceeding", "standing_by")
"""Answers of somebody who does something; who only received it may sail on."""


@dataclass(frozen=True)
class Whom:
    """A ship or unit: its name as it was written, and its number where one is known.

    name is empty, and mmsi None, where they cannot be read: their key is not at hand or was
    destroyed. first : the first entry about it, which tells two such apart; empty: of none.
    """

    name: str
    mmsi: int | None = None
    first: str = field(default="", compare=False)

    @property
    def sealed(self) -> bool:
        """Whether neither name nor number can be read."""
        return not self.name and self.mmsi is None

    def is_(self, other: Whom) -> bool:
        """Return whether two are one: by the entries, by numbers, else by name in any capitals."""
        if self.first and self.first == other.first:
            return True
        if self.mmsi is not None and other.mmsi is not None:
            return self.mmsi == other.mmsi
        return bool(plain(self.name)) and plain(self.name) == plain(other.name)


@dataclass(frozen=True)
class Measured:
    """From where distances are counted: lon, lat, degrees; of when; and what it is.

    how : the ``probable`` position or the last one as ``told``. relayed : a relay gave it.
    """

    lon: float
    lat: float
    at: datetime
    how: Literal["probable", "told"]
    relayed: bool = False


@dataclass(frozen=True)
class Sent:
    """One transmission of a relay: its entry, when, by whom, on which channel, to whom.

    by : the station; the centre that entered it where none was given or its name cannot be read.
    to : None where it cannot be read; whom : ``all`` or ``one`` all the same, None of an entry
    that said `to` alone. centre : entered it, and alone ends it. place : of the boat, as it was
    given; None: an entry of an earlier form.
    """

    entry: str
    at: datetime
    by: str
    channel: str
    to: str | None
    whom: Literal["all", "one"] | None
    wait_s: float
    centre: str
    place: Measured | None = None


@dataclass(frozen=True)
class Answer:
    """What somebody answered; `answer` is None where only that they did was entered.

    minutes : until they are there, from `at` on; None: not said. centre : entered it.
    """

    entry: str
    at: datetime
    who: Whom
    answer: told.Answer | None
    minutes: float | None
    centre: str

    @property
    def helps(self) -> bool:
        """Whether it is of somebody who may help."""
        return self.answer is None or self.answer in HELPS

    @property
    def comes(self) -> bool:
        """Whether it says that they come or stand by, or when they are there."""
        return self.answer in _COMES or (self.helps and self.minutes is not None)

    @property
    def there(self) -> datetime | None:
        """When they said to be there; None: they did not."""
        return None if self.minutes is None else self.at + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Called:
    """One attempt to reach somebody, and whether anybody spoke. centre : entered it."""

    entry: str
    at: datetime
    who: Whom
    means: told.Means
    answered: bool
    centre: str


@dataclass(frozen=True)
class Ended:
    """That what a centre sent is over, or one ship is let go (`who`)."""

    entry: str
    at: datetime
    centre: str
    how: Literal["stood_down", "cancelled"]
    who: Whom | None


@dataclass(frozen=True)
class Relay:
    """All that was entered of the relay of one boat, in time order.

    boat : None where the relays name none. in_range : how many were held to be in range of any of
    the transmissions; None: nobody worked it out. listed : who they were, each with when that was:
    the last time that a transmission's list has them; None where that is not known, or its key is
    not at hand. ended : by which it is over; None: it is not.
    """

    boat: str | None
    sent: tuple[Sent, ...]
    in_range: int | None
    listed: tuple[tuple[told.InRange, datetime], ...] | None
    answers: tuple[Answer, ...]
    called: tuple[Called, ...]
    let_go: tuple[Ended, ...]
    ended: Ended | None = None

    @property
    def ships(self) -> tuple[told.InRange, ...] | None:
        """Who was in range of any of the transmissions, as it was written; None: not known."""
        return None if self.listed is None else tuple(ship for ship, _ in self.listed)

    @property
    def place(self) -> Measured | None:
        """Where the last transmission that says so put the boat; None: none does."""
        return next((each.place for each in reversed(self.sent) if each.place), None)

    @property
    def helpers(self) -> tuple[Answer, ...]:
        """The last answer of each who may help and was not let go since."""
        last = [each for each in latest(self.answers) if each.helps]
        return tuple(each for each in last if self.freed(each) is None)

    @property
    def taken_up(self) -> bool:
        """Whether somebody comes or stands by, and was not let go since."""
        return any(each.comes for each in self.helpers)

    @property
    def centres(self) -> tuple[str, ...]:
        """The centres that sent, entered an answer or a call, or ended; the first sender first."""
        parts = (self.sent, self.answers, self.called, self.let_go)
        return tuple(dict.fromkeys(each.centre for part in parts for each in part))

    @property
    def silent_since(self) -> datetime:
        """From when silence counts: the first transmission, or when the last who came was let go.

        Only where nobody has taken it up.
        """
        came = [each for each in self.answers if each.comes]
        freed = [gone.at for gone in self.let_go if any(_gone(a, [gone]) for a in came)]
        return max([self.sent[0].at, *freed])

    @property
    def alone_since(self) -> datetime:
        """From when on nobody has helped: as `silent_since`, or when the last helper took it back.

        Only where nobody has taken it up. Who takes it back asks for no new time to wait: what is
        due by then is due at once.
        """
        return max([self.silent_since, *self._taken_back()])

    def _taken_back(self) -> Iterator[datetime]:
        """Yield when somebody who had said to come, and was not let go, said that they cannot."""
        for k, first in enumerate(self.answers):
            more = (each for each in self.answers[k + 1 :] if each.who.is_(first.who))
            later = next((each for each in more if each.comes or not each.helps), None)
            if first.comes and later is not None and not later.comes:
                gone = [each for each in self.let_go if each.at <= later.at]
                yield from [] if _gone(first, gone) else [later.at]

    def freed(self, answer: Answer) -> Ended | None:
        """Return by what who gave an answer was first let go since; None: they were not."""
        return next((gone for gone in self.let_go if _gone(answer, [gone])), None)

    def overdue(self, at: datetime) -> tuple[Sent, datetime] | None:
        """Return the last transmission that nobody took up in time, and since when.

        Repeating a relay silences no alarm: until the repeat is overdue too, it is about the one
        before. Where the last helper took it back, it is a new alarm, since then. That somebody
        received it gives them the same time once more to say what they do.
        """
        if self.ended is not None or self.taken_up:
            return None
        still = [each.who for each in self.helpers]
        helped = (a.at for a in self.answers if a.helps and any(a.who.is_(who) for who in still))
        received = min(helped, default=self.sent[0].at)
        due = [
            (
                sent,
                max(
                    max(sent.at, self.silent_since, received) + timedelta(seconds=sent.wait_s),
                    self.alone_since,
                ),
            )
            for sent in self.sent
        ]
        return next(((sent, since) for sent, since in reversed(due) if since <= at), None)


def latest(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return the last answer of each, in the order in which they first answered.

    Who comes and then says no more than that they received it, of a repeat, still comes.
    """
    kept: list[Answer] = []
    for answer in answers:
        place = next((k for k, each in enumerate(kept) if each.who.is_(answer.who)), None)
        if place is None:
            kept.append(answer)
        elif answer.comes or not (answer.helps and kept[place].comes):
            kept[place] = answer
    return tuple(kept)


def _gone(answer: Answer, let_go: Iterable[Ended]) -> bool:
    return any(
        (gone.who is None or gone.who.is_(answer.who)) and gone.at >= answer.at for gone in let_go
    )


@dataclass(frozen=True, eq=False)
class _About:
    """What was entered about each warning, by its id."""

    answers: Mapping[str, list[Answer]]
    called: Mapping[str, list[Called]]
    ended: Mapping[str, list[Ended]]


def relays_of(stands: Standing, at: datetime | None = None) -> tuple[Relay, ...]:
    """Return the relays that stand, the oldest first; of one boat the ones over before.

    Parameters
    ----------
    stands : what stands in the picture. at : leave out what happened later; None: nothing.
    """
    about = _about(stands, at)
    by_boat: dict[str, list[tuple[Entry, told.WarningSent]]] = {}
    for entry, body in said(stands, told.WarningSent):
        if body.form is not None and (at is None or entry.happened.at <= at):
            by_boat.setdefault(body.boat or entry.id, []).append((entry, body))
    made = [each for sent in by_boat.values() for each in _relays(sent, about)]
    return tuple(sorted(made, key=lambda each: (each.sent[0].at, each.sent[0].entry)))


def _relays(sent: list[tuple[Entry, told.WarningSent]], about: _About) -> list[Relay]:
    """Return the relays of one boat: those that are over, each by what ended it, and the one that
    is not."""
    every = [each for entry, _ in sent for each in about.ended.get(entry.id, [])]
    over = sorted((each for each in every if each.who is None), key=_in_time)
    groups: dict[str, list[tuple[Entry, told.WarningSent]]] = {}
    for entry, body in sorted(sent, key=lambda pair: (pair[0].happened.at, pair[0].id)):
        ends = (e for e in over if e.centre == entry.centre and e.at >= entry.happened.at)
        groups.setdefault(next((e.entry for e in ends), ""), []).append((entry, body))
    by_id = {each.entry: each for each in over}
    return [_relay(part, about, by_id.get(name), every) for name, part in groups.items()]


def _relay(
    sent: list[tuple[Entry, told.WarningSent]],
    about: _About,
    ends: Ended | None,
    every: Sequence[Ended],
) -> Relay:
    ids = [entry.id for entry, _ in sent]
    lists = [(body.ships, entry.happened.at) for entry, body in sent if body.ships is not None]
    listed = _every(lists) if lists else None
    counts = [body.in_range for _, body in sent if body.in_range is not None]
    return Relay(
        sent[0][1].boat,
        tuple(_sent(entry, body) for entry, body in sent),
        max([*counts, *([len(listed)] if listed else [])], default=None),
        listed,
        tuple(sorted((e for n in ids for e in about.answers.get(n, [])), key=_in_time)),
        tuple(sorted((e for n in ids for e in about.called.get(n, [])), key=_in_time)),
        tuple(sorted((each for each in every if each != ends), key=_in_time)),
        ends,
    )


def _every(
    lists: Iterable[tuple[Sequence[told.InRange], datetime]],
) -> tuple[tuple[told.InRange, datetime], ...]:
    """Return all of some lists once, each as the last that has it says, with when that was."""
    found: list[tuple[told.InRange, datetime]] = []
    rows: dict[tuple[int | str, int], int] = {}
    for ships, at in lists:
        many = Counter[int | str]()
        for ship in ships:
            name = ship.mmsi or plain(ship.name)
            many[name] += 1
            key = (name, many[name])  # two under one number in a list are two
            if name and key in rows:
                found[rows[key]] = (ship, at)
            else:
                rows[key] = len(found)
                found.append((ship, at))
    return tuple(found)


def _in_time(each: Answer | Called | Ended) -> tuple[datetime, str]:
    return each.at, each.entry


def _sent(entry: Entry, body: told.WarningSent) -> Sent:
    wait_s = body.reply_within_s or WAIT_S
    by, channel = body.by or entry.centre, body.channel or ""
    whom, at = (body.to, body.whom), body.position
    place = None if at is None else Measured(at.lon, at.lat, at.at, at.how, relayed=True)
    return Sent(entry.id, entry.happened.at, by, channel, *whom, wait_s, entry.centre, place)


def _about(stands: Standing, at: datetime | None) -> _About:
    """Return what was entered about each warning that stands, up to a moment."""
    answers: defaultdict[str, list[Answer]] = defaultdict(list)
    called: defaultdict[str, list[Called]] = defaultdict(list)
    ended: defaultdict[str, list[Ended]] = defaultdict(list)
    for entry in stands.entries:
        body, when = entry.body, entry.happened.at
        if at is not None and when > at:
            continue
        if isinstance(body, told.WarningAcknowledged):
            who = _whom(entry, body.by, body)
            made = Answer(entry.id, when, who, body.answer, body.minutes, entry.centre)
            answers[_now(stands, body.warning)].append(made)
        elif isinstance(body, told.WarningRung):
            who = _whom(entry, body.to, body)
            tried = Called(entry.id, when, who, body.means, body.answered, entry.centre)
            called[_now(stands, body.warning)].append(tried)
        elif isinstance(body, told.WarningEnded):
            freed = None if body.for_all else _whom(entry, body.to, body)
            end = Ended(entry.id, when, entry.centre, body.how, freed)
            ended[_now(stands, body.warning)].append(end)
    return _About(answers, called, ended)


def _whom(
    entry: Entry,
    name: str | None,
    body: told.WarningAcknowledged | told.WarningRung | told.WarningEnded,
) -> Whom:
    return Whom(name or "", body.mmsi, body.same or entry.id)


def _now(stands: Standing, warning: str) -> str:
    """Return the warning that stands for one that was corrected."""
    return stands.now.get(warning, warning)
