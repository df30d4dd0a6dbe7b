"""A second manager for the team."""

import pytest

from app.core.access import Role
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member


@pytest.fixture
def deniz(jana: Member) -> Member:
    """A second manager of Jana's carrier."""
    carrier_id = jana.grant.carrier_id or 0
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person("Deniz", "de", Role.MANAGER, carrier_id=carrier_id)
        build.manager_profile(person, "Deniz Arslan")
    return Member(person=person, grant=grant)
