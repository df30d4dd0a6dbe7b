"""The gate: its results are counted, its order is by speed, CI forgives no missing tool."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import gate, machine, together

ROOT = Path(gate.__file__).resolve().parents[1]


def run_small(
    folder: Path, test: str, *, results: list[dict[str, str]], ci: bool = False
) -> "subprocess.CompletedProcess[str]":
    """Run pytest with the plugin over one invented test file."""
    (folder / "test_small.py").write_text(test)
    (folder / "pytest.ini").write_text("[pytest]\n")
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    environment["GATE_RESULTS"] = json.dumps(results)
    if ci:
        environment["CI"] = "1"
    command = [sys.executable, "-m", "pytest", "-p", "tools.summary", "-rfEsR", "."]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


GOOD = {"name": "lint", "complaint": ""}
BAD = {"name": "types", "complaint": "app/x.py:1: error"}
PASSES = "def test_a() -> None:\n    assert True\n"
SKIPS = "import pytest\ndef test_a() -> None:\n    pytest.skip('no firefox')\n"


def last_line(done: "subprocess.CompletedProcess[str]") -> str:
    return done.stdout.strip().splitlines()[-1]


def test_a_quick_gate_that_failed_stands_in_the_last_line(tmp_path: Path) -> None:
    done = run_small(tmp_path, PASSES, results=[GOOD, BAD])
    assert "1 failed, 2 passed" in last_line(done)
    assert "app/x.py:1: error" in done.stdout
    assert "FAILED gate::types" in done.stdout
    assert done.returncode == 1


def test_all_good_is_all_passed(tmp_path: Path) -> None:
    done = run_small(tmp_path, PASSES, results=[GOOD])
    assert "2 passed" in last_line(done)
    assert done.returncode == 0


def test_a_skip_is_named_and_in_ci_a_failure(tmp_path: Path) -> None:
    at_home = run_small(tmp_path, SKIPS, results=[])
    assert "no firefox" in at_home.stdout
    assert "1 skipped" in last_line(at_home)
    in_ci = run_small(tmp_path, SKIPS, results=[], ci=True)
    assert "1 failed" in last_line(in_ci)
    assert in_ci.returncode == 1


ONCE = """import pytest
seen = []
{mark}
def test_a() -> None:
    seen.append(1)
    assert len(seen) > {wrong}, "the page had gone"
"""
BROWSER = "@pytest.mark.browser"


def test_a_browser_that_stumbled_once_is_asked_again_and_named(tmp_path: Path) -> None:
    done = run_small(tmp_path, ONCE.format(mark=BROWSER, wrong=1), results=[])
    assert done.returncode == 0
    assert "1 passed" in last_line(done)
    assert "1 rerun" in last_line(done)
    assert "RERUN test_small.py::test_a" in done.stdout


@pytest.mark.parametrize(("mark", "wrong"), [(BROWSER, 2), ("", 1)])
def test_what_is_broken_or_needs_no_browser_has_failed(
    tmp_path: Path, mark: str, wrong: int
) -> None:
    done = run_small(tmp_path, ONCE.format(mark=mark, wrong=wrong), results=[])
    assert done.returncode == 1
    assert "1 failed" in last_line(done)


def test_a_step_shows_its_complaint(capsys: pytest.CaptureFixture[str]) -> None:
    ok = gate.run_step("fine", [sys.executable, "-c", "print('loud')"])
    wrong = gate.run_step("wrong", [sys.executable, "-c", "print('x is bad'); raise SystemExit(1)"])
    silent = gate.run_step("silent", [sys.executable, "-c", "raise SystemExit(3)"])
    assert ok == {"name": "fine", "complaint": ""}
    assert wrong == {"name": "wrong", "complaint": "x is bad"}
    assert silent == {"name": "silent", "complaint": "failed"}
    shown = capsys.readouterr().out
    assert "loud" not in shown
    assert "x is bad" in shown


@pytest.fixture
def poor(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A machine without browsers where nothing can be installed; returns what was tried."""
    tried: list[Any] = []
    monkeypatch.setattr(machine, "missing", lambda: ["firefox-esr"])
    monkeypatch.setattr(machine, "find_chromium", lambda: None)
    monkeypatch.setattr(gate, "may_install", lambda: False)
    monkeypatch.setattr("tools.gate.subprocess.run", lambda command, **_: tried.append(command))
    monkeypatch.delenv("CI", raising=False)
    return tried


def test_what_is_missing_fails_in_ci_alone(
    poor: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gate.fetch_tools()["complaint"] == ""
    assert "playwright" in poor[0]
    monkeypatch.setenv("CI", "1")
    assert gate.fetch_tools()["complaint"] == "missing: firefox-esr"


def test_root_on_debian_fetches_packages(poor: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(gate, "may_install", lambda: True)
    monkeypatch.setattr(gate, "apt_install", lambda packages: asked.append(packages))
    gate.fetch_tools()
    assert asked == [["firefox-esr"]]


def test_an_unknown_goal_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate.main(["goals", "goal_99"]) == 2
    assert "There are: " in capsys.readouterr().out
    assert "perf_03" in gate.goal_marks()


def test_the_named_goals_are_run_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []

    def run(command: list[str], _results: object) -> int:
        ran.append(command)
        return 0

    monkeypatch.setattr(gate, "gate", run)
    monkeypatch.setattr(gate, "fetch_tools", lambda: GOOD)
    monkeypatch.setenv("FULL_GOALS", "")
    assert gate.main(["goals", "perf_03", "perf_07"]) == 0
    assert ran[0][-2:] == ["-m", "perf_03 or perf_07"]


def test_ci_calls_make_test() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "exec make test" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


WATCH = """
import os, time
from pathlib import Path
import pytest

HERE = Path(__file__).parent

def be(name: str) -> None:
    (HERE / f"{name}.in").touch()
    time.sleep(0.2)
    others = len(list(HERE.glob("*.in"))) - 1
    (HERE / f"{name}.in").unlink()
    with open(HERE / "seen", "a") as seen:
        print(os.getpid(), name, others, file=seen)
"""
MANY = "from watch import be, pytest\n" + "".join(
    f"def test_{number}() -> None:\n    be('{{file}}{number}')\n" for number in range(5)
)
ALONE = "from watch import be, pytest\n@pytest.mark.alone\ndef test_x() -> None:\n    be('alone')\n"


def test_files_stay_together_and_who_measures_is_alone(tmp_path: Path) -> None:
    (tmp_path / "watch.py").write_text(WATCH)
    for name in ("a", "b"):
        (tmp_path / f"test_{name}.py").write_text(MANY.format(file=name))
    (tmp_path / "test_c.py").write_text(ALONE)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = alone\npythonpath = .\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.together", "-n", "3"]
    subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, check=True)
    lines = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    seen = {name: (process, int(others)) for process, name, others in lines}
    assert len(seen) == 11
    for name in ("a", "b"):
        assert len({seen[f"{name}{number}"][0] for number in range(5)}) == 1
    assert seen["alone"][1] == 0
    assert any(others for _process, others in seen.values()), "nothing ran at the same time"


def test_one_core_is_used_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    assert together.processes() == []
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert together.processes()[:2] == ["-n", "4"]
