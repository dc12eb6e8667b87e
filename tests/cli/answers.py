"""What a command says, as the tests of the commands about ships ask for it."""

from __future__ import annotations

import pytest

from lastknown.cli.guard import run

__all__ = ["said"]


def said(words: list[str], capfd: pytest.CaptureFixture[str], code: int = 0) -> str:
    """Run a command and return what it printed; where it is to fail, its error."""
    capfd.readouterr()
    assert run(words) == code
    found = capfd.readouterr()
    return (found.err if code else found.out).replace("\N{NO-BREAK SPACE}", " ")
