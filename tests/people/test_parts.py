"""Small parts: device names, labels, starts, the way back, invitations from the command line."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from app.carriers.models import Carrier
from app.caseload.models import ManagerProfile
from app.core.access import PEOPLE, Role
from app.core.db import db
from app.core.tenancy import carrier_opened
from app.core.wayback import read_way_back, way_back
from app.people.labels import new_label
from app.people.models import Enrolment, Person, RoleGrant
from app.people.phones import kind_of
from app.people.starts import start_endpoint
from tests.cast import OWN, Member

ANDROID = "Mozilla/5.0 (Linux; Android 9; SM-J530F) AppleWebKit/537.36 Chrome/138 Mobile Safari/537"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (ANDROID, "Android · Chrome"),
        (IPHONE, "iPhone · Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140", "Linux · Firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/138 Safari/537 Edg/138", "Windows · Edge"),
        ("", "?"),
    ],
)
def test_a_device_is_named_so_that_its_owner_knows_it(user_agent: str, kind: str) -> None:
    assert kind_of(user_agent) == kind


def test_labels_say_nothing_of_the_person() -> None:
    assert len({new_label() for _ in range(50)}) > 30


@pytest.mark.parametrize("role", PEOPLE)
def test_every_role_has_a_start(app: Flask, role: Role) -> None:
    assert start_endpoint(role)


def test_the_way_back_is_a_signed_name(app: Flask) -> None:
    with app.test_request_context("/signin"):
        token = way_back()
        assert token
        assert read_way_back(token) == "/signin"
        assert read_way_back(token[:-1]) is None
    with app.test_request_context("/signout", method="POST"):
        assert way_back() is None  # nothing answers a GET there


def invite(app: Flask, *more: str) -> str:
    made = app.test_cli_runner().invoke(args=["staff", "invite", *more])
    assert made.exit_code == 0, made.output
    return str(made.stdout.split()[0])


def test_the_first_admin_founds_the_carrier(app: Flask) -> None:
    link = invite(app, "--role", "carrier_admin", "--carrier", "Kreisdiakonie")
    assert link.startswith("http://localhost/enter#")
    grant = db.session.scalars(sa.select(RoleGrant)).one()
    assert grant.role == Role.CARRIER_ADMIN
    assert grant.carrier_id == db.session.scalars(sa.select(Carrier.id)).one()
    held = db.session.scalars(sa.select(Enrolment)).one()
    assert held.is_alone
    assert held.state == "issued"


def test_a_manager_comes_with_the_card_her_clients_see(app: Flask, jana: Member) -> None:
    name = ["--name", "Eva Ott", "--phone", "07151 12345"]
    invite(app, "--role", "manager", "--carrier", OWN, *name)
    assert jana.grant.carrier_id
    with carrier_opened(jana.grant.carrier_id):
        card = db.session.scalars(
            sa.select(ManagerProfile).where(ManagerProfile.full_name == "Eva Ott")
        ).one()
    assert card.office_phone == "+49715112345"
    assert db.session.get_one(Person, card.person_id).call_name == "Eva"


@pytest.mark.parametrize(
    "more",
    [
        ["--role", "coordinator"],
        ["--role", "coordinator", "--municipality", "99"],
        ["--role", "manager", "--carrier", "Nobody"],
        ["--role", "dpo"],
        ["--role", "client"],
    ],
)
def test_an_invitation_without_sense_is_refused_with_a_sentence(
    app: Flask, more: list[str]
) -> None:
    made = app.test_cli_runner().invoke(args=["staff", "invite", *more])
    assert made.exit_code != 0
    assert "Error: " in made.output
    assert db.session.query(Person).count() == 0


def test_a_coordinator_of_a_district(app: Flask, issue: Callable[..., object]) -> None:
    invite(app, "--role", "coordinator", "--municipality", "08119")
    assert db.session.scalars(sa.select(RoleGrant.area_ags)).one() == "08119"
