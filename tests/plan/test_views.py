"""The client's plan and step on her phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import clock
from app.core.db import db, transaction
from tests import build
from tests.cast import Member


def test_try(signed_in: Any, selam: Member, page: Any, at_caritas: int) -> None:
    with transaction():
        goal = build.goal(selam.client)
        step = build.step(selam.client, goal_lineage=goal.lineage)
    print(page(signed_in(selam), "/plan").html)
    print(page(signed_in(selam), f"/plan/steps/{step.id}").html)
