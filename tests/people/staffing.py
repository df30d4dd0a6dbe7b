"""What tests of accounts share: somebody to invite, days, a passkey, the roles of somebody."""

from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db, transaction
from app.people.models import Passkey, RoleGrant
from tests.cast import Member

NEW = {"full_name": "Mina Berg", "role": "manager", "office_phone": "07151 555 0119"}


def days(first: int = 0, last: int | None = None) -> dict[str, str]:
    today = clock.today()
    end = "" if last is None else (today + timedelta(days=last)).isoformat()
    return {"valid_from": (today + timedelta(days=first)).isoformat(), "valid_to": end}


def passkey(of: Member) -> None:
    with transaction():
        db.session.add(
            Passkey(
                person_id=of.person.id,
                credential_id=of.person.passkey_handle,
                public_key=b"x",
                sign_count=0,
                is_backed_up=False,
                is_active=True,
                label="Birke 47",
                device="Test",
                created_at=clock.now(),
            )
        )


def grants(person_id: int) -> list[RoleGrant]:
    db.session.rollback()
    found = sa.select(RoleGrant).where(RoleGrant.person_id == person_id).order_by(RoleGrant.id)
    return list(db.session.scalars(found))
