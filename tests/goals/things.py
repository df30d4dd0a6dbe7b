"""How each thing that an address can name is made for a client or her house.

An argument of a new address needs a line in THINGS. Whom a page is for stands in whom.py.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.models import BringItem, MoveRequest, Participation
from app.audit.models import DataRequest
from app.caseload import ties
from app.caseload.hold_models import LegalHold
from app.caseload.household_models import HouseholdChild
from app.caseload.models import Case, CourseEntitlement, Household, ResidenceTitle
from app.caseload.ties_models import SupportTie
from app.consultations.models import SharedNote
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.notices.models import CallListEntry, Reminder, ReminderRound
from app.notices.rounds import name_of
from app.people import enrolment
from app.people.models import VolunteerProfile
from tests import build
from tests.goals import things_endings as endings
from tests.goals import things_files as files
from tests.goals import things_house as house
from tests.goals import things_meetings as meetings
from tests.goals import things_offers as offers
from tests.goals import things_steps as steps
from tests.goals.scene import World
from tests.goals.things_endings import word
from tests.goals.things_house import added, profile
from tests.goals.things_plan import IN_VERSION, proposed_goal
from tests.goals.things_situation import entries
from tests.goals.things_talks import case_note, talk

Make = Callable[[World], Any]


def _client(world: World) -> int:
    """The client, with a house.ceremony under way at her manager's screen."""
    now, by = clock.now(), world.manager.viewer
    client = world.client
    enrolment.issue(
        world.people[Role.CLIENT].grant, purpose="enrol", by=by, now=now, client_id=client.id
    )
    return client.id


def _appointment(world: World, **more: Any) -> int:
    more |= {"place": world.canary, "address": world.canary, "note": world.canary}
    return build.appointment(world.client, world.manager.person, **more).id


def _over(world: World, **more: Any) -> int:
    """An appointment of last week."""
    then = clock.local(clock.now() - timedelta(days=7)).replace(tzinfo=None, microsecond=0)
    return _appointment(world, starts_local=then, **more)


def _part_of(appointment_id: int) -> Participation:
    found = sa.select(Participation).where(Participation.appointment_id == appointment_id)
    return db.session.scalars(found).one()


def _participation(world: World) -> int:
    part = _part_of(world.ids["appointment_id"])
    part.reply, part.replied_at = "call_me", clock.now()
    return part.id


def _wish(world: World) -> int:
    """She asked for another time, and nobody answered."""
    then = clock.local(clock.now() + timedelta(days=9)).replace(tzinfo=None, microsecond=0)
    made = MoveRequest(
        participation_id=world.ids["participation_id"],
        wished_local=then,
        days=[],
        parts=[],
        own_words=world.canary,
        asked_at=clock.now(),
    )
    return added(made).id


def _attended(world: World) -> int:
    part = _part_of(_over(world, state="held"))
    part.outcome, part.outcome_at = "attended", clock.now()
    return part.id


def _bring_item(world: World) -> int:
    part_id = world.ids["participation_id"]
    return added(BringItem(participation_id=part_id, own_words=world.canary, sort=9)).id


def _shared_note(world: World) -> int:
    """A note for the client to read."""
    by = world.manager.person.id
    made = SharedNote(client_id=world.client.id, author_id=by, written_at=clock.now())
    made.body = world.canary
    return added(made).id


def _call(world: World) -> int:
    made = CallListEntry(
        client_id=world.client.id,
        subject="appointment",
        subject_id=world.ids["appointment_id"],
        version=1,
        reason="no_device",
        created_at=clock.now(),
    )
    return added(made).id


def _round(world: World) -> int:
    """Her manager reminded her by hand."""
    now = clock.now()
    made = added(ReminderRound(by_id=world.manager.person.id, made_at=now))
    row = Reminder(
        client_id=world.client.id,
        subject="message",
        subject_id=world.client.id,
        version=0,
        offset=name_of(made.id),
        due_at=now,
        expires_at=now + timedelta(hours=12),
        created_at=now,
    )
    added(row)
    return made.id


def _household(world: World) -> int:
    """She lives in it alone, with a child."""
    made = added(Household(label=world.canary))
    world.client.household_id = made.id
    db.session.flush()
    return made.id


def _child(world: World) -> int:
    household_id = world.ids["household_id"]
    made = HouseholdChild(household_id=household_id, birth_year=2020, added_at=clock.now())
    return added(made).id


def _title(world: World) -> int:
    made = ResidenceTitle(
        client_id=world.client.id,
        kind="residence_permit",
        valid_until=clock.today() + timedelta(days=90),
        since=clock.today(),
        reported_by="manager",
        reported_on=clock.today(),
    )
    return added(made).id


def _entitlement(world: World) -> int:
    made = CourseEntitlement(
        client_id=world.client.id,
        kind="integration",
        obligated=False,
        issued_by_kind="bamf",
        issued_on=clock.today(),
        valid_until=clock.today() + timedelta(days=90),
        reported_by="manager",
        reported_on=clock.today(),
    )
    return added(made).id


