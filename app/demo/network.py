"""Between places in the demo town: whom to call, a notice, and what people miss."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.demo.people import DISTRICT
from app.network.models import ContactCard, NeedSignal, NetworkPost
from app.people.models import RoleGrant

# Town, topic, what people write: of one topic too few to be told.
_NEEDS = (
    ("08119079", "family_children", "Deutschkurs mit Kinderbetreuung"),
    ("08119079", "family_children", None),
    ("08119079", "family_children", "دورة لغة مع رعاية أطفال"),
    ("08119079", "family_children", "Kinderbetreuung am Nachmittag"),
    ("08119079", "family_children", None),
    ("08119079", "family_children", "Spielgruppe am Samstag"),
    ("08119067", "health", "Hebamme, die Tigrinya spricht"),
    ("08119067", "health", None),
    ("08119079", "work", "Beratung am Abend"),
)


def add_network(now: datetime) -> None:
    """Add it in the coordinator's name; the caller commits."""
    author_id = db.session.scalars(
        sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.COORDINATOR)
    ).one()
    today = clock.local(now).date()
    db.session.add_all(
        NeedSignal(municipality_ags=ags, topic=topic, text=text, told_on=today - timedelta(days=n))
        for n, (ags, topic, text) in enumerate(_NEEDS)
    )
    db.session.add(
        NetworkPost(
            area_ags=DISTRICT[0],
            author_id=author_id,
            title="Kleiderkammer sucht Helferinnen und Helfer",
            body="Ab Januar an jedem ersten Samstag. Wer kennt jemanden in der Nähe?",
            shown_until=today + timedelta(days=60),
            written_at=now - timedelta(days=2),
        )
    )
    db.session.add(
        ContactCard(
            area_ags=DISTRICT[0],
            name="Aylin Demir, Integrationsbeauftragte",
            topics=["participation", "work"],
            what_for="Ehrenamt, Netzwerk und Fragen zu Angeboten",
            phone="+4971515550230",
            hours="Di, Do 09:00–12:00",
            languages=["de", "tr"],
            changed_at=now,
            changed_by_id=author_id,
        )
    )
