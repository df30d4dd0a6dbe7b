"""Talks of the demo's managers; for Selam a note to read, and one that only Jana reads."""

import random
import uuid
from datetime import datetime, timedelta

from app.caseload.models import Client
from app.consultations import notes, service
from app.consultations.models import INTERPRETERS, MINUTES
from app.consultations.service import Talk
from app.core import clock
from app.core.access import Viewer
from app.core.words import TOPICS
from app.demo.people import JANA, DemoClient

WAYS = (
    "office",
    "office",
    "office",
    "open_hours",
    "phone",
    "phone",
    "outreach",
    "video",
    "message",
)
# Days ago, way, topics: what Selam and Jana talked about.
SELAMS = (
    (3, "office", ("language", "livelihood")),
    (17, "phone", ("school_education",)),
    (38, "outreach", ("housing", "family_children")),
)
SHARED = (
    "Heute besprochen: Sie melden sich beim Kursträger an.\n"
    "Bringen Sie den Berechtigungsschein und den Ausweis mit."
)
CASE_NOTE = "Wirkt erschöpft. Beim nächsten Mal nach Entlastung bei der Kinderbetreuung fragen."


def add_talks(client: Client, who: DemoClient, *, desk: Viewer, now: datetime) -> None:
    """Add what was talked about with one client, older talks first."""
    rng = random.Random(f"{who.given_name} {client.id}")  # noqa: S311  # because: invented
    is_selam = who.manager is JANA and who.given_name == "Selam"
    for days, way, topics in reversed(SELAMS if is_selam else _invented(rng)):
        at = now - timedelta(days=days)
        talk = Talk(
            on=clock.local(at).date(),
            form=way,
            topics=topics,
            minutes_bucket=rng.choice(MINUTES),
            interpreter_kind=rng.choice(INTERPRETERS) if who.interpreter_need else "none",
        )
        op_id = uuid.UUID(int=rng.getrandbits(128), version=4)
        made = service.record(talk, client, op_id=op_id, by=desk, now=at)
    if is_selam:
        then = now - timedelta(days=3)
        notes.write_shared_note(client.id, SHARED, talk=made, by=desk, now=then)
        notes.write_case_note(client.id, CASE_NOTE, talk=made, by=desk, now=then)


def _invented(rng: random.Random) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """One to three talks of the last months; of some people the last one is long ago."""
    days = sorted(rng.sample(range(1, 120), rng.choice((1, 2, 3))))
    return tuple((ago, rng.choice(WAYS), tuple(rng.sample(list(TOPICS), 2))) for ago in days)
