"""The command line over the desk."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line and end the process with its exit code.

    0 done, 1 a fault in Lastknown itself, 2 something wrong with what was given, 130 interrupted.
    """
    import sys

    from lastknown.cli.guard import end_tidily_on_signals, heed_no_more, run

    end_tidily_on_signals()
    code = run(sys.argv[1:])
    heed_no_more()
    sys.exit(code)
