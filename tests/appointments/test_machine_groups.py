"""Series and groups walked at random on both databases: whatever is done to one date or to one of
the people, the others stay as they were, and what is over for good stays so.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.appointments import feeds, groups, outcomes, series, service
from app.appointments.models import COMING, ENDINGS, Appointment, Participation
from app.appointments.service import When
from app.caseload.models import Client
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Refused
from app.notices.models import WAITING, Reminder
from tests.appointments.conftest import in_days, meeting
from tests.cast import Member

FINAL = (*ENDINGS, "held", "missed")
DATES = 3
Key = tuple[int, int]  # which date, which client


class Story:
    """A series of a group: three weekly dates, three people, one of them joins later."""

    def __init__(self, people: list[Member], manager: Member, *, day: int) -> None:
        self.people, self.manager, self.now = people, manager, clock.now()
        first = in_days(day, 14)
        with transaction():
            self.dates = series.make_all(
                [self.client(0), self.client(1)],
                what=meeting(kind="group", when=When(starts_local=first, minutes=60)),
                dates=[first.date() + timedelta(weeks=number) for number in range(DATES)],
                rhythm="weekly",
                by=manager.viewer,
                now=self.now,
            )

    def client(self, who: int) -> Client:
        """The record of one of the people."""
        found = self.people[who].client
        assert found is not None
        return db.session.get_one(Client, found.id)

    def part(self, date: int, who: int) -> Participation | None:
        """The part of one of them in one date."""
        return groups.find_part(self.dates[date], self.client(who).id)

    def states(self) -> dict[Key, str]:
        """How each date stands for each who was ever in it."""
        found = {}
        for date in range(DATES):
            for who in range(len(self.people)):
                part = self.part(date, who)
                if part is not None:
                    found[date, who] = part.ended or self.dates[date].state
        return found

    def numbers(self) -> dict[Key, int]:
        """What the calendar of each counts."""
        return {
            (date, who): one.sequence
            for who, member in enumerate(self.people)
            for one in feeds.entries_of(member.viewer, now=self.now)
            for date in range(DATES)
            if one.uid == self.dates[date].ics_uid
        }


def _move(story: Story, date: int, _who: int, is_all: bool) -> None:
    one = story.dates[date]
    to = When(starts_local=one.starts_local + timedelta(hours=1), minutes=60, is_second=False)
    change = series.move_all if is_all else service.move
    change(one, to=to, place="A", address="B", by=story.manager.viewer, now=story.now)


def _cancel(story: Story, date: int, _who: int, is_all: bool) -> None:
    change = series.cancel_all if is_all else service.cancel
    change(story.dates[date], by=story.manager.viewer, now=story.now)


def _meant(story: Story, date: int, is_all: bool) -> list[Appointment]:
    one = story.dates[date]
    return series.this_and_after(one) if is_all else [one]


def _add(story: Story, date: int, who: int, is_all: bool) -> None:
    for one in _meant(story, date, is_all):
        groups.add(one, [story.client(who)], by=story.manager.viewer, now=story.now)


def _take_out(story: Story, date: int, who: int, is_all: bool) -> None:
    dates = _meant(story, date, is_all)
    groups.take_out(dates, story.client(who).id, by=story.manager.viewer, now=story.now)


def _leave(story: Story, date: int, who: int, _is_all: bool) -> None:
    if story.part(date, who) is not None:
        service.cancel(story.dates[date], by=story.people[who].viewer, now=story.now)


def _reply(story: Story, date: int, who: int, is_all: bool) -> None:
    if story.part(date, who) is not None:
        one, answer = story.dates[date], "yes" if is_all else "no"
        service.reply(
            one, answer=answer, version=one.version, by=story.people[who].viewer, now=story.now
        )


def _note(story: Story, date: int, who: int, is_all: bool) -> None:
    part = story.part(date, who)
    if part is not None:
        outcome = "attended" if is_all else "missed"
        by = story.manager.viewer
        outcomes.record(story.dates[date], part, outcome=outcome, by=by, now=story.now)


ACTS: dict[str, Callable[[Story, int, int, bool], None]] = {
    "move": _move,
    "cancel": _cancel,
    "add": _add,
    "take_out": _take_out,
    "leave": _leave,
    "reply": _reply,
    "note": _note,
}
OF_ONE = {"add", "take_out", "leave", "reply"}  # touch nobody else
steps = st.tuples(
    st.sampled_from(sorted(ACTS)),
    st.integers(0, DATES - 1),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from([0, 1, 30, 170]),  # hours later
)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(walk=st.lists(steps, max_size=8))
@pytest.mark.usefixtures("at_carrier")
def test_any_story_of_a_group_touches_only_who_is_meant(
    selam: Member, ahmad: Member, rojin: Member, jana: Member,
    walk: list[tuple[str, int, int, bool, int]],
) -> None:  # fmt: skip
    story = Story([selam, ahmad, rojin], jana, day=9)
    for name, date, who, is_all, hours in walk:
        story.now += timedelta(hours=hours, seconds=1)
        before, counted = story.states(), story.numbers()
        try:
            with transaction():
                ACTS[name](story, date, who, is_all)
        except Refused:
            assert story.states() == before
            continue
        _look(name, date, who, before, story)
        after = story.numbers()
        assert all(after[key] >= number for key, number in counted.items())
    with transaction():  # the next story begins with free days
        db.session.execute(sa.update(Appointment).values(state="cancelled_staff"))


def _look(name: str, date: int, who: int, before: dict[Key, str], story: Story) -> None:
    after = story.states()
    for key, state in after.items():
        if key[0] < date or (name in OF_ONE and key[1] != who):
            assert before.get(key) == state, (name, date, who, key)
        was = before.get(key)
        if was in FINAL and was != state:
            assert (name, was in ENDINGS) == ("add", True)  # taken into the group again
    for number, one in enumerate(story.dates):
        _reminded(story, number, one)


def _reminded(story: Story, number: int, one: Appointment) -> None:
    """Only who takes part, has not said no and can still come is reminded of it."""
    waiting = sa.select(Reminder.client_id, Reminder.version).where(
        Reminder.subject == "appointment",
        Reminder.subject_id == one.id,
        Reminder.state.in_(WAITING),
    )
    for client_id, version in db.session.execute(waiting):
        part = groups.find_part(one, client_id)
        assert part is not None
        assert (part.ended, version) == (None, one.version)
        assert part.reply != "no"
    if one.state not in COMING:
        planned = waiting.where(Reminder.offset.in_(("d3", "d1", "h2")))
        has_begun = one.starts_at <= story.now
        assert has_begun or not db.session.execute(planned).all(), number
