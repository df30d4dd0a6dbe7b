"""No address and no form breaks the house by a value that no row can have."""

import uuid
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule

from app.audit.models import AccessLog
from app.core.db import LARGEST, db
from app.core.tenancy import carrier_opened
from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
ODD = "99999999999999999999"
ODD_QUERY = "&".join(
    [
        *(f"{name}={ODD}" for name in ("before", "page", "step", "suggestion")),
        *(f"{name}=%00a" for name in ("q", "open", "town", "offer", "why", "back", "lang")),
    ]
)
NUMBERS = (LARGEST, LARGEST + 1, 2**63, int("9" * 400))


def numbered(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """Each address with numbers in it and each of its methods, with each of the numbers."""
    for rule in app.url_map.iter_rules():
        kinds = {name: rule._converters[name] for name in rule.arguments}
        for number in NUMBERS:
            values = {
                name: number if isinstance(kind, IntegerConverter) else _any(kind)
                for name, kind in kinds.items()
            }
            if number in values.values():
                built = rule.build(values)
                assert built
                for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                    yield method, rule, built[1]


def _any(kind: object) -> object:
    return next(iter(getattr(kind, "items", [uuid.UUID(int=1)])))


@pytest.mark.parametrize("name", ["selam", "jana", "aylin"])
def test_a_number_that_no_row_can_have_is_not_there(
    app: Flask, cast: Callable[[str], Member], signed_in: SignIn, name: str
) -> None:
    browser, tried, body = signed_in(cast(name)), 0, {"op_id": str(uuid.uuid4())}
    # What another role may not even ask for answers the same bytes.
    missing = browser.get("/desk/clients/999999").data
    for method, rule, address in numbered(app):
        answer = browser.open(address, method=method, data=body if method == "POST" else None)
        assert answer.status_code == 404, (method, rule.rule, answer.status_code)
        assert answer.data == missing, (method, rule.rule)
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("name", ["selam", "jana", "aylin", ""])
def test_odd_questions_in_an_address_are_no_fault_of_ours(
    app: Flask, cast: Callable[[str], Member], signed_in: SignIn, visitor: FlaskClient, name: str
) -> None:
    browser = signed_in(cast(name)) if name else visitor
    tried = 0
    for rule in app.url_map.iter_rules():
        if not rule.arguments and "GET" in (rule.methods or ()):
            answer = browser.get(f"{rule.rule}?{ODD_QUERY}")
            assert answer.status_code < 500 or rule.endpoint == "home.healthz", rule.rule
            tried += 1
    assert tried > 20


def test_an_odd_ticket_and_an_odd_page_of_readings(
    selam: Member, jana: Member, signed_in: SignIn
) -> None:
    assert selam.client
    desk, here = signed_in(jana), f"/desk/clients/{selam.client.id}"
    assert desk.get(f"{here}/mirror", headers={**HTMX, "X-Ticket": "é"}).status_code == 404
    assert desk.get(f"{here}/readings?before={ODD}").status_code == 200
    assert desk.get(f"{here}/appointments/new?step={ODD}").status_code == 200


def test_what_a_page_can_be_asked_is_answered_and_reads_no_record(
    selam: Member, jana: Member, signed_in: SignIn
) -> None:
    assert selam.client
    desk, here = signed_in(jana), f"/desk/clients/{selam.client.id}/closing"
    with carrier_opened(selam.client.carrier_id):
        answer = desk.options(here)
        assert (answer.status_code, "POST" in answer.headers["Allow"]) == (200, True)
        assert db.session.query(AccessLog).count() == 0
        assert desk.get(here).status_code == 200
        assert db.session.query(AccessLog).count() == 1


@pytest.mark.parametrize("field", ["step_id", "minutes"])
def test_a_number_too_large_is_said_beside_the_field(
    selam: Member, jana: Member, signed_in: SignIn, field: str
) -> None:
    assert selam.client
    form = {
        "kind": "counselling",
        "starts_local": "2099-11-24T14:00",
        "minutes": "45",
        "place": "Rathaus",
        "address": "Marktplatz 1, 71332 Waiblingen",
        field: ODD,
    }
    to = f"/desk/clients/{selam.client.id}/appointments/new"
    assert signed_in(jana).post(to, data=form).status_code == 422
