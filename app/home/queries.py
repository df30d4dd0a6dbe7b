"""The client's first page: what comes next and who helps, in three statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.appointments.own import own_next
from app.appointments.queries import AppointmentCard, coming
from app.audit.queries import notes_read_at
from app.caseload.carrier_models import CarrierChange, Takeover
from app.caseload.consents_models import Consent
from app.caseload.gates import asks
from app.caseload.models import Case, Client, ManagerProfile
from app.caseload.purposes import BY_CONSENT, PURPOSES
from app.caseload.queries import (
    ANY_CLIENT,
    CONTACT_BESIDE,
    Contact,
    contact_beside,
    is_of,
    with_stand_in,
)
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.reading import built_once, read
from app.offers.cards import OfferCard, card_rows, gathered, with_rules
from app.offers.finding import public
from app.offers.models import Bookmark, Offer
from app.people.models import Person
from app.plan.cards import Stones
from app.plan.own_way import own_way
from app.plan.queries import StepCard, next_step, steps_of, stones_of
from app.plan.standing import waits_for_her

SAVED = 3  # of her saved offers, the last ones; the rest has a page of its own
NEW = timedelta(days=30)  # how long she is told that another carrier helps her now


@dataclass(frozen=True, kw_only=True)
class HomeScreen:
    """Everything the first page shows; the desk's mirror draws the same."""

    call_name: str
    appointment: AppointmentCard | None
    next_step: StepCard | None
    stones: Stones
    contact: Contact | None
    saved: list[OfferCard]  # the last ones
    has_more_saved: bool
    is_asked: bool  # a question about what she allows waits for her answer
    notes_read_at: datetime | None  # a team lead lately read notes about her
    is_ending: bool  # the end of her case has begun, or it is over
    has_new_plan: bool  # a version of her plan waits for her yes
    carrier_change: str | None  # another carrier would: "asked", what she said; one does: "came"


def get_screen(
    client_id: int | None, *, seen_by: Viewer, steps: Sequence[StepCard] | None = None
) -> HomeScreen:
    """The first page of one client, as far as this viewer may see her; None: her own.

    A manager's view has none of the client's private steps. `steps`: what steps_of() found for
    this viewer, when the page has asked already.
    """
    if client_id is None:
        appointment, around = own_next(seen_by), _around_her(seen_by)
        way = own_way(seen_by) if steps is None else _way_of(steps)
    else:
        ids = sa.select(sa.literal(client_id))
        appointment = next(iter(coming(ids, seen_by=seen_by, limit=1)), None)
        way = _way_of(steps_of(ids, seen_by=seen_by) if steps is None else steps)
        around = _read(db.session.execute(_around(seen_by, client_id)).all())
    call_name, contact, saved, is_asked, read_at, is_ending, has_new_plan, changes = around
    return HomeScreen(
        call_name=call_name,
        appointment=appointment,
        next_step=way[0],
        stones=way[1],
        contact=contact,
        saved=saved[:SAVED],
        has_more_saved=len(saved) > SAVED,
        is_asked=is_asked,
        notes_read_at=read_at,
        is_ending=is_ending,
        has_new_plan=has_new_plan,
        carrier_change=changes,
    )


def _way_of(steps: Sequence[StepCard]) -> tuple[StepCard | None, Stones]:
    return next_step(steps), stones_of(steps)


Around = tuple[str, Contact | None, list[OfferCard], bool, datetime | None, bool, bool, str | None]
_NOTHING: Around = ("", None, [], False, None, False, False, None)


def _around_her(viewer: Viewer) -> Around:
    """The same for the client who is signed in."""
    if viewer.role is not Role.CLIENT:
        return _NOTHING
    texts = tuple(PURPOSES[key].version for key in BY_CONSENT)
    statement = _own_around(clock.today(), texts)
    return _read(read(statement, reader=viewer.person_id))


