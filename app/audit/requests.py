"""What clients ask about their data: asked, recognised, taken up, answered. Each step is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.audit.deadlines import answer_due
from app.audit.events import (
    DataRequestAnswered,
    DataRequestIdentified,
    DataRequestReceived,
    DataRequestStarted,
)
from app.audit.models import OPEN_STATES, DataRequest
from app.audit.refusals import NotOpen, NotRecognised, OfficerDecides
from app.audit.requests_queries import get_request
from app.caseload import rest
from app.caseload.queries import get_self
from app.caseload.service import hold
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.events import publish

RECONSIDER = timedelta(days=7)  # between a granted deletion and the night that does it (P)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a client calls wrong: a row of a table, and perhaps one column of it."""

    table: str
    row_id: int
    column: str | None = None

    @property
    def key(self) -> str:
        """Table and column as an address names them."""
        return self.table if self.column is None else f"{self.table}.{self.column}"


def ask(
    kind: str,
    *,
    by: Viewer,
    now: datetime,
    about: About | None = None,
    own_words: str | None = None,
) -> DataRequest:
    """Note what a client asks. The same question again while it is open is the same request.

    Who touched the passkey a moment ago has shown who she is.
    """
    client_id = get_self(by).id
    hold(client_id)
    found = _same(client_id, kind, about)
    if found is not None:
        return found
    request = DataRequest(
        client_id=client_id,
        kind=kind,
        about_table=about.table if about else None,
        about_id=about.row_id if about else None,
        about_column=about.column if about else None,
        own_words=own_words or None,
        state="received",
        received_at=now,
        due_on=answer_due(clock.local(now).date()),
    )
    db.session.add(request)
    db.session.flush()
    publish(
        DataRequestReceived(
            occurred_at=now, by=by, client_id=client_id, request_id=request.id, kind=kind
        )
    )
    if by.is_fresh(now):
        _recognise(request, by=by, now=now)
    return request


def _same(client_id: int, kind: str, about: About | None) -> DataRequest | None:
    """An open request with the same question."""
    return db.session.scalar(
        sa.select(DataRequest).where(
            DataRequest.client_id == client_id,
            DataRequest.kind == kind,
            DataRequest.state.in_(OPEN_STATES),
            DataRequest.about_table.is_not_distinct_from(about.table if about else None),
            DataRequest.about_id.is_not_distinct_from(about.row_id if about else None),
            DataRequest.about_column.is_not_distinct_from(about.column if about else None),
        )
    )


def _held(request_id: int, by: Viewer) -> DataRequest:
    """The request as it is now, held till this change is over."""
    request = get_request(request_id, seen_by=by)
    hold(request.client_id)
    db.session.refresh(request)
    return request


def recognise(request_id: int, *, by: Viewer, now: datetime) -> DataRequest:
    """Staff know that the request comes from the client."""
    request = _held(request_id, by)
    if request.state != "received":
        raise NotOpen
    _recognise(request, by=by, now=now)
    return request


def _recognise(request: DataRequest, *, by: Viewer, now: datetime) -> None:
    request.state = "identity_ok"
    request.identity_at, request.identity_by_id = now, by.person_id
    publish(
        DataRequestIdentified(
            occurred_at=now, by=by, client_id=request.client_id, request_id=request.id
        )
    )


def start(request_id: int, *, by: Viewer, now: datetime) -> DataRequest:
    """Somebody works on it from now on."""
    request = _held(request_id, by)
    if request.state != "identity_ok":
        raise NotRecognised if request.state == "received" else NotOpen
    _start(request, by=by, now=now)
    return request


def _start(request: DataRequest, *, by: Viewer, now: datetime) -> None:
    request.state = "in_work"
    request.started_at, request.started_by_id = now, by.person_id
    publish(
        DataRequestStarted(
            occurred_at=now, by=by, client_id=request.client_id, request_id=request.id
        )
    )


def answer(
    request_id: int, *, ground: str | None, words: str | None, by: Viewer, now: datetime
) -> DataRequest:
    """Answer it: in full, or in part for a legal ground. A granted deletion waits some days."""
    request = _held(request_id, by)
    if request.state == "received":
        raise NotRecognised
    if request.state not in OPEN_STATES:
        raise NotOpen
    if request.kind == "erase" and by.role is not Role.DPO:
        raise OfficerDecides
    if request.state == "identity_ok":
        _start(request, by=by, now=now)
    request.state = "partly_refused" if ground else "answered"
    request.ground, request.answer = ground or None, words or None
    request.answered_at, request.answered_by_id = now, by.person_id
    if request.kind == "erase" and not ground:
        request.erase_on = clock.local(now + RECONSIDER).date()
    if request.kind == "restrict" and not ground:
        rest.begin(request.client_id, by=by, now=now)
    publish(
        DataRequestAnswered(
            occurred_at=now,
            by=by,
            client_id=request.client_id,
            request_id=request.id,
            state=request.state,
        )
    )
    return request
