"""/desk/clients: the caseload as a board."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.caseload.models import Substitution
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.core.names import folded
from app.core.tenancy import carrier_opened
from app.desk.board import PAGE_SIZE
from tests import build
from tests.cast import Member
from tests.desk.conftest import CANARY, HTMX, Crowd, Give, SignIn, answered, device, in_days, of
from tests.pages import Page, words


def rows(got: Page) -> dict[str, str]:
    """Name -> what else stands in the row."""
    found = {}
    for row in got.find("tbody").iter():
        if row.get("role") == "row":
            heading = next(cell for cell in row if cell.get("role") == "rowheader")
            name = next(a for a in heading.iter() if a.get("href"))
            found[words(name)] = words(row)
    return found


def token_of(got: Page) -> str:
    """The CSRF token of a page's first form."""
    field = next(e for e in got.all("input") if e.get("name") == "csrf")
    return field.get("value") or ""


Search = Callable[..., Any]


@pytest.fixture
def search(page: Any) -> Search:
    """Send the search form of the board."""

    def send(browser: FlaskClient, name: str, **more: Any) -> Any:
        token = token_of(page(browser, "/desk/clients"))
        return browser.post("/desk/clients?lang=en", data={"csrf": token, "name": name}, **more)

    return send


def test_a_row_says_what_a_manager_asks_first(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(answered, selam, jana, reply="later", starts_local=in_days(2))
    give(build.step, selam, "course_reg", due_on=clock.today() + timedelta(days=4))
    give(build.step, selam, "doctor", topic="health", help_asked_at=clock.now())
    give(device, selam)
    told = rows(page(signed_in(jana), "/desk/clients?lang=en", statements=6))["Selam K."]
    for words_ in ("Tigrinya ትግርኛ", "Waiblingen", "10:00", "in 2 days", "1 answer", "yes"):
        assert words_ in told
    assert "asked for help" in told
    assert "Register for the language course" in told or "course" in told


def test_nothing_is_said_in_words_too(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    told = rows(page(signed_in(jana), "/desk/clients?lang=en"))["Selam K."]
    for words_ in ("none planned", "no open step", "nothing"):
        assert words_ in told


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("all", {"Selam K.", "Ahmad K.", "Rojin K.", "Oksana K."}),
        ("needs_me", {"Ahmad K.", "Rojin K."}),
        ("overdue", {"Rojin K."}),
        ("no_device", {"Ahmad K.", "Rojin K.", "Oksana K."}),
        ("no_appointment", {"Selam K.", "Rojin K.", "Oksana K."}),
    ],
)
def test_filters_are_links_with_their_numbers(
    signed_in: SignIn,
    jana: Member,
    selam: Member,
    ahmad: Member,
    rojin: Member,
    oksana: Member,
    give: Give,
    page: Any,
    kind: str,
    names: set[str],
) -> None:
    give(answered, ahmad, jana, reply="no")
    give(build.step, rojin, due_on=clock.today() - timedelta(days=1))
    give(device, selam)
    got = page(signed_in(jana), f"/desk/clients?show={kind}&lang=en")
    assert set(rows(got)) == names
    link = next(a for a in got.all("a") if a.get("aria-current") == "true")
    assert words(link).endswith(str(len(names)))


def test_an_unknown_filter_is_not_there(signed_in: SignIn, jana: Member) -> None:
    assert signed_in(jana).get("/desk/clients?show=religion").status_code == 404


def test_search_by_name_without_htmx(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, search: Search
) -> None:
    answer = search(signed_in(jana), "sel")
    assert answer.status_code == 200
    assert "Selam" in answer.text
    assert "Ahmad" not in answer.text
    assert 'value="sel"' in answer.text


def test_search_by_name_with_htmx(
    signed_in: SignIn, jana: Member, selam: Member, search: Search
) -> None:
    answer = search(signed_in(jana), "nobody", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="board">')
    assert "Nobody of your clients is called that." in answer.text
    assert "<html" not in answer.text


def test_a_name_never_stands_in_an_address(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, page: Any
) -> None:
    got = page(signed_in(jana), "/desk/clients?q=sel&name=sel")
    assert len(rows(got)) == 2  # the address is not read
    assert all("Selam" not in (a.get("href") or "") for a in got.all("a"))


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("Osman Öztürk", "ozt"),
        ("Osman Öztürk", "ÖZ os"),
        ("Işıl Yıldız", "isil"),
        ("Олена Коваль", "ков"),
        ("José Pérez", "perez jo"),
    ],
)
def test_search_knows_no_marks_and_no_case(
    signed_in: SignIn, jana: Member, selam: Member, search: Search, name: str, sought: str
) -> None:
    given, family = name.split()
    with carrier_opened(of(selam).carrier_id), transaction():
        person, _ = build.person(given, "tr", Role.CLIENT, carrier_id=of(selam).carrier_id)
        build.client(person, jana.person, family_name=family)
    found = search(signed_in(jana), sought).text
    assert family in found
    assert "Selam" not in found


