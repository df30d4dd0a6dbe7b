"""The floor: the same bytes by bare WSGI, and both behind the server of production."""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROUNDS, TIMES = 5, 40
START = 60.0  # seconds a server may take, on a busy machine
GUNICORN = (sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "1", "--bind")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def fixed(path: str) -> Wsgi:
    """A WSGI application that always answers the bytes of a file."""
    body = Path(path).read_bytes()

    def answer(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
        return [body]

    return answer


@contextmanager
def behind_gunicorn(target: str, environment: dict[str, str]) -> Iterator[int]:
    """One worker with one thread on a port of its own; ended by its process id."""
    port = free_port()
    command = [*GUNICORN, f"127.0.0.1:{port}", target]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError("the server did not start")
        try:
            ask(port, "/healthz", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not answer")


def ask(port: int, path: str, headers: dict[str, str]) -> int:
    """One request on a connection of its own; return the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def ratio(address: str, body: bytes, headers: dict[str, str], environment: dict[str, str]) -> float:
    """Our page in answers of bare WSGI with its bytes: the median of some rounds.

    Both servers are asked in turn, so that whatever else the machine does meets both alike.
    """
    with tempfile.TemporaryDirectory() as home:
        page = Path(home, "page.html")
        page.write_bytes(body)
        whole = {**os.environ, **environment}
        with (
            behind_gunicorn("app:create_app()", whole) as ours,
            behind_gunicorn(f"tests.bench.floor:fixed('{page}')", whole) as theirs,
        ):
            seconds(ours, address, headers, times=5)
            ratios = [
                seconds(ours, address, headers, times=TIMES)
                / seconds(theirs, address, headers, times=TIMES)
                for _ in range(ROUNDS)
            ]
    return statistics.median(ratios)


def seconds(port: int, path: str, headers: dict[str, str], *, times: int) -> float:
    """The median time of an answer."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        assert ask(port, path, headers) == 200
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
