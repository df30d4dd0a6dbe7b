"""A throw-away PostgreSQL for the tests; the application connects as an ordinary role."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tools.machine import find_postgres

FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"  # never in crash tests
ROLE = "schrittweise"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server on loopback; yield the superuser's address of the database `postgres`.

    PostgreSQL refuses root, so root hands it to the user postgres.
    """
    tools = find_postgres()
    assert tools is not None
    home = tempfile.mkdtemp()
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(home, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(tool: str, *options: str) -> None:
        command = [*as_user, str(tools / tool), "-D", f"{home}/data", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    listen = f"-p {port} -k {home} -c listen_addresses=127.0.0.1 {FAST}"
    run("pg_ctl", "-w", "-l", f"{home}/log", "-o", listen, "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(home)
