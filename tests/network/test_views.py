"""Circle and network: what waits, for whom; and no client anywhere."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.offers import service
from tests.cast import Member
from tests.offers.shop import named, stale_day, suggestion, whole_offer
from tests.pages import Page, words

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
FAR = "08111000"


def test_the_circle_lists_what_waits_oldest_check_first(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    whole_offer("Frisch")
    whole_offer("Alt", assured_date=stale_day())
    whole_offer("Nie", assured_date=None)
    whole_offer("Anderswo", town=FAR, assured_date=None)
    whole_offer("Nachbarort", town="08119067", assured_date=None)
    wrong = whole_offer("Gemeldet")
    with transaction():
        service.report(wrong, "closed", by=None, now=clock.now())
    browser = signed_in(gerhard)
    shown = page(browser, "/circle?lang=en")
    assert [words(head) for head in shown.all("h3")] == ["Nie", "Alt", "Gemeldet"]
    assert "It no longer exists" in shown.text
    everything = page(browser, "/circle?all=1")
    assert "Frisch" in everything.text
    assert "Anderswo" not in everything.text


def test_the_number_of_statements_does_not_grow(
    gerhard: Member, aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    pages = ((gerhard, "/circle", 7), (aylin, "/circle", 8), (aylin, "/network", 8))
    for n in range(3):
        whole_offer(f"A{n}", assured_date=None, state=("published", "in_check", "draft")[n])
        suggestion()
    before = [page(signed_in(who), at, statements=most).statements for who, at, most in pages]
    for n in range(12):
        whole_offer(f"B{n}", assured_date=None, state=("published", "in_check", "draft")[n % 3])
        suggestion()
    after = [page(signed_in(who), at, statements=most).statements for who, at, most in pages]
    assert after == before


def test_several_are_checked_with_one_tap_each_for_itself(
    gerhard: Member, signed_in: Sign, page: PagesOf
) -> None:
    first, second = (whole_offer(name, assured_date=stale_day()) for name in ("Eins", "Zwei"))
    wrong, far = whole_offer("Gemeldet", assured_date=None), whole_offer("Fern", town=FAR)
    with transaction():
        service.report(wrong, "closed", by=None, now=clock.now())
    browser, here = signed_in(gerhard), "/circle/several"
    shown = page(browser, here, statements=2)
    assert [words(one) for one in shown.all("strong")] == ["Eins", "Zwei"]
    assert browser.post(here, headers=PARTIAL).status_code == 422
    for odd in ("x", str(far.id)):
        assert browser.post(here, data={"offers[]": [str(first.id), odd]}).status_code == 404
    ticked = {"offers[]": [str(one.id) for one in (first, second, wrong)]}
    answer = browser.post(here, data=ticked)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/circle")
    again = page(browser, "/circle")
    assert "2 Angebote sind vermerkt: stimmen heute noch." in again.text
    assert [words(head) for head in again.all("h3")] == ["Gemeldet", "Eins", "Zwei"]
    assert f"/circle/offers/{second.id}/take-back" in again.html
    assert named("OfferChecked") == 2  # each has its own line in the trail


def test_what_ended_is_counted_beside_the_directory(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    whole_offer("Vorbei", state="expired", valid_to=stale_day())
    shown = page(signed_in(aylin), "/network?lang=en")
    assert "1 has ended" in shown.text
    counts = [words(badge) for badge in shown.all("span") if badge.get("class") == "badge count"]
    assert counts == ["1"]


def test_the_network_shows_what_is_to_check_and_publish(
    aylin: Member, signed_in: Sign, page: PagesOf
) -> None:
    whole_offer("Öffentlich")
    whole_offer("Abgestanden", assured_date=stale_day())
    whole_offer("Zu prüfen", state="in_check")
    whole_offer("Entwurf", state="draft")
    whole_offer("Ausgesetzt", state="suspended")
    whole_offer("Vorbei", valid_to=stale_day())
    whole_offer("Fern", town=FAR, state="in_check")
    suggestion(note="Bitte aufnehmen")
    shown = page(signed_in(aylin), "/network?lang=en")
    heads = [words(head) for head in shown.all("h3")]
    assert sorted(heads) == ["Ausgesetzt", "Entwurf", "Nähcafé", "Vorbei", "Zu prüfen"]
    for told in ("3 public", "1 not checked for 90 days", "1 suggestion", "1 waits for a check"):
        assert told in shown.text, told


def test_a_manager_sees_the_towns_of_her_carrier(
    jana: Member, brandt: Member, signed_in: Sign, page: PagesOf
) -> None:
    whole_offer("Bei uns", state="in_check")
    whole_offer("Fern", town=FAR, state="in_check")
    text = page(signed_in(jana), "/network").text
    assert "Bei uns" in text
    assert "Fern" not in text


@pytest.mark.parametrize(("address", "root"), [("/circle", "circle"), ("/network", "network")])
def test_with_htmx_the_fragment_comes_alone(
    aylin: Member, signed_in: Sign, address: str, root: str
) -> None:
    html = signed_in(aylin).get(address, headers=PARTIAL).get_data(as_text=True)
    assert "<html" not in html
    assert f'id="{root}"' in html


def test_other_roles_find_neither(
    selam: Member, jana: Member, gerhard: Member, signed_in: Sign, visitor: FlaskClient
) -> None:
    missing = signed_in(selam).get("/nowhere")
    for address in ("/circle", "/network"):
        answer = signed_in(selam).get(address)
        assert (answer.status_code, answer.data) == (404, missing.data)
        assert visitor.get(address).status_code == 303
    assert signed_in(jana).get("/circle").status_code == 404
    assert signed_in(gerhard).get("/network").status_code == 404


def test_no_client_is_in_reach(
    selam: Member, oksana: Member, gerhard: Member, aylin: Member, signed_in: Sign
) -> None:
    """Clients suggest, report and save; those who look after offers see the offer alone."""
    made, waits = whole_offer(assured_date=None), whole_offer("Neu", state="in_check")
    canaries = []
    for member in (selam, oksana):
        assert member.client is not None
        with carrier_opened(member.client.carrier_id), transaction():
            member.client.given_name = f"Kanarie{member.client.id}"
            member.client.family_name = f"Gelbling{member.client.id}"
            member.person.call_name = f"Rufname{member.client.id}"
            canaries += [
                member.client.given_name,
                member.client.family_name,
                member.person.call_name,
            ]
    row = suggestion(person_id=selam.person.id, offer_id=made.id, values={"name": "Anders"})
    browser = signed_in(oksana)
    assert browser.post(f"/offers/{made.id}/issues", data={"kind": "closed"}).status_code == 303
    assert browser.post(f"/offers/{made.id}/save").status_code == 303
    pages = [
        "/circle", "/circle?all=1", "/network", f"/network/suggestions/{row.id}",
        f"/circle/offers/{made.id}/edit", f"/network/offers/{waits.id}", f"/offers/{made.id}",
        "/offers",
    ]  # fmt: skip
    for member in (gerhard, aylin):
        for address in pages:
            html = signed_in(member).get(address).get_data(as_text=True)
            assert not [name for name in canaries if name in html], address