def test_many_of_one_name_are_cut_with_a_hint(
    signed_in: SignIn, jana: Member, crowd: Crowd, search: Search
) -> None:
    crowd(PAGE_SIZE + 2)
    found = search(signed_in(jana), "name").text
    assert f"{PAGE_SIZE + 2} clients found" in found
    assert "Write more letters to see the others." in found
    assert found.count('role="rowheader"') == PAGE_SIZE


def test_letters_are_folded() -> None:
    assert folded("İŞIL Straße") == folded("isil strasse")


def test_those_who_are_chosen_go_to_one_form(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member, page: Any
) -> None:
    got = page(signed_in(jana), "/desk/clients?lang=en")
    form = next(f for f in got.all("form") if (f.get("action") or "").endswith("/desk/remind"))
    chosen = [e.get("value") for e in form.iter() if e.get("name") == "client_ids[]"]
    assert chosen == [str(of(ahmad).id), str(of(selam).id)]
    labels = [e.get("aria-label") for e in form.iter() if e.get("name") == "client_ids[]"]
    assert labels == ["Choose Ahmad K.", "Choose Selam K."]


def test_the_number_of_statements_is_the_same_for_2_and_60_clients(
    signed_in: SignIn, jana: Member, crowd: Crowd, page: Any
) -> None:
    crowd(2)
    browser = signed_in(jana)
    few = page(browser, "/desk/clients", statements=6)
    crowd(58)
    many = page(browser, "/desk/clients", statements=6)
    assert few.statements == many.statements
    assert len(rows(many)) == PAGE_SIZE


def test_a_large_caseload_has_pages(
    signed_in: SignIn, jana: Member, crowd: Crowd, page: Any
) -> None:
    crowd(PAGE_SIZE + 3)
    browser = signed_in(jana)
    first = page(browser, "/desk/clients?lang=en")
    second = page(browser, "/desk/clients?page=2&lang=en")
    assert len(rows(first)) == PAGE_SIZE
    assert len(rows(second)) == 3
    assert not set(rows(first)) & set(rows(second))
    assert page(browser, "/desk/clients?page=99").statements  # the last page, not an error


def test_no_clients_yet_names_the_way_to_the_first(
    signed_in: SignIn, jana: Member, page: Any
) -> None:
    got = page(signed_in(jana), "/desk/clients?lang=en")
    assert "You have no clients yet." in got.text
    assert any((a.get("href") or "").startswith("/desk/clients/new") for a in got.all("a"))


def test_private_steps_are_no_next_step(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, None, own_words=CANARY, private_to_client=True)
    assert CANARY not in page(signed_in(jana), "/desk/clients").html


def test_another_carriers_people_are_never_there(
    signed_in: SignIn, jana: Member, selam: Member, yonas: Member, give: Give, page: Any
) -> None:
    give(build.step, yonas, None, own_words=CANARY)
    got = page(signed_in(jana), "/desk/clients")
    assert set(rows(got)) == {"Selam K."}
    assert CANARY not in got.html
    assert "Yonas" not in got.html


def test_a_substitute_sees_them_marked(
    signed_in: SignIn, jana: Member, selam: Member, page: Any
) -> None:
    today = clock.today()
    with carrier_opened(of(selam).carrier_id), transaction():
        petra, grant = build.person("Petra", "de", Role.MANAGER, carrier_id=of(selam).carrier_id)
        db.session.add(
            Substitution(
                of_id=jana.person.id,
                by_id=petra.id,
                valid_from=today,
                valid_to=today,
                reason="Urlaub",
            )
        )
    got = page(signed_in(Member(person=petra, grant=grant)), "/desk/clients?lang=en")
    assert "as a substitute" in rows(got)["Selam K."]
    assert "as a substitute" not in page(signed_in(jana), "/desk/clients?lang=en").text


def test_it_is_for_managers_alone(
    signed_in: SignIn, visitor: FlaskClient, selam: Member, gerhard: Member, aylin: Member
) -> None:
    for member in (selam, gerhard, aylin):
        browser = signed_in(member)
        assert browser.get("/desk/clients").status_code == 404
        assert browser.post("/desk/clients", data={"name": "sel"}).status_code == 404
    assert visitor.get("/desk/clients").status_code == 303


def test_htmx_gets_the_board_alone(signed_in: SignIn, jana: Member) -> None:
    answer = signed_in(jana).get("/desk/clients?show=no_device", headers=HTMX)
    assert answer.text.lstrip().startswith('<div class="stack" id="board">')
    assert "<html" not in answer.text
