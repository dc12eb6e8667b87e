"""The tracks and routes of a GPX file, read as a stream.

The parser is expat, which calls back for every element. A document type is refused, so that no
entity can be declared, and nothing outside the file is ever fetched.
"""

from __future__ import annotations

from typing import BinaryIO, Final
from xml.parsers import expat

from lastknown.errors import LastknownError
from lastknown.exchange._trackpart import Part, iso_seconds, shown

__all__ = ["gpx_parts"]

_PARTS: Final = ("trk", "rte")
_POINTS: Final = ("trkpt", "rtept")
_LONGEST: Final = 200
"""Letters of a name or time that are read; the rest is left out."""


def gpx_parts(stream: BinaryIO, name: str) -> list[Part]:
    """Return every track and route of a GPX file, in the file's order.

    Parameters
    ----------
    stream : the file, at its beginning.
    name : the file's name, for errors.

    Raises
    ------
    LastknownError : it is not well-formed XML, not GPX, or has a document type.
    """
    reader = _Reader(name)
    try:
        reader.parser.ParseFile(stream)
    except expat.ExpatError as error:
        raise LastknownError(
            f"{name}: line {error.lineno} is not well-formed XML "
            f"({expat.ErrorString(error.code)}); export the track again"
        ) from None
    except LastknownError:
        raise
    except (LookupError, ValueError):  # as pyexpat says that it does not know an encoding
        raise LastknownError(
            f"{name}: its first line names an encoding that cannot be read; save it as UTF-8"
        ) from None
    return reader.parts


class _Reader:
    """What is open at this point of the file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts: list[Part] = []
        self.open: list[str] = []
        self.place: dict[str, str] = {}
        self.time: float | None = None
        self.text: list[str] | None = None
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        self.parser = parser

    def _refuse(self, *_: object) -> None:
        raise LastknownError(
            f"{self.name}: it declares a document type, which GPX does not have; it was not read"
        )

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        inside = self.open[-1] if self.open else ""
        if not inside and tag != "gpx":
            raise LastknownError(
                f"{self.name}: it is XML, but <{shown(tag)}> and not GPX; export the track as GPX"
            )
        self.open.append(tag)
        if tag in _PARTS and inside == "gpx":
            self.parts.append(Part(tag))
        elif tag in _POINTS and self.parts:
            self.place, self.time = attributes, None
        elif inside in {"time": _POINTS, "name": _PARTS}.get(tag, ()):
            self.text = []

    def _letters(self, text: str) -> None:
        if self.text is not None and sum(map(len, self.text)) < _LONGEST:
            self.text.append(text[:_LONGEST])

    def _end(self, tag: str) -> None:
        tag = self.open.pop()
        part = self.parts[-1] if self.parts else None
        if self.text is not None and tag in ("time", "name") and part is not None:
            text, self.text = "".join(self.text), None
            if tag == "time":
                self.time = iso_seconds(text, part, utc=True)
            else:
                part.name = " ".join(text.split())
        elif tag in _POINTS and part is not None:
            part.add(self.place.get("lon"), self.place.get("lat"), self.time)
