"""Lives of two phones of one client: taps without internet, lost answers, a manager in between.

A phone here does what app/static/js/later.js does; the server is the real one. After each act it
is asked whether every tap is still somewhere, and none counted twice.
"""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask.testing import FlaskClient

from app.appointments.models import Participation
from app.caseload.received_models import ReceivedOp
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import service
from app.plan.models import Step, StepEvent
from tests import build
from tests.cast import Member

VERBS = ("finish", "reopen", "start", "ask-help", "settle-help")
REPLIES = ("yes", "no", "later", "help", "call_me")
LOST = 0.3  # of the answers


@dataclass
class Tap:
    """One record of a phone's row."""

    address: str
    fields: dict[str, str]
    state: str = "waits"
    may_repeat: bool = False

    @property
    def op(self) -> uuid.UUID:
        """The number the phone gave it."""
        return uuid.UUID(self.fields["op_id"])


@dataclass
class Life:
    """What both phones hold, and what the server has said yes to."""

    member: Member
    phones: tuple[FlaskClient, FlaskClient]
    rng: random.Random
    rows: tuple[list[Tap], list[Tap]] = field(default_factory=lambda: ([], []))
    tapped: set[uuid.UUID] = field(default_factory=set)
    arrived: list[Tap] = field(default_factory=list)
    dropped: set[uuid.UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Two steps and an appointment; what both phones read of them last."""
        client, manager = self.member.client, self.member.manager
        assert client is not None
        assert manager is not None
        self.carrier_id, self.client_id = client.carrier_id, client.id
        self.jana = Viewer(role=Role.MANAGER, person_id=manager.person.id)
        with carrier_opened(self.carrier_id), transaction():
            self.steps = [build.step(client).id for _ in range(2)]
            self.meeting = build.appointment(client, manager.person).id
        self.read = [self.versions(), self.versions()]

    def versions(self) -> dict[int, int]:
        """Each step's version as a page would show it now."""
        with carrier_opened(self.carrier_id):
            found = {row.id: row.version for row in db.session.scalars(sa.select(Step))}
            db.session.rollback()
        return found

    # ---- what happens ----

    def tap(self, phone: int) -> None:
        """She taps on a page of that phone, without internet."""
        fields = {"op_id": str(uuid.UUID(int=self.rng.getrandbits(128), version=4))}
        if self.rng.random() < 0.3:
            address = f"/appointments/{self.meeting}/reply"
            fields |= {"version": "1", "reply": self.rng.choice(REPLIES)}
        else:
            step = self.rng.choice(self.steps)
            address = f"/plan/steps/{step}/{self.rng.choice(VERBS)}"
            fields["version"] = str(self.read[phone][step])
        tap = Tap(address, fields)
        self.rows[phone].append(tap)
        self.tapped.add(tap.op)

    def take_back(self, phone: int) -> None:
        """She takes a tap back that still waits, or drops a question."""
        if row := self.rows[phone]:
            self.dropped.add(row.pop(self.rng.randrange(len(row))).op)

    def say_again(self, phone: int) -> None:
        """She has read the question: her answer is still right."""
        for tap in self.rows[phone]:
            if tap.may_repeat:
                tap.fields.pop("version")
                tap.state, tap.may_repeat = "waits", False

    def look(self, phone: int) -> None:
        """That phone opens its pages with internet."""
        self.read[phone] = self.versions()

    def send(self, phone: int) -> None:
        """That phone sends what waits; an answer may be lost, then it stops there."""
        row = self.rows[phone]
        for tap in [one for one in row if one.state == "waits"]:
            headers = {
                "HX-Request": "true",
                "HX-Request-Type": "partial",
                "X-Person": str(self.member.person.public_id),
            }
            answer = self.phones[phone].post(tap.address, data=tap.fields, headers=headers)
            assert answer.status_code in (200, 422), (answer.status_code, tap)
            if answer.status_code == 200 and tap not in self.arrived:
                self.arrived.append(tap)
            if self.rng.random() < LOST:
                return
            if answer.status_code == 200:
                row.remove(tap)
            else:
                assert answer.headers["X-Refused"]
                tap.state = "asks"
                tap.may_repeat = answer.headers["X-May-Repeat"] == "1"

    def manager_acts(self, _phone: int) -> None:
        """The manager changes a step: its day, its state, what it is about."""
        with carrier_opened(self.carrier_id), transaction() as session:
            step = session.get_one(Step, self.rng.choice(self.steps))
            op = service.Op(id=uuid.uuid4(), by=self.jana, now=clock.now())
            if step.state == "done":
                service.reopen(step, op=op)
            elif step.help_asked_at is not None:
                service.settle_help(step, op=op)
            else:
                service.change(step, due_on=None, support_level="alone", owner="client", op=op)

    # ---- what must hold ----

    def check(self) -> None:
        """Every tap is with the server, on a phone, or was taken back by her; none counts twice."""
        held = {tap.op for row in self.rows for tap in row}
        taken = {tap.op for tap in self.arrived}
        assert self.tapped == held | taken | self.dropped
        with carrier_opened(self.carrier_id):
            written = list(db.session.scalars(sa.select(ReceivedOp.op_id)))
            hers = sa.select(StepEvent.op_id).where(StepEvent.actor_id == self.member.person.id)
            acted = list(db.session.scalars(hers))
            reply = db.session.scalar(sa.select(Participation.reply))
            db.session.rollback()
        assert sorted(written) == sorted(taken), "a tap was taken twice, or without a trace"
        assert len(acted) == len(set(acted))
        assert set(acted) <= taken
        said = [tap.fields["reply"] for tap in self.arrived if "reply" in tap.fields]
        assert reply == (said[-1] if said else None), "an old answer came back"


ACTS: tuple[tuple[Callable[[Life, int], None], int], ...] = (
    (Life.tap, 8),
    (Life.send, 8),
    (Life.look, 4),
    (Life.manager_acts, 3),
    (Life.say_again, 2),
    (Life.take_back, 1),
)


def live(life: Life, acts: int) -> None:
    """So many acts, each followed by the question whether all is well."""
    doing, weights = zip(*ACTS, strict=True)
    for _ in range(acts):
        (act,) = life.rng.choices(doing, weights)
        act(life, life.rng.randrange(2))
        life.check()
