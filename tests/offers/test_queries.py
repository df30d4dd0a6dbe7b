"""A client's own list."""

import pytest

from app.audit.models import AccessLog
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.offers import service
from app.offers.queries import get_public, saved_by
from tests.cast import Member
from tests.offers.shop import whole_offer

pytestmark = pytest.mark.usefixtures("app")


def test_saving_stands_in_her_own_trail(selam: Member) -> None:
    made = whole_offer(names={"ti": "ናይ ቋንቋ ካፈ"})
    assert selam.client is not None
    client = selam.client
    with carrier_opened(client.carrier_id):
        with transaction():
            service.save(made, client_id=client.id, by=selam.viewer, now=clock.now())
            service.save(made, client_id=client.id, by=selam.viewer, now=clock.now())
        log = db.session.query(AccessLog).filter_by(what="OfferSaved").one()
        assert (log.client_id, log.role) == (client.id, "client")
        assert [card.names for card in saved_by(selam.viewer)] == [
            {"de": "Sprachcafé", "ti": "ናይ ቋንቋ ካፈ"}
        ]
        assert selam.manager is not None
        assert saved_by(selam.manager.viewer) == []
        with transaction():
            service.unsave(made, client_id=client.id, by=selam.viewer, now=clock.now())
        assert saved_by(selam.viewer) == []


def test_saved_offers_are_hers_alone(selam: Member, oksana: Member, yonas: Member) -> None:
    made = whole_offer()
    assert selam.client is not None
    assert yonas.client is not None
    with carrier_opened(selam.client.carrier_id):
        with transaction():
            service.save(made, client_id=selam.client.id, by=selam.viewer, now=clock.now())
        assert saved_by(oksana.viewer) == []
    with carrier_opened(yonas.client.carrier_id):
        assert saved_by(yonas.viewer) == []


def test_a_public_record_is_whole(selam: Member) -> None:
    record = get_public(whole_offer().id)
    assert [place.city for place in record.locations] == ["Waiblingen"]
    assert [phone.number for phone in record.phones] == ["+497151000123"]
    assert record.languages == ["de"]
