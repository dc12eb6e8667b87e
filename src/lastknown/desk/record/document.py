"""An assessment as canonical JSON: the same bytes for the same entries, clocks, seed and sea."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np

from lastknown.case.canonical import canonical
from lastknown.case.values import Value
from lastknown.desk.record.views import Assessment

__all__ = ["assessment_bytes", "assessment_document", "assessment_sha256"]

_LEFT_OUT: Final = ("association",)
_DIGITS: Final = 9


def assessment_document(assessment: Assessment) -> dict[str, Any]:
    """Return an assessment as a JSON object; the association itself is left out.

    Times are ISO 8601 in UTC, `_s` seconds since 1970, probabilities fractions rounded to nine
    digits, distributions without the zeros at their end, positions degrees, areas m2.
    """
    return {"assessment": 1, **_plain(assessment)}


def assessment_bytes(assessment: Assessment) -> bytes:
    """Return an assessment as canonical JSON."""
    return canonical(assessment_document(assessment))


def assessment_sha256(assessment: Assessment) -> str:
    """Return the SHA-256 of an assessment's bytes, hex: what a `shown` entry records."""
    return hashlib.sha256(assessment_bytes(assessment)).hexdigest()


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in fields(value) if each.name not in _LEFT_OUT]
        return {name: _plain(getattr(value, name)) for name in names}
    if isinstance(value, Value):
        return _plain(value.model_dump(exclude_none=True))
    if isinstance(value, Mapping):
        return {_key(name): _plain(each) for name, each in value.items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, np.ndarray):
        return _ended(_plain(value.tolist()))
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, float | np.floating):
        return round(float(value), _DIGITS) if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def _ended(values: list[Any]) -> list[Any]:
    """Return a distribution without the zeros at its end."""
    last = max((k for k, value in enumerate(values) if value), default=-1)
    return values[: last + 1]


def _key(name: object) -> str:
    return f"{name:g}" if isinstance(name, float) else str(name)
