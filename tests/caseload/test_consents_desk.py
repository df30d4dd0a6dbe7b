"""The manager's page: asks, writes down what was said, proposes a volunteer, prints the paper."""

from collections.abc import Callable

import pytest

from app.caseload import purposes
from app.caseload.ties_queries import ties_of
from tests.caseload.scene import HTMX, Help, PageOf, SignIn, inside, last_of, of, vet
from tests.cast import Member

OFFICE = {
    "purpose": "release", "recipient": "Jobcenter Rems-Murr", "scope": "Kosten der Wohnung",
    "occasion": "Umzug", "language": "ti", "how": "oral_with_interpreter",
}  # fmt: skip


def url(member: Member, rest: str = "") -> str:
    """The page about this client's permissions."""
    return f"/desk/clients/{of(member).id}/consents{rest}"


def test_an_empty_page_says_what_can_be_done(
    signed_in: SignIn, jana: Member, selam: Member, page: PageOf
) -> None:
    got = page(signed_in(jana), url(selam, "?lang=en"), statements=9)
    assert "Counselling itself needs no permission." in got.text
    assert "a volunteer needs a valid confidentiality form" in got.text


def test_what_was_said_is_written_down_and_she_reads_it(
    signed_in: SignIn, jana: Member, selam: Member, page: PageOf
) -> None:
    answer = signed_in(jana).post(url(selam), data=OFFICE)
    assert (answer.status_code, answer.location) == (303, url(selam))
    row = last_of(selam, purposes.RELEASE)
    assert (row.state, row.how, row.language) == ("given", "oral_with_interpreter", "ti")
    assert row.explained_by_id == row.by_id == jana.person.id
    got = page(signed_in(selam), "/me/consents?lang=en")
    assert "spoken, with an interpreter" in got.text
    assert "Explained by Jana König" in got.text
    assert signed_in(selam).post(f"/me/consents/{row.id}/withdraw").status_code == 303
    assert last_of(selam, purposes.RELEASE).state == "withdrawn"


def test_asked_on_her_phone_it_waits_for_her(
    signed_in: SignIn, jana: Member, selam: Member
) -> None:
    answer = signed_in(jana).post(
        url(selam, "?lang=en"), data=OFFICE | {"how": "ask"}, headers=HTMX
    )
    assert answer.status_code == 200
    assert b"waits for her answer" in answer.data
    assert last_of(selam, purposes.RELEASE).state == "offered"


@pytest.mark.parametrize(
    "wrong",
    [
        {"recipient": ""}, {"purpose": "push"}, {"purpose": "sharing"}, {"how": "own_tap"},
        {"valid_until": "2020-01-01"}, {"language": "xx"},
    ],
)  # fmt: skip
def test_what_is_missing_is_said_beside_it(
    signed_in: SignIn, jana: Member, selam: Member, wrong: dict[str, str]
) -> None:
    answer = signed_in(jana).post(url(selam), data=OFFICE | wrong)
    assert answer.status_code == 422
    assert "Kosten der Wohnung" in answer.get_data(as_text=True), "typed text is kept"


def test_the_paper_is_there_while_the_yes_holds(
    signed_in: SignIn, jana: Member, selam: Member, page: PageOf
) -> None:
    browser = signed_in(jana)
    browser.post(url(selam), data=OFFICE)
    row = last_of(selam, purposes.RELEASE)
    paper = url(selam, f"/{row.id}/paper")
    got = page(browser, f"{paper}?lang=en", statements=7)
    assert "Jobcenter Rems-Murr" in got.text
    signed_in(selam).post(f"/me/consents/{row.id}/withdraw")
    gone = browser.get(paper)
    assert gone.status_code == 404
    assert gone.data == browser.get(url(selam, "/999999/paper")).data


def test_she_can_take_it_back_by_word_too(
    signed_in: SignIn, jana: Member, selam: Member, ahmad: Member
) -> None:
    browser = signed_in(jana)
    browser.post(url(selam), data=OFFICE)
    row = last_of(selam, purposes.RELEASE)
    assert browser.post(url(ahmad, f"/{row.id}/withdraw")).status_code == 404
    assert last_of(selam, purposes.RELEASE).state == "given"
    answer = browser.post(url(selam, f"/{row.id}/withdraw?lang=en"), headers=HTMX)
    assert b"taken back" in answer.data
    assert last_of(selam, purposes.RELEASE).state == "withdrawn"


def test_a_volunteer_is_proposed_and_ended(
    signed_in: SignIn, jana: Member, selam: Member, gerhard: Member, page: PageOf
) -> None:
    vet(gerhard)
    browser = signed_in(jana)
    way = f"/desk/clients/{of(selam).id}/ties"
    assert browser.post(way, data={"volunteer_id": "999999"}).status_code == 422
    answer = browser.post(way, data={"volunteer_id": str(gerhard.person.id)})
    assert (answer.status_code, answer.location) == (303, url(selam))
    assert "waits for her answer" in page(browser, url(selam, "?lang=en"), statements=9).text
    with inside(selam):
        (tie,) = ties_of(of(selam).id, seen_by=jana.viewer)
    assert browser.post(f"{way}/{tie.id}/end?lang=en", headers=HTMX).status_code == 200
    with inside(selam):
        assert ties_of(of(selam).id, seen_by=jana.viewer) == []


def test_strangers_and_other_roles_find_nothing(
    signed_in: SignIn, selam: Member, ahmad: Member, jana: Member, brandt: Member,
    gerhard: Member, helps: Callable[..., Help],
) -> None:  # fmt: skip
    help_ = helps(selam)
    signed_in(jana).post(url(selam), data=OFFICE)
    row = last_of(selam, purposes.RELEASE)
    ways = [
        ("GET", ""), ("POST", ""), ("GET", f"/{row.id}/paper"), ("POST", f"/{row.id}/withdraw"),
    ]  # fmt: skip
    for who in (brandt, gerhard, selam):
        browser = signed_in(who)
        for method, rest in ways:
            foreign = browser.open(url(selam, rest), method=method, data=OFFICE)
            missing = browser.open(
                f"/desk/clients/999999/consents{rest}", method=method, data=OFFICE
            )
            assert foreign.status_code == missing.status_code == 404, (who.person.id, rest)
            assert foreign.data == missing.data
        end = f"/desk/clients/{of(selam).id}/ties/{help_.tie_id}/end"
        assert browser.post(end).status_code == 404
    wrong = f"/desk/clients/{of(ahmad).id}/ties/{help_.tie_id}/end"
    assert signed_in(jana).post(wrong).status_code == 404
    assert help_.tie.state == "granted"
    assert last_of(selam, purposes.RELEASE).state == "given"


def test_the_page_does_not_grow_with_the_ledger(
    signed_in: SignIn, jana: Member, selam: Member, page: PageOf, gave: Callable[..., int]
) -> None:
    before = page(signed_in(jana), url(selam)).statements
    for number in range(12):
        gave(selam, purposes.RELEASE, recipient=f"Amt {number}")
    assert page(signed_in(jana), url(selam)).statements == before
