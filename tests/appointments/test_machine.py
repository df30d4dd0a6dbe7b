"""The state machine of an appointment, walked at random on both databases: only arrows of
DOMAIN.md, finals never left, each arrow kept with who and when, and the wish with its appointment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.appointments import machine, moves, outcomes, requests, service
from app.appointments.models import COMING, STATES, Appointment, AppointmentChange, Participation
from app.appointments.service import When
from app.appointments.wishes import Wish
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.core.db import db, transaction
from app.core.errors import Refused
from tests.appointments import scene
from tests.appointments.conftest import meeting
from tests.cast import Member

# DOMAIN.md, written down here a second time. What was only asked for may also end without a time.
ARROWS = {
    "requested": {"proposed", "cancelled_client", "cancelled_staff"},
    "proposed": {"confirmed", "cancelled_client", "cancelled_staff"},
    "confirmed": {"held", "missed", "cancelled_client", "cancelled_staff"},
    "missed": {"offered_again"},
    "held": set[str](),
    "cancelled_client": set[str](),
    "cancelled_staff": set[str](),
    "offered_again": set[str](),
}


def test_the_arrows_are_those_of_the_domain() -> None:
    assert set(ARROWS) == set(STATES)
    assert {state: set(goals) for state, goals in machine.NEXT.items()} == {
        state: goals for state, goals in ARROWS.items() if goals
    }


@pytest.mark.parametrize("state", STATES)
@pytest.mark.usefixtures("at_carrier")
def test_no_other_arrow_can_be_walked(jana: Member, state: str) -> None:
    for goal in STATES:
        appointment = Appointment(id=1, state=state, version=1)
        try:
            machine.go(appointment, goal, by=jana.viewer, now=clock.now())
            assert goal in ARROWS[state]
        except Refused:
            assert goal not in ARROWS[state]
            assert appointment.state == state
    db.session.rollback()


class Tap:
    """One tap of one side at one time; `now` is the story's own clock."""

    def __init__(self, appointment: Appointment, client: Member, manager: Member, now: datetime):
        self.appointment, self.now = appointment, now
        self.hers, self.desk = client.viewer, manager.viewer

    @property
    def part(self) -> Participation:
        """The client's part."""
        return scene.part_of(self.appointment)

    def when(self) -> When:
        """A time some days ahead, never the same one."""
        starts = clock.local(self.now).replace(microsecond=0) + timedelta(days=4, hours=1)
        return When(starts_local=starts, minutes=45, is_second=False)


def _reply(word: str) -> Callable[[Tap], None]:
    return lambda tap: service.reply(
        tap.appointment, answer=word, version=tap.appointment.version, by=tap.hers, now=tap.now
    )


def _note(outcome: str) -> Callable[[Tap], None]:
    return lambda tap: outcomes.record(
        tap.appointment, tap.part, outcome=outcome, by=tap.desk, now=tap.now
    )


def _propose(tap: Tap) -> None:
    requests.propose(tap.appointment, what=meeting(when=tap.when()), by=tap.desk, now=tap.now)


def _move(tap: Tap) -> None:
    service.move(tap.appointment, to=tap.when(), place="A", address="B", by=tap.desk, now=tap.now)


def _ask_to_move(tap: Tap) -> None:
    moves.ask(
        tap.appointment,
        wish=Wish(parts=("morning",)),
        version=tap.appointment.version,
        by=tap.hers,
        now=tap.now,
    )


def _decline(tap: Tap) -> None:
    wishes = [wish.id for wish in scene.wishes_of(tap.appointment) if wish.state == "open"]
    moves.decline(tap.appointment, wish_id=next(iter(wishes), 0), by=tap.desk, now=tap.now)


def _offer(tap: Tap) -> None:
    what = meeting(when=tap.when(), place=f"Zimmer {tap.now.timestamp()}")
    outcomes.offer_again(tap.appointment, what=what, by=tap.desk, now=tap.now)


