"""The first production day, by the very files of docs/production: roles, units, settings, proxy.

Two web servers and three workers over one PostgreSQL, as the role that owns nothing.
"""

import http.client
import os
import random
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.config import ROOT, read_settings
from app.core.db import db
from app.exchange.views import LARGEST_SENT
from tests.cast import Member, make_member
from tests.goals.crashes import Phones, add_due, settled, wait_for
from tests.notices.scene import subscribe
from tests.ports import free_port
from tests.postgres import ADMIN, ROLE, engine_by
from tests.push_stubs.device import Device

DOCS = ROOT / "docs" / "production"
DUE, MORE = 300, 30
DAY = "first_day"  # of the roles and the database here: those of the tests bear the usual names


def settings_of(name: str) -> dict[str, str]:
    """What a file of settings says."""
    lines = (DOCS / name).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def command_of(unit: str) -> list[str]:
    """How a unit starts its service, with our own interpreter's directory."""
    found = re.search(r"^ExecStart=(.+)$", (DOCS / unit).read_text(), re.MULTILINE)
    assert found is not None
    own = str(Path(sys.executable).parent)
    return [part.replace("/srv/schrittweise/.venv/bin", own) for part in shlex.split(found[1])]


# ---- what can be read ----


def test_units_share_settings_and_run_as_nobody_special() -> None:
    for unit in DOCS.glob("*.service"):
        text = unit.read_text()
        assert "User=schrittweise\n" in text
        assert "EnvironmentFile=/etc/schrittweise/settings.env\n" in text
        assert "NoNewPrivileges=true\n" in text


def test_the_settings_are_usable_and_are_real_use() -> None:
    found = read_settings(settings_of("settings.env"))
    assert found.is_secure
    assert found.proxy_hops == 1
    assert not found.push_hosts
    assert sa.make_url(found.database_url).username == ROLE, "never the owner"


