"""Why two reports may be of one boat, in words: each piece of evidence as a factor."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.boats.attributes import ATTRIBUTES
from lastknown.boats.why import Factor, Why, why
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.picturing import Weather, surroundings
from lastknown.desk.record.standing import standing
from lastknown.desk.record.telling import Telling, key_of, share
from lastknown.desk.record.verbs import refuse_gone
from lastknown.errors import LastknownError
from lastknown.times import from_seconds
from lastknown.units import NM

__all__ = ["WHY_SCHEMA", "WHY_VERSION", "WhyDocument", "why_document", "why_of", "why_words"]

WHY_SCHEMA: Final = "lastknown.case-why"
WHY_VERSION: Final = 1
_TIMES: Final = ("time", "left at")
_LEAST: Final = 0.05
"""Natural logarithm of a factor that words do not leave out as next to 1."""


class FactorDocument(TypedDict):
    """One piece of evidence."""

    code: str
    factor: float | None
    """On the odds of one boat; null where a person decided that it is certain."""
    words: str


class WhyDocument(TypedDict):
    """Why two reports have the probability they have of being of one boat."""

    schema: Literal["lastknown.case-why"]
    version: Literal[1]
    reports: list[str]
    """Ids, in time order."""
    probability: float
    """Given all reports."""
    alone: float
    """From these two alone."""
    prior: float
    """Before any evidence, were these two reports all."""
    factors: list[FactorDocument]
    """The strongest first."""


def why_of(seen: Picture, a: Entry, b: Entry, weather: Weather) -> Why:
    """Return the factors of two reports of a picture.

    Raises
    ------
    LastknownError : they are one, one of them does not stand, or the sea cannot be opened.
    """
    if a.id == b.id:
        raise LastknownError("--why compares two reports; give two")
    for entry in (a, b):
        refuse_gone(seen, entry)
    last = max(one.entry.happened.at for one in seen.log)
    weighed = weigh_reports(standing(seen), surroundings(seen, last, weather).sea)
    return why(weighed.association, a.id, b.id)


def why_document(t: Telling, found: Why) -> WhyDocument:
    """Return the factors as a document."""
    return {
        "schema": "lastknown.case-why",
        "version": 1,
        "reports": [found.a, found.b],
        "probability": found.probability,
        "alone": found.alone,
        "prior": _prior(found),
        "factors": [
            {
                "code": each.code,
                "factor": None if each.log_factor == math.inf else each.factor,
                "words": _words(t, each),
            }
            for each in found.factors
        ],
    }


def _prior(found: Why) -> float:
    return 1.0 / (1.0 + math.exp(-found.prior_log_odds))


def why_words(t: Telling, found: Why) -> str:
    """Return the factors in words, the strongest first."""
    head = t.w.say(
        "why.head",
        a=t.entry(found.a),
        b=t.entry(found.b),
        p=share(t.w, found.probability),
        alone=share(t.w, found.alone),
        prior=share(t.w, _prior(found)),
    )
    return "\n".join([head, *_lines(t, found), t.w.say("why.others")])


def _lines(t: Telling, found: Why) -> Iterator[str]:
    told = [each for each in found.factors if abs(each.log_factor) >= _LEAST]
    if not told:
        yield f"  {t.w.say('why.no_factor')}"
    for each in told:
        factor = f"{_times(t, each.log_factor):>10}"
        yield t.w.say("why.factor", factor=factor, words=_words(t, each))


def _times(t: Telling, log_factor: float) -> str:
    """Return a factor as people say it: 1.3×, 1/400."""
    if math.isinf(log_factor):
        return t.w.say("why.certain" if log_factor > 0 else "why.never")
    value = math.exp(min(abs(log_factor), 20.0))
    digits = 1 if value < 9.95 else 0
    if value > 1000:
        value = float(f"{value:.1g}")
    key = "why.times" if log_factor >= 0 else "why.part"
    return t.w.say(key, value=t.w.number(value, digits))


def _words(t: Telling, each: Factor) -> str:
    """Return what a piece of evidence says."""
    values = dict(each.values)
    if each.code in ATTRIBUTES:
        what = t.w.say(f"why_what.{key_of(each.code)}")
        told = ""
        if values:
            both = {side: _value(t, each.code, values[side]) for side in ("a", "b")}
            told = t.w.say("why.told", **both)
        return t.w.say("why.fits" if each.log_factor > 0 else "why.differs", what=what, told=told)
    shown = {name: _figure(t, name, value) for name, value in values.items()}
    for name in ("off_m", "error_m"):
        if name in values:
            shown[name.replace("_m", "_nm")] = t.w.nm(float(values[name]) / NM)
    key = f"why.{key_of(each.code)}"
    return t.w.say(key, **shown) if t.w.has(key) else each.code


def _value(t: Telling, code: str, value: object) -> str:
    """Return what a report tells of an attribute."""
    if isinstance(value, int | float):
        if code in _TIMES:
            return t.clock(from_seconds(float(value)))
        return t.w.number(float(value), 0 if float(value).is_integer() else 1)
    return str(value)


def _figure(t: Telling, name: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    return t.w.knots(value) if name == "needs_kn" else t.w.number(value)
