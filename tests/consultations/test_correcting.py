"""A talk is put right after its day, and what stood there stays for everybody who reads it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.audit.models import AccessLog
from app.consultations.models import Consultation, ConsultationVersion
from app.core import clock
from app.core.db import db
from tests.cast import Member
from tests.consultations.conftest import HTMX, Recorded, SignIn, typed


def at(member: Member, talk_id: int) -> str:
    assert member.client is not None
    return f"/desk/clients/{member.client.id}/consultations/{talk_id}"


def stored(model: type[Any]) -> list[Any]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def test_what_was_wrong_is_put_right_and_stays_readable(
    selam: Member, jana: Member, signed_in: SignIn, recorded: Recorded, at_carrier: int
) -> None:
    number = recorded(selam)
    clock.shift(timedelta(days=9))
    desk = signed_in(jana)
    assert 'value="work" checked' in desk.get(at(selam, number)).get_data(as_text=True)
    on = (clock.today() - timedelta(days=10)).isoformat()
    sent = typed(on=on, way="phone", **{"topics[]": ["housing"]})
    assert desk.post(at(selam, number), data=sent).status_code == 303
    assert desk.post(at(selam, number), data=sent, headers=HTMX).status_code == 204  # once more
    (talk,), (before,) = stored(Consultation), stored(ConsultationVersion)
    assert (talk.form, talk.topics, talk.on.isoformat()) == ("phone", ["housing"], on)
    assert (before.form, before.topics) == ("office", ["work"])
    assert (before.consultation_id, before.corrected_by_id) == (number, jana.person.id)
    facts = [one.what for one in stored(AccessLog)]
    assert facts.count("ConsultationCorrected") == 1
    for browser, page in ((desk, at(selam, 0)[:-2]), (signed_in(selam), "/me/talks")):
        shown = browser.get(f"{page}?lang=en").get_data(as_text=True)
        assert "Put right on" in shown
        assert "König" in shown.split("Put right on", 1)[1]


def test_what_makes_no_sense_is_refused_and_strangers_find_nothing(
    selam: Member, ahmad: Member, jana: Member, brandt: Member, keller: Member,
    signed_in: SignIn, recorded: Recorded, at_carrier: int,
) -> None:  # fmt: skip
    number, desk = recorded(selam), signed_in(jana)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    for sent in (typed(on=tomorrow), typed(**{"topics[]": []}), typed(on="")):
        assert desk.post(at(selam, number), data=sent, headers=HTMX).status_code == 422
    for who, address in ((brandt, at(selam, number)), (keller, at(selam, number)),
                         (selam, at(selam, number)), (jana, at(ahmad, number))):  # fmt: skip
        assert signed_in(who).get(address).status_code == 404
        assert signed_in(who).post(address, data=typed()).status_code == 404
    assert stored(ConsultationVersion) == []
    assert desk.post(f"/desk/consultations/{number}/undo").status_code == 303
    assert desk.get(at(selam, number)).status_code == 404
    clock.shift(timedelta(days=400))
    old = recorded(ahmad)
    clock.shift(timedelta(days=400 + 380))
    assert signed_in(jana).post(at(ahmad, old), data=typed(), headers=HTMX).status_code == 422
