"""The call list as the ledger fills it: whom no device could be told, once per matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import db, insert_into
from app.core.tenancy import current_carrier
from app.notices.models import CallListEntry


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a reminder or a call is about: one version of one subject of one client."""

    client_id: int
    subject: str
    subject_id: int
    version: int

    @classmethod
    def in_row(cls, row: Any) -> "Matter":
        """What a reminder, a call or a row with their columns is about."""
        return cls(
            client_id=row.client_id,
            subject=row.subject,
            subject_id=row.subject_id,
            version=row.version,
        )

    def of(self, table: Any) -> sa.ColumnElement[bool]:
        """The rows of a table that are about exactly this."""
        return sa.and_(
            table.client_id == self.client_id,
            table.subject == self.subject,
            table.subject_id == self.subject_id,
            table.version == self.version,
        )


def ask_to_call(*matters: Matter, reason: str, now: datetime, again: bool = False) -> None:
    """Put the clients on the list; what a person has settled stays so, unless asked `again`."""
    if not matters:
        return
    told = {"carrier_id": current_carrier(), "reason": reason, "created_at": now}
    added = insert_into(CallListEntry).values([{**told, **vars(matter)} for matter in matters])
    db.session.execute(added.on_conflict_do_nothing())
    may_reopen = sa.true() if again else CallListEntry.outcome == "not_needed"
    about = sa.tuple_(*(getattr(CallListEntry, name) for name in vars(matters[0])))
    db.session.execute(
        sa.update(CallListEntry)
        .where(
            about.in_([tuple(vars(matter).values()) for matter in matters]),
            CallListEntry.done_at.is_not(None),
            may_reopen,
        )
        .values(reason=reason, created_at=now, done_at=None, done_by_id=None, outcome=None)
        .execution_options(synchronize_session=False)
    )


def call_is_not_needed(where: sa.ColumnElement[bool], *, now: datetime) -> None:
    """Settle open entries that a device, or the end of the matter, has made pointless."""
    db.session.execute(
        sa.update(CallListEntry)
        .where(where, CallListEntry.done_at.is_(None))
        .values(done_at=now, outcome="not_needed")
    )
