"""What is allowed and shared in the demo town: Gerhard helps Selam, Ahmad reads Rojin's goal."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments.models import Participation
from app.caseload import consents, ties
from app.caseload.consents import Terms, Word
from app.caseload.consents_phone import give_number
from app.caseload.models import Client
from app.caseload.purposes import HOUSEHOLD, RELEASE
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.demo.lives import Actors
from app.demo.people import JANA, DemoClient
from app.demo.plans import SHARED
from app.people.models import Person, RoleGrant, VolunteerProfile
from app.plan.models import OPEN_STATES, Step


def add_permissions(client: Client, who: DemoClient, actors: Actors, *, now: datetime) -> None:
    """The number somebody gave in the first talk, with the yes to being called; Selam has help."""
    if who.phone is not None:
        give_number(client, who.phone, word=_said(actors, now, how="oral"))
    if who.given_name == "Selam" and who.manager is JANA:
        _add_help(client, actors, now=now)
    if who.given_name == SHARED[0] and who.manager is JANA:
        said = Word(by=actors.herself, now=now, language=who.language)
        consents.give(client.id, HOUSEHOLD, word=said)


def _add_help(client: Client, actors: Actors, *, now: datetime) -> None:
    """A volunteer who sees one appointment and one step, and a question that is still open."""
    volunteer = db.session.scalars(
        sa.select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.VOLUNTEER)
        .order_by(Person.id)
    ).first()
    if volunteer is None:
        return
    _vet(volunteer)
    asked, said = _said(actors, now), Word(by=actors.herself, now=now, language="ti")
    tie = ties.propose(client, volunteer.id, word=asked)
    ties.grant(tie, word=said)
    for kind, found in (("appointment", _appointment(client)), ("step", _step(client))):
        if found is not None:
            ties.share(tie, kind, found, until=None, word=said)
    terms = Terms(recipient="Jobcenter Rems-Murr", scope="Kosten der Wohnung", occasion="Umzug")
    consents.offer(client.id, RELEASE, terms=terms, word=asked)


def _vet(volunteer: Person) -> None:
    """The confidentiality form, signed in the helpers' circle."""
    if db.session.get(VolunteerProfile, volunteer.id) is None:
        today = clock.today()
        db.session.add(
            VolunteerProfile(
                person_id=volunteer.id,
                group_name="Freundeskreis Asyl Waiblingen",
                languages=["de", "en"],
                helps_with=["language", "housing"],
                confidentiality_signed_on=today - timedelta(days=200),
                valid_until=today + timedelta(days=530),
                vetted_by="Aylin Demir",
                certificate_seen_on=today - timedelta(days=210),
            )
        )
        db.session.flush()


def _said(actors: Actors, now: datetime, *, how: str = "oral_with_interpreter") -> Word:
    """What the manager explained in the client's language."""
    return Word(
        by=actors.desk,
        now=now,
        language=actors.herself.language,
        how=how,
        explained_by_id=actors.desk.person_id,
    )


def _appointment(client: Client) -> int | None:
    statement = sa.select(Participation.appointment_id).where(Participation.client_id == client.id)
    return db.session.scalars(statement.order_by(Participation.id)).first()


def _step(client: Client) -> int | None:
    hers = sa.select(Step.id).where(
        Step.client_id == client.id,
        Step.state.in_(OPEN_STATES),
        Step.private_to_client.is_(False),
    )
    return db.session.scalars(hers.order_by(Step.sort, Step.id)).first()
