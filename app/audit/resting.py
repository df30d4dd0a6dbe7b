"""The gate before every change of a record at rest, and what passes it; and how a rest ends.

Every fact leaves a trail first (wiring.py), so no change of a record escapes what asks here.
"""

from datetime import datetime

import sqlalchemy as sa

from app.audit import events as audit
from app.audit.models import DataRequest
from app.audit.refusals import NotOpen
from app.audit.requests_queries import get_request
from app.caseload import carrier_events as carriers
from app.caseload import events as caseload
from app.caseload import rest, rest_events
from app.caseload.queries import get_self
from app.core.access import Viewer
from app.core.db import db
from app.core.events import DomainEvent
from app.people import events as people

# What the law still asks of us, what brings her in again, and what only lessens the use.
PASSES: frozenset[type[DomainEvent]] = frozenset(
    (
        *(audit.RecordSeen, audit.DataRequestReceived, audit.DataRequestIdentified),
        *(audit.DataRequestStarted, audit.DataRequestAnswered, audit.DataCorrected),
        *(audit.DataHeld, audit.DataHoldLifted, audit.ClientErased),
        *(rest_events.DataRestricted, rest_events.DataFreed),
        *(people.EnrolmentIssued, people.EnrolmentOpenedElsewhere, people.EnrolmentEnded),
        *(people.PasskeyAdded, people.PinAdded, people.PasskeyCountWentBack, people.DeviceLocked),
        *(people.PhonesLocked, people.KioskOpened, people.SignedIn, people.SignedOut),
        *(caseload.CaseReassigned, carriers.CaseChangeCalledOff),
        *(caseload.ConsentRefused, caseload.ConsentWithdrawn, caseload.ConsentLapsed),
        *(caseload.TiePaused, caseload.TieEnded, caseload.ShareTaken),
    )
)


def demand_awake(event: DomainEvent) -> None:
    """Refuse, with all that led to it, what must wait until the record is used again."""
    if event.client_id is None or event.by.role in rest.MAY_GO_ON or type(event) in PASSES:
        return
    rest.demand_awake(event.client_id)


def lift_own(*, by: Viewer, now: datetime) -> None:
    """She wants her data used again: at once, without a reason."""
    _lift(get_self(by).id, None, by=by, now=now)


def lift(request_id: int, *, reason: str, by: Viewer, now: datetime) -> None:
    """The officer ends it, for a reason that she reads."""
    request = get_request(request_id, seen_by=by)
    if (request.kind, request.state, request.lifted_at) != ("restrict", "answered", None):
        raise NotOpen
    _lift(request.client_id, reason, by=by, now=now)


def _lift(client_id: int, reason: str | None, *, by: Viewer, now: datetime) -> None:
    rest.end(client_id, by=by, now=now)
    granted = sa.update(DataRequest).where(
        DataRequest.client_id == client_id,
        DataRequest.kind == "restrict",
        DataRequest.state == "answered",
        DataRequest.lifted_at.is_(None),
    )
    db.session.execute(granted.values(lifted_at=now, lift_reason=reason))
