"""From what pydantic says to one line a person can act on: where, the value, the remedy."""

from __future__ import annotations

import json
from datetime import datetime
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lastknown.desk._casefields import LISTS, bounds_text, field_at, tables
from lastknown.desk._casevalues import TableFaultError
from lastknown.errors import LastknownError

__all__ = ["one_line"]

Loc = tuple[int | str, ...]
_LONGEST_VALUE = 60


def one_line(error: ValidationError, model: type[BaseModel]) -> str:
    """Return the first fault of a case file as one line, and how many others there are.

    An unknown name comes first: a misspelt field is also the reason why another one is missing.
    """
    faults = error.errors(include_url=False)
    faults.sort(key=lambda fault: fault["type"] != "extra_forbidden")
    text = _fault(faults[0], model)
    others = len(faults) - 1
    return text if not others else f"{text} (and {others} more fault{'s' * (others > 1)})"


def _fault(fault: ErrorDetails, model: type[BaseModel]) -> str:
    """Return one fault with its place and value."""
    loc, kind, value = fault["loc"], fault["type"], fault["input"]
    if kind == "missing":
        return f"{_where(loc[:-1])}{loc[-1]} is missing; {_how_to_give(loc, model)}"
    if kind == "extra_forbidden":
        return f"{_where(loc[:-1])}{loc[-1]} is no field here; {_nearest(loc, value, model)}"
    if kind == "value_error":
        return _own_words(loc, value, fault["ctx"]["error"])
    return f"{_named(loc, value)} {_problem(kind, fault, loc, model)}"


def _own_words(loc: Loc, value: object, error: BaseException) -> str:
    """Return the text of one of our own errors, with what it does not say itself."""
    text = str(error)
    if isinstance(error, LastknownError) and loc and text.startswith(f"{loc[-1]}="):
        return f"{_where(loc[:-1])}{text}"
    if isinstance(error, TableFaultError | LastknownError):
        return f"{_where(loc)}{text}"
    return f"{_named(loc, value)} {text}"


def _problem(kind: str, fault: ErrorDetails, loc: Loc, model: type[BaseModel]) -> str:
    """Return what is wrong and the remedy, in words that follow ``name=value``."""
    info = field_at(loc, model)
    bounds = "" if info is None else bounds_text(info)
    if kind in {"greater_than", "greater_than_equal", "less_than", "less_than_equal"}:
        return f"is out of bounds; give {bounds}"
    if kind == "finite_number":
        return f"is not a finite number; give {bounds}"
    if kind in {"float_type", "int_type", "float_parsing", "int_from_float"}:
        whole = "whole number" if kind.startswith("int") else "number"
        return f"is not a {whole}; give {bounds or 'one without quotes'}"
    if kind == "literal_error":
        return f"is not known; choose {fault['ctx']['expected']}"
    if kind in {"string_too_short", "string_too_long"}:
        return "is empty; give a text" if kind.endswith("short") else "is too long; shorten it"
    if kind == "string_type":
        return "is not text; put it in quotes"
    if kind in {"bool_type", "bool_parsing"}:
        return "is neither true nor false; write one of them without quotes"
    if kind == "too_short":
        return "is empty; give at least one"
    if kind == "too_long":
        return f"is too long; give at most {fault['ctx']['max_length']}"
    if kind == "list_type":
        return _list_remedy(loc, model)
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return f"is not a table; write [{'.'.join(str(p) for p in loc if isinstance(p, str))}]"
    return f"is not right: {fault['msg']}"


def _list_remedy(loc: Loc, model: type[BaseModel]) -> str:
    dotted = ".".join(str(part) for part in loc if isinstance(part, str))
    if dotted in tables(model):
        return f"is not a list of tables; write [[{dotted}]] above its fields"
    return "is not a list; put it in square brackets"


def _how_to_give(loc: Loc, model: type[BaseModel]) -> str:
    """Return the remedy for a missing field: its meaning."""
    names = [part for part in loc if isinstance(part, str)]
    dotted = ".".join(names)
    if dotted in tables(model):
        return f"write [[{dotted}]] and its fields" if dotted in LISTS else f"write [{dotted}]"
    info = field_at(loc, model)
    meaning = ((info.description if info else "") or "").split(":")[0].split(";")[0]
    return f"give it ({meaning[:1].lower()}{meaning[1:]})"


def _nearest(loc: Loc, value: object, model: type[BaseModel]) -> str:
    """Return the nearest field name, or the table where a field of that name lives."""
    names = [str(part) for part in loc if isinstance(part, str)]
    here, name = ".".join(names[:-1]), names[-1]
    known = tables(model)
    fields = list(known[here].model_fields)
    of_its_kind = [f for f in fields if (f"{here}.{f}".lstrip(".") in known) == _is_table(value)]
    for candidates in (of_its_kind, fields):
        if close := get_close_matches(name, candidates, n=1, cutoff=0.6):
            return f"did you mean {close[0]}?"
    homes = {f: t for t, owner in reversed(known.items()) for f in owner.model_fields}
    if name in homes:
        return f"it belongs {_in_table(homes[name])}"
    if close := get_close_matches(name, list(homes), n=1, cutoff=0.75):
        return f"did you mean {close[0]} {_in_table(homes[close[0]])}?"
    return f"the fields are {', '.join(fields)}"


def _is_table(value: object) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict)


def _in_table(table: str) -> str:
    if not table:
        return "above the first table"
    return f"in [[{table}]]" if table in LISTS else f"in [{table}]"


def _where(loc: Loc) -> str:
    """Return ``start 1, phase 2: `` for a table, "" for the top level; counting starts at 1."""
    text = _path(loc)
    return f"{text}: " if text else ""


def _path(loc: Loc) -> str:
    text = ""
    for part in loc:
        if isinstance(part, int):
            text += f" {part + 1}"
        else:
            between = ", " if text[-1:].isdigit() else "."
            text += part if not text else f"{between}{part}"
    return text


def _named(loc: Loc, value: object) -> str:
    return f"{_path(loc)}={_quoted(value)}" if loc else _quoted(value)


def _quoted(value: object) -> str:
    """Return a value as the file has it, shortened."""
    if isinstance(value, datetime):
        text = value.isoformat()
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
