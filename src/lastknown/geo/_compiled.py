"""Decorators for compiled code that keep the function's type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

__all__ = ["compiled", "inlined"]

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Return the function compiled; x/0 is infinite, so that no exception has to be unwound."""
    return cast(Function, njit(cache=True, nogil=True, error_model="numpy")(function))


def inlined(function: Function) -> Function:
    """Return the function compiled, and written into its compiled callers.

    Measured: a shore check that meets nothing costs 4 ns inlined and 110 ns called, since each
    call counts references to the nine arrays of the index.
    """
    kept = njit(cache=True, nogil=True, error_model="numpy", inline="always")
    return cast(Function, kept(function))
