"""Texts with translations, as tests of the desk make and send them."""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.caseload.models import ManagerProfile
from app.caseload.texts_models import PersonalTranslation
from app.consultations.models import SharedNote
from app.core import clock
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.plan.models import PlanVersion, Step
from app.plan.versions_models import StartSituation, VersionStep
from tests import build
from tests.cast import Member
from tests.desk.conftest import Give, of

NUMBER = "Ruf Frau Keller an: 07151 500112"


@dataclass(frozen=True)
class Place:
    """One text: its page, and how often its row was changed."""

    page: str
    client_id: int
    carrier_id: int

    def rows(self) -> list[PersonalTranslation]:
        """Its translations as they are stored."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            return list(db.session.scalars(sa.select(PersonalTranslation)))


def _note(client: Any, **more: Any) -> SharedNote:
    author = db.session.scalars(sa.select(ManagerProfile.person_id)).first()
    note = SharedNote(client_id=client.id, author_id=author, written_at=clock.now())
    note.body = more["own_words"]
    db.session.add(note)
    db.session.flush()
    return note


def _planned(client: Any, table: Any, **values: Any) -> Any:
    """What a proposed version of the plan says of a step, or of how things stand."""
    goal = build.goal(client)
    version = db.session.get_one(PlanVersion, goal.version_id)
    version.state, topic = "proposed", goal.topic
    body = values.pop("body", None)
    made = table(version_id=version.id, topic=topic, **values)
    if body:
        made.body = body
    db.session.add(made)
    db.session.flush()
    return made


MAKERS = {
    "steps": lambda client, **more: build.step(client, None, **more),
    "goals": build.goal,
    "shared-notes": _note,
    "step-reasons": lambda client, own_words: build.step(
        client, state="not_needed", not_needed_because=own_words
    ),
    "planned-steps": lambda client, own_words: _planned(client, VersionStep, own_words=own_words),
    "planned-reasons": lambda client, own_words: _planned(
        client, VersionStep, because=own_words, is_dropped=True
    ),
    "start-situations": lambda client, own_words: _planned(
        client, StartSituation, body=own_words, client_id=client.id
    ),
    "goal-reasons": lambda client, own_words: build.goal(client, state="paused", because=own_words),
}


def place_of(kind: str, member: Member, give: Give, words: str = NUMBER) -> Place:
    """A text of this kind."""
    made = give(MAKERS[kind], member, own_words=words)
    client = of(member)
    address = f"/desk/clients/{client.id}/{kind}/{made.id}/texts"
    return Place(page=address, client_id=client.id, carrier_id=client.carrier_id)


def typed(text: str = "ናብ 07151 500112 ደውሉ", **more: str) -> dict[str, str]:
    """What the form for Tigrinya sends first."""
    return {
        "lang": "ti",
        "source_version": "1",
        "seen": "",
        "text": text,
        "origin": "human",
        **more,
    }


def seen(place: Place) -> str:
    """The last change of the translation, as its form sends it."""
    return place.rows()[0].changed_at.isoformat()


def wording(step: Step, words: str, **more: str) -> dict[str, str]:
    """What the form for the original sends."""
    op, base = str(uuid.uuid4()), str(step.version)
    return {"op_id": op, "own_words": words, "base_version": base, **more}
