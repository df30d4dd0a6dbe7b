"""What goal_22 and goal_24 stand on: numbers that are found again wherever they leak, a crowd."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.caseload.models import Case, Client
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.sealed import new_client_key
from app.core.tenancy import carrier_opened
from app.people.models import Person, RoleGrant
from tests import build, postgres
from tests.cast import Member
from tools.machine import find_postgres

CANARY = "4915773456"  # how every planted number begins; nothing else does
CHUNK = 1_000
ROOT = Path(__file__).resolve().parents[2]


def number(client_id: int, turn: int = 0) -> str:
    """A client's number: it says whose it is, so that a wrong one is noticed."""
    return f"+{CANARY}{client_id:07}{turn % 10}"


def is_number_of(client_id: int, phone: str | None) -> bool:
    """True for any number that was ever this client's."""
    return phone is not None and phone[:-1] == number(client_id)[:-1]


def crowd(of: Member, size: int) -> list[int]:
    """So many clients of one manager, each with a sealed number; returns their ids."""
    assert of.grant.carrier_id is not None
    build.municipality()
    ids: list[int] = []
    with carrier_opened(of.grant.carrier_id):
        for start in range(0, size, CHUNK):
            with transaction() as session:
                clients = _some(of, range(start, min(size, start + CHUNK)))
                session.add_all(new_client_key(client.id) for client in clients)
                for client in clients:
                    client.phone = number(client.id)
                ids += [client.id for client in clients]
            session.expunge_all()
    return ids


def _some(of: Member, numbers: range) -> list[Client]:
    now, today = clock.now(), clock.today()
    people = [Person(call_name=f"C{n}", ui_language="de", created_at=now) for n in numbers]
    db.session.add_all(people)
    db.session.flush()
    clients = [
        Client(
            person_id=person.id,
            municipality_ags=build.TOWN,
            given_name=person.call_name,
            family_name="Crowd",
            created_at=now,
        )
        for person in people
    ]
    db.session.add_all(clients)
    db.session.add_all(
        RoleGrant(
            person_id=person.id,
            role=Role.CLIENT,
            carrier_id=of.grant.carrier_id,
            valid_from=today,
        )
        for person in people
    )
    db.session.flush()
    db.session.add_all(
        Case(client_id=client.id, manager_id=of.person.id, started_on=today) for client in clients
    )
    db.session.flush()
    return clients


def spellings(text: str) -> re.Pattern[bytes]:
    """A text as a leak might spell it: plain, wide, as hex, as base64 at each of three places."""
    plain = text.encode()
    coded = [
        base64.b64encode(b"x" * shift + plain)[4 if shift else 0 : -4].strip(b"=")
        for shift in range(3)
    ]
    forms = [plain, text.encode("utf-16-le"), plain.hex().encode(), plain.hex().upper().encode()]
    return re.compile(b"|".join(re.escape(form) for form in (*forms, *coded)))


def traces(places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Where a canary stands in plain."""
    pattern = spellings(CANARY)
    return [name for name, held in places if pattern.search(held)]


def files(*paths: Path) -> Iterator[tuple[str, bytes]]:
    """Files with what is in them; folders wholly."""
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for each in inside:
            if each.is_file():
                yield str(each), each.read_bytes()


def files_of(app: Flask) -> Iterator[tuple[str, bytes]]:
    """Everything the database keeps on the disk: tables, write-ahead log, its own log, a dump."""
    address = sa.make_url(app.config["SETTINGS"].database_url)
    db.session.remove()
    if address.get_backend_name() == "sqlite":
        file = Path(address.database or "")
        yield from files(*file.parent.glob(f"{file.name}*"))
        return
    with postgres.engine_by(postgres.ADMIN).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.execute(sa.text("CHECKPOINT"))
        folder = Path(connection.scalar(sa.text("SHOW data_directory")) or "")
    yield from files(folder, folder.parent / "log")
    tools = find_postgres()
    assert tools is not None
    options: list[Any] = ["-h", address.host, "-p", str(address.port), "-U", postgres.ADMIN]
    dump = [str(tools / "pg_dump"), *options, address.database]
    done = subprocess.run(dump, capture_output=True, check=True)
    assert len(done.stdout) > 10_000
    yield "dump", done.stdout


@contextmanager
def busy(app: Flask, carrier_id: int, result: dict[str, Any]) -> Iterator[None]:
    """Another process reads and writes meanwhile; it was started before and is told nothing."""
    settings = app.config["SETTINGS"]
    environment = {
        **os.environ,
        "SCHRITTWEISE_DATABASE_URL": settings.database_url,
        "SCHRITTWEISE_KEY_FILE": str(settings.key_file),
        "SCHRITTWEISE_VAPID_KEY_FILE": str(settings.vapid_key_file),
        "SCHRITTWEISE_PUBLIC_URL": settings.public_url,
    }
    command = [sys.executable, "-m", "tests.goals.keeping_busy", str(carrier_id)]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == "ready\n"
            yield
            process.stdin.close()
            result.update(json.loads(process.stdout.readline()))
        finally:
            process.kill()
