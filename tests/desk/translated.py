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
from app.plan.models import Step
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


MAKERS = {
    "steps": lambda client, **more: build.step(client, None, **more),
    "goals": build.goal,
    "shared-notes": _note,
    "step-reasons": lambda client, own_words: build.step(
        client, state="not_needed", not_needed_because=own_words
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
