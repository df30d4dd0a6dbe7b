"""make setup: a virtual environment with the pinned packages, and compiled catalogues.

Runs under the machine's own python3 with nothing but the standard library. What is done already is
known by a stamp (a hash of what went in), so that a second run takes no time.
"""

from __future__ import annotations  # an older python3 must still read the sentence for it

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)
WORKS = "import pip, ssl, sqlite3"  # what the environment must at least be able to do


class Stuck(Exception):
    """Setting up cannot go on; the text says what to do."""


def main(arguments: list[str]) -> int:
    """Set up for running, with --tests for testing too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true", help="also what the gate needs")
    wants_tests: bool = parser.parse_args(arguments).tests
    try:
        demand_python(sys.version_info[:2])
        set_up(ROOT, wants_tests=wants_tests)
    except Stuck as why:
        print(f"Setting up stopped: {why}", file=sys.stderr)
        return 1
    return 0


def demand_python(version: tuple[int, ...]) -> None:
    """The oldest Python that our code and the pinned packages know."""
    if version < OLDEST:
        raise Stuck(
            f"this is Python {'.'.join(map(str, version))}, at least 3.11 is needed. "
            "Name a newer one: make run PYTHON=python3.12"
        )


def set_up(root: Path, *, wants_tests: bool) -> None:
    """Make the environment, fill it, compile the catalogues."""
    python = root / ".venv" / "bin" / "python"
    if not works(python):
        make_environment(root / ".venv")
    names = ["requirements.txt", *(["requirements-test.txt"] if wants_tests else [])]
    for name in names:
        install(python, root / name)
    compile_catalogues(python, root / "translations", root / ".venv")


def works(python: Path) -> bool:
    """True when the environment is there and its Python still starts (it may have moved)."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", WORKS], capture_output=True, check=False).returncode == 0


def make_environment(folder: Path) -> None:
    """Create the virtual environment; on Debian its package may have to come first."""
    say(f"creating {folder.name} ...")
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(folder)]
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode != 0 and may_install():
        say("installing python3-venv ...")
        apt_install(["python3-venv"])
        shutil.rmtree(folder, ignore_errors=True)
        tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        raise Stuck(
            "Python cannot create a virtual environment. On Debian and Ubuntu install the "
            "package: sudo apt-get install python3-venv\n" + (tried.stdout + tried.stderr).strip()
        )


def install(python: Path, requirements: Path) -> None:
    """Install exactly the listed files (by hash), unless this very list is installed."""
    wanted = digest([requirements.read_bytes(), str(python.resolve()).encode()])

    def run() -> None:
        say(f"installing {requirements.name} ...")
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
        done = subprocess.run(
            [*pip, "-qq", "--require-hashes", "--requirement", str(requirements)], check=False
        )
        if done.returncode != 0:
            raise Stuck(f"the packages of {requirements.name} could not be installed (see above)")

    once(python.parents[1] / f"stamp-{requirements.stem}", wanted, run)


def compile_catalogues(python: Path, translations: Path, environment: Path) -> None:
    """Build each .mo from its .po; .mo files are never committed."""
    sources = sorted(translations.glob("*/LC_MESSAGES/messages.po"))
    if not sources:
        return
    wanted = digest(path.read_bytes() for path in sources)
    is_complete = all(path.with_suffix(".mo").exists() for path in sources)

    def run() -> None:
        babel = [str(python), "-m", "babel.messages.frontend", "--quiet", "compile"]
        done = subprocess.run([*babel, "--directory", str(translations)], check=False)
        if done.returncode != 0:
            raise Stuck("a catalogue under translations/ could not be compiled (see above)")

    once(environment / "stamp-translations", wanted if is_complete else "", run, leaves=wanted)


def once(stamp: Path, wanted: str, run: Callable[[], None], *, leaves: str = "") -> None:
    """Run unless the stamp says that it was done with the same input."""
    if wanted and stamp.exists() and stamp.read_text() == wanted:
        return
    run()
    stamp.write_text(leaves or wanted)


def digest(parts: Iterable[bytes]) -> str:
    """One hash over several pieces."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def may_install() -> bool:
    """True as root on Debian and its children: there we may help ourselves."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages; False when apt could not."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            print((done.stdout + done.stderr).strip(), file=sys.stderr)
            return False
    return True


def say(words: str) -> None:
    """Tell what takes a while."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
