"""A change of carrier under way in the demo town: the next carrier takes over one of the towns."""

from datetime import date, datetime

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from app.carriers.models import Carrier, ServiceAgreement
from app.caseload import carrier_changes
from app.caseload.carrier_changes import Proposal
from app.caseload.consents import Word
from app.caseload.models import Case, Client
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.people.models import Person

TOWN = "08119020"  # Fellbach
ASKED = 8
ANSWERS: tuple[bool | None, ...] = (None, True, True, False)  # in turn; None: not answered yet


def day_of_change() -> date:
    """The first of a month, at least six weeks ahead."""
    return (clock.today() + relativedelta(weeks=6, months=1)).replace(day=1)


def agree(successor: Carrier) -> None:
    """From that day on the town lets the other carrier do the counselling."""
    db.session.add(
        ServiceAgreement(municipality_ags=TOWN, carrier_id=successor.id, valid_from=day_of_change())
    )


def add_changes(successor: Carrier, *, desk: Viewer, now: datetime) -> None:
    """Some of the town's clients are asked, and some have answered."""
    new = Proposal(to_carrier_id=successor.id, on_day=day_of_change())
    clients = db.session.scalars(
        sa.select(Client)
        .join(Case, Case.client_id == Client.id)
        .where(Client.municipality_ags == TOWN, Case.ended_on.is_(None))
        .where(Case.manager_id == desk.person_id, Case.state == "active")
        .order_by(Client.id)
        .limit(ASKED)
    ).all()
    for number, client in enumerate(clients):
        change = carrier_changes.propose(client, new, by=desk, now=now)
        is_yes = ANSWERS[number % len(ANSWERS)]
        if is_yes is not None:
            word = Word(by=_herself(client), now=now, language="de")
            carrier_changes.answer(change, is_yes=is_yes, word=word)


def _herself(client: Client) -> Viewer:
    person = db.session.get_one(Person, client.person_id)
    return Viewer(
        role=Role.CLIENT,
        person_id=person.id,
        call_name=person.call_name,
        language=person.ui_language,
        carrier_id=client.carrier_id,
    )
