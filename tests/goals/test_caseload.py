"""perf_18: the caseload of 200 clients, 60 households: few statements, few bytes, nothing written.

What takes time is measured by `make bench PERF=perf_18`, with 4,000 cases.
"""

import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.core.db import db
from app.desk.filters import FILTERS
from tests.bench import office, sizes
from tests.bench.caseload import MOST_BYTES, MOST_STATEMENTS
from tests.cast import Member

pytestmark = pytest.mark.perf_18


@pytest.fixture
def desk(signed_in: Callable[[Member], FlaskClient], jana: Member) -> FlaskClient:
    """Jana's desk, in an office of 400 cases."""
    office.fill(jana, cases=400)
    return signed_in(jana)


def test_each_filter_is_answered_at_once_and_small(desk: FlaskClient) -> None:
    desk.get("/desk/clients")  # compiles templates and statements
    for kind in FILTERS:
        address = f"/desk/clients?show={kind}"
        assert len(sizes.statements(desk, address)) <= MOST_STATEMENTS, kind
        assert sizes.weigh(desk, address)[0] <= MOST_BYTES, kind
        began = time.perf_counter()
        assert desk.get(address).status_code == 200
        assert time.perf_counter() - began < 1, kind


def test_looking_writes_nothing(desk: FlaskClient) -> None:
    for address in ("/desk", "/desk/clients"):
        desk.get(address)
        written = [
            one for one in sizes.statements(desk, address) if not one.startswith(("SELECT", "WITH"))
        ]
        assert written == []
    assert db.session.scalar(sa.select(sa.func.count(AccessLog.id))) == 0


def test_a_name_is_found_among_many(desk: FlaskClient) -> None:
    answer = desk.post("/desk/clients", data={"name": "çi muster00145"})
    assert answer.text.count('role="rowheader"') == 1
    assert "Çiçek" in answer.text
