"""The board: notices of places to all others, until their last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.errors import Missing
from app.core.events import publish
from app.network.areas import names_of
from app.network.events import PostPutBack, PostWithdrawn, PostWritten
from app.network.models import NetworkPost
from app.offers.care import in_area

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
    is_ours: bool  # of one of the viewer's places: hers to withdraw
    is_withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """One page of the board, the newest first."""

    notices: Sequence[Notice]
    page: int
    has_more: bool


def read_board(viewer: Viewer, *, page: int) -> Board:
    """What stands there today; what one's own places withdrew, too, to be put back.

    Managers write there, too, and find what their own places wrote.
    """
    is_ours = in_area(NetworkPost.area_ags, viewer)
    is_reader = sa.true() if viewer.role is Role.COORDINATOR else sa.false()
    is_told = sa.and_(is_reader, NetworkPost.withdrawn_at.is_(None))
    rows = db.session.execute(
        sa.select(NetworkPost, is_ours.label("is_ours"))
        .where(NetworkPost.shown_until >= clock.today(), sa.or_(is_told, is_ours))
        .order_by(NetworkPost.written_at.desc(), NetworkPost.id.desc())
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    notices = _notices([(post, bool(is_ours)) for post, is_ours in rows[:PAGE]])
    return Board(notices=notices, page=page, has_more=len(rows) > PAGE)


def get_notice(post_id: int, *, seen_by: Viewer) -> Notice:
    """One notice of the viewer's own places."""
    return _notices([(_own(post_id, seen_by), True)])[0]


def _notices(rows: Sequence[tuple[NetworkPost, bool]]) -> list[Notice]:
    names = names_of({row.area_ags for row, _is_ours in rows})
    return [
        Notice(
            id=row.id,
            place=names.get(row.area_ags, ""),
            title=row.title,
            body=row.body,
            written_at=row.written_at,
            shown_until=row.shown_until,
            is_ours=is_ours,
            is_withdrawn=row.withdrawn_at is not None,
        )
        for row, is_ours in rows
    ]


def own_places(viewer: Viewer) -> dict[str, str]:
    """In whose name the viewer may write, key -> name: her area, or towns her carrier serves."""
    if viewer.area_ags:
        return names_of({viewer.area_ags})
    towns = sa.select(Municipality.ags, Municipality.name).order_by(Municipality.name)
    rows = db.session.execute(towns.where(in_area(Municipality.ags, viewer)))
    return {ags: name for ags, name in rows}


def write(
    title: str, body: str, *, area: str, shown_until: date, by: Viewer, now: datetime
) -> None:
    """Tell all other places something, in the name of one's own."""
    if area not in own_places(by) or by.person_id is None:
        raise Missing
    made = NetworkPost(
        area_ags=area,
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
    mine = NetworkPost.id == post_id, in_area(NetworkPost.area_ags, viewer)
    return one_or_missing(
        sa.select(NetworkPost).where(*mine, NetworkPost.shown_until >= clock.today())
    )
