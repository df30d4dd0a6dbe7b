"""Whom a manager finds for a group: by any letters of a name, the ticked ones first."""

from app.appointments.choosing import choices
from app.core.access import Role
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member


def test_a_name_is_found_without_its_marks(selam: Member, jana: Member) -> None:
    assert selam.grant.carrier_id is not None
    with carrier_opened(selam.grant.carrier_id), transaction():
        who, _grant = build.person("Osman", "tr", Role.CLIENT)
        build.client(who, jana.person, family_name="Öztürk")
    with carrier_opened(selam.grant.carrier_id):
        assert selam.client is not None
        ticked = {selam.client.id}
        found = choices(chosen=ticked, words="os ozt", seen_by=jana.viewer)
        nobody = choices(chosen=(), words="zz", seen_by=jana.viewer)
    assert [(one.name, one.is_chosen) for one in found] == [
        ("Selam K.", True),
        ("Osman Öztürk", False),
    ]
    assert nobody == []
