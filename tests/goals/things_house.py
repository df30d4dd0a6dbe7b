"""How what belongs to a house is made: accounts, devices, roles, ceremonies, texts of a carrier."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import sqlalchemy as sa

from app.carriers.models import CarrierText
from app.carriers.texts_queries import PARTS
from app.caseload.models import Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.network.models import NeedSignal, NetworkPost
from app.people.models import DeviceToken, Enrolment, Passkey, RoleGrant, VolunteerProfile
from app.people.sessions import id_of, start_session
from tests import build
from tests.cast import Member
from tests.goals.scene import AREAS, World

ByRole = dict[Role | None, int]
Row = TypeVar("Row")


def added(row: Row) -> Row:
    """Add a row, and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def profile(person_id: int, **more: Any) -> VolunteerProfile:
    """What a coordinator keeps of a volunteer."""
    return VolunteerProfile(
        person_id=person_id, group_name="", languages=[], helps_with=[], vetted_by="", **more
    )


def new_helper(world: World) -> int:
    """A volunteer of the town who may keep secrets and helps nobody yet."""
    helper, _ = build.person(f"Neu {world.relation}", "de", Role.VOLUNTEER, area_ags=world.town)
    added(profile(helper.id, confidentiality_signed_on=clock.today()))
    return helper.id


def of_each(make: Callable[[Member], int]) -> Callable[[World], ByRole]:
    """One thing of each person of the house, by role."""

    def of_all(world: World) -> ByRole:
        return {role: make(member) for role, member in world.people.items()}

    return of_all


def session_of(member: Member) -> int:
    """Another browser in which she is signed in."""
    token = start_session(member.grant, device="Test", now=clock.now())
    db.session.flush()
    return id_of(token)


def passkey_of(member: Member) -> int:
    """A passkey of hers."""
    made = Passkey(
        person_id=member.person.id,
        credential_id=secrets.token_bytes(16),
        public_key=b"x",
        sign_count=0,
        is_backed_up=False,
        is_active=True,
        label="Birke 47",
        device="Test",
        created_at=clock.now(),
    )
    return added(made).id


def pin_of(member: Member) -> int:
    """A PIN of hers in one browser."""
    made = DeviceToken(
        person_id=member.person.id,
        token_hash=secrets.token_bytes(32),
        pin_hash="x",
        is_active=True,
        label="Birke 47",
        device="Test",
        created_at=clock.now(),
    )
    return added(made).id


def second_roles(world: World) -> ByRole:
    """A second role of each person."""
    found: ByRole = {}
    for role, member in world.people.items():
        made = RoleGrant(
            person_id=member.person.id,
            role=Role.COORDINATOR,
            area_ags=world.town[:5],
            valid_from=clock.today(),
        )
        found[role] = added(made).id
    return found


def accounts(world: World) -> ByRole:
    """Somebody whom each keeper of accounts looks after, with a ceremony that she began."""
    colleague, grant = build.person(
        f"Kollegin {world.relation}", "de", Role.MANAGER, carrier_id=world.carrier_id
    )
    build.manager_profile(colleague, f"Kollegin {world.relation}")
    area = world.town[: AREAS[Role.VOLUNTEER]]
    helper, help_grant = build.person(
        f"Hilfe {world.relation}", "de", Role.VOLUNTEER, area_ags=area
    )
    added(profile(helper.id))
    kept = dict.fromkeys((Role.CARRIER_ADMIN, Role.TEAM_LEAD, Role.MANAGER), grant)
    kept[Role.COORDINATOR] = help_grant
    for role, held in kept.items():
        added(ceremony(held, world.people[role].person.id, state="issued"))
    world.ids["staff:grant_id"] = {role: held.id for role, held in kept.items()}
    return {role: held.person_id for role, held in kept.items()}


def ceremony(grant: RoleGrant, issued_by_id: int, **more: Any) -> Enrolment:
    """Somebody is let in."""
    return Enrolment(
        purpose="enrol",
        person_id=grant.person_id,
        role_grant_id=grant.id,
        issued_by_id=issued_by_id,
        secret_hash=secrets.token_bytes(32),
        label="Birke 47",
        issued_at=clock.now(),
        expires_at=clock.now() + timedelta(minutes=10),
        **more,
    )


def waiting(world: World) -> int:
    """A ceremony that a colleague began and that waits for a second person."""
    passkey_id = passkey_of(world.people[Role.CLIENT])
    held = ceremony(
        world.people[Role.CLIENT].grant,
        world.ids["staff:person_id"][Role.MANAGER],
        state="registered",
        needs_second=True,
        confirmed_at=clock.now(),
        passkey_id=passkey_id,
    )
    return added(held).id


def need(world: World) -> int:
    """Somebody misses an offer in the town."""
    made = NeedSignal(
        municipality_ags=world.town, topic="work", text="Ein Kurs", told_on=clock.today()
    )
    return added(made).id


def notice(world: World) -> int:
    """The coordinator wrote to all other places in the name of this one."""
    author = world.people[Role.COORDINATOR]
    made = NetworkPost(
        area_ags=world.town,
        author_id=author.person.id,
        title="Fest",
        body="Alle sind eingeladen.",
        shown_until=clock.today() + timedelta(days=1),  # the matrix may be asked over midnight
        written_at=clock.now(),
    )
    return added(made).id


def substitution(world: World) -> int:
    """The team lead stands in for the colleague today."""
    made = Substitution(
        of_id=world.ids["staff:person_id"][Role.MANAGER],
        by_id=world.people[Role.TEAM_LEAD].person.id,
        valid_from=clock.today(),
        valid_to=clock.today(),
        reason="Urlaub",
    )
    return added(made).id


def carrier_text(world: World) -> int:
    """The first version of what the carrier says of itself."""
    known = sa.select(CarrierText.no).where(CarrierText.carrier_id == world.carrier_id)
    if (no := db.session.scalar(known)) is None:
        no = added(
            CarrierText(
                carrier_id=world.carrier_id,
                language="de",
                no=1,
                parts=dict.fromkeys(PARTS, "Text"),
                written_by_id=world.people[Role.CARRIER_ADMIN].person.id,
                written_at=clock.now(),
            )
        ).no
    return no
