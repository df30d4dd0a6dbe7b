"""How people of the demo town live, since when and who said so: each has moved on a little."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.caseload import histories
from app.caseload.dated import Dated
from app.caseload.models import Client
from app.caseload.situation_models import (
    AccommodationStage,
    Competence,
    GermanLevel,
    HousingSituation,
    Livelihood,
    ResidenceRule,
)
from app.core import clock
from app.core.access import Viewer
from app.demo.people import CAST, DemoClient

LEARNED = (
    ("school", "Abitur", 12),
    ("job", "Näherin", 6),
    ("job", "Elektriker", 9),
    ("training", "Krankenpflege", 3),
    ("job", "Verkauf", 4),
    ("skill", "Backen", None),
)


def add_situation(
    client: Client, who: DemoClient, *, desk: Viewer, herself: Viewer, now: datetime
) -> None:
    """Write down the way here; the last thing some say themselves, and nobody has read it yet."""
    rng = random.Random(f"{who.family_name} {who.given_name}")  # noqa: S311  # because: invented
    way = list(_way(rng))
    if who not in CAST:  # of the others only how it is today: a big town is built as quickly
        way = list({type(entry): entry for entry in way}.values())
    for entry in way:
        entry.client_id, entry.reported_by = client.id, "manager"
        histories.enter(entry, by=desk, now=now)
    if who.given_name in ("Selam", "Ahmad") or rng.random() < 0.1:
        for entry in _told(rng):
            entry.client_id, entry.reported_by = client.id, "client"
            histories.enter(entry, by=herself, now=now)


def _ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def _way(rng: random.Random) -> Iterator[Dated]:
    """From the first reception to today."""
    came = rng.randrange(500, 1100)
    yield AccommodationStage(since=_ago(came), stage="initial_reception", place_label="Ellwangen")
    yield AccommodationStage(since=_ago(came - 90), stage="provisional", place_label="Talstraße")
    yield HousingSituation(since=_ago(came - 90), kind="collective")
    yield Livelihood(since=_ago(came), kind="asylblg")
    yield GermanLevel(
        since=_ago(came - 60),
        skill="overall",
        level=rng.choice(("alpha", "A1")),
        evidence="estimate",
    )
    yield AccommodationStage(since=_ago(came - 400), stage="follow_up", place_label="")
    yield HousingSituation(
        since=_ago(came - 400), kind=rng.choice(("assigned", "assigned", "private_lease"))
    )
    yield Livelihood(
        since=_ago(came - 420), kind=rng.choice(("sgb2_full", "sgb2_full", "sgb2_partial"))
    )
    yield ResidenceRule(since=_ago(came - 420), until=_ago(came - 420 - 3 * 365))


def _told(rng: random.Random) -> Iterator[Dated]:
    """What she reports herself."""
    kind, title, years = rng.choice(LEARNED)
    yield Competence(
        since=_ago(3), kind=kind, title=title, country="", years=years, recognised=False
    )
    yield GermanLevel(since=_ago(2), skill="overall", level="A2", evidence="course")
