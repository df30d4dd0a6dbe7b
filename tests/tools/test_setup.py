"""make setup: what is done once is not done twice, and what cannot be done is said."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import setup

ROOT = Path(setup.__file__).resolve().parents[1]


class Machine:
    """Stands in for the commands that setup runs."""

    def __init__(self, *failing: str) -> None:
        self.commands: list[str] = []
        self.failing = list(failing)

    def __call__(self, command: list[Any], **_more: Any) -> "subprocess.CompletedProcess[str]":
        """Note a command; the first that holds a failing part fails once."""
        text = " ".join(map(str, command))
        self.commands.append(text)
        fails = next((part for part in self.failing if part in text), None)
        if fails:
            self.failing.remove(fails)
        elif "-m venv" in text:
            made = Path(command[-1]) / "bin" / "python"
            made.parent.mkdir(parents=True)
            made.touch()
        return subprocess.CompletedProcess(command, int(bool(fails)), "", "")

    def count(self, part: str) -> int:
        """How many commands held these words."""
        return sum(part in command for command in self.commands)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A repository with two lists and a catalogue."""
    (tmp_path / "requirements.txt").write_text("flask==3 --hash=sha256:00\n")
    (tmp_path / "requirements-test.txt").write_text("pytest==9 --hash=sha256:00\n")
    folder = tmp_path / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text('msgid ""\nmsgstr ""\n')
    return tmp_path


def on(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> Machine:
    monkeypatch.setattr("tools.setup.subprocess.run", machine)
    return machine


def test_a_second_run_has_nothing_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine())
    setup.set_up(home, wants_tests=True)
    (home / "translations/de/LC_MESSAGES/messages.mo").touch()
    assert [machine.count(part) for part in ("-m venv", "--require-hashes", "compile")] == [1, 2, 1]
    machine.commands.clear()
    setup.set_up(home, wants_tests=True)
    assert [command.split(" ", 1)[1] for command in machine.commands] == [f"-c {setup.WORKS}"]


def test_only_what_changed_is_done_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine())
    setup.set_up(home, wants_tests=False)
    (home / "translations/de/LC_MESSAGES/messages.mo").touch()
    machine.commands.clear()
    (home / "requirements.txt").write_text("flask==4 --hash=sha256:00\n")
    setup.set_up(home, wants_tests=False)
    assert (machine.count("requirements.txt"), machine.count("compile")) == (1, 0)
    (home / "translations/de/LC_MESSAGES/messages.mo").unlink()
    setup.set_up(home, wants_tests=False)
    assert (machine.count("requirements.txt"), machine.count("compile")) == (1, 1)


def test_packages_are_installed_by_hash(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine())
    setup.set_up(home, wants_tests=False)
    assert machine.count("--require-hashes") == 1
    assert machine.count("requirements-test") == 0


def test_a_failed_installation_leaves_no_stamp(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = on(monkeypatch, Machine("--require-hashes"))
    with pytest.raises(setup.Stuck, match=r"requirements\.txt"):
        setup.set_up(home, wants_tests=False)
    setup.set_up(home, wants_tests=False)
    assert machine.count("--require-hashes") == 2


def test_an_environment_that_does_not_start_is_made_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = on(monkeypatch, Machine())
    setup.set_up(home, wants_tests=False)
    machine.failing = ["-c " + setup.WORKS]
    setup.set_up(home, wants_tests=False)
    assert machine.count("-m venv") == 2
    assert machine.count("--require-hashes") == 2, "its stamps went with it"


def test_root_on_debian_installs_the_missing_package(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = on(monkeypatch, Machine("-m venv"))
    monkeypatch.setattr(setup, "may_install", lambda: True)
    setup.set_up(home, wants_tests=False)
    assert machine.count("apt-get install") == 1
    assert machine.count("python3-venv") == 1


def test_others_are_told_its_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, Machine("-m venv"))
    monkeypatch.setattr(setup, "may_install", lambda: False)
    with pytest.raises(setup.Stuck, match="python3-venv"):
        setup.set_up(home, wants_tests=False)
    assert not (home / ".venv").exists()


@pytest.mark.parametrize("version", [(2, 7), (3, 10)])
def test_an_old_python_is_refused_in_a_sentence(version: tuple[int, ...]) -> None:
    with pytest.raises(setup.Stuck, match=r"3\.11"):
        setup.demand_python(version)
    setup.demand_python((3, 11))


def test_a_real_environment_works_and_an_empty_folder_does_not(tmp_path: Path) -> None:
    assert setup.works(Path(sys.executable))
    assert not setup.works(tmp_path / "bin" / "python")
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert not setup.works(broken)


def test_it_needs_nothing_but_the_standard_library() -> None:
    """The machine's own python3 runs it before anything is installed."""
    code = "import sys; sys.path.insert(0, '.'); import tools.setup"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0
