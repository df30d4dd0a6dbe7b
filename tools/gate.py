"""make test, check and goals: fetch what the tests need, run every gate, end with one summary.

The quick gates run first; whatever they say, one pytest run follows and counts them too, so that
its last line is the truth about everything.
"""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

from tools import machine, together
from tools.setup import apt_install, may_install, say

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CONTRACTS = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
STEPS: dict[str, list[str]] = {
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "types": [PYTHON, "-m", "mypy", "--no-error-summary"],
    "contracts": [PYTHON, "-c", CONTRACTS],
    "catalogues": [PYTHON, "-m", "flask", "strings", "check"],
}
PYTEST = [PYTHON, "-m", "pytest", "-p", "tools.summary", "-rfEsR"]


def main(arguments: list[str]) -> int:
    """Run one of the three gates."""
    kind, *names = arguments or ["test"]
    spread = ["-p", "tools.together", *together.processes()]
    if kind == "check":
        return gate([*PYTEST, *spread, "tests/house", "-q"], run_steps(STEPS))
    if kind == "goals":
        return goals(names)
    results = [fetch_tools(), *run_steps(STEPS)]
    return gate([*PYTEST, *spread, "--durations=10"], results)


def gate(command: Sequence[str], results: list[dict[str, str]]) -> int:
    """Run pytest with the quick gates' results in its count."""
    environment = {**os.environ, "GATE_RESULTS": json.dumps(results)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def run_steps(steps: dict[str, list[str]]) -> list[dict[str, str]]:
    """Run the quick gates one after the other; each leaves its name and its complaint."""
    return [run_step(name, command) for name, command in steps.items()]


def run_step(name: str, command: list[str]) -> dict[str, str]:
    """Run one gate and show what it says when it is not content."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip() if done.returncode else ""
    verdict = "ok" if done.returncode == 0 else "FAILED"
    say(f"{name:<11}{verdict:<7}{time.monotonic() - began:5.1f} s")
    if said:
        say(said)
    return {"name": name, "complaint": said[:2000] or ("failed" if done.returncode else "")}


def fetch_tools() -> dict[str, str]:
    """Install browsers, PostgreSQL and fonts where we may; in CI what is missing is a failure."""
    wanted = machine.missing()
    if wanted and may_install():
        say(f"installing {', '.join(wanted)} ...")
        apt_install(wanted)
    if machine.find_chromium() is None:
        say("fetching Playwright's Chromium ...")
        fetch = [PYTHON, "-m", "playwright", "install", "chromium"]
        subprocess.run(fetch, cwd=ROOT, capture_output=True, check=False)
    left = machine.missing()
    is_failure = bool(left and os.environ.get("CI"))
    return {"name": "machine", "complaint": f"missing: {', '.join(left)}" if is_failure else ""}


def goals(names: list[str]) -> int:
    """Run the full figures of the named goals, or of all."""
    known = goal_marks()
    unknown = [name for name in names if name not in known]
    if unknown:
        say(f"No such goal: {', '.join(unknown)}. There are: {', '.join(known)}.")
        return 2
    fetched = fetch_tools()
    os.environ["FULL_GOALS"] = "1"
    return gate([*PYTEST, "-m", " or ".join(names or known)], [fetched])


def goal_marks() -> list[str]:
    """The goals that have tests, as pyproject.toml lists them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    marks = [line.split(":")[0] for line in settings["tool"]["pytest"]["ini_options"]["markers"]]
    return [name for name in marks if name.startswith(("goal_", "perf_"))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
