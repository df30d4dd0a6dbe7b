"""Consents and ties as tests tell of them: who says what, who helps whom, what is shared."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload.consents import Word
from app.caseload.consents_models import IS_LAST, Consent
from app.caseload.models import Client
from app.caseload.ties_models import ShareGrant, SupportTie, TieIndex
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import VolunteerProfile
from tests.cast import Member
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
PageOf = Callable[..., Page]
PUSH_KEYS = {  # of some browser
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
    "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def of(member: Member) -> Client:
    """This member's record."""
    assert member.client is not None
    return member.client


def inside(member: Member) -> AbstractContextManager[None]:
    """Read something in this member's carrier."""
    return carrier_opened(member.grant.carrier_id or 0)


@contextmanager
def at_work(member: Member) -> Iterator[None]:
    """Change something in this member's carrier."""
    with inside(member), transaction():
        yield


def word(member: Member, *, how: str = "own_tap", **more: Any) -> Word:
    """What this member says now."""
    return Word(by=member.viewer, now=clock.now(), language="de", how=how, **more)


def rows_of(member: Member) -> list[Consent]:
    """All rows of a client's ledger."""
    with inside(member):
        statement = sa.select(Consent).where(Consent.client_id == of(member).id)
        return list(db.session.scalars(statement.order_by(Consent.id)))


def last_of(member: Member, purpose: str) -> Consent:
    """The last word on a purpose."""
    with inside(member):
        found = db.session.scalars(
            sa.select(Consent)
            .where(Consent.client_id == of(member).id, Consent.purpose == purpose, IS_LAST)
            .order_by(Consent.id.desc())
        ).first()
    assert found is not None, purpose
    return found


def vet(volunteer: Member, *, until: date | None = None) -> None:
    """The volunteer signed the confidentiality form."""
    with transaction() as session:
        session.merge(
            VolunteerProfile(
                person_id=volunteer.person.id,
                group_name="Freundeskreis",
                languages=["de"],
                helps_with=[],
                confidentiality_signed_on=clock.today() - timedelta(days=30),
                valid_until=until or clock.today() + timedelta(days=300),
                vetted_by="Aylin",
            )
        )


@dataclass
class Help:
    """A client, her volunteer and their tie."""

    client: Member
    volunteer: Member
    tie_id: int

    @property
    def tie(self) -> SupportTie:
        """The tie as the database holds it now."""
        with inside(self.client):
            statement = sa.select(SupportTie).where(SupportTie.id == self.tie_id)
            return db.session.scalars(statement.execution_options(populate_existing=True)).one()

    @property
    def address(self) -> str:
        """The volunteer's page about her."""
        return f"/circle/people/{self.tie.uid}"

    def says(
        self, verb: Callable[..., Any], *args: Any, by: Member | None = None, **more: Any
    ) -> None:
        """Let the client (or another) say something about the tie."""
        with at_work(self.client):
            tie = db.session.get_one(SupportTie, self.tie_id)
            verb(tie, *args, word=word(by or self.client), **more)

    def shares(self) -> list[tuple[str, int]]:
        """What is shared now."""
        with inside(self.client):
            found = db.session.scalars(
                sa.select(ShareGrant).where(ShareGrant.tie_id == self.tie_id)
            )
            return [(one.kind, one.subject_id) for one in found]

    def index(self) -> list[TieIndex]:
        """What stands outside the carrier."""
        return list(db.session.scalars(sa.select(TieIndex)))
