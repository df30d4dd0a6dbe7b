"""A pytest plugin of the gate: quick gates are counted, order is by speed, CI allows no skip, and a
browser that stumbled on a busy machine is asked once more, by name.
"""

import json
import os
from collections.abc import Generator
from typing import Any

import pytest

from tools import machine


class QuickGate(pytest.Item):
    """A gate that ran before pytest; it passes or fails as it did then."""

    complaint = ""

    def runtest(self) -> None:
        """Say what the gate said."""
        if self.complaint:
            pytest.fail(self.complaint, pytrace=False)

    def reportinfo(self) -> tuple[str, None, str]:
        """Where it is listed."""
        return "make test", None, self.name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Put the quick gates in front, then house rules, the many, browsers, goals."""
    items.sort(key=phase)
    for item in filter(needs_browser, items):
        item.add_marker(pytest.mark.flaky(reruns=1))  # what is broken fails twice
    items[:0] = [
        made(session, result) for result in json.loads(os.environ.get("GATE_RESULTS", "[]"))
    ]


def made(session: pytest.Session, result: dict[str, str]) -> QuickGate:
    """An item for one quick gate's result."""
    name = result["name"]
    item: QuickGate = QuickGate.from_parent(session, name=name, nodeid=f"gate::{name}")
    item.complaint = result["complaint"]
    return item


def phase(item: pytest.Item) -> int:
    """Quickest first; within a phase pytest's own order stays, which groups by database."""
    if item.nodeid.startswith("tests/house/"):
        return 0
    if item.nodeid.startswith("tests/goals/"):
        return 3
    return 2 if needs_browser(item) else 1


def needs_browser(item: pytest.Item) -> bool:
    """True when a browser is driven, which waits for nobody while others hold the processor."""
    return item.get_closest_marker("browser") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """In CI a skipped test is a failed one: there everything can be installed."""
    report: pytest.TestReport = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what this machine does not have: what needs it was not tried."""
    if left := machine.missing():
        terminalreporter.section("missing on this machine")
        terminalreporter.line(f"{', '.join(left)}: tests that need it were skipped")
