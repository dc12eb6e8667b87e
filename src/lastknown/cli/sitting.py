"""A person at an open record: who, when, in which language; what every record command shares."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lastknown.cli.output import print_json
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.case.entries import Entry
    from lastknown.case.picture import Picture
    from lastknown.case.readable import Readable
    from lastknown.case.store import Store
    from lastknown.desk.record.verbs import Hand
    from lastknown.desk.ships.document import HeardEntry
    from lastknown.desk.words import Words
    from lastknown.geo.position import Position

__all__ = ["Sitting", "answer", "box_of", "given", "is_yes", "now", "place_of", "sitting", "texts"]

_Found = TypeVar("_Found")

_COORDINATES = re.compile(r"(?!.*\d{7})[\d\s°º'’′\"”″.,;:+NSEWOnsewo-]{1,60}")


def now() -> datetime:
    """Return the time by this machine's clock, UTC: the only place where it is read."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sitting:
    """An open record and the person at it.

    store : open. hand : who writes, and when. lang, as_json : how to answer. only_looks : entries
    that were damaged are left out and named, instead of refused. lost : what is said first of ships
    that are kept and cannot be read (`unless_lost`), or be used (`poorly_heard`).
    """

    store: Store
    hand: Hand
    lang: str
    as_json: bool
    only_looks: bool = False
    lost: list[str] = field(default_factory=list)

    @property
    def own(self) -> str:
        """The centre that writes."""
        return self.store.keyring.centre

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries as they were when first asked for."""
        if self.only_looks:
            return self._readable.entries
        from lastknown.case.store import read

        return read(self.store)

    @cached_property
    def _readable(self) -> Readable:
        from lastknown.case.readable import readable

        return readable(self.store)

    @property
    def damage(self) -> list[str]:
        """What is said first of a record of which entries were damaged; nothing where it is whole.

        Only where it `only_looks`: else such a record is refused.
        """
        bad = self._readable.damaged if self.only_looks else ()
        if not bad:
            return []
        more = self.words.say("damage.more", count=len(bad) - 8) if len(bad) > 8 else ""
        return [self.words.say("damage.head", names=", ".join(bad[:8]) + more)]

    @cached_property
    def seen(self) -> Picture:
        """The picture of all these entries."""
        from lastknown.case.picture import picture

        return picture(self.entries)

    @property
    def words(self) -> Words:
        """The words of the language."""
        from lastknown.desk.record.speaking import record_words

        return record_words(self.lang)

    def unless_lost(self, read: Callable[[], _Found | None]) -> _Found | None:
        """Return what is read of ships; None, and `lost` says so, where those kept cannot be."""
        from lastknown.desk.ships.reading import UnreadError

        try:
            return read()
        except UnreadError as error:
            from lastknown.desk.ships.speaking import ship_words

            words = ship_words(self.lang)
            self.lost.append(words.say("night.unread", why=words.phrase(error.why)))
            return None

    def poorly_heard(self, heard: HeardEntry, at: datetime) -> None:
        """Say first of a relay's ships: none now, or long ago, or what is not used and why."""
        from lastknown.desk.ships.heardwords import heard_lines
        from lastknown.desk.ships.speaking import ship_words
        from lastknown.times import show_time

        words = ship_words(self.lang)
        self.lost.extend(heard_lines(words, heard, show_time(at), "heard.none_now"))

    def reload(self) -> None:
        """Forget what was read: more was written since."""
        for name in ("entries", "seen", "_readable"):
            self.__dict__.pop(name, None)

    def entry(self, name: str, *kinds: str) -> Entry:
        """Return the entry that was named; see `naming.find_entry`."""
        from lastknown.desk.record.naming import find_entry

        return find_entry(self.entries, name, self.own, kinds)

    def boat(self, name: str) -> str:
        """Return the name of a boat of the record; see `naming.find_boat`."""
        from lastknown.desk.record.naming import find_boat

        return find_boat(self.seen, name)

    def told(self, entries: Iterable[Entry], notes: Iterable[str] = ()) -> None:
        """Answer what was written: one line an entry, or one JSON object."""
        from lastknown.desk.record.listing import written_document, written_words

        written, said = [*entries], [*notes]
        if self.as_json:
            print_json(written_document(self.store, written, said))
            return
        lines = [written_words(self.words, written, self.entries), *said]
        print("\n".join(filter(None, lines)))


