"""The board: notices of places to all others, until their last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.events import publish
from app.network.areas import names_of
from app.network.events import PostPutBack, PostWithdrawn, PostWritten
from app.network.models import NetworkPost

PAGE = 20


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice as the board shows it."""

    id: int
    place: str
    title: str
    body: str
    written_at: datetime
    shown_until: date
    is_ours: bool  # of the viewer's place: hers to withdraw
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """One page of the board, the newest first."""

    notices: Sequence[Notice]
    page: int
    has_more: bool


def read_board(viewer: Viewer, *, page: int) -> Board:
    """What stands there today; what one's own place withdrew, too, to be put back."""
    is_seen = sa.or_(NetworkPost.withdrawn_at.is_(None), NetworkPost.area_ags == viewer.area_ags)
    rows = db.session.scalars(
        sa.select(NetworkPost)
        .where(NetworkPost.shown_until >= clock.today(), is_seen)
        .order_by(NetworkPost.written_at.desc(), NetworkPost.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    notices = _notices(rows[:PAGE], viewer)
    return Board(notices=notices, page=page, has_more=len(rows) > PAGE)


def get_notice(post_id: int, *, seen_by: Viewer) -> Notice:
    """One notice of the viewer's own place."""
    return _notices([_own(post_id, seen_by)], seen_by)[0]


def _notices(rows: Sequence[NetworkPost], viewer: Viewer) -> list[Notice]:
    names = names_of({row.area_ags for row in rows})
    return [
        Notice(
            id=row.id,
            place=names.get(row.area_ags, ""),
            title=row.title,
            body=row.body,
            written_at=row.written_at,
            shown_until=row.shown_until,
            is_ours=row.area_ags == viewer.area_ags,
            is_withdrawn=row.withdrawn_at is not None,
        )
        for row in rows
    ]


def write(title: str, body: str, *, shown_until: date, by: Viewer, now: datetime) -> None:
    """Tell all other places something."""
    if not by.area_ags or by.person_id is None:
        raise Missing
    made = NetworkPost(
        area_ags=by.area_ags,
        author_id=by.person_id,
        title=title,
        body=body,
        shown_until=shown_until,
        written_at=now,
    )
    db.session.add(made)
    db.session.flush()
    publish(PostWritten(occurred_at=now, by=by, post_id=made.id))


def withdraw(post_id: int, *, by: Viewer, now: datetime) -> None:
    """Take a notice down before its last day; twice is once."""
    found = _own(post_id, by)
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        publish(PostWithdrawn(occurred_at=now, by=by, post_id=post_id))


def put_back(post_id: int, *, by: Viewer, now: datetime) -> None:
    """That was a slip: it stands there again."""
    found = _own(post_id, by)
    if found.withdrawn_at is not None:
        found.withdrawn_at = None
        publish(PostPutBack(occurred_at=now, by=by, post_id=post_id))


def _own(post_id: int, viewer: Viewer) -> NetworkPost:
    found = db.session.get(NetworkPost, post_id)
    if found is None or found.area_ags != viewer.area_ags or found.shown_until < clock.today():
        raise Missing
    return found
