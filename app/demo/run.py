"""make run: the demo town, its web server and its reminder worker, started and stopped as one."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "app"]
PATIENCE = 60  # seconds the server may take to answer
GRACE = 10  # seconds a child may take to stop


class Stopped(Exception):
    """Somebody asked us to end: Ctrl-C, SIGTERM, or the terminal was closed."""


class Failed(Exception):
    """The demo cannot run (on); the text says why and what to do."""


def main() -> int:
    """Prepare, start, show the way in, and wait until somebody or something ends it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        environment = demo_environment(os.environ)
        host, port = environment["HOST"], port_of(environment["PORT"])
        demand_free(host, port)
        people = prepare(environment)
        children["web server"] = start(server_command(host, port), environment)
        wait_for_answer(children["web server"], host, port)
        children["reminder worker"] = start([*FLASK, "remind"], environment)
        show(environment["SCHRITTWEISE_PUBLIC_URL"], people)
        watch(children)
    except Stopped:
        say("\nStopping ...")
        return 0
    except Failed as why:
        print(f"\nThe demo stopped: {why}", file=sys.stderr, flush=True)
        return 1
    finally:
        end(children)
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped


def demo_environment(given: Mapping[str, str]) -> dict[str, str]:
    """The settings of a demo run; what the caller set stays."""
    port = given.get("PORT") or "8000"
    return {
        **given,
        "PORT": port,
        "HOST": given.get("HOST") or "127.0.0.1",
        "SCHRITTWEISE_DEMO": "1",
        "SCHRITTWEISE_PUBLIC_URL": given.get("SCHRITTWEISE_PUBLIC_URL")
        or f"http://localhost:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def port_of(text: str) -> int:
    """PORT as a number that a server can listen on."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failed(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def demand_free(host: str, port: int) -> None:
    """Nobody else may listen there already: two demos would share one database."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failed(
                f"{host}:{port} cannot be used ({error.strerror}). Perhaps it is running already; "
                f"otherwise choose another: make run PORT={port + 1 if port < 65535 else 8001}"
            ) from error


def prepare(environment: Mapping[str, str]) -> list[str]:
    """Bring the database up to date and return one line per person with the way in."""
    say("Preparing the database ...")
    _run([*FLASK, "db", "upgrade"], environment, "the database could not be prepared")
    opened = _run([*FLASK, "demo", "open"], environment, "the demo town could not be opened")
    return opened.splitlines()


def _run(command: list[str], environment: Mapping[str, str], failure: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(f"{failure}.\n{done.stderr.strip() or done.stdout.strip()}")
    return done.stdout.rstrip()


def server_command(host: str, port: int) -> list[str]:
    """gunicorn: as many workers as cores. Eight threads each, because browsers talk to it without
    a proxy here, and a connection they open in advance holds a thread for five seconds."""
    workers = str(min(max(2, os.cpu_count() or 1), 8))
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", address, "--workers", workers]
    return [
        *gunicorn,
        *("--worker-class", "gthread", "--threads", "8", "--log-level", "warning"),
        *("--graceful-timeout", "5", "--no-control-socket"),
        "app:create_app()",
    ]


def start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own: a Ctrl-C reaches us alone and we end it in order."""
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def wait_for_answer(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    """Wait until the application itself answers: the socket is open long before that."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    end_of_patience = time.monotonic() + PATIENCE
    while time.monotonic() < end_of_patience:
        if server.poll() is not None:
            raise Failed("the web server did not start (see above).")
        if _answers(reachable, port):
            return
        time.sleep(0.1)
    raise Failed(f"the web server did not answer within {PATIENCE} seconds.")


def _answers(host: str, port: int) -> bool:
    """True when anything comes back, whatever it says: that is /healthz' own affair."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def show(address: str, people: list[str]) -> None:
    """Print the address and the way in for each person."""
    say(f"\nSchrittweise is running: {address}\n\nOpen a link to be that person:\n")
    say("\n".join(people))
    say("\nAll people are invented. Ctrl-C stops everything.")


def watch(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Wait; one child that ends takes the others down."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise Failed(f"the {name} ended by itself ({_reason(child.returncode)}).")
        time.sleep(0.2)


def _reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}, see above"


def end(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask every child to stop, then make it; whoever asks again while we wait must wait too."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children.values():
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.wait()


def _signal(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a child's whole group; gunicorn's workers are in it."""
    if child.poll() is None:
        os.killpg(child.pid, number)


def say(words: str) -> None:
    """Print at once, even into a pipe."""
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
