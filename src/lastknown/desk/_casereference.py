"""The reference page of the case file, made from its fields."""

from __future__ import annotations

from typing import Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lastknown.desk._casefields import LISTS, bounds_text, extra_of, tables
from lastknown.desk._casemodel import CaseModel

__all__ = ["case_reference"]


def case_reference() -> str:
    """Return the Markdown tables of every field: name, level, unit, bounds, default, meaning."""
    parts = []
    for dotted, model in tables(CaseModel).items():
        title = f"[[{dotted}]]" if dotted in LISTS else f"[{dotted}]"
        parts.append(f"## {'Top level' if not dotted else f'`{title}`'}\n")
        parts.append(" ".join((model.__doc__ or "").split()) + "\n")
        parts.append("| field | level | unit | values | default | meaning |")
        parts.append("|---|---|---|---|---|---|")
        parts += [_row(name, info) for name, info in model.model_fields.items()]
        parts.append("")
    return "\n".join(parts)


def _row(name: str, info: FieldInfo) -> str:
    extra = extra_of(info)
    meaning = (info.description or "").replace("|", "\\|")
    cells = [
        f"`{name}`",
        extra["level"],
        extra.get("unit", "–"),
        _values(info),
        _default(info),
        meaning,
    ]
    return f"| {' | '.join(cells)} |"


def _values(info: FieldInfo) -> str:
    """Return what may be written there."""
    for candidate in (info.annotation, *get_args(info.annotation)):
        if get_origin(candidate) is Literal:
            return ", ".join(f'`"{choice}"`' for choice in get_args(candidate))
    if text := bounds_text(info, unit=False):
        return text
    if "datetime" in repr(info.annotation):
        return "time with zone"
    if get_origin(info.annotation) is list:
        return "list of texts" if get_args(info.annotation) == (str,) else "tables"
    return "table" if hasattr(info.annotation, "model_fields") else "text"


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    value = info.get_default(call_default_factory=True)
    if value is None or value == "" or value == [] or isinstance(value, BaseModel):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value:g}`"


if __name__ == "__main__":
    print(case_reference(), end="")
