"""Rules for all tests: what is skipped in CI fails, and properties need no stopwatch."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("house")

MAY_SKIP = "LASTKNOWN_SAMPLES is not set"
"""The one reason for which CI may leave a test out: the samples are not shipped."""


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip for want of a tool into a failure, in CI."""
    reason = str(report.longrepr)
    if (
        os.environ.get("CI") == "true"
        and report.outcome == "skipped"
        and not hasattr(report, "wasxfail")
        and MAY_SKIP not in reason
    ):
        report.outcome = "failed"
        report.longrepr = f"nothing is skipped in CI: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report