@contextmanager
def sitting(
    file: str,
    who: tuple[str, str] = ("", ""),
    at: str | None = None,
    *,
    lang: str = "en",
    as_json: bool = False,
    read_only: bool = False,
    only_looks: bool = False,
) -> Iterator[Sitting]:
    """Yield an open record, closed again afterwards.

    Parameters
    ----------
    file : path or URL. who : author and role. at : time of the event as the person gave it.
    only_looks : as `Sitting` has it.

    Raises
    ------
    LastknownError : it cannot be opened, or the time is none.
    """
    from lastknown.case.opening import open_record
    from lastknown.desk.record.naming import moment
    from lastknown.desk.record.verbs import UNNAMED, Hand

    clock = now()
    happened = None if at is None else moment(at, clock)
    hand = Hand(who[0].strip() or UNNAMED, who[1].strip() or "unstated", clock, happened)
    store = open_record(file, read_only=read_only)
    try:
        yield Sitting(store, hand, lang, as_json, only_looks)
    finally:
        store.close()


def is_yes(question: str) -> bool:
    """Return whether a person at the terminal answers yes, English or French; no answer is no."""
    return answer(question).casefold() in ("y", "yes", "o", "oui")


def answer(question: str) -> str:
    """Return what a person at the terminal types after a question; empty at the end of input."""
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def place_of(text: str, error_nm: float | None = None, name: str = "--position") -> dict[str, Any]:
    """Return a place for an entry; an error repeats only what looks like coordinates.

    Parameters
    ----------
    error_nm : radius that holds 50 % of the position's error, NM.

    Raises
    ------
    LastknownError : it is no position, or two readings are possible.
    """
    from lastknown.geo.position import parse_position
    from lastknown.units import NM, RADIUS_50

    try:
        place: Position = parse_position(text)
    except LastknownError:
        if _COORDINATES.fullmatch(text):
            raise
        raise LastknownError(f"{name} is no position; write it like 51°08.5'N 001°44.5'E") from None
    _refuse_swapped(place, name)
    found: dict[str, Any] = {"lon": place.lon, "lat": place.lat}
    return found if error_nm is None else found | {"error_m": error_nm * NM / RADIUS_50}


def _refuse_swapped(place: Position, name: str) -> None:
    """Refuse a position that lies off the sea, but in it with its coordinates exchanged."""
    from lastknown.geo.position import likely_swapped

    box = box_of()
    meant = None if box is None else likely_swapped(place, box)
    if meant is not None:
        raise LastknownError(
            f"{name}: {place} lies outside the sea, {meant} inside it; are latitude and longitude "
            f"swapped? If so, write {meant}; if not, set LASTKNOWN_SEA to the pack of that sea"
        )


def box_of() -> tuple[float, float, float, float] | None:
    """Return the box of the sea that ``LASTKNOWN_SEA`` names (a pack), by default the shipped one.

    None where there is no such pack: a report is written down all the same.
    """
    import os

    from lastknown.geo.pack import open_pack

    try:
        return open_pack(os.environ.get("LASTKNOWN_SEA") or "dover-strait").box
    except LastknownError:
        return None


def texts(words: Sequence[str], from_file: str | None) -> str:
    """Return what is to be entered: the words given, or a file's, or standard input's (``-``).

    Bytes that are neither UTF-8 nor UTF-16 with its mark are taken as Latin-1: nothing that came in
    is refused for its letters.

    Raises
    ------
    LastknownError : both or neither are given, or the file cannot be read.
    """
    if bool(words) == (from_file is not None):
        raise LastknownError("give the text, or --from-file FILE (- for what is piped in)")
    if from_file is None:
        if not "".join(words).strip():
            raise LastknownError("the text is empty, so nothing was written; give what was said")
        return _decoded(" ".join(words).encode("utf-8", "surrogateescape"))
    try:
        data = sys.stdin.buffer.read() if from_file == "-" else Path(from_file).read_bytes()
    except OSError as error:
        raise LastknownError(f"--from-file cannot be read ({error.strerror}); check it") from None
    if not data.strip():
        raise LastknownError("--from-file holds no text; nothing was written")
    return _decoded(data)


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("latin-1")


def given(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that were given."""
    return {name: value for name, value in fields.items() if value not in (None, "")}
