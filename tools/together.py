"""A pytest plugin: the tests on several processor cores at once, with the right ones together.

Tests of one database share its server and the files of browser tests share a browser, so each of
these groups stays in one process. Tests marked `alone` measure time: while one runs, the other
processes wait.
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def processes() -> list[str]:
    """Options for pytest: as many processes as cores, at most four; on one core none besides."""
    cores = min(os.cpu_count() or 1, 4)
    return ["-n", str(cores), "--dist", "loadgroup"] if cores > 1 else []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name each test's group before the tests are dealt out."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))


def group_of(item: pytest.Item) -> str:
    """The database a test runs on, else its file."""
    call = getattr(item, "callspec", None)
    database = call.params.get("database") if call else None
    return str(database or item.nodeid.split("::")[0])


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
