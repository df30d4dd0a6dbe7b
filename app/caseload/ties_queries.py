"""Who helps whom, and what is shared: for the client, her manager, and the volunteer."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.caseload.consents_models import Consent
from app.caseload.gates import in_force
from app.caseload.models import Case, Client
from app.caseload.purposes import SHARING
from app.caseload.queries import clients_of
from app.caseload.ties_models import ShareGrant, SupportTie, TieIndex
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.people.models import Person, RoleGrant, VolunteerProfile
from app.people.queries import is_granted


def _may_keep_secrets(volunteer_id: Any) -> sa.ColumnElement[bool]:
    """The volunteer signed the confidentiality form, and it has not run out."""
    return sa.exists().where(
        VolunteerProfile.person_id == volunteer_id,
        VolunteerProfile.confidentiality_signed_on <= clock.today(),
        sa.or_(
            VolunteerProfile.valid_until.is_(None), VolunteerProfile.valid_until >= clock.today()
        ),
    )


def _has_yes() -> sa.ColumnElement[bool]:
    """The consent the tie rests on holds today."""
    return sa.exists().where(Consent.thread == SupportTie.thread, *in_force(SHARING))


def _has_case() -> sa.ColumnElement[bool]:
    return sa.exists().where(Case.client_id == SupportTie.client_id, Case.ended_on.is_(None))


def is_open() -> tuple[sa.ColumnElement[bool], ...]:
    """What a tie must be for its volunteer to see anything at this moment."""
    return (
        SupportTie.state == "granted",
        SupportTie.valid_until >= clock.today(),
        _has_case(),
        _has_yes(),
        _may_keep_secrets(SupportTie.volunteer_id),
    )


@dataclass(frozen=True, kw_only=True)
class TieCard:
    """One volunteer of a client, as she and her manager see it."""

    id: int
    client_id: int
    name: str
    state: str
    valid_until: date | None
    is_open: bool  # the volunteer sees what was chosen
    has_yes: bool
    keeps_secrets: bool  # the volunteer's confidentiality form has not run out
    has_case: bool
    shares: int

    @property
    def has_run_out(self) -> bool:
        """True when the year is over, or the text changed: the client is asked again."""
        return self.state in ("granted", "paused") and (
            not self.has_yes or self.valid_until is None or self.valid_until < clock.today()
        )


def ties_of(client_id: int, *, seen_by: Viewer) -> list[TieCard]:
    """The volunteers of a client, first the longest known; one statement."""
    return _cards(SupportTie.client_id == client_id, seen_by=seen_by)


def own_ties(viewer: Viewer) -> list[TieCard]:
    """The same for the client who is signed in."""
    return _cards(seen_by=viewer)


def get_tie_card(tie_id: int, *, seen_by: Viewer) -> TieCard:
    """One of them; Missing whether absent, ended or foreign."""
    found = _cards(SupportTie.id == tie_id, seen_by=seen_by)
    if not found:
        raise Missing
    return found[0]


def _cards(*where: sa.ColumnElement[bool], seen_by: Viewer) -> list[TieCard]:
    shares = (
        sa.select(sa.func.count(ShareGrant.id))
        .where(ShareGrant.tie_id == SupportTie.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            SupportTie.id,
            SupportTie.client_id,
            sa.func.coalesce(Person.full_name, Person.call_name).label("name"),
            SupportTie.state,
            SupportTie.valid_until,
            sa.and_(*is_open()).label("is_open"),
            _has_yes().label("has_yes"),
            _may_keep_secrets(SupportTie.volunteer_id).label("keeps_secrets"),
            _has_case().label("has_case"),
            shares.label("shares"),
        )
        .join(Person, Person.id == SupportTie.volunteer_id)
        .where(SupportTie.state != "ended", SupportTie.client_id.in_(clients_of(seen_by)), *where)
        .order_by(SupportTie.id)
    )
    return [TieCard(**row._mapping) for row in rows]


def get_tie(tie_id: int, *, seen_by: Viewer) -> SupportTie:
    """A tie to be changed; Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(SupportTie)
        .where(SupportTie.id == tie_id, SupportTie.client_id.in_(clients_of(seen_by)))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def find_of_thread(thread: uuid.UUID) -> SupportTie | None:
    """The tie that rests on this consent."""
    return db.session.scalar(sa.select(SupportTie).where(SupportTie.thread == thread))


def shares_of(tie_id: int, *, seen_by: Viewer) -> dict[tuple[str, int], date | None]:
    """What is shared in a tie: kind and id, with the last day."""
    rows = db.session.execute(
        sa.select(ShareGrant.kind, ShareGrant.subject_id, ShareGrant.valid_until)
        .join(SupportTie, SupportTie.id == ShareGrant.tie_id)
        .where(SupportTie.id == tie_id, SupportTie.client_id.in_(clients_of(seen_by)))
    )
    return {(row.kind, row.subject_id): row.valid_until for row in rows}


def volunteers_for(client: Client) -> list[tuple[int, str]]:
    """Volunteers of her municipality who may keep secrets and do not help her yet, by name."""
    already = sa.select(SupportTie.volunteer_id).where(
        SupportTie.client_id == client.id, SupportTie.state != "ended"
    )
    ags = client.municipality_ags
    name = sa.func.coalesce(Person.full_name, Person.call_name)
    rows = db.session.execute(
        sa.select(Person.id, name.label("name"))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role == Role.VOLUNTEER,
            RoleGrant.area_ags.in_((ags, ags[:5])),
            RoleGrant.organization_id.is_(None),
            is_granted(RoleGrant, clock.today()),
            _may_keep_secrets(Person.id),
            Person.id != client.person_id,
            Person.id.not_in(already),
        )
        .order_by(name, Person.id)
        .distinct()
    )
    return [(row.id, row.name) for row in rows]


def carriers_of_ties(viewer: Viewer) -> list[int]:
    """The carriers in which clients said yes to this volunteer; nothing else is known here."""
    return list(
        db.session.scalars(
            sa.select(TieIndex.carrier_id)
            .where(TieIndex.volunteer_id == viewer.person_id)
            .order_by(TieIndex.carrier_id)
            .distinct()
        )
    )


def find_carrier_of(uid: uuid.UUID, viewer: Viewer) -> int | None:
    """The carrier that a tie of this very volunteer opens."""
    return db.session.scalar(
        sa.select(TieIndex.carrier_id).where(
            TieIndex.uid == uid, TieIndex.volunteer_id == viewer.person_id
        )
    )


@dataclass(frozen=True, kw_only=True)
class Helped:
    """Somebody who lets this volunteer help: how she is called, nothing else."""

    uid: uuid.UUID
    tie_id: int
    client_id: int
    call_name: str


def helped_by(viewer: Viewer, uid: uuid.UUID | None = None) -> list[Helped]:
    """Whom the volunteer in front helps at this moment, in the open carrier, by name."""
    statement = (
        sa.select(
            SupportTie.uid,
            SupportTie.id.label("tie_id"),
            SupportTie.client_id,
            Person.call_name,
        )
        .join(Client, Client.id == SupportTie.client_id)
        .join(Person, Person.id == Client.person_id)
        .where(SupportTie.volunteer_id == viewer.person_id, *is_open())
        .order_by(Person.call_name, SupportTie.id)
    )
    if uid is not None:
        statement = statement.where(SupportTie.uid == uid)
    return [Helped(**row._mapping) for row in db.session.execute(statement)]