def _tie(world: World) -> int:
    """The volunteer of the house helps her; she shares one appointment and one step."""
    helper = world.people[Role.VOLUNTEER].person
    if db.session.get(VolunteerProfile, helper.id) is None:
        signed = clock.today() - timedelta(days=9)
        added(profile(helper.id, confidentiality_signed_on=signed))
    tie = ties.propose(world.client, helper.id, word=word(world, Role.MANAGER))
    ties.grant(tie, word=word(world, Role.CLIENT))
    for kind in ("appointment", "step"):
        thing = world.ids[f"{kind}_id"]
        ties.share(tie, kind, thing, until=None, word=word(world, Role.CLIENT))
    return tie.id


def _case(world: World) -> int:
    return db.session.scalars(sa.select(Case.id).where(Case.client_id == world.client.id)).one()


def _request(world: World) -> int:
    made = DataRequest(
        client_id=world.client.id,
        kind="access",
        state="received",
        received_at=clock.now(),
        due_on=clock.today() + timedelta(days=30),
    )
    return added(made).id


def _hold(world: World) -> int:
    made = LegalHold(
        client_id=world.client.id,
        reason="Streit",
        until_on=clock.today() + timedelta(days=30),
        set_at=clock.now(),
    )
    return added(made).id


# Argument -> how such a thing is made, in this order. Where a name means different things, the
# nearer entry counts: "view:argument", "blueprint:argument", "argument". What is made may be a
# dict: each role, or each fixed word of the address, has its own.
THINGS: Mapping[str, Make] = {
    "client_id": _client,
    "appointment_id": _appointment,
    "appointments_desk.offer_again:appointment_id": lambda world: _over(world, state="missed"),
    "participation_id": _participation,
    "appointments_desk.people:appointment_id": meetings.group,
    "appointments_desk.add_people:appointment_id": meetings.group,
    "appointments_desk.take_out:participation_id": meetings.group_part,
    "hours_id": meetings.hours,
    "closure_id": meetings.closure,
    "appointments_desk.record:participation_id": lambda world: _part_of(_over(world)).id,
    "appointments_desk.take_back:participation_id": _attended,
    "item_id": _bring_item,
    "goal_id": proposed_goal,
    "step_id": lambda world: build.step(world.client, None, own_words=world.canary).id,
    "talk_id": talk,
    "note_id": _shared_note,
    "consultations_desk.case_note:note_id": case_note,
    "consultations_desk.change_case_note:note_id": case_note,
    "plan.decline:step_id": steps.suggested,
    "plan.wish:step_id": steps.own_wish,
    "plan.reword_wish:step_id": steps.own_wish,
    "plan.remove_wish:step_id": steps.own_wish,
    "plan_desk.put_first:first_id": steps.suggested,
    "desk.step_reason:step_id": steps.not_needed,
    "desk.translate_step_reason:step_id": steps.not_needed,
    "desk.goal_reason:goal_id": steps.paused_goal,
    "desk.translate_goal_reason:goal_id": steps.paused_goal,
    **IN_VERSION,
    "first_id": steps.before,
    "document_id": steps.document,
    "thing_id": lambda world: {k: world.ids[f"{k}_id"] for k in ("appointment", "step")},
    "entry_id": _call,
    "round_id": _round,
    "household_id": _household,
    "child_id": _child,
    "title_id": _title,
    "entitlement_id": _entitlement,
    "caseload_desk:entry_id": entries,
    "my_situation:entry_id": lambda world: world.ids["caseload_desk:entry_id"],
    "consent_id": endings.given,
    "my_consents:consent_id": endings.asked,
    "tie_id": _tie,
    "referral_id": endings.referral,
    "tie_uid": lambda world: db.session.get_one(SupportTie, world.ids["tie_id"]).uid,
    "request_id": _request,
    "hold_id": _hold,
    "offer_id": offers.offer,
    "intake_id": files.file,
    "conflict_id": files.conflict,
    "imports:entry_id": files.withdrawn,
    "service_id": lambda world: world.ids["offer_id"],
    "organization_id": offers.provider,
    "location_id": offers.place,
    "network.answer_received:offer_id": offers.shown_here,
    "offers_desk.merge:other_id": offers.offer,
    "offers_desk.put_together:other_id": offers.offer,
    "offers_desk.keep_apart:other_id": offers.offer,
    "suggestion_id": offers.suggestion,
    "session_id": house.of_each(house.session_of),
    "passkey_id": house.of_each(house.passkey_of),
    "pin_id": house.of_each(house.pin_of),
    "people:grant_id": house.second_roles,
    "staff:person_id": house.accounts,
    "staff:grant_id": lambda world: world.ids["staff:grant_id"],
    "team:person_id": lambda world: world.manager.person.id,
    "colleague_id": lambda world: world.ids["staff:person_id"][Role.MANAGER],
    "case_id": _case,
    "desk.undo_closing:case_id": endings.closed_case,
    "team.reopen:client_id": endings.returning,
    "wish_id": _wish,
    "volunteer_id": house.new_helper,
    "need_id": house.need,
    "post_id": house.notice,
    "network:person_id": lambda world: world.ids["staff:person_id"][Role.COORDINATOR],
    "enrolment_id": house.waiting,
    "substitution_id": house.substitution,
    "carriers:no": house.carrier_text,
}
