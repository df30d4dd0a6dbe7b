"""How things are made that rest on a client's word, and those at the end of a case."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from app.caseload import consents
from app.caseload.consents import Terms, Word
from app.caseload.models import Case
from app.caseload.purposes import RELEASE, RETURN
from app.consultations import referrals
from app.consultations.referrals import NewReferral
from app.core import clock
from app.core.access import Role
from app.core.db import db
from tests import build
from tests.goals.scene import World


def word(world: World, by: Role) -> Word:
    """What somebody of this world says about a consent."""
    who = world.people[by]
    how = "oral" if by is Role.MANAGER else "own_tap"
    return Word(
        by=who.viewer, now=clock.now(), language="de", how=how, explained_by_id=who.person.id
    )


def asked(world: World) -> int:
    """A question that the client has not answered."""
    terms = Terms(recipient=world.canary, scope=world.canary, occasion=world.canary)
    return consents.offer(world.client.id, RELEASE, terms=terms, word=word(world, Role.MANAGER)).id


def given(world: World) -> int:
    """A yes that holds, for another office."""
    until = clock.today() + timedelta(days=30)
    terms = Terms(recipient="Jobcenter", scope=world.canary, occasion="Antrag", valid_until=until)
    return consents.record(world.client.id, RELEASE, terms=terms, word=word(world, Role.MANAGER)).id


def referral(world: World) -> int:
    """Another office was asked to help her; she has not said yes."""
    new = NewReferral(
        kind="handover",
        topic="housing",
        recipient=world.canary,
        occasion=world.canary,
        scope=world.canary,
    )
    said = word(world, Role.MANAGER)
    return referrals.prepare(world.client, new, is_asked=True, word=said).id


def closed_case(world: World) -> int:
    """A case of somebody else that the manager closed today."""
    carrier_id = world.client.carrier_id
    person, _grant = build.person(world.canary, "de", Role.CLIENT, carrier_id=carrier_id)
    other = build.client(person, world.manager.person)
    case = db.session.scalars(sa.select(Case).where(Case.client_id == other.id)).one()
    case.state, case.ended_on, case.end_reason = "closed", clock.today(), "moved"
    case.closed_at, case.closed_by_id = clock.now(), world.manager.person.id
    return case.id


def returning(world: World) -> int:
    """Somebody whose case is closed and who wants help again."""
    case = db.session.get_one(Case, closed_case(world))
    said = replace(word(world, Role.CLIENT), now=clock.now() + timedelta(seconds=1))
    consents.give(case.client_id, RETURN, word=said)
    return case.client_id
