"""Who comes back: a new case, and with her yes on the record there was before.

Whoever says no, or is not asked, begins anew: a client like any other, linked with nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.caseload import consents, team
from app.caseload.cases import find_open
from app.caseload.consents import Word
from app.caseload.consents_models import Consent
from app.caseload.events import CaseReopened
from app.caseload.gates import in_force
from app.caseload.models import Case, Client
from app.caseload.purposes import RETURN
from app.caseload.reassigning import SomebodyElse
from app.caseload.service import hold
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l


class IsHelped(Refused):
    """Her case is open: there is nothing to come back to."""

    words = _l("Somebody helps you already.")


@dataclass(frozen=True, kw_only=True)
class Returning:
    """Somebody who wants help again: her name in a list, nothing of her record."""

    client_id: int
    full_name: str
    town: str
    asked_at: datetime


def ask(client: Client, *, word: Word) -> None:
    """She wants help again, and says yes to her record being used; asked twice, it is once."""
    if find_open(client.id, seen_by=word.by) is not None:
        raise IsHelped
    consents.give(client.id, RETURN, word=word)


def has_asked(client_id: int) -> bool:
    """True while she waits for somebody to help her again."""
    found = _waiting().with_only_columns(Client.id).where(Client.id == client_id)
    return db.session.execute(found).first() is not None


def waiting_to_return(viewer: Viewer) -> list[Returning]:
    """Who wants help again, the longest waiting first; one statement, for team leads alone."""
    team.demand_lead(viewer)
    rows = db.session.execute(_waiting().order_by(Consent.given_at, Client.id))
    return [
        Returning(
            client_id=row.client_id,
            full_name=f"{row.given_name} {row.family_name}".strip(),
            town=row.town,
            asked_at=row.given_at,
        )
        for row in rows
    ]


def _waiting() -> sa.Select[Any]:
    """Clients without an open case whose yes came after the last one was closed."""
    cases = sa.select(Case.id).where(Case.client_id == Client.id)
    later = cases.where(sa.or_(Case.ended_on.is_(None), Case.closed_at > Consent.given_at))
    columns: tuple[Any, ...] = (
        Client.id.label("client_id"),
        Client.given_name,
        Client.family_name,
        Municipality.name.label("town"),
        Consent.given_at,
    )
    return (
        sa.select(*columns)
        .select_from(Client)
        .join(Consent, Consent.client_id == Client.id)
        .join(Municipality, Municipality.ags == Client.municipality_ags)
        .where(*in_force(RETURN), ~later.exists())
    )


def reopen(client_id: int, to_id: int, *, by: Viewer, now: datetime) -> None:
    """Give her to a manager: a new case that begins with a talk."""
    if client_id not in {one.client_id for one in waiting_to_return(by)}:
        raise Missing
    to = {one.person_id: one for one in team.managers_of(by)}.get(to_id)
    if to is None or not to.works_here:
        raise SomebodyElse
    hold(client_id)
    if not has_asked(client_id):  # two leads at once: she has somebody already
        raise Missing
    case = Case(
        client_id=client_id,
        manager_id=to.person_id,
        state="intake",
        started_on=clock.local(now).date(),
    )
    db.session.add(case)
    db.session.flush()
    publish(CaseReopened(occurred_at=now, by=by, client_id=client_id, case_id=case.id))
