"""A refusal leaves one line that says which view and which role, and nothing of anybody."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.cast import Member

SignIn = Callable[[Member], FlaskClient]
LINE = re.compile(
    r"refused status=(\d{3}) method=([A-Z]+) endpoint=([\w.]+) role=(\w+) session=([0-9a-f]{12}|-)"
)
SECRET = "Kanarienvogel"


def lines(caplog: pytest.LogCaptureFixture) -> list[tuple[str, ...]]:
    """The refusals that were logged; anything else in the log is a fault."""
    found = [LINE.fullmatch(record.getMessage()) for record in caplog.records]
    assert all(found), caplog.text
    return [match.groups() for match in found if match]


def test_another_role_and_another_carrier(
    yonas: Member, selam: Member, jana: Member, signed_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    assert yonas.client
    desk = signed_in(jana)
    desk.get(f"/desk/clients/{yonas.client.id}?q={SECRET}")
    desk.post("/plan/goals/1/decline", data={"op_id": SECRET})
    signed_in(selam).get("/desk")
    first, second, third = lines(caplog)
    assert first[:4] == ("404", "GET", "desk.client", "manager")
    assert second[:4] == ("404", "POST", "plan.decline_goal", "manager")
    assert third[:4] == ("404", "GET", "desk.today", "client")
    assert first[4] == second[4] != third[4], "one mark for each session"
    assert SECRET not in caplog.text


def test_nobody(visitor: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get("/home")
    visitor.get("/home", headers={"HX-Request": "true"})
    assert lines(caplog) == [
        ("303", "GET", "home.home", "nobody", "-"),
        ("401", "GET", "home.home", "nobody", "-"),
    ]


def test_other_sites_double_keys_and_large_bodies(
    visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.post("/signin", headers={"Sec-Fetch-Site": "cross-site"}, data={"credential": SECRET})
    visitor.post("/signin", data={"credential": [SECRET, SECRET]})
    visitor.post("/signin", data={"credential": SECRET * 100_000})
    assert [line[0] for line in lines(caplog)] == ["403", "400", "413"]
    assert SECRET not in caplog.text


def test_tokens_that_prove_nothing(visitor: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get("/enter")
    visitor.post("/enter", data={"secret": SECRET})
    visitor.get("/signin")
    visitor.post("/signin", data={"credential": SECRET})
    assert [line[:3] for line in lines(caplog)] == [
        ("303", "POST", "people.open_code"),
        ("422", "POST", "people.sign_in"),
    ]
    assert SECRET not in caplog.text


def test_what_is_no_refusal(
    selam: Member, jana: Member, signed_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    assert signed_in(jana).post("/desk/clients/new", data={}).status_code == 422
    assert signed_in(selam).get("/home").status_code == 200
    assert signed_in(selam).get("/there/is/no/such/page").status_code == 404
    assert lines(caplog) == []


def test_the_line_comes_from_the_running_application(app: Flask) -> None:
    assert app.logger.isEnabledFor(30), "warnings are written"
