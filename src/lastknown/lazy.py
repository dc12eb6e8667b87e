"""Public names that are loaded when they are first used, so that importing a room costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from importlib import import_module

__all__ = ["loader"]


def loader(
    package: str, homes: Mapping[str, str], names: MutableMapping[str, object]
) -> Callable[[str], object]:
    """Return a package's ``__getattr__`` (PEP 562).

    Parameters
    ----------
    package : its name. homes : the module that each public name lives in.
    names : the package's own names (``globals()``), where what was loaded is kept.

    Raises
    ------
    AttributeError : by what is returned, for a name that the package does not offer.
    """

    def load(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        names[name] = value = getattr(import_module(homes[name]), name)
        return value

    return load
