"""A manager opens a case for somebody new."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AccessLog
from app.caseload.events import ClientAdded
from app.caseload.models import Case, Client
from app.caseload.queries import phone_of
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.sealed import ClientKey
from app.core.tenancy import carrier_opened
from app.people.models import Person, RoleGrant
from app.plan.models import Plan, PlanVersion
from tests import build
from tests.cast import Member
from tests.races import two_at_once

SignedIn = Callable[[Member], FlaskClient]
Page = Callable[..., Any]
URL = "/desk/clients/new"
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
AMINA = {
    "given_name": "Amina",
    "family_name": "Osman",
    "language": "so",
    "reading": "some",
    "municipality_ags": build.TOWN,
    "birth_year": "1995",
    "phone": "0151 23456789",
}


def carrier_of(member: Member) -> int:
    assert member.grant.carrier_id is not None
    return member.grant.carrier_id


def test_the_form_offers_the_carriers_towns(jana: Member, signed_in: SignedIn, page: Page) -> None:
    shown = page(signed_in(jana), URL)
    options = [o.get("value") for o in shown.find("select", id_="municipality_ags")]
    assert options == [build.TOWN]


def test_everything_of_a_new_client_comes_at_once(jana: Member, signed_in: SignedIn) -> None:
    answer = signed_in(jana).post(URL, data=AMINA)
    assert answer.status_code == 303
    with carrier_opened(carrier_of(jana)):
        client = db.session.query(Client).one()
        assert answer.location == f"/desk/clients/{client.id}/phone"
        person = db.session.get_one(Person, client.person_id)
        assert (person.call_name, person.ui_language) == ("Amina", "so")
        grant = db.session.query(RoleGrant).filter_by(person_id=person.id).one()
        assert (grant.role, grant.carrier_id) == (Role.CLIENT, carrier_of(jana))
        case = db.session.query(Case).one()
        assert (case.manager_id, case.started_on) == (jana.person.id, clock.today())
        plan = db.session.query(Plan).one()
        assert plan.client_id == client.id
        assert db.session.query(PlanVersion).count() == 0, "nothing is drafted yet"
        told = [row.what for row in db.session.query(AccessLog).order_by(AccessLog.id)]
        assert told == ["ClientAdded", "ConsentGiven"], "her number came with a yes to calls"


def test_two_taps_open_one_case(app: Flask, jana: Member, signed_in: SignedIn) -> None:
    desks = [signed_in(jana) for _ in range(2)]
    taps = [lambda one=one: one.post(URL, data=AMINA).status_code for one in desks]
    assert two_at_once(app, *taps, pause_at=ClientAdded) == [303, 303]
    with carrier_opened(carrier_of(jana)):
        assert db.session.query(Client).count() == 1
    twin = {**AMINA, "birth_year": "1996"}
    assert signed_in(jana).post(URL, data=twin).status_code == 303
    clock.shift(timedelta(minutes=2))
    assert signed_in(jana).post(URL, data=AMINA).status_code == 303
    with carrier_opened(carrier_of(jana)):
        assert db.session.query(Client).count() == 3


def test_the_telephone_is_sealed_under_her_own_key(jana: Member, signed_in: SignedIn) -> None:
    signed_in(jana).post(URL, data=AMINA)
    with carrier_opened(carrier_of(jana)):
        client = db.session.query(Client).one()
        stored = db.session.scalars(sa.select(Client.phone.sealed)).one()
        assert stored
        assert b"23456789" not in stored
        assert phone_of(client.id, seen_by=jana.viewer) == "+4915123456789"
        assert db.session.query(ClientKey).one().client_id == client.id


def test_what_is_optional_may_be_empty(jana: Member, signed_in: SignedIn) -> None:
    answer = signed_in(jana).post(URL, data={**AMINA, "birth_year": "", "phone": ""})
    assert answer.status_code == 303


def test_only_her_own_manager_sees_her(jana: Member, brandt: Member, signed_in: SignedIn) -> None:
    address = signed_in(jana).post(URL, data=AMINA).location
    assert signed_in(jana).get(address).status_code == 200
    foreign = signed_in(brandt).get(address)
    missing = signed_in(brandt).get("/desk/clients/999999/phone")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("given_name", " "),
        ("family_name", ""),
        ("language", "xx"),
        ("language", ""),
        ("municipality_ags", "08111000"),
        ("birth_year", "1800"),
        ("birth_year", "old"),
        ("phone", "no"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    jana: Member, signed_in: SignedIn, wrong: str, value: str
) -> None:
    answer = signed_in(jana).post(URL, data={**AMINA, wrong: value})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{wrong}-error"' in text
    assert 'value="Osman"' in text or wrong == "family_name"  # what was typed is kept
    with carrier_opened(carrier_of(jana)):
        assert db.session.query(Client).count() == 0


def test_others_find_nothing(
    selam: Member, gerhard: Member, aylin: Member, signed_in: SignedIn
) -> None:
    for member in (selam, gerhard, aylin):
        assert signed_in(member).get(URL).status_code == 404
        assert signed_in(member).post(URL, data=AMINA).status_code == 404


def test_with_htmx(jana: Member, signed_in: SignedIn) -> None:
    wrong = signed_in(jana).post(URL, data={**AMINA, "given_name": ""}, headers=PARTIAL)
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).lstrip().startswith("<form")
    right = signed_in(jana).post(URL, data=AMINA, headers=PARTIAL)
    assert right.status_code == 204
    assert right.headers["HX-Redirect"].endswith("/phone")
