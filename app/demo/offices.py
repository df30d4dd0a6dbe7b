"""What the offices of the demo town did: a substitution, the imprint."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.carriers import texts
from app.carriers.texts_queries import ORIGINAL
from app.caseload import substitutions
from app.caseload.substitutions import NewSubstitution
from app.core import clock
from app.core.access import Viewer
from app.core.db import db
from app.demo.people import DENIZ, JANA, KELLER, OWN, VOGT, DemoCarrier, DemoStaff
from app.people.models import Person

_AWAY = (5, 12)  # days from today: Jana is on holiday


def viewer_of(staff: DemoStaff, carrier_id: int) -> Viewer:
    """One of the staff, as services see her."""
    return Viewer(
        role=staff.role,
        person_id=_id_of(staff),
        call_name=staff.call_name,
        carrier_id=carrier_id,
    )


def _id_of(staff: DemoStaff) -> int:
    return db.session.scalars(sa.select(Person.id).where(Person.full_name == staff.name)).one()


def settle(carrier: DemoCarrier, carrier_id: int, *, now: datetime) -> None:
    """The first carrier knows its way: who stands in, what it says of itself."""
    if carrier.name != OWN:
        return
    today = clock.today()
    first, last = (today + timedelta(days=days) for days in _AWAY)
    substitutions.make(
        NewSubstitution(
            of_id=_id_of(JANA),
            by_id=_id_of(DENIZ),
            valid_from=first,
            valid_to=last,
            reason="Urlaub",
        ),
        by=viewer_of(KELLER, carrier_id),
        now=now,
    )
    texts.write(
        _imprint(carrier),
        language=ORIGINAL,
        base_no=0,
        by=viewer_of(VOGT, carrier_id),
        now=now,
    )


def _imprint(carrier: DemoCarrier) -> dict[str, str]:
    """What the first carrier says of itself; all of it is invented."""
    return {
        "name": carrier.name,
        "address": "Marktgasse 4\n71332 Waiblingen",
        "representative": "Petra Vogt, Vorstand (erfunden)",
        "contact": "07151 555 0100",
        "dpo_contact": "Herr Adler (erfunden), Marktgasse 4, 71332 Waiblingen, 07151 555 0104",
        "supervisory_authority": "Der Landesbeauftragte für den Datenschutz und die "
        "Informationsfreiheit Baden-Württemberg, Stuttgart",
        "imprint_text": "Dieser Träger ist erfunden: Er steht hier zum Ausprobieren.",
        "privacy_text": "",
    }