@built_once
def _own_around(_today: date, _texts: tuple[int, ...]) -> sa.Select[Any]:
    """Built once a day: the day and the versions of what she is asked stand in it."""
    return _around(ANY_CLIENT)


def _around(seen_by: Viewer, client_id: int | None = None) -> sa.Select[Any]:
    """How she is called, who helps her, what she saved, is asked and told, whether it ends.

    One statement: offers are joined to the client, so she comes even when she saved none.
    """
    saved = _saved(_is_hers(Bookmark.client_id, seen_by, client_id)).subquery()
    about_her = with_stand_in(
        sa.select(
            Client.id.label("client_id"),
            Person.call_name.label("client_call_name"),
            Case.state.label("case_state"),
            *CONTACT_BESIDE,
            _is_asked(),
            notes_read_at(),
            waits_for_her(Client.id).label("client_has_new_plan"),
            _carrier_change(),
        )
        .select_from(Client)
        .join(Person, Person.id == Client.person_id)
        .outerjoin(Case, sa.and_(Case.client_id == Client.id, Case.ended_on.is_(None)))
        .outerjoin(ManagerProfile, ManagerProfile.person_id == Case.manager_id)
        .where(_is_hers(Client.id, seen_by, client_id))
    )
    # Found once and not anew beside each offer.
    her = about_her.cte("her").prefix_with("MATERIALIZED")
    return (
        sa.select(*her.c, *saved.c)
        .select_from(her)
        .outerjoin(saved, saved.c.saved_by_id == her.c.client_id)
        .order_by(saved.c.saved_at.desc(), saved.c.bookmark_id.desc())
    )


def _is_hers(column: Any, seen_by: Viewer, client_id: int | None) -> sa.ColumnElement[bool]:
    may_be_seen = is_of(column, seen_by)
    return may_be_seen if client_id is None else sa.and_(column == client_id, may_be_seen)


def _read(rows: Sequence[Any]) -> Around:
    if not rows:
        return _NOTHING
    return (
        rows[0].client_call_name,
        contact_beside(rows[0]),
        gathered(row for row in rows if row.id is not None),
        rows[0].client_is_asked,
        rows[0].client_notes_read_at,
        rows[0].case_state in (None, "closing"),
        rows[0].client_has_new_plan,
        rows[0].client_carrier_change,
    )


def _is_asked() -> sa.Label[bool]:
    of_change = sa.exists().where(CarrierChange.thread == Consent.thread)
    waiting = sa.exists().where(Consent.client_id == Client.id, asks(), ~of_change)
    return waiting.label("client_is_asked")


def _carrier_change() -> sa.Label[str | None]:
    """Another carrier would help her, or does since lately: that has a card of its own."""
    change = sa.select(sa.func.coalesce(CarrierChange.answer, "asked"))
    ahead = change.where(CarrierChange.client_id == Client.id, CarrierChange.outcome.is_(None))
    lately = Takeover.on_day > clock.today() - NEW
    came = sa.select(sa.literal("came")).where(Takeover.client_id == Client.id, lately).limit(1)
    both = (one.correlate(Client).scalar_subquery() for one in (ahead, came))
    return sa.func.coalesce(*both).label("client_carrier_change")


def _saved(is_hers: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Rows of the offers she saved last, in all languages: she may show one to a friend."""
    last = (
        sa.select(
            Bookmark.id,
            Bookmark.offer_id,
            Bookmark.client_id,
            Bookmark.created_at.label("saved_at"),
        )
        .join(Offer, Offer.id == Bookmark.offer_id)
        .where(public(), is_hers)
        .order_by(Bookmark.created_at.desc(), Bookmark.id.desc())
        .limit(SAVED + 1)  # one more says that there are more
        .subquery("last")
    )
    saved = with_rules(card_rows()).join(last, last.c.offer_id == Offer.id)
    return saved.add_columns(
        last.c.client_id.label("saved_by_id"), last.c.saved_at, last.c.id.label("bookmark_id")
    )
