"""Has anything in the shared directory changed? One stamp says so, and a browser keeps pages by it.

Whoever looks at offers without an account comes back on a slow line to pages that are mostly the
same: then a few bytes say so, and no offer is read.
"""

import functools
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Response, make_response
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.db import Base, insert_into
from app.core.direct import direct_app, direct_request
from app.core.htmx import wants_fragment
from app.core.i18n import chosen
from app.core.reading import glance
from app.offers import care_models, models, models_hsds, sharing_models

ONLY = 1  # the one row's key
EVERY = 300  # seconds: "open now" and "today" are true for no longer
_CHANGED = "directory changed"  # of a connection, till its transaction ends


class DirectoryStamp(Base):
    """One row: a word that is another after every change of the directory."""

    __tablename__ = "directory_stamp"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[str]


# Whatever of these is written may change what a public page shows; others' tables come by watch().
_OURS = {one.__name__ for one in (care_models, models, models_hsds, sharing_models)}
TABLES = {
    str(mapper.class_.__tablename__)
    for mapper in Base.registry.mappers
    if mapper.class_.__module__ in _OURS
}
_STAMP = sa.select(DirectoryStamp.stamp).where(DirectoryStamp.id == ONLY)


def watch(*tables: str) -> None:
    """Public pages of offers show these as well."""
    TABLES.update(tables)


@event.listens_for(sa.Engine, "before_execute")
def _note(connection: sa.Connection, statement: Any, *_more: Any) -> None:
    """Every way to write leads through here: rows of a session, and statements for many."""
    if getattr(statement, "is_dml", False) and statement.table.name in TABLES:
        connection.info[_CHANGED] = True


@event.listens_for(sa.Engine, "rollback")
def _forget(connection: sa.Connection) -> None:
    if not connection.invalidated:  # one that broke takes its notes along
        connection.info.pop(_CHANGED, None)


@event.listens_for(Session, "before_commit")
def _change(session: Session) -> None:
    """Last of all, so that nobody waits for this row longer than a commit takes."""
    session.flush()
    if not session.in_transaction() or not session.connection().info.pop(_CHANGED, False):
        return
    changed = {"stamp": secrets.token_urlsafe(9)}
    only = insert_into(DirectoryStamp).values(id=ONLY, **changed)
    session.execute(only.on_conflict_do_update(index_elements=["id"], set_=changed))


def unless_unchanged(view: Callable[..., Any]) -> Callable[..., Any]:
    """A public view whose page a browser may keep: 304 while it would be the same.

    A browser with a cookie may be somebody's, or wait to be told something: it gets its page.
    """

    @functools.wraps(view)
    def answer(*args: Any, **values: Any) -> Any:
        asked = direct_request()
        if "HTTP_COOKIE" in asked.environ or wants_fragment():
            return view(*args, **values)
        tag = _tag(clock.now())
        if tag in asked.environ.get("HTTP_IF_NONE_MATCH", ""):
            return Response(status=304, headers={"ETag": tag})
        made = make_response(view(*args, **values))
        if made.status_code == 200:
            made.headers["ETag"] = tag
        return made

    return answer


def _tag(now: datetime) -> str:
    """What the page is made of: the directory, its language, how it is drawn, and the time."""
    stamp = next((row.stamp for row in glance(_STAMP)), "")
    slot = int(now.timestamp()) // EVERY
    return f'W/"{stamp}.{chosen().code}.{direct_app().config["DRAWN_BY"]}.{slot}"'
