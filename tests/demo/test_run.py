"""make run: one thing that starts and stops, and says in a sentence why it cannot."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app.demo import run
from tests.browser import eventually
from tests.ports import free_port

RUN = [sys.executable, "-m", "app.demo.run"]
LAST_LINE = "Ctrl-C stops everything"


def settings(home: Path, port: int) -> dict[str, str]:
    own = {
        "DATABASE_URL": f"sqlite:///{home}/town.db",
        "KEY_FILE": f"{home}/key",
        "VAPID_KEY_FILE": f"{home}/vapid.pem",
    }
    given = {f"SCHRITTWEISE_{name}": value for name, value in own.items()}
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PORT": str(port), **given}


class Demo:
    """A running `make run` and what it printed."""

    def __init__(self, home: Path, port: int) -> None:
        self.port = port
        self.log = home / "log"
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                RUN,
                cwd=run.ROOT,
                env=settings(home, port),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def text(self) -> str:
        """All it printed so far."""
        return self.log.read_text()

    def wait_until_open(self) -> None:
        """Wait for the last line it prints at its start."""
        deadline = time.monotonic() + 150
        while LAST_LINE not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.1)

    def get(self, address: str) -> tuple[int, str]:
        """Fetch an address of it: status, and where it sends on."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request("GET", address, headers={"Host": f"localhost:{self.port}"})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "")

    def children(self) -> list[int]:
        """Process ids of what it started, in this order."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if listed.exists():
            return [int(pid) for pid in listed.read_text().split()]
        command = ["ps", "-o", "pid=", "--ppid", str(self.process.pid)]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        return [int(pid) for pid in found.stdout.split()]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One database for the runs of this file: the second finds the town standing."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    """A demo on a free port; ended whatever happens."""
    started = Demo(home, free_port())
    try:
        started.wait_until_open()
        yield started
    finally:
        if started.process.poll() is None:
            started.process.terminate()
            started.process.wait(30)


def links(text: str) -> dict[str, str]:
    return dict(re.findall(r"^  (\S+).*(http://localhost:\d+/demo/\S+)$", text, re.MULTILINE))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_opens_the_town_and_stops_cleanly(demo: Demo) -> None:
    found = links(demo.text())
    assert {"Selam", "Jana", "Gerhard", "Aylin"} <= set(found)
    assert demo.get(urlsplit(found["Selam"]).path) == (303, "/home")
    an_idle_connection_blocks_nobody(demo)
    os.killpg(demo.process.pid, signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert "Stopping" in demo.text()
    assert "Traceback" not in demo.text()
    assert is_free(demo.port)


def an_idle_connection_blocks_nobody(demo: Demo) -> None:
    """Browsers open connections in advance and say nothing on them for a while."""
    with ExitStack() as idle:
        for _ in range(6):
            idle.enter_context(socket.create_connection(("127.0.0.1", demo.port)))
        began = time.monotonic()
        assert demo.get("/healthz") == (200, "")
        assert time.monotonic() - began < 4


def test_asked_to_stop_while_it_prepares_it_does(home: Path) -> None:
    begun = Demo(home, free_port())
    eventually(lambda: "Preparing" in begun.text())
    begun.process.terminate()
    assert begun.process.wait(60) == 0
    assert "Stopping" in begun.text()
    assert "Traceback" not in begun.text()


def test_one_that_dies_takes_the_others_down(demo: Demo) -> None:
    pids = demo.children()
    assert len(pids) == 2
    os.kill(pids[1], signal.SIGKILL)
    assert demo.process.wait(60) == 1
    assert re.search(r"The demo stopped: the [\w ]+ ended by itself \(signal 9\)", demo.text())
    assert is_free(demo.port)


def test_a_port_in_use_is_said(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        done = subprocess.run(
            RUN,
            cwd=run.ROOT,
            env=settings(home, port),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"make run PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["0", "65536", "x", "-1", ""])
def test_a_port_that_is_none_is_said(text: str) -> None:
    with pytest.raises(run.Failed, match="PORT must be"):
        run.port_of(text)


def test_an_unusable_setting_is_said(home: Path) -> None:
    environment = settings(home, free_port()) | {"SCHRITTWEISE_DATABASE_URL": "oracle://x"}
    done = subprocess.run(
        RUN, cwd=run.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "SCHRITTWEISE_DATABASE_URL must begin with" in done.stderr


def test_settings_of_a_run() -> None:
    made = run.demo_environment({"PORT": "8123"})
    assert made["SCHRITTWEISE_DEMO"] == "1"
    assert made["SCHRITTWEISE_PUBLIC_URL"] == "http://localhost:8123"
    kept = run.demo_environment({"SCHRITTWEISE_PUBLIC_URL": "https://demo.example"})
    assert kept["SCHRITTWEISE_PUBLIC_URL"] == "https://demo.example"
    assert (kept["HOST"], kept["PORT"]) == ("127.0.0.1", "8000")
