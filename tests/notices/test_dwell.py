"""How long reminders lay due before they were sent, and that the doctor says so."""

from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.doctor import examine
from app.notices import dwell
from app.notices.models import Reminder
from tests.cast import Member
from tests.notices.scene import at_work
from tests.notices.test_claim import many

SECOND = timedelta(seconds=1)


def sent(member: Member, waits: list[int], *, ago: timedelta = SECOND) -> None:
    """Reminders of this client that were sent at the first try after so many seconds each."""
    at = clock.now() - ago
    many(member, len(waits), due_at=at)
    with at_work(member) as session:
        made = session.scalars(sa.select(Reminder).where(Reminder.state == "planned"))
        for row, wait in zip(made, waits, strict=True):
            row.state, row.attempts, row.ended_at = "accepted", 1, at
            row.due_at = at - wait * SECOND


def test_what_was_sent_at_the_first_try_lately_is_counted_over_all_carriers(
    selam: Member, yonas: Member
) -> None:
    assert dwell.measure(now=clock.now()) is None
    sent(selam, list(range(1, 20)))
    sent(yonas, [600])
    found = dwell.measure(now=clock.now())
    assert found == dwell.Dwell(
        count=20, half=10 * SECOND, nearly_all=19 * SECOND, longest=600 * SECOND
    )
    words = next(one.words for one in examine() if one.subject == "queue")
    assert "half waited 10 s, 95 of 100 at most 19 s, the longest 600 s" in words


def test_what_was_sent_long_ago_or_put_off_is_not(selam: Member) -> None:
    sent(selam, [5, 5], ago=timedelta(days=2))
    assert dwell.measure(now=clock.now()) is None
    with at_work(selam) as session:
        session.execute(sa.update(Reminder).values(attempts=2, ended_at=clock.now()))
    assert dwell.measure(now=clock.now()) is None
