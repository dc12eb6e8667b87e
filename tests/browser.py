"""A Chromium for the tests of pages, from whatever the machine offers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a headless browser; without one the test is skipped, in CI it fails."""
    from playwright.sync_api import Error, sync_playwright

    found = next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
            )
        except Error as error:
            missing(f"no Chromium starts here: {str(error).splitlines()[0]}; run make browser")
        try:
            yield browser
        finally:
            browser.close()


def missing(reason: str) -> None:
    """Skip for want of a tool and say why; in CI nothing is skipped for that."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
