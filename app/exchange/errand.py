"""A list is taken in after the answer, by the worker: leased, written as a whole, exactly once.

Whoever dies in between has written nothing, and its lease runs out. Whoever was only slow finds
at the end that another one holds the lease, and leaves nothing either.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.i18n import N_
from app.exchange import intake as intakes
from app.exchange.models import Intake, IntakeSource

LEASE = timedelta(seconds=60)  # longer than the slowest chunk: renewed after each
TRIES = 3  # a file that ends its worker each time must not end it for ever
FAILED = N_("This list could not be taken in. Nothing of it was written. You can try again.")
log = logging.getLogger(__name__)


class Overtaken(Exception):
    """The lease ran out and another worker took the file."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A file that this worker takes in, and the token that says so."""

    intake_id: int
    token: str

    def ours(self) -> sa.ColumnElement[bool]:
        """True of the file while nobody else took it."""
        return sa.and_(
            Intake.id == self.intake_id, Intake.state == "taking", Intake.lease_token == self.token
        )

    def tell(self, done: int) -> None:
        """Say how many rows are written, and keep the lease.

        SQLite has one writer: there nobody else can take it, and nothing can be told.
        """
        if db.engine.dialect.name == "sqlite":
            return
        told = {"done": done, "lease_until": clock.now() + LEASE}
        with current_app.app_context(), transaction() as session:  # in a session of its own
            session.execute(sa.update(Intake).where(self.ours()).values(told))

    def demand(self) -> None:
        """Hold the file till the change is over; raise Overtaken when it is no longer ours."""
        if db.session.scalar(sa.select(Intake.id).where(self.ours()).with_for_update()) is None:
            raise Overtaken


def waits(now: datetime) -> bool:
    """True when a file is to be taken in and nobody is at it."""
    with transaction() as session:
        return session.scalar(sa.select(sa.exists().where(_is_free(now)))) or False


def _is_free(now: datetime) -> sa.ColumnElement[bool]:
    is_nobodys = sa.or_(Intake.lease_until.is_(None), Intake.lease_until < now)
    return sa.and_(Intake.state == "taking", is_nobodys)


def take_next() -> bool:
    """Take in the file that waits longest; False when none does."""
    claim, tries = _claim(clock.now())
    if claim is None:
        return False
    try:
        if tries > TRIES:
            _give_up(claim)
        else:
            _take(claim)
    except Overtaken:
        log.warning("file %s: another worker was quicker", claim.intake_id)
    except (sa.exc.OperationalError, sa.exc.InterfaceError):
        raise  # because: a lost database comes back, and then the lease has run out
    except Exception as error:  # because: nothing was written, and somebody waits to hear it
        log.error("file %s: taking it in broke: %s", claim.intake_id, type(error).__name__)
        _give_up(claim)
    return True


def _claim(now: datetime) -> tuple[Claim | None, int]:
    """Lease the next file; also how often that was tried."""
    token = secrets.token_hex(16)
    free = sa.select(Intake.id).where(_is_free(now)).order_by(Intake.asked_at, Intake.id).limit(1)
    leased = {
        "lease_until": now + LEASE,
        "lease_token": token,
        "attempts": Intake.attempts + 1,
        "done": 0,
    }
    with transaction() as session:
        row = session.execute(
            sa.update(Intake)
            .where(Intake.id == free.with_for_update(skip_locked=True).scalar_subquery())
            .values(leased)
            .returning(Intake.id, Intake.attempts)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    return (Claim(intake_id=row.id, token=token), row.attempts) if row else (None, 0)


def _take(claim: Claim) -> None:
    """Write all of it in one transaction, in the name of whoever said yes."""
    with transaction() as session:
        found = sa.select(Intake, IntakeSource).join(
            IntakeSource, IntakeSource.id == Intake.source_id
        )
        row = session.execute(
            found.where(Intake.id == claim.intake_id).execution_options(populate_existing=True)
        ).one()
        intakes.take_in(
            row.Intake,
            row.IntakeSource,
            by=Viewer(role=Role.COORDINATOR, person_id=row.Intake.taken_by_id),
            now=clock.now(),
            told=claim.tell,
            demand=claim.demand,
        )


def _give_up(claim: Claim) -> None:
    """Nothing of it was written: people see why, and may try again."""
    with transaction() as session:
        session.execute(
            sa.update(Intake)
            .where(claim.ours())
            .values(state="checked", trouble=FAILED, lease_until=None, lease_token=None)
            .execution_options(synchronize_session=False)
        )
