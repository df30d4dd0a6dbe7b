"""What a volunteer sees of somebody who wants it: chosen appointments and steps, nothing else.

Asked for in the carrier that the tie opened. What became sensitive, private, done or past since
she chose it is not here; a moved or cancelled appointment is shown as it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.appointments.models import (
    COMING,
    STATE_FOR_HER,
    Appointment,
    BringItem,
    Participation,
)
from app.caseload.opening import open_tie, people_helped
from app.caseload.ties_models import ShareGrant
from app.caseload.ties_queries import Helped
from app.core import clock
from app.core.db import db
from app.plan.catalogue import CATALOGUE
from app.plan.models import OPEN_STATES, Step

__all__ = ["Helped", "open_tie", "people_helped"]


@dataclass(frozen=True, kw_only=True)
class SharedAppointment:
    """When, where and what to bring; not what it is about."""

    id: int
    starts_local: datetime
    ends_at: datetime
    place: str
    address: str
    is_cancelled: bool
    bring: tuple[tuple[str | None, str | None], ...]  # key of the papers, or own words


@dataclass(frozen=True, kw_only=True)
class SharedStep:
    """What is to do, and where."""

    id: int
    template_key: str | None
    own_words: str | None
    own_words_lang: str
    until: date

    @property
    def title_msgid(self) -> str | None:
        """The title to translate; None when the step has own words."""
        template = CATALOGUE.get(self.template_key or "")
        return template.title if template else None

    @property
    def office(self) -> str:
        """Where it is done, in German; empty when nobody said."""
        template = CATALOGUE.get(self.template_key or "")
        return template.office if template else ""


def _valid() -> sa.ColumnElement[bool]:
    return sa.or_(ShareGrant.valid_until.is_(None), ShareGrant.valid_until >= clock.today())


def appointments_for(helped: Helped) -> list[SharedAppointment]:
    """The shared appointments that are not over, next first; one statement."""
    is_told = sa.or_(STATE_FOR_HER.in_(COMING), STATE_FOR_HER.like("cancelled%"))
    rows = db.session.execute(
        sa.select(
            Appointment.id,
            Appointment.starts_local,
            Appointment.ends_at,
            Appointment.place,
            Appointment.address,
            STATE_FOR_HER.label("state"),
            BringItem.doc_type,
            BringItem.own_words,
            BringItem.id.label("item_id"),
        )
        .select_from(ShareGrant)
        .join(Appointment, Appointment.id == ShareGrant.subject_id)
        .join(
            Participation,
            sa.and_(
                Participation.appointment_id == Appointment.id,
                Participation.client_id == helped.client_id,
            ),
        )
        .outerjoin(BringItem, BringItem.participation_id == Participation.id)
        .where(
            ShareGrant.tie_id == helped.tie_id,
            ShareGrant.kind == "appointment",
            _valid(),
            Appointment.is_sensitive.is_(False),
            Appointment.ends_at > clock.now(),
            is_told,
        )
        .order_by(Appointment.starts_at, Appointment.id, BringItem.sort, BringItem.id)
    )
    folded: dict[int, list[Any]] = {}
    for row in rows:
        folded.setdefault(row.id, []).append(row)
    return [_appointment(parts) for parts in folded.values()]


def _appointment(rows: Sequence[Any]) -> SharedAppointment:
    first = rows[0]
    return SharedAppointment(
        id=first.id,
        starts_local=first.starts_local,
        ends_at=first.ends_at,
        place=first.place,
        address=first.address,
        is_cancelled=first.state not in COMING,
        bring=tuple((row.doc_type, row.own_words) for row in rows if row.item_id is not None),
    )


def steps_for(helped: Helped) -> list[SharedStep]:
    """The shared steps that are still open, in the order of the plan; one statement."""
    rows = db.session.execute(
        sa.select(
            Step.id,
            Step.template_key,
            Step.own_words,
            Step.own_words_lang,
            ShareGrant.valid_until.label("until"),
        )
        .select_from(ShareGrant)
        .join(Step, Step.id == ShareGrant.subject_id)
        .where(
            ShareGrant.tie_id == helped.tie_id,
            ShareGrant.kind == "step",
            _valid(),
            Step.client_id == helped.client_id,
            Step.private_to_client.is_(False),
            Step.state.in_(OPEN_STATES),
        )
        .order_by(Step.sort, Step.id)
    )
    return [SharedStep(**row._mapping) for row in rows]
