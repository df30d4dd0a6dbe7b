"""What tests of talks and notes need to say."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.models import Substitution
from app.consultations import notes, service
from app.consultations.models import Consultation
from app.consultations.service import Talk
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
SECRET = "Zz-trennung-9"  # what only few may read


def talk(**other: Any) -> Talk:
    """Half an hour in the office about work."""
    values: dict[str, Any] = {"on": clock.today(), "form": "office", "topics": ("work",)}
    return Talk(**{**values, "minutes_bucket": 30, **other})


def typed(**other: Any) -> dict[str, Any]:
    """What a browser sends of a new talk."""
    values = {"op_id": str(uuid.uuid4()), "on": clock.today().isoformat(), "topics[]": ["work"]}
    return {**values, "way": "phone", "minutes_bucket": "15", **other}


@pytest.fixture
def at_carrier(jana: Member) -> Iterator[int]:
    """Open the carrier of Jana and her clients."""
    assert jana.grant.carrier_id is not None
    with carrier_opened(jana.grant.carrier_id):
        yield jana.grant.carrier_id


Recorded = Callable[..., int]


@pytest.fixture
def recorded() -> Recorded:
    """A talk of a client of the cast with her manager, committed; its number."""

    def give(member: Member, **other: Any) -> int:
        assert member.client is not None
        assert member.manager is not None
        by, now = member.manager.viewer, clock.now()
        with carrier_opened(member.client.carrier_id), transaction():
            made = service.record(talk(**other), member.client, op_id=uuid.uuid4(), by=by, now=now)
            return made.id

    return give


def noted(about: Member, by: Member, body: str = SECRET) -> int:
    """A case note, committed; its number."""
    assert about.client is not None
    with carrier_opened(about.client.carrier_id), transaction():
        made = notes.write_case_note(about.client.id, body, by=by.viewer, now=clock.now())
        return made.id


def shared(about: Member, by: Member, body: str) -> int:
    """A note for the client to read, committed; its number."""
    assert about.client is not None
    with carrier_opened(about.client.carrier_id), transaction():
        made = notes.write_shared_note(about.client.id, body, by=by.viewer, now=clock.now())
        return made.id


def stands_in(by: Member, of: Member) -> int:
    """A substitution of today, committed; its number."""
    carrier_id = of.grant.carrier_id
    assert carrier_id is not None
    with carrier_opened(carrier_id), transaction() as session:
        made = Substitution(
            of_id=of.person.id,
            by_id=by.person.id,
            valid_from=clock.today(),
            valid_to=clock.today(),
            reason="Urlaub",
        )
        session.add(made)
        session.flush()
        return made.id


def rows(carrier_id: int, model: type[Any]) -> list[Any]:
    """All rows of a table of this carrier, oldest first."""
    db.session.rollback()
    with carrier_opened(carrier_id):
        return list(db.session.scalars(sa.select(model).order_by(model.id)))


def talks_in(carrier_id: int) -> list[Consultation]:
    """All talks, undone ones too."""
    return rows(carrier_id, Consultation)
