"""What tests about lists from files share."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.people.models import Person
from tests.cast import Member


@pytest.fixture
def browser(signed_in: Callable[[Member], FlaskClient], aylin: Member) -> FlaskClient:
    """The coordinator's, in English."""
    with transaction():
        db.session.get_one(Person, aylin.person.id).ui_language = "en"
    return signed_in(aylin)
