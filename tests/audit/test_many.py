"""A trail of a million rows is read by its indexes, whichever page asks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog
from app.caseload.models import Client
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import Person
from tests import build
from tests.caseload.scene import of
from tests.cast import Member
from tests.goals.cells import FULL
from tests.postgres import ADMIN, engine_by

MANY = 1_000_000 if FULL else 12_000
PART = 10_000


def others(carrier_id: int, now: datetime) -> list[int]:
    """Sixty more clients of this carrier."""
    with carrier_opened(carrier_id), transaction() as session:
        people = [Person(call_name="A", created_at=now) for _ in range(60)]
        session.add_all(people)
        session.flush()
        more = {"municipality_ags": build.TOWN, "given_name": "A", "family_name": "B"}
        made = [Client(person_id=one.id, created_at=now, **more) for one in people]
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


@pytest.fixture
def last_id(selam: Member, jana: Member) -> int:
    """Two hundred days of readings of many records."""
    now, carrier_id = clock.now(), of(selam).carrier_id
    client_ids = [of(selam).id, *others(carrier_id, now)]

    def row(number: int) -> dict[str, Any]:
        return {
            "client_id": client_ids[number % len(client_ids)],
            "person_id": jana.person.id,
            "role": Role.MANAGER,
            "what": "RecordSeen:record",
            "at": now - timedelta(days=200 * (MANY - number) / MANY),
            "stood_in": False,
        }

    with carrier_opened(carrier_id):
        for first in range(0, MANY, PART):
            with transaction() as session:
                rows = [row(number) for number in range(first, min(first + PART, MANY))]
                session.execute(sa.insert(AccessLog), rows)
    with engine_by(ADMIN).execution_options(isolation_level="AUTOCOMMIT").connect() as admin:
        admin.exec_driver_sql("ANALYZE access_log")
    return MANY - 150


@contextmanager
def asked() -> Iterator[list[tuple[str, Any]]]:
    """The statements that read the trail."""
    found: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, given: Any, *_rest: object) -> None:
        if "access_log" in statement and statement.startswith(("SELECT", "WITH")):
            found.append((statement, given))

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def plan_of(statement: str, given: Any, carrier_id: int) -> str:
    """How the database would read it, as the ordinary role."""
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    with carrier_opened(carrier_id), transaction() as session:
        driver: Any = session.connection().connection.driver_connection
        # A list goes with the database's own signs: $1.
        cursor = psycopg.RawCursor(driver) if isinstance(given, list) else driver.cursor()
        cursor.execute(f"{explain} {statement}", given)
        return "\n".join(str(row) for row in cursor.fetchall())


def test_every_page_of_the_trail_reads_an_index(
    selam: Member, jana: Member, adler: Member, keller: Member, last_id: int,
    signed_in: Callable[[Member], Any],
) -> None:  # fmt: skip
    day = (clock.today() - timedelta(days=2)).isoformat()
    pages = (
        (selam, "/me/readings", "carrier_client"),
        (selam, f"/me/readings?before={last_id}", "carrier_client"),
        (selam, "/home", "carrier_client"),
        (jana, f"/desk/clients/{of(selam).id}/readings", "carrier_client"),
        (adler, f"/data-protection/access-log?day={day}", "carrier_at"),
        (adler, f"/data-protection/access-log?day={day}&before={last_id}", "carrier_at"),
        (keller, "/team/week", "carrier_at"),
    )
    for who, address, index in pages:
        browser = signed_in(who)
        with asked() as statements:
            assert browser.get(address).status_code == 200, address
        assert statements, address
        for statement, given in statements:
            plan = plan_of(statement, given, of(selam).carrier_id)
            assert f"ix_access_log_{index}" in plan, f"{address}\n{plan}"
            for walk in ("SCAN access_log", "Seq Scan on access_log", "pk_access_log"):
                assert index == "carrier_at" or walk not in plan, f"{address}\n{plan}"
                assert walk == "pk_access_log" or walk not in plan, f"{address}\n{plan}"
