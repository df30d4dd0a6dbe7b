"""The application starts, and only when every view says for whom it is."""

from app.audit.models import AccessLog
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests.cast import Member


def test_the_cast_comes_on_stage(selam: Member, yonas: Member, gerhard: Member) -> None:
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id):
        assert db.session.query(AccessLog).count() == 0
