"""Data requests as the client, her manager, the team lead and the officer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.audit.models import OPEN_STATES, DataRequest
from app.caseload.models import Client
from app.caseload.queries import clients_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.core.personal import inventory

AT_ONCE = 100  # requests on one page; open ones first
_WHOLE_CARRIER = (Role.TEAM_LEAD, Role.DPO)
_READS_CONTENT = (Role.CLIENT, Role.MANAGER)


@dataclass(frozen=True, kw_only=True)
class RequestCard:
    """One request. Name, words and answer are there for the client and her manager alone."""

    id: int
    client_id: int
    client_name: str | None
    kind: str
    about_table: str | None
    about_id: int | None
    about_column: str | None
    own_words: str | None
    state: str
    received_at: datetime
    due_on: date
    answered_at: datetime | None
    ground: str | None
    answer: str | None
    erase_on: date | None
    lifted_at: datetime | None
    lift_reason: str | None

    @property
    def rests(self) -> bool:
        """True while, at her wish, nobody works with her record."""
        return (self.kind, self.state, self.lifted_at) == ("restrict", "answered", None)

    @property
    def is_open(self) -> bool:
        """True while an answer is owed."""
        return self.state in OPEN_STATES

    @property
    def goes_on(self) -> bool:
        """True while there is nothing to ask anew: an answer is owed, or what was granted holds."""
        return self.is_open or self.rests or self.erase_on is not None

    @property
    def is_overdue(self) -> bool:
        """True when the month is over."""
        return self.is_open and self.due_on < clock.today()

    @property
    def about(self) -> list[str]:
        """What is called wrong, as msgids: the heading and the field."""
        table = inventory().tables.get(self.about_table or "")
        if table is None:
            return []
        return [words for words in (table.title, table.shown.get(self.about_column or "")) if words]


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whose requests somebody may see; the wall round the carrier stands anyway."""
    if viewer.role in _WHOLE_CARRIER:
        return sa.and_(sa.true())
    return sa.and_(DataRequest.client_id.in_(clients_of(viewer)))


def get_request(request_id: int, *, seen_by: Viewer) -> DataRequest:
    """One request of somebody this viewer may answer; else Missing."""
    return one_or_missing(
        sa.select(DataRequest).where(DataRequest.id == request_id, _visible(seen_by))
    )


def get_card(request_id: int, *, seen_by: Viewer) -> RequestCard:
    """One request to show; else Missing."""
    cards = _cards(_rows(seen_by).where(DataRequest.id == request_id), seen_by)
    if not cards:
        raise Missing
    return cards[0]


def was_told_everything(client_id: int, *, since: datetime) -> bool:
    """True when her wish to know all that is stored was lately met in full."""
    met = sa.select(DataRequest.id).where(
        DataRequest.client_id == client_id,
        DataRequest.kind == "access",
        DataRequest.state == "answered",
        DataRequest.answered_at >= since,
    )
    return db.session.scalar(met.limit(1)) is not None


def requests_for(viewer: Viewer) -> list[RequestCard]:
    """Open requests by their day, then the answered ones, newest first; one statement."""
    statement = _rows(viewer).order_by(
        DataRequest.state.not_in(OPEN_STATES),
        sa.case((DataRequest.state.in_(OPEN_STATES), DataRequest.due_on)),
        DataRequest.id.desc(),
    )
    return _cards(statement.limit(AT_ONCE), viewer)


def _rows(viewer: Viewer) -> sa.Select[DataRequest, str, str]:
    return (
        sa.select(DataRequest, Client.given_name, Client.family_name)
        .join(Client, Client.id == DataRequest.client_id)
        .where(_visible(viewer))
    )


def _cards(statement: sa.Select[DataRequest, str, str], viewer: Viewer) -> list[RequestCard]:
    rows: Sequence[sa.Row[DataRequest, str, str]] = db.session.execute(statement).all()
    return [_card(row[0], f"{row[1]} {row[2]}".strip(), viewer) for row in rows]


def _card(request: DataRequest, name: str, viewer: Viewer) -> RequestCard:
    reads = viewer.role in _READS_CONTENT
    return RequestCard(
        id=request.id,
        client_id=request.client_id,
        client_name=None if viewer.role is Role.DPO else name,
        kind=request.kind,
        about_table=request.about_table,
        about_id=request.about_id,
        about_column=request.about_column,
        own_words=request.own_words if reads else None,
        state=request.state,
        received_at=request.received_at,
        due_on=request.due_on,
        answered_at=request.answered_at,
        ground=request.ground,
        answer=request.answer if reads else None,
        erase_on=request.erase_on,
        lifted_at=request.lifted_at,
        lift_reason=request.lift_reason,
    )
