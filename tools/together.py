"""A pytest plugin: the tests on several processor cores at once, with the right ones together.

Tests of one database share its server, so they stay in one process; others go file by file, and
the long walks through all pages person by person. Tests marked `alone` measure time: while one
runs, the other processes wait.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

DATABASES = ("sqlite", "postgresql")
WALKS = ("tests/journeys/test_every_page.py", "tests/journeys/test_pseudo.py")


def processes() -> list[str]:
    """Options for pytest: as many processes as cores, at most four; on one core none besides."""
    cores = min(os.cpu_count() or 1, 4)
    return ["-n", str(cores), "--dist", "loadscope"] if cores > 1 else []


class ByDatabase(LoadScopeScheduling):  # type: ignore[misc]
    """Deals out whole groups: the tests of one database, and each file of the others."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, name = nodeid.partition("::")
        path = nodeid if path in WALKS else path
        words = name.partition("[")[2].rstrip("]").split("-")
        return next((word for word in words if word in DATABASES), path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByDatabase:
    """Let our own rule deal the tests out."""
    return ByDatabase(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test that measures time have the machine to itself."""
    run = getattr(item.config, "workerinput", {}).get("testrunuid")
    if run is None:
        return (yield)
    with _in_room(Path(tempfile.gettempdir()) / f"tests-{run}", alone=_is_alone(item)):
        return (yield)


def _is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


@contextmanager
def _in_room(room: Path, *, alone: bool) -> Iterator[None]:
    """Many share the room or one has it; who waits for it alone keeps later ones at the door."""
    with open(f"{room}.door", "w") as door, open(f"{room}.room", "w") as inside:
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(inside, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        yield
