"""A proposed plan on the client's phone: read, agreed to, declined in parts, wanted otherwise."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.access import Entry
from app.core.crypto import fingerprint
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people import pins
from app.people.models import DeviceToken, Session
from app.plan import service
from app.plan.models import PlanVersion
from tests.cast import Member
from tests.plan.conftest import HTMX, form
from tests.plan.together import Together, op_of

SignIn = Callable[[Member], FlaskClient]
ADDRESS = "/plan/agree"


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    return Together(selam, jana)


def read(html: str) -> dict[str, str]:
    """What her yes names."""
    return dict(re.findall(r'name="(no|content_hash)" value="([^"]*)"', html))


def test_a_draft_is_invisible_until_it_is_proposed(
    both: Together, signed_in: SignIn, page: Any
) -> None:
    both.draft("work", steps=("cv",))
    hers = signed_in(both.client)
    for address in ("/home", "/plan", ADDRESS):
        seen = page(hers, f"{address}?lang=en", statements=6)
        assert "A new plan for you" not in seen.text
        assert "CV" not in seen.text
    both.propose()
    assert "A new plan for you" in page(hers, "/home?lang=en", statements=4).text
    assert "A new plan for you" in page(hers, "/plan?lang=en", statements=6).text
    seen = page(hers, f"{ADDRESS}?lang=en", statements=11)
    assert "I find work" in seen.text
    assert "New goal:" in seen.text


def test_she_agrees_to_what_she_read(both: Together, signed_in: SignIn) -> None:
    both.draft("work", steps=("cv",))
    both.propose()
    hers = signed_in(both.client)
    yes = read(hers.get(ADDRESS).text)
    answer = hers.post(ADDRESS, data=form(**yes), headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/plan")
    assert both.versions() == [(1, "superseded"), (2, "agreed")]
    again = hers.post(ADDRESS, data=form(**yes))
    assert again.status_code == 422


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_changed_meanwhile_is_read_again(
    both: Together, signed_in: SignIn, headers: dict[str, str]
) -> None:
    both.draft("work")
    both.propose()
    hers, desk = signed_in(both.client), signed_in(both.manager)
    yes = read(hers.get(ADDRESS).text)
    plan = f"/desk/clients/{both.client_id}/plan"
    assert desk.post(f"{plan}/draft/take-back", data=form()).status_code == 303
    both.draft("housing")
    both.propose()
    answer = hers.post(ADDRESS, data=form(**yes), headers=headers)
    assert answer.status_code == 422
    assert read(answer.text)["content_hash"] != yes["content_hash"]
    assert both.versions()[-1] == (2, "proposed")
    for odd in ({"no": "x"}, {"no": "9" * 40}, {"content_hash": ""}):
        assert hers.post(ADDRESS, data=form(**yes | odd), headers=headers).status_code == 422


def test_a_yes_needs_a_fresh_touch(both: Together, signed_in: SignIn) -> None:
    both.draft("work")
    both.propose()
    hers = signed_in(both.client)
    yes = read(hers.get(ADDRESS).text)
    with transaction() as session:
        session.query(Session).update({"fresh_until": clock.now()})
    answer = hers.post(ADDRESS, data=form(**yes))
    assert answer.status_code == 303
    assert "/signin" in answer.location
    with transaction() as session:
        session.query(Session).update({"entry": Entry.KIOSK})
    assert 'name="content_hash"' not in hers.get(ADDRESS).text, "her yes is spoken in the talk"
    assert hers.post(ADDRESS, data=form(**yes)).location == "/in-person"
    assert both.versions()[-1] == (2, "proposed")


PIN, TOKEN = "271828", "t" * 43


def by_pin(both: Together, signed_in: SignIn) -> FlaskClient:
    """Her browser, in which she came in by PIN."""
    hers = signed_in(both.client)
    with transaction() as session:
        session.add(
            DeviceToken(
                person_id=both.client.person.id,
                token_hash=fingerprint(TOKEN),
                pin_hash=pins.hashed(PIN, TOKEN),
                is_active=True,
                label="",
                device="Android",
                created_at=clock.now(),
            )
        )
        session.query(Session).update({"entry": Entry.PIN, "fresh_until": None})
    hers.set_cookie("device", f"p{TOKEN}")
    return hers


def test_without_a_passkey_her_yes_is_her_pin(both: Together, signed_in: SignIn) -> None:
    both.draft("work")
    both.propose()
    hers = by_pin(both, signed_in)
    yes = read(hers.get(ADDRESS).text)
    assert hers.post(ADDRESS, data=form(**yes)).location == "/in-person", "a touch she has not"
    answer = hers.post(f"{ADDRESS}/pin", data=form(**yes, pin=PIN))
    assert (answer.status_code, answer.location) == (303, "/plan")
    with carrier_opened(both.carrier_id):
        agreed = db.session.query(PlanVersion).filter_by(state="agreed").one()
        assert agreed.agreed_client_how == "pin"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_wrong_pin_agrees_to_nothing_and_is_counted(
    both: Together, signed_in: SignIn, headers: dict[str, str]
) -> None:
    both.draft("work")
    both.propose()
    hers = by_pin(both, signed_in)
    yes = read(hers.get(ADDRESS).text)
    for typed in ("000000", "", "x" * 400, "٠١٢٣٤٥"):
        answer = hers.post(f"{ADDRESS}/pin?lang=en", data=form(**yes, pin=typed), headers=headers)
        assert answer.status_code == 422
        assert "This PIN does not open anything here." in answer.text
    assert both.versions()[-1] == (2, "proposed")
    assert db.session.query(DeviceToken).one().wrong_tries == 2  # what was six digits


def test_who_came_in_otherwise_has_no_such_way(both: Together, signed_in: SignIn) -> None:
    both.draft("work")
    both.propose()
    hers = signed_in(both.client)
    yes = read(hers.get(ADDRESS).text)
    assert hers.post(f"{ADDRESS}/pin", data=form(**yes, pin=PIN)).status_code == 404
    assert signed_in(both.manager).post(f"{ADDRESS}/pin", data=form(**yes)).status_code == 404


def test_she_declines_a_goal_and_nothing_follows(both: Together, signed_in: SignIn) -> None:
    made = both.draft("work", "language", steps=("cv",))
    both.propose()
    hers = signed_in(both.client)
    goal = both.goals(made)[0]
    address = f"/plan/goals/{goal.id}/decline"
    long = hers.post(address, data=form(because="x" * 10_000), headers=HTMX)
    assert long.status_code == 422
    assert "x" * 10_000 in long.text, "what she wrote is kept"
    gone = hers.post(address, data=form(because="ኣይደልን"))
    assert (gone.status_code, gone.location) == (303, ADDRESS)
    assert hers.post(address, data=form(), headers=HTMX).status_code == 422
    again = hers.get(ADDRESS)
    assert hers.post(ADDRESS, data=form(**read(again.text))).status_code == 303
    assert [(one.state, one.because) for one in both.goals(made)] == [
        ("declined", "ኣይደልን"),
        ("agreed", None),
    ]
    assert both.steps() == []


def test_she_wants_a_change_and_the_desk_reads_it(both: Together, signed_in: SignIn) -> None:
    both.draft("work")
    both.propose()
    hers, desk = signed_in(both.client), signed_in(both.manager)
    long = hers.post(f"{ADDRESS}/change", data=form(wish="y" * 10_000))
    assert long.status_code == 422
    assert hers.post(f"{ADDRESS}/change", data=form(wish="ካልእ ስራሕ")).status_code == 303
    assert both.versions()[-1] == (2, "draft")
    assert "ካልእ ስራሕ" in desk.get(f"/desk/clients/{both.client_id}/plan/draft").text
    assert hers.post(f"{ADDRESS}/change", data=form(), headers=HTMX).status_code == 422


@pytest.mark.parametrize("leaf", [ADDRESS, f"{ADDRESS}/change"])
def test_it_is_nobody_elses(both: Together, signed_in: SignIn, yonas: Member, leaf: str) -> None:
    made = both.draft("work")
    both.propose()
    goal_id = both.goals(made)[0].id
    for other in (both.manager, yonas):
        browser = signed_in(other)
        yes = form(no="2", content_hash=both.content(made).hash)
        assert browser.post(leaf, data=yes).status_code == (422 if other is yonas else 404)
        foreign = browser.post(f"/plan/goals/{goal_id}/decline", data=form())
        missing = browser.post("/plan/goals/99999/decline", data=form())
        assert foreign.status_code == missing.status_code == 404
        assert foreign.data == missing.data
    assert both.versions()[-1] == (2, "proposed")
    assert both.goals(made)[0].state == "proposed"


def test_she_sees_what_changed_since_she_agreed(
    both: Together, signed_in: SignIn, page: Any
) -> None:
    both.agreed("work", steps=("cv", "job_search"))
    hers = signed_in(both.client)
    assert "What changed since you agreed" not in page(hers, "/plan?lang=en").text
    with carrier_opened(both.carrier_id), transaction():
        for step, because in zip(both.steps(), ("Nicht mehr nötig", None), strict=True):
            row = db.session.merge(step)
            if because:
                service.not_needed(row, because=because, op=op_of(both.manager))
            else:
                service.finish(row, op=op_of(both.client))
    seen = page(hers, "/plan?lang=en").text
    assert "What changed since you agreed" in seen
    assert seen.count("No longer a step:") == 1, "a tick is no change"
    assert "Nicht mehr nötig" in seen
