"""What clients write into their plans themselves, and one step that waits for another."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core.access import Viewer
from app.core.db import db
from app.demo.people import JANA, DemoClient
from app.plan import adding, first
from app.plan.models import Plan, Step
from app.plan.service import Op

# Who: topic, her words, whether only she sees them.
WISHES = {
    "Oksana": ("work", "Познайомитися з медсестрами, які вже працюють тут", False),
    "Selam": ("participation", "መግቢ ዓደይ ምስ ካልኦት ክኽሽን", True),
}
# Who: the step that waits, the step that comes first.
FIRST = {"Selam": ("course_fee", "course_reg")}


def add_own_steps(
    plan: Plan, who: DemoClient, *, desk: Viewer, herself: Viewer, now: datetime
) -> None:
    """Let Oksana suggest a wish and Selam keep one for herself; put one of Selam's steps first."""
    if who.manager is not JANA:
        return
    ids = _ids(who)
    if who.given_name in WISHES:
        topic, words, is_private = WISHES[who.given_name]
        op = Op(id=next(ids), by=herself, now=now - timedelta(hours=7))
        adding.add_own_step(plan, words, topic=topic, op=op, is_private=is_private)
    if who.given_name in FIRST:
        waits, before = (_step(plan, key) for key in FIRST[who.given_name])
        first.put_first(waits, before, op=Op(id=next(ids), by=desk, now=now - timedelta(days=2)))


def _ids(who: DemoClient) -> Iterator[uuid.UUID]:
    """Operations' ids that are the same in each town with the same people."""
    luck = random.Random(f"{who.given_name} own")  # noqa: S311  # because: invented
    while True:
        yield uuid.UUID(int=luck.getrandbits(128), version=4)


def _step(plan: Plan, template_key: str) -> Step:
    found = sa.select(Step).where(Step.plan_id == plan.id, Step.template_key == template_key)
    return db.session.scalars(found).one()