def test_the_proxy_leads_to_the_web_server_and_says_who_calls() -> None:
    proxy, web = (DOCS / "nginx.conf").read_text(), command_of("schrittweise-web.service")
    bound = web[web.index("--bind") + 1]
    assert f"server {bound};" in proxy
    assert f"reverse_proxy {bound}" in (DOCS.parent / "production.md").read_text()
    for header in ("Host $host", "X-Forwarded-Host $host", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in proxy
    assert "X-Forwarded-For $proxy_add_x_forwarded_for;" in proxy
    host = urlsplit(settings_of("settings.env")["SCHRITTWEISE_PUBLIC_URL"]).hostname
    assert f"server_name {host};" in proxy
    most = "location = /network/imports {   # the one place where files come in\n"
    assert f"{most}        client_max_body_size {LARGEST_SENT // 10**6}m;" in proxy


def test_every_file_is_named_on_the_page() -> None:
    page = (DOCS.parent / "production.md").read_text()
    for file in DOCS.iterdir():
        assert file.name in page or file.stem in page, file.name


# ---- the day itself ----


@dataclass(kw_only=True)
class House:
    """The running services."""

    app: Flask
    environment: dict[str, str]
    selam: Member
    jana: Member
    web: list[int]  # ports
    workers: list["subprocess.Popen[bytes]"]

    def stands(self, port: int) -> bool:
        """True when that web server answers."""
        try:
            return self.ask(port, "/healthz") == 200
        except OSError:
            return False

    def ask(self, port: int, path: str, cookie: str = "", method: str = "GET") -> int:
        """Ask one web server as the proxy does; the status."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        host = urlsplit(self.environment["SCHRITTWEISE_PUBLIC_URL"]).hostname or ""
        names = {"Host": host, "X-Forwarded-Host": host, "X-Forwarded-Proto": "https"}
        sent = {"X-Forwarded-For": "192.0.2.7", "Sec-Fetch-Site": "same-origin", "Cookie": cookie}
        connection.request(method, path, headers={**names, **sent})
        status = connection.getresponse().status
        connection.close()
        return status


def make_roles(admin: sa.Engine) -> None:
    """Run roles.sql under names of our own."""
    lines = (DOCS / "roles.sql").read_text().splitlines()
    script = "".join(line for line in lines if not line.startswith("--"))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in script.replace("schrittweise", DAY).split(";")[:-1]:
            connection.exec_driver_sql(statement)


def remove_roles(admin: sa.Engine) -> None:
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {DAY} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE IF EXISTS {DAY}")
        connection.exec_driver_sql(f"DROP ROLE IF EXISTS {DAY}_owner")


def make_keys(home: Path) -> dict[str, str]:
    """The two key files; with https nobody makes them but the operator."""
    key = ec.generate_private_key(ec.SECP256R1())
    (home / "key").write_text(os.urandom(32).hex() + "\n")
    (home / "vapid.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    for name in ("key", "vapid.pem"):
        (home / name).chmod(0o600)
    files = {"KEY_FILE": "key", "VAPID_KEY_FILE": "vapid.pem"}
    return {f"SCHRITTWEISE_{name}": str(home / file) for name, file in files.items()}


@contextmanager
def running(command: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A service in a group of its own; it does not survive the block."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The database that roles.sql makes, by the application's role."""
    admin = engine_by(ADMIN)
    remove_roles(admin)
    make_roles(admin)
    url = sa.make_url(app.config["SETTINGS"].database_url)
    yield url.set(username=DAY, database=DAY).render_as_string(hide_password=False)
    remove_roles(admin)


@pytest.fixture
def mine(address: str, tmp_path: Path) -> Iterator[tuple[Flask, dict[str, str]]]:
    """The application as the owner has migrated it, and the settings of its services."""
    names = {**settings_of("settings.env"), **make_keys(tmp_path)}
    environment = {**names, "SCHRITTWEISE_DATABASE_URL": address}
    owner = sa.make_url(address).set(username=f"{DAY}_owner")
    by_owner = owner.render_as_string(hide_password=False)
    made = create_app(read_settings({**environment, "SCHRITTWEISE_OWNER_DATABASE_URL": by_owner}))
    with made.app_context():
        upgrade()
        yield made, environment
        db.session.remove()
        db.engine.dispose()


@contextmanager
def house(made: tuple[Flask, dict[str, str]], phones: Phones) -> Iterator[House]:
    """Two web servers and three workers, started as their units say."""
    app, settings = made
    environment = {**settings, "SCHRITTWEISE_PUSH_HOSTS": phones.origin}
    cast: dict[str, Member] = {}
    people = {name: make_member(name, cast) for name in ("selam", "jana")}
    ports = [free_port(), free_port()]
    with ExitStack() as services:
        for port in ports:
            command = command_of("schrittweise-web.service")
            command[command.index("--bind") + 1] = f"127.0.0.1:{port}"
            command[command.index("--workers") + 1] = "1"  # enough to show it; starting costs
            services.enter_context(running(command, environment))
        worker = command_of("schrittweise-worker.service")
        workers = [services.enter_context(running(worker, environment)) for _ in range(3)]
        made_house = House(app=app, environment=environment, web=ports, workers=workers, **people)
        for port in ports:
            wait_for(partial(made_house.stands, port), 60)
        yield made_house


@pytest.mark.postgresql_only
@pytest.mark.usefixtures("app")
def test_two_web_servers_and_three_workers_share_one_database(
    mine: tuple[Flask, dict[str, str]],
) -> None:
    device = Device("a")
    with Phones(device, random.Random(1)) as phones, house(mine, phones) as town:  # noqa: S311
        one, other = town.web
        cookie = f"{town.app.config['COOKIE_NAME']}={town.selam.token()}"
        assert [town.ask(port, "/home", cookie) for port in town.web] == [200, 200]
        assert town.ask(one, "/home") == 303, "nobody without a session"
        assert town.ask(one, "/signout", cookie, "POST") == 303
        assert town.ask(other, "/home", cookie) == 303, "it ended on the other one as well"

        subscribe(town.selam, phones, device)
        add_due(town.selam, range(DUE))
        wait_for(lambda: len(phones.tags) == DUE, 60)
        assert settled(town.selam)
        assert set(phones.tags.values()) == {1}, "each exactly once"
        assert town.ask(other, "/healthz") == 200

        os.killpg(town.workers[0].pid, signal.SIGKILL)
        add_due(town.selam, range(DUE, DUE + MORE))
        wait_for(lambda: len(phones.tags) == DUE + MORE, 60)
        assert settled(town.selam)
        assert set(phones.tags.values()) == {1}
        for worker in town.workers[1:]:
            worker.terminate()
        assert [worker.wait(30) for worker in town.workers[1:]] == [0, 0]
