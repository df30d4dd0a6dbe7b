"""No test sleeps: every file with tests in it is collected."""

import ast
import subprocess
import sys
from collections.abc import Iterable

from tests.house.sources import ROOT, Source, python


def names_of_tests(source: Source) -> list[str]:
    """Names of the test functions of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, kinds) and node.name.startswith("test_")
    ]


def asleep(sources: Iterable[Source], collected: str) -> list[str]:
    """Files with tests that pytest did not list, and tests that a later namesake hides."""
    said = []
    for source in sources:
        names = names_of_tests(source)
        if (names or source.name.rsplit("/", 1)[1].startswith("test_")) and not any(
            line.startswith(f"{source.name}::") for line in collected.splitlines()
        ):
            said.append(f"{source.name}: call it test_*.py, under tests/, with test_ functions")
        said += [f"{source.name}: {n} twice" for n in sorted(set(names)) if names.count(n) > 1]
    return said


def test_every_test_file_is_collected() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--no-header", "tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    said = asleep(python("app", "tests", "tools"), done.stdout)
    assert not said, "\n".join(said)


def test_planted_sleepers_are_found() -> None:
    collected = "tests/x/test_a.py::test_one\n"
    sleepers = [
        Source("tests/x/check_b.py", "def test_two() -> None: ..."),
        Source("app/x/test_c.py", "def test_three() -> None: ..."),
        Source("tests/x/test_d.py", "def check() -> None: ..."),
    ]
    assert len(asleep(sleepers, collected)) == 3
    twice = "def test_one() -> None: ...\ndef test_one() -> None: ..."
    assert asleep([Source("tests/x/test_a.py", twice)], collected) == [
        "tests/x/test_a.py: test_one twice"
    ]
