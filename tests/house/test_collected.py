"""No test sleeps: every file with tests in it is collected."""

import ast
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from tests.conftest import COLLECTED
from tests.house.sources import ROOT, Source, python


def names_of_tests(source: Source) -> list[str]:
    """Names of the test functions of a file."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, kinds) and node.name.startswith("test_")
    ]


def asleep(sources: Iterable[Source], awake: Collection[str]) -> list[str]:
    """Files with tests that pytest did not find, and tests that a later namesake hides."""
    said = []
    for source in sources:
        names = names_of_tests(source)
        if (names or has_the_name(source)) and source.name not in awake:
            said.append(f"{source.name}: call it test_*.py, under tests/, with test_ functions")
        said += [f"{source.name}: {n} twice" for n in sorted(set(names)) if names.count(n) > 1]
    return said


def has_the_name(source: Source) -> bool:
    """Whether pytest would look into it."""
    return source.name.rsplit("/", 1)[1].startswith("test_")


def awake_in(config: pytest.Config, sources: Iterable[Source]) -> set[str]:
    """Files whose tests this run found; where it did not look, those it would look into."""
    asked = [Path(config.invocation_params.dir, given.split("::")[0]) for given in config.args]
    found = {path.relative_to(ROOT).as_posix() for path in config.stash[COLLECTED]}
    left = [s for s in sources if not any((ROOT / s.name).is_relative_to(one) for one in asked)]
    return found | {
        s.name
        for s in left
        if s.name.startswith("tests/") and has_the_name(s) and names_of_tests(s)
    }


def test_every_test_file_is_collected(request: pytest.FixtureRequest) -> None:
    """make test looks everywhere; a smaller run knows only the names of the rest."""
    sources = list(python("app", "tests", "tools"))
    said = asleep(sources, awake_in(request.config, sources))
    assert not said, "\n".join(said)


def test_planted_sleepers_are_found() -> None:
    collected = {"tests/x/test_a.py"}
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
