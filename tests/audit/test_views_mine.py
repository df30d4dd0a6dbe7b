"""What a client sees of her data, what she calls wrong, and the copy of everything."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.audit.models import AccessLog, DataRequest
from app.audit.rules import set_rules
from app.caseload.models import Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db
from app.core.kinds import ENTITIES, KINDS
from app.core.tenancy import carrier_opened
from tests import build
from tests.audit.conftest import HTMX, SignIn, assert_missing, inside, of, token_of
from tests.cast import Member
from tests.pages import words

PAGES = ("/me/who-sees-what", "/me/my-data", "/me/export", "/me/export/data")
Send = Callable[..., Any]


@pytest.mark.parametrize("address", PAGES)
def test_others_have_no_such_pages(
    signed_in: SignIn, jana: Member, gerhard: Member, address: str
) -> None:
    for other in (jana, gerhard):
        browser = signed_in(other)
        assert_missing(browser.get(address), browser)


def test_who_sees_what_is_told_from_the_data(
    signed_in: SignIn, selam: Member, jana: Member, page: Any
) -> None:
    with inside(selam):
        decided = {f"{e}_{k}": v for e in ENTITIES
                   for k, v in (("months", 7), ("action", "delete"))}  # fmt: skip
        set_rules(decided, by=jana.viewer, now=clock.now())
        other, _ = build.person("Mia", "de", Role.MANAGER, carrier_id=of(selam).carrier_id)
        build.manager_profile(other, "Mia Ersatz")
        db.session.add(
            Substitution(
                of_id=jana.person.id,
                by_id=other.id,
                valid_from=clock.today(),
                valid_to=clock.today() + timedelta(days=3),
                reason="Urlaub",
            )
        )
    got = page(signed_in(selam), "/me/who-sees-what?lang=en", statements=6)
    told = words(got.find("main"))
    assert "Jana König" in told
    assert "Mia Ersatz, as a substitute" in told
    rows = [one for one in got.all("details") if one.get("name") == "kind"]  # one open at a time
    assert [one.get("open") for one in rows] == [None] * sum(1 for kind in KINDS if kind.entity)
    assert told.count("7 months after that") == sum(1 for kind in KINDS if kind.entity)
    assert "Volunteers: only what you share with them" in told
    assert "Art. 6 Abs. 1" in told


def test_my_data_shows_each_field_with_its_link(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    got = page(signed_in(selam), "/me/my-data?lang=en", statements=16)
    links = [a for a in got.all("a") if "/me/wrong" in (a.get("href") or "")]
    told = {words(a) for a in links}
    for field in ("Given name Selam", "Family name K.", "Municipality Waiblingen", "Language ትግርኛ"):
        assert any(one.startswith(field) for one in told), field
    assert all("This is wrong" in one for one in told)
    rows = [one for one in got.all("details") if one.get("name") == "part"]  # one open at a time
    assert any(words(one).startswith("About you Selam, K.") for one in rows)  # said at one glance
    assert not [one for one in rows if one.get("open") is not None]


def test_a_field_is_called_wrong_without_htmx(
    signed_in: SignIn, selam: Member, send: Send, page: Any
) -> None:
    browser, address = signed_in(selam), f"/me/wrong?about=client.given_name&row={of(selam).id}"
    answer = send(browser, address, address, own_words="ሰላማዊት")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/me/my-data#requests")
    with carrier_opened(of(selam).carrier_id):
        row = db.session.scalars(sa.select(DataRequest)).one()
    assert (row.kind, row.about_table, row.about_column) == ("rectify", "client", "given_name")
    assert row.state == "identity_ok"  # she had touched her passkey a moment ago
    told = words(page(browser, "/me/my-data?lang=en").find("section", id_="requests"))
    assert "ሰላማዊት" in told
    assert "You get an answer by" in told


def test_a_field_is_called_wrong_with_htmx(signed_in: SignIn, selam: Member, send: Send) -> None:
    browser, address = signed_in(selam), f"/me/wrong?about=client.birth_year&row={of(selam).id}"
    answer = send(browser, address, address, htmx=True, own_words="x" * 3000)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith('<form class="stack" id="wrong"')
    assert "x" * 3000 in answer.text
    answer = send(browser, address, address, htmx=True)
    assert (answer.status_code, "/me/my-data" in answer.headers["HX-Redirect"]) == (204, True)


@pytest.mark.parametrize("kind", ["step", "appointment"])
def test_a_step_or_appointment_is_called_wrong_by_its_link(
    signed_in: SignIn, selam: Member, jana: Member, send: Send, page: Any, kind: str
) -> None:
    with inside(selam):
        row = build.step(of(selam)) if kind == "step" else build.appointment(of(selam), jana.person)
        number = row.id
    browser = signed_in(selam)
    page_of_it = f"/plan/steps/{number}" if kind == "step" else f"/appointments/{number}"
    links = [a.get("href") for a in page(browser, page_of_it).all("a")]
    address = f"/me/wrong?about={kind}&row={number}"
    assert address in links
    answer = send(browser, address, address)
    assert answer.status_code == 303


def test_only_what_is_hers_and_shown_can_be_called_wrong(
    signed_in: SignIn, selam: Member, yonas: Member, ahmad: Member
) -> None:
    with inside(selam):
        private = build.step(of(selam), None, own_words="geheim", private_to_client=True).id
    browser = signed_in(selam)
    for about in (
        f"client.given_name&row={of(ahmad).id}",
        f"client.given_name&row={of(yonas).id}",
        f"client.person_id&row={of(selam).id}",
        f"client.nothing&row={of(selam).id}",
        f"client&row={of(selam).id}",
        "session.device&row=1",
        f"step&row={private}",
        "nothing&row=1",
        "client.given_name&row=x",
        "",
    ):  # fmt: skip
        assert_missing(browser.get(f"/me/wrong?about={about}"), browser)
        assert browser.post(f"/me/wrong?about={about}").status_code == 404, about


def test_a_right_is_used_once_without_htmx(
    signed_in: SignIn, selam: Member, send: Send, page: Any
) -> None:
    browser = signed_in(selam)
    for _ in range(2):
        assert send(browser, "/me/my-data", "/me/my-data", kind="erase").status_code == 303
    with carrier_opened(of(selam).carrier_id):
        row = db.session.scalars(sa.select(DataRequest)).one()
        what = db.session.scalars(
            sa.select(AccessLog.what).where(AccessLog.client_id == of(selam).id)
        ).all()
    assert row.kind == "erase"
    assert {"DataRequestReceived", "DataRequestIdentified"} <= set(what)
    shown = page(browser, "/me/my-data?lang=en")
    assert "Delete my data" in shown.text
    offered = {one.get("value") for one in shown.all("input") if one.get("name") == "kind"}
    assert offered == {"access", "portability", "restrict"}  # what is asked is not asked again


def test_a_right_is_used_with_htmx(signed_in: SignIn, selam: Member, send: Send) -> None:
    answer = send(signed_in(selam), "/me/my-data", "/me/my-data", htmx=True, kind="access")
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="stack" id="requests"')
    assert answer.headers["X-Said"]


@pytest.mark.parametrize("kind", ["rectify", "shred", ""])
def test_unknown_rights_are_refused(
    signed_in: SignIn, selam: Member, send: Send, kind: str
) -> None:
    assert send(signed_in(selam), "/me/my-data", "/me/my-data", kind=kind).status_code == 422


def test_others_cannot_ask_for_her(signed_in: SignIn, jana: Member, page: Any) -> None:
    browser = signed_in(jana)
    token = token_of(page(browser, "/desk/clients/new"))
    assert browser.post("/me/my-data", data={"csrf": token, "kind": "erase"}).status_code == 404


def test_an_overdue_answer_is_said_in_words(
    signed_in: SignIn, selam: Member, asks: Callable[..., int], page: Any
) -> None:
    asks(selam, "access")
    clock.shift(timedelta(days=40))
    with carrier_opened(of(selam).carrier_id):
        told = page(signed_in(selam), "/me/my-data?lang=en").text
    assert "The answer is late." in told


def test_the_copy_leaves_one_row_and_needs_a_fresh_touch(
    signed_in: SignIn, selam: Member, page: Any
) -> None:
    browser = signed_in(selam)
    first = page(browser, "/me/export").statements
    with carrier_opened(of(selam).carrier_id):
        rows = sa.select(sa.func.count(AccessLog.id)).where(AccessLog.what == "DataExported")
        assert db.session.scalar(rows) == 1
    with inside(selam):
        for _ in range(20):
            build.step(of(selam))
    assert page(browser, "/me/export").statements <= first + 2  # the first step names offers, staff
    answer = browser.get("/me/export/data")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    clock.shift(timedelta(hours=2))
    assert "/signin" in browser.get("/me/export").headers["Location"]
    again = browser.get("/me/export", headers=HTMX)
    assert (again.status_code, "signin" in again.headers["HX-Redirect"]) == (401, True)