TAPS: dict[str, Callable[[Tap], None]] = {
    "propose": _propose,
    "confirm": lambda tap: service.confirm(tap.appointment, by=tap.desk, now=tap.now),
    "move": _move,
    "cancel": lambda tap: service.cancel(tap.appointment, by=tap.desk, now=tap.now),
    "cancel_mine": lambda tap: service.cancel(tap.appointment, by=tap.hers, now=tap.now),
    "ask_to_move": _ask_to_move,
    "decline": _decline,
    "came": _note("attended"),
    "missed": _note("missed"),
    "take_back": lambda tap: outcomes.take_back(
        tap.appointment, tap.part, by=tap.desk, now=tap.now
    ),
    "offer_again": _offer,
    **{f"reply_{word}": _reply(word) for word in ("yes", "no", "later", "help", "call_me")},
}
BY_HER = {name for name in TAPS if name.startswith(("reply_", "cancel_mine", "ask_to_move"))}
taps = st.tuples(
    st.sampled_from(sorted(TAPS)),
    st.sampled_from([0, 1, 5, 30, 100, 200]),  # hours later
    st.booleans(),  # sent a second time
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(is_asked=st.booleans(), story=st.lists(taps, max_size=14))
@pytest.mark.usefixtures("at_carrier")
def test_any_story_follows_the_arrows(
    selam: Member, jana: Member, is_asked: bool, story: list[tuple[str, int, bool]]
) -> None:
    appointment = _begin(selam, jana, is_asked)
    now = clock.now()
    for name, hours, is_repeated in story:
        now += timedelta(hours=hours, seconds=1)
        tap = Tap(appointment, selam, jana, now)
        _walk(name, tap)
        if is_repeated:
            before = _told(appointment)
            _walk(name, tap)
            assert _told(appointment) == before, name
    with transaction() as session:  # the next story begins with an empty list of wishes
        session.execute(sa.update(Appointment).values(state="cancelled_staff"))


def _begin(selam: Member, jana: Member, is_asked: bool) -> Appointment:
    assert selam.client is not None
    client = db.session.get_one(Client, selam.client.id)
    with transaction():
        if is_asked:
            wish = Wish(topic="work")
            return requests.ask(
                client, kind="counselling", wish=wish, by=selam.viewer, now=clock.now()
            )
        what = meeting(place=f"Zimmer {len(scene_ids())}")
        return service.make([client], what=what, by=jana.viewer, now=clock.now())


def scene_ids() -> list[int]:
    """All appointments so far."""
    return list(db.session.scalars(sa.select(Appointment.id)))


def _told(appointment: Appointment) -> tuple[object, ...]:
    """Everything a second sending of the same form must leave alone."""
    part = scene.part_of(appointment)
    wishes = [(wish.id, wish.state) for wish in scene.wishes_of(appointment)]
    return (
        appointment.state,
        appointment.version,
        appointment.starts_at,
        part.reply,
        part.outcome,
        wishes,
        len(scene.way_of(appointment)),
        len(scene_ids()),
    )


def _walk(name: str, tap: Tap) -> None:
    """Do it, and look at the arrow that was walked."""
    appointment = tap.appointment
    before, version, told = appointment.state, appointment.version, _told(appointment)
    try:
        with transaction():
            TAPS[name](tap)
    except Refused:
        db.session.refresh(appointment)
        assert _told(appointment) == told
        return
    if appointment.state != before:
        _look_at_arrow(name, before, tap)
    assert appointment.version - version in (0, 1)
    assert (appointment.version == 0) == (
        appointment.state == "requested" or _was_never_set(appointment)
    )
    _look_at_rest(appointment)


def _was_never_set(appointment: Appointment) -> bool:
    return appointment.state.startswith("cancelled") and appointment.version == 0


def _look_at_arrow(name: str, before: str, tap: Tap) -> None:
    after = tap.appointment.state
    if name == "take_back":  # a slip of the finger, within its day
        assert (before, after) in {("held", "confirmed"), ("missed", "confirmed")}
    elif before == "proposed" and after == "held":  # it took place, so both had agreed
        assert [step[0] for step in scene.way_of(tap.appointment)][-2:] == ["confirmed", "held"]
    else:
        assert after in ARROWS[before], (name, before, after)
    last = db.session.scalars(
        sa.select(AppointmentChange)
        .where(AppointmentChange.appointment_id == tap.appointment.id)
        .order_by(AppointmentChange.id.desc())
    ).first()
    assert last is not None
    who: Viewer = tap.hers if name in BY_HER else tap.desk
    assert (last.state, last.by_id, last.at) == (after, who.person_id, tap.now)
    if after == "cancelled_client":
        assert name == "cancel_mine"
    if after in ("held", "missed"):
        assert tap.appointment.starts_at <= tap.now


def _look_at_rest(appointment: Appointment) -> None:
    """What must always fit together."""
    part = scene.part_of(appointment)
    is_noted = appointment.state in ("held", "missed", "offered_again")
    assert (part.outcome is not None) == is_noted
    wishes = [wish.state for wish in scene.wishes_of(appointment)]
    assert wishes.count("open") <= 1
    if "open" in wishes:
        assert appointment.state in ("requested", *COMING)
    if appointment.state == "requested":
        assert wishes == ["open"]
