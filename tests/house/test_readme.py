"""README tells the truth: every folder is on the map, every command exists."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable

import pytest
from flask import Flask

from tests.house.sources import NOT_OURS, ROOT

README = (ROOT / "README.md").read_text("utf-8")
FLASK = sorted(set(re.findall(r"`flask ([a-z][a-z ]*[a-z])`", README)))
TARGETS = sorted(set(re.findall(r"^\| `make (\w+)`", README, re.MULTILINE)))


def test_it_opens_with_the_two_commands() -> None:
    opening = [line for line in README.splitlines() if line.startswith("make ")][:2]
    assert [line.split()[1] for line in opening] == ["run", "test"]


def folders() -> set[str]:
    """Folders of the repository and of app/, without what is made by running."""
    found = [*ROOT.iterdir(), *(ROOT / "app").iterdir()]
    return {
        path.relative_to(ROOT).as_posix() + "/"
        for path in found
        if path.is_dir() and not path.name.startswith(".") and path.name not in NOT_OURS
    } - {"app/"}


def unnamed(readme: str, present: Iterable[str]) -> list[str]:
    """Folders that the map leaves out."""
    return [name for name in sorted(present) if f"| `{name}` |" not in readme]


def test_the_map_names_every_folder() -> None:
    assert unnamed(README, folders()) == [], "add a row to README's map"


def test_the_map_names_only_what_is_there() -> None:
    named = re.findall(r"^\| `([a-z][\w/.]*)` \|", README, re.MULTILINE)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_planted_folder_is_missed() -> None:
    assert unnamed(README, [*folders(), "app/secret/"]) == ["app/secret/"]


def test_the_makefile_and_the_readme_know_the_same_targets() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    rules = re.findall(r"^(\w+): ;", makefile, re.MULTILINE)
    assert sorted(rules) == TARGETS
    for line in makefile.splitlines():
        assert not line.startswith("\t"), "a target is one line; logic lives in tools/"


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_exists(target: str) -> None:
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run([make, "-n", target], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.sqlite_only
@pytest.mark.parametrize("command", FLASK)
def test_a_command_exists(built_app: Flask, command: str) -> None:
    done = built_app.test_cli_runner().invoke(args=[*command.split(), "--help"])
    assert done.exit_code == 0, done.output
    assert "Usage" in done.output


def test_flask_finds_the_application_by_itself() -> None:
    words = [sys.executable, "-m", "flask", "--help"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(f"  {command.split()[0]} " in done.stdout for command in FLASK)


@pytest.mark.parametrize("name", re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
def test_a_setting_is_read(name: str) -> None:
    assert f'"{name}"' in (ROOT / "app" / "config.py").read_text("utf-8")


def test_every_setting_is_told() -> None:
    settings = (ROOT / "app" / "config.py").read_text("utf-8")
    read = set(re.findall(r'value\("([A-Z_]+)"', settings))
    assert {name for name in read if f"| `{name}` |" not in README} == set()


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert [name for name in pictures if not (ROOT / name).exists()] == []
