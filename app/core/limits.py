"""The atomic bucket in the database: so many tries in so many seconds, over all processes."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import request
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.crypto import keyed_fingerprints
from app.core.db import Base, db, insert_into, transaction
from app.core.errors import TooMany


class RateBucket(Base):
    """Tries of one actor at one action since `began_at`; the actor is hashed."""

    __tablename__ = "rate_bucket"

    key: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    tries: Mapped[int]


def count_try(action: str, *, who: str, limit: int, seconds: int) -> None:
    """Count one try and commit it; raise TooMany when it is one too many.

    One statement: of a hundred parallel tries exactly `limit` pass.
    """
    now = clock.now()
    key, *former = keyed_fingerprints(f"{action}|{who}", "rate")
    is_over = RateBucket.began_at <= now - timedelta(seconds=seconds)
    # Tries from before a rotation of keys stand under the former fingerprint: go on from there.
    counted = sa.and_(RateBucket.key.in_(former), ~is_over)
    tries_before = sa.select(sa.func.max(RateBucket.tries)).where(counted).scalar_subquery()
    began_before = sa.select(sa.func.max(RateBucket.began_at)).where(counted).scalar_subquery()
    first = {"began_at": now, "tries": 1}
    if former:
        first = {
            "began_at": sa.func.coalesce(began_before, now),
            "tries": sa.func.coalesce(tries_before, 0) + 1,
        }
    statement = (
        insert_into(RateBucket)
        .values(key=key, **first)
        .on_conflict_do_update(
            index_elements=["key"],
            set_={
                "tries": sa.case((is_over, 1), else_=RateBucket.tries + 1),
                "began_at": sa.case((is_over, now), else_=RateBucket.began_at),
            },
        )
        .returning(RateBucket.tries, RateBucket.began_at)
    )
    with transaction() as session:
        tries, began_at = session.execute(statement).one()
    if tries > limit:
        left = began_at + timedelta(seconds=seconds) - now
        raise TooMany(max(1, int(left.total_seconds()) + 1))


def demand_room(action: str, *, who: str, limit: int, seconds: int) -> None:
    """Raise TooMany when the bucket is full already, without counting a try."""
    began_after = clock.now() - timedelta(seconds=seconds)
    row = db.session.execute(
        sa.select(RateBucket.tries, RateBucket.began_at)
        .where(
            RateBucket.key.in_(keyed_fingerprints(f"{action}|{who}", "rate")),
            RateBucket.began_at > began_after,
        )
        .order_by(RateBucket.tries.desc())
        .limit(1)
    ).one_or_none()
    if row is not None and row.tries >= limit:
        left = row.began_at - began_after
        raise TooMany(max(1, int(left.total_seconds()) + 1))


def address() -> str:
    """The caller's address as the configured number of proxies reports it."""
    return request.remote_addr or ""
