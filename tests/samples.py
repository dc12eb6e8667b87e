"""Where the real sample files are, for the tests that read them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

__all__ = ["sample_path"]


def sample_path(relative: str) -> Path:
    """Return the path of a sample under $LASTKNOWN_SAMPLES; skip where the variable is unset."""
    root = os.environ.get("LASTKNOWN_SAMPLES")
    if not root:
        pytest.skip(f"LASTKNOWN_SAMPLES is not set; {relative} is not shipped with the project")
    path = Path(root) / relative
    if not path.exists():
        pytest.fail(f"LASTKNOWN_SAMPLES={root} has no {relative}")
    return path
