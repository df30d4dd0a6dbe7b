"""What served its time and belongs to no rule: counted tries, challenges, old sessions."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.appointments.feeds_models import CalendarFeed
from app.audit.erasing import remove
from app.core.db import db
from app.core.limits import RateBucket
from app.people.models import Challenge, Enrolment, RoleGrant, Session
from app.people.sessions import LIFE, STAFF_LIFE

TRIES_STAY = timedelta(days=2)  # the longest of our limits counts a day
AT_ONCE = 5_000  # rows of one night; the rest waits for the next
ENDED_STAY = timedelta(days=90)  # a device that was added is shown for 30 days; then some


def sweep(now: datetime) -> None:
    """Delete counted tries and challenges that nothing asks for any more; the caller commits."""
    session = db.session
    session.execute(sa.delete(RateBucket).where(RateBucket.began_at < now - TRIES_STAY))
    session.execute(sa.delete(Challenge).where(Challenge.expires_at < now))


def sweep_entries(carrier_id: int | None, now: datetime) -> None:
    """Delete what ended long ago of one carrier (None: of areas): sessions, enrolments, links."""
    past = now - ENDED_STAY
    longest = max(absolute for absolute, _idle in (*LIFE.values(), STAFF_LIFE))
    grants = sa.select(RoleGrant.id).where(RoleGrant.carrier_id.is_not_distinct_from(carrier_id))
    is_over = sa.or_(Session.revoked_at < past, Session.created_at < past - longest)
    sessions = sa.select(Session.id).where(Session.role_grant_id.in_(grants), is_over)
    enrolments = sa.select(Enrolment.id).where(
        Enrolment.role_grant_id.in_(grants), Enrolment.expires_at < past
    )
    feeds = sa.select(CalendarFeed.id).where(
        CalendarFeed.carrier_id == carrier_id, CalendarFeed.revoked_at < past
    )
    found = {
        "calendar_feed": set(db.session.scalars(feeds.limit(AT_ONCE))),
        "session": set(db.session.scalars(sessions.limit(AT_ONCE))),
        "enrolment": set(db.session.scalars(enrolments.limit(AT_ONCE))),
    }
    remove({name: keys for name, keys in found.items() if keys})


def scrub() -> None:
    """Let SQLite's journal forget what was deleted; PostgreSQL vacuums by itself."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
