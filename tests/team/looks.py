"""What tests of the team share: rows of a carrier, a client's case, days from today."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.caseload.models import Case
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests.cast import Member


def of(carrier: Member, statement: Any) -> list[Any]:
    db.session.rollback()
    with carrier_opened(carrier.grant.carrier_id or 0):
        return list(db.session.scalars(statement))


def case_of(client: Member) -> int:
    assert client.client is not None
    return int(of(client, sa.select(Case.id).where(Case.client_id == client.client.id))[0])


def days(first: int, last: int) -> dict[str, str]:
    today = clock.today()
    return {
        "valid_from": (today + timedelta(days=first)).isoformat(),
        "valid_to": (today + timedelta(days=last)).isoformat(),
    }
