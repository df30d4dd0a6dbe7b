"""Where cases of the demo town lead: two referrals, one case near its end, one that has ended."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.caseload import cases
from app.caseload.cases import Ending
from app.caseload.consents import Word
from app.caseload.models import Case, Client
from app.consultations import referrals
from app.consultations.referrals import NewReferral
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.demo.people import DemoClient
from app.offers.finding import public
from app.offers.models import Offer

_NEAR = timedelta(weeks=6)


def add_endings(client: Client, who: DemoClient, *, desk: Viewer, now: datetime) -> None:
    """Ahmad gets an address and is asked about another office; Yonas's case comes to an end;
    Farid has moved on, and finds his page of farewell."""
    if who.given_name == "Ahmad" and who.household:
        _refer(client, desk=desk, now=now)
    if who.given_name in ("Yonas", "Farid") and who.done:
        _bring_to_an_end(client, is_over=who.given_name == "Farid", desk=desk, now=now)


def _refer(client: Client, *, desk: Viewer, now: datetime) -> None:
    said = Word(by=desk, now=now, language="ar", explained_by_id=desk.person_id)
    offer = db.session.execute(
        sa.select(Offer.id, Offer.name)
        .where(public(), Offer.municipality_ags == client.municipality_ags, Offer.kind == "advice")
        .order_by(Offer.name)
        .limit(1)
    ).one_or_none()
    if offer is not None:
        told = NewReferral(
            kind="information",
            topic="work",
            recipient=offer.name,
            offer_id=offer.id,
            occasion="Fragen zur Arbeit",
        )
        referrals.prepare(client, told, is_asked=False, word=said)
    asked = NewReferral(
        kind="handover",
        topic="work",
        recipient="Jobcenter Rems-Murr, Frau Klein (erfunden)",
        address="Mayenner Straße 60, 71332 Waiblingen",
        occasion="Lehrgang für den Staplerschein",
        scope="Ihr Name, Ihr Sprachniveau, Ihre Berufserfahrung im Lager",
    )
    referrals.prepare(client, asked, is_asked=True, word=said)


def _bring_to_an_end(client: Client, *, is_over: bool, desk: Viewer, now: datetime) -> None:
    case = db.session.scalars(sa.select(Case).where(Case.client_id == client.id)).one()
    cases.plan_end(case, clock.today() + _NEAR, by=desk, now=now)
    cases.begin_closing(case, by=desk, now=now)
    if is_over:
        ending = Ending(reason="self_reliant", on=clock.today())
        cases.close(case, ending, by=desk, now=now)
