"""The command line over the desk."""

from __future__ import annotations

__all__ = ["main"]

_GARBAGE = 50_000
"""New objects between two looks for garbage. With 700, Python's own, part of the processor time of
a short command goes into looking through modules that were just loaded."""


def main() -> None:
    """Run the command line and end the process with its exit code.

    0 done, 1 a fault in Lastknown itself, 2 something wrong with what was given, 130 interrupted.
    """
    import gc
    import sys

    gc.set_threshold(_GARBAGE)
    from lastknown.cli.guard import end_tidily_on_signals, heed_no_more, run

    end_tidily_on_signals()
    code = run(sys.argv[1:])
    heed_no_more()
    sys.exit(code)
