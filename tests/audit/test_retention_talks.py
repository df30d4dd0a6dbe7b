"""How long notes are kept, and what stays of talks."""

import uuid

import sqlalchemy as sa

from app.audit import erasing
from app.audit.retention import due
from app.audit.rules import set_rules
from app.caseload.models import Client
from app.consultations import notes
from app.consultations import service as talks
from app.consultations.models import CaseNote, Consultation, SharedNote
from app.consultations.service import Talk
from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, transaction
from app.core.kinds import ENTITIES
from app.core.tenancy import carrier_opened
from tests.audit.conftest import inside, of
from tests.audit.test_retention import count, end_case, run
from tests.cast import Member


def test_notes_go_after_three_years_and_talks_stay(selam: Member, jana: Member) -> None:
    with inside(selam):
        wanted = {f"{e}_months": 60 for e in ENTITIES} | {f"{e}_action": "delete" for e in ENTITIES}
        set_rules(wanted | {"notes_months": 36}, by=selam.viewer, now=clock.now())
        on, op_id, now = clock.today(), uuid.uuid4(), clock.now()
        talk = Talk(on=on, form="office", topics=["work"], minutes_bucket=30)
        made = talks.record(talk, of(selam), op_id=op_id, by=jana.viewer, now=now)
        notes.write_case_note(of(selam).id, "Notiz", talk=made, by=jana.viewer, now=now)
    end_case(selam, months_ago=35)
    run(selam)
    assert count(CaseNote, selam) == 1
    end_case(selam, months_ago=36, days=20)
    with inside(selam):
        assert [one.entity for one in due(clock.today())] == ["notes"]
    run(selam)
    assert (count(CaseNote, selam), count(Consultation, selam)) == (0, 1)


def test_an_erased_clients_talks_are_counted_as_nobodys(selam: Member, jana: Member) -> None:
    carrier_id = of(selam).carrier_id
    with carrier_opened(carrier_id), transaction() as session:
        client, now = session.get_one(Client, of(selam).id), clock.now()
        talk = Talk(on=clock.today(), form="phone", topics=["health"], minutes_bucket=15)
        talks.record(talk, client, op_id=uuid.uuid4(), by=jana.viewer, now=now)
        notes.write_shared_note(client.id, "Brief", by=jana.viewer, now=now)
        erasing.erase(client, by=SYSTEM, now=now)
    with carrier_opened(carrier_id):
        kept = db.session.scalars(sa.select(Consultation)).one()
        assert (kept.client_id, kept.form, kept.topics) == (None, "phone", ["health"])
        assert db.session.scalars(sa.select(SharedNote)).all() == []
