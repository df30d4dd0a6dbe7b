"""Open hours: when clients may come to a manager without an appointment, and when they do not."""

from datetime import date, datetime

import sqlalchemy as sa

from app.appointments.events import OpenHoursChanged
from app.appointments.hours_queries import HoursText, closures_of
from app.appointments.models import OpenHours, OpenHoursClosure
from app.appointments.refusals_desk import (
    ClosesTooEarly,
    DaysAreOver,
    EndsTooEarly,
    HoursEnough,
    LastBeforeFirst,
)
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.core.events import publish

MOST = 14  # weekly times of one manager, and closures ahead


def add(text: HoursText, *, by: Viewer, now: datetime) -> None:
    """Open one more weekly time; the same once more is one."""
    _refuse(text)
    same = (OpenHours.manager_id == by.person_id, *_like(text))
    if db.session.execute(sa.select(OpenHours.id).where(*same)).first() is not None:
        return
    if _count(OpenHours, by) >= MOST:
        raise HoursEnough
    db.session.add(OpenHours(manager_id=by.person_id, **vars(text)))
    _tell(by, now)


def _like(text: HoursText) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(
        getattr(OpenHours, name).is_not_distinct_from(value) for name, value in vars(text).items()
    )


def change(row: OpenHours, text: HoursText, *, by: Viewer, now: datetime) -> None:
    """Put another time, place or season in; the same changes nothing."""
    _refuse(text)
    if all(getattr(row, name) == value for name, value in vars(text).items()):
        return
    for name, value in vars(text).items():
        setattr(row, name, value)
    _tell(by, now)


def _refuse(text: HoursText) -> None:
    if text.closes <= text.opens:
        raise ClosesTooEarly
    if text.valid_to is not None and text.valid_to < text.valid_from:
        raise EndsTooEarly


def close(first_on: date, last_on: date, *, by: Viewer, now: datetime) -> None:
    """Leave these days out; the same once more is one."""
    if last_on < first_on:
        raise LastBeforeFirst
    if last_on < clock.local(now).date():
        raise DaysAreOver
    same = (
        OpenHoursClosure.manager_id == by.person_id,
        OpenHoursClosure.first_on == first_on,
        OpenHoursClosure.last_on == last_on,
    )
    if db.session.execute(sa.select(OpenHoursClosure.id).where(*same)).first() is not None:
        return
    if len(closures_of(by)) >= MOST:
        raise HoursEnough
    db.session.add(OpenHoursClosure(manager_id=by.person_id, first_on=first_on, last_on=last_on))
    _tell(by, now)


def take_away(row: OpenHours | OpenHoursClosure, *, by: Viewer, now: datetime) -> None:
    """End a weekly time, or open the days again that were left out."""
    db.session.delete(row)
    _tell(by, now)


def _count(table: type[OpenHours], by: Viewer) -> int:
    mine = sa.select(sa.func.count()).select_from(table).where(table.manager_id == by.person_id)
    return db.session.execute(mine).scalar_one()


def _tell(by: Viewer, now: datetime) -> None:
    db.session.flush()
    publish(OpenHoursChanged(occurred_at=now, by=by))
