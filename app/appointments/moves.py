"""A client asks for another time; the old one stands until there is a new one."""

from datetime import datetime

from app.appointments import machine, wishes
from app.appointments.events import MoveAsked
from app.appointments.models import Appointment, Participation
from app.appointments.refusals import OthersComeToo
from app.appointments.refusals_desk import NoSuchWish
from app.appointments.telling import tell
from app.appointments.wishes import Wish
from app.core.access import Viewer


def ask(appointment: Appointment, *, wish: Wish, version: int, by: Viewer, now: datetime) -> None:
    """Wish for another time. A yes is taken back with it; the reminders of the old one go on."""
    machine.refuse_final(appointment, now=now)
    machine.refuse_other_time(appointment, version=version)
    part = machine.own_part(appointment, by)
    if machine.is_group(appointment):
        raise OthersComeToo
    before = _said(part)
    row = wishes.keep(part, wish, now=now)
    if part.reply != "no":
        part.answer(None, None)
    if before == _said(part):
        return
    tell(MoveAsked, appointment, part.client_id, by=by, now=now, wish_id=row.id)


def decline(appointment: Appointment, *, wish_id: int, by: Viewer, now: datetime) -> None:
    """Say that there is no other time: the old one stays as it was."""
    machine.refuse_final(appointment, now=now)
    for part in machine.parts_of(appointment):
        row = wishes.find_open(part)
        if row is not None and row.id == wish_id:
            wishes.answer(appointment, part, "declined", by=by, now=now)
            return
    raise NoSuchWish


def _said(part: Participation) -> tuple[object, ...]:
    """The wish that waits, as far as she said it: told once, it is the same wish."""
    row = wishes.find_open(part)
    if row is None:
        return ()
    return (row.topic, row.wished_local, tuple(row.days), tuple(row.parts), row.own_words)
