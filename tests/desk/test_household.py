"""/desk/households: who lives together, each adult with a record of her own."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.caseload.household_models import HouseholdChild
from app.caseload.models import Client, Household
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.tenancy import carrier_opened
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Give, SignIn, answered, in_days, of


def found(browser: FlaskClient, member: Member) -> str:
    """Open a household and return its address."""
    return browser.post(f"/desk/clients/{of(member).id}/household").location


def all_of(member: Member, table: type[Any]) -> list[Any]:
    with carrier_opened(of(member).carrier_id):
        return list(db.session.query(table).all())


def test_two_adults_and_a_child(
    signed_in: SignIn, jana: Member, ahmad: Member, rojin: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    here = found(browser, ahmad)
    assert found(browser, ahmad) == here  # asked for twice, it is one
    added = browser.post(f"{here}/adults", data={"client_id": str(of(rojin).id)})
    assert (added.status_code, added.location) == (303, here)
    year = clock.today().year - 6
    browser.post(f"{here}/children", data={"birth_year": str(year)})
    give(build.step, rojin, "course_reg")
    seen = page(browser, f"{here}?lang=en", statements=8)
    for told in ("Ahmad K.", "Rojin K.", f"born in {year}", "Register for the language course"):
        assert told in seen.text
    assert "Household" in page(browser, f"/desk/clients/{of(rojin).id}?lang=en").text


def test_a_sensitive_appointment_is_not_seen_from_here(
    signed_in: SignIn, jana: Member, rojin: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    here = found(browser, rojin)
    give(answered, rojin, jana, reply="yes", starts_local=in_days(2, 13), is_sensitive=True)
    give(answered, rojin, jana, reply="yes", starts_local=in_days(3, 16))
    seen = page(browser, here)
    assert "13:00" not in seen.text
    assert "16:00" in seen.text
    assert "13:00" in page(browser, "/desk/clients").text  # her own row is her manager's


def test_another_managers_adult_is_counted_and_not_named(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    browser = signed_in(jana)
    here = found(browser, selam)

    def put_beside(client: Client) -> None:
        person, _grant = build.person(CANARY, "ar", Role.CLIENT, carrier_id=client.carrier_id)
        manager, _other = build.person("Deniz", "de", Role.MANAGER, carrier_id=client.carrier_id)
        made = build.client(person, manager, family_name=CANARY)
        made.household_id = client.household_id

    give(lambda client: put_beside(db.session.merge(client)), selam)
    seen = page(browser, f"{here}?lang=en")
    assert "1 adult more lives here" in seen.text
    assert CANARY not in seen.text


def test_the_last_one_takes_the_household_along(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    browser = signed_in(jana)
    here = found(browser, selam)
    browser.post(f"{here}/children", data={"birth_year": str(clock.today().year)})
    left = browser.post(f"{here}/adults/{of(selam).id}/remove")
    assert left.location == f"/desk/clients/{of(selam).id}"
    assert all_of(selam, Household) == all_of(selam, HouseholdChild) == []
    assert browser.get(here).status_code == 404


def test_a_child_is_taken_out_and_the_name_changed_by_htmx(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    browser = signed_in(jana)
    here = found(browser, selam)
    year = str(clock.today().year - 3)
    answer = browser.post(f"{here}/children", data={"birth_year": year}, headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="household">')
    (child,) = all_of(selam, HouseholdChild)
    browser.post(f"{here}/children/{child.id}/remove", headers=HTMX)
    browser.post(here, data={"label": "Familie K."}, headers=HTMX)
    assert all_of(selam, HouseholdChild) == []
    assert [one.label for one in all_of(selam, Household)] == ["Familie K."]


def test_who_lives_elsewhere_is_refused(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member
) -> None:
    browser = signed_in(jana)
    here, there = found(browser, selam), found(browser, ahmad)
    assert here != there
    # An old page still offers her; the choice is gone by now.
    answer = browser.post(f"{here}/adults?lang=en", data={"client_id": str(of(ahmad).id)})
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.text


@pytest.mark.parametrize("year", ["", "x", "1890", "99999999999", str(2**40), "-5"])
def test_a_year_that_cannot_be_is_refused(
    signed_in: SignIn, jana: Member, selam: Member, year: str
) -> None:
    browser = signed_in(jana)
    here = found(browser, selam)
    answer = browser.post(f"{here}/children", data={"birth_year": year})
    assert answer.status_code == 422
    assert all_of(selam, HouseholdChild) == []


def test_a_child_of_the_day_after_new_year(signed_in: SignIn, jana: Member, selam: Member) -> None:
    browser = signed_in(jana)
    here = found(browser, selam)
    ahead = str((clock.today() + timedelta(days=400)).year)
    assert browser.post(f"{here}/children", data={"birth_year": ahead}).status_code == 422


def test_strangers_and_other_roles_find_nothing(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, brandt: Member, selam: Member
) -> None:
    here = found(signed_in(jana), selam)
    strange = signed_in(brandt)
    assert strange.get(here).status_code == 404
    assert strange.get(here).data == strange.get("/desk/households/999999").data
    for path in (
        "",
        "/adults",
        "/children",
        f"/adults/{of(selam).id}/remove",
        "/children/1/remove",
    ):
        assert strange.post(here + path, data={"label": "x"}).status_code == 404
    assert strange.post(f"/desk/clients/{of(selam).id}/household").status_code == 404
    assert signed_in(selam).get(here).status_code == 404
    assert visitor.get(here).location == "/signin"
