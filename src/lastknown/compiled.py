"""How hot loops are compiled: plain scalar loops over arrays that allocate nothing.

Reference counting is off (numba's `_nrt=False`): a compiled function here only reads and fills
arrays that it is given. With it on, each hand-over of an array inside a loop is an atomic
operation; measured on the drift engine: 1.1 to 5 million particle-steps/s instead of 7 to 9, and
two threads then fight over the same counters.

A call hands over arrays and named tuples of arrays by value, 7 to 9 words an array: what loops call
many times is `inlined`, called in few places, or given only the arrays that it needs. Measured: the
sweep of ships' paths 2.5 -> 1.25 s, the sampler of boats 1.34 -> 1.05 s, with the same results.
That shows only in a process that finds the code compiled, not in the one that compiles it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from numba import njit

__all__ = ["allocating", "compiled", "fused", "fused_inlined", "inlined", "sources"]

F = TypeVar("F", bound=Callable[..., Any])

_njit: Any = njit  # its types do not name `_nrt`
_COMMON: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
"""Other threads go on; x/0 is infinite, so nothing has to be unwound."""
_FUSED: Final = {"contract"}


_ROOMS: Final = ("geo", "sea", "drift", "search", "evidence", "ships", "boats")
"""The rooms whose modules compile something."""


def compiled(function: F) -> F:
    """Compile a function that is called from Python or from other compiled functions."""
    return _made(function, _nrt=False)


def inlined(function: F) -> F:
    """Compile a small function into each place that calls it."""
    return _made(function, _nrt=False, forceinline=True)


def fused(function: F) -> F:
    """Compile so that a product and a sum may be rounded once, in one step of the machine.

    The last digits then depend on whether the machine has such a step. Measured: the errors that
    bring a hull over a particle (`lastknown.ships._abeam`) in 0.75 of the time.
    """
    return _made(function, _nrt=False, fastmath=_FUSED)


def fused_inlined(function: F) -> F:
    """Do so with a small function, into each place that calls it; these are `fused` as well."""
    return _made(function, _nrt=False, forceinline=True, fastmath=_FUSED)


def allocating(function: F) -> F:
    """Compile a function that makes arrays; not for the inside of a hot loop."""
    return _made(function)


def _made(function: F, **options: object) -> F:
    """Compile once a machine; where no folder can keep the result, once a run."""
    try:
        made = _njit(cache=True, **_COMMON, **options)(function)
    except RuntimeError:  # numba: cannot cache function, no locator available
        return _njit(**_COMMON, **options)(function)  # type: ignore[no-any-return]
    kept = made._cache._cache_file
    kept._source_stamp = (kept._source_stamp, sources())
    return made  # type: ignore[no-any-return]


@cache
def sources() -> str:
    """Return a digest of all that compiled code is made from (hex).

    numba keeps machine code by the file of its function alone. What is inlined from other files,
    and the constants and the order of fields in a named tuple that they hold, would stay as it was
    after these had changed, so what is kept carries this stamp as well: of every module of the
    rooms that compile and of those at the top of the package.
    """
    digest, package = hashlib.sha256(), Path(__file__).parent
    for room in ("", *_ROOMS):
        for path in sorted((package / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
