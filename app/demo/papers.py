"""Until when the demo town's papers are valid: each has a title, Selam may go to a course."""

import random
from datetime import datetime, timedelta

from app.caseload import titles
from app.caseload.models import Client
from app.core import clock
from app.core.access import Viewer
from app.demo.people import DemoClient

KINDS = ("residence_permit",) * 3 + ("fictional", "toleration", "permission_pending")
CAST = {"Selam": 75, "Oksana": 110}  # days


def add_papers(client: Client, who: DemoClient, *, desk: Viewer, now: datetime) -> None:
    """Write down a title, and for who looks for a course the right to go to one."""
    rng = random.Random(f"{who.given_name} {who.family_name}")  # noqa: S311  # because: invented
    kind = "residence_permit" if who.given_name in CAST else rng.choice(KINDS)
    days = CAST.get(who.given_name, rng.randrange(20, 700))
    until = clock.today() + timedelta(days=days)
    titles.note_title(client, kind, until, reported_by="manager", by=desk, now=now)
    if "course_reg" in who.now:
        titles.note_entitlement(
            client,
            titles.NewEntitlement(
                kind="integration",
                obligated=True,
                issued_by_kind="jobcenter",
                issued_on=clock.today() - timedelta(days=100),
                valid_until=clock.today() + timedelta(days=45),
                reported_by="manager",
            ),
            by=desk,
            now=now,
        )
