"""The offline pack: in a few answers, named by keys, of one person alone."""

import json
from datetime import timedelta

import brotli
import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.home.views_app import AT_ONCE
from app.offers.models import Bookmark, Offer
from tests import build
from tests.bench.stage import furnish
from tests.cast import Member
from tests.home.conftest import HTMX, SignIn
from tests.plan.together import Together

# What a full pack may weigh on the wire (24 steps, 3 appointments, 8 offers, two languages), and
# in how many answers it comes: a pack is fetched on a prepaid card.
HEAVIEST, MOST_ANSWERS = 90_000, 5
LIGHT = 14_000  # bytes of a list and two offers, in two languages; each further page about 700


def ask(
    browser: FlaskClient, keys: dict[str, str], *, part: str = "pack", **headers: str
) -> tuple[int, bytes]:
    held = ", ".join(f'"{key}"' for key in keys.values()) or '"none"'
    named = {"If-None-Match": held, "Accept-Encoding": "br", **headers}
    answer = browser.get(f"/offline/{part}", headers=named)
    return answer.status_code, answer.data


def told(data: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(brotli.decompress(data))
    return found


@pytest.mark.sqlite_only
def test_a_full_pack_comes_in_a_few_light_answers(signed_in: SignIn, selam: Member) -> None:
    furnish(selam)
    browser = signed_in(selam)
    keys: dict[str, str] = {}
    weights: list[int] = []
    pages: dict[str, str] = {}
    is_more = True
    while is_more:
        status, data = ask(browser, keys)
        assert status == 200
        answer = told(data)
        weights.append(len(data))
        html, listed = answer["html"], answer["pages"]
        assert isinstance(html, dict)
        assert isinstance(listed, dict)
        assert len(html) <= AT_ONCE
        pages |= html
        keys = {address: key for address, key in listed.items() if address in pages}
        is_more = bool(answer["is_more"])
    assert set(pages) == set(keys)
    assert len(pages) > 2 * 24
    for address, page in pages.items():
        assert f'data-person="{selam.person.public_id}"' in page
        language = "de" if address.endswith("?lang=de") else "ti"
        assert f'data-language="{language}"' in page, address
    assert len(weights) <= MOST_ANSWERS
    assert sum(weights) <= HEAVIEST, weights
    assert ask(browser, keys) == (304, b"")


def test_only_what_changed_comes_again(signed_in: SignIn, selam: Member) -> None:
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id), transaction():
        build.step(selam.client)
    browser = signed_in(selam)
    keys = told(ask(browser, {})[1])["pages"]
    assert isinstance(keys, dict)
    with carrier_opened(selam.client.carrier_id), transaction():
        step = build.step(selam.client)
    again = told(ask(browser, keys)[1])
    html = again["html"]
    assert isinstance(html, dict)
    new = {"/home", "/plan", f"/plan/steps/{step.id}"}
    assert set(html) == new | {f"{address}?lang=de" for address in new}


def test_a_plan_that_waits_for_her_yes_comes_again(
    signed_in: SignIn, selam: Member, jana: Member
) -> None:
    both, browser = Together(selam, jana), signed_in(selam)
    both.draft("work", steps=("cv",))
    keys = told(ask(browser, {})[1])["pages"]
    assert isinstance(keys, dict)
    both.propose()
    html = told(ask(browser, keys)[1])["html"]
    assert isinstance(html, dict)
    assert {"/home", "/plan"} <= set(html)


def test_what_one_person_kept_is_not_answered_to_another(
    signed_in: SignIn, selam: Member, ahmad: Member
) -> None:
    """A phone that changed hands says for whom it asks; it is sent to the sign-in page."""
    meant = {"X-Person": str(ahmad.person.public_id)}
    browser = signed_in(selam)
    assert ask(browser, {}, **meant)[0] == 303
    assert browser.post("/plan/steps/1/finish", headers={**HTMX, **meant}).status_code == 401
    assert ask(browser, {}, **{"X-Person": str(selam.person.public_id)})[0] == 200


def test_the_page_of_what_waits_knows_nothing_of_it(
    signed_in: SignIn, selam: Member, jana: Member
) -> None:
    html = signed_in(selam).get("/outbox").text
    assert 'id="outbox"' in html
    assert signed_in(jana).get("/outbox").status_code == 404


@pytest.mark.sqlite_only
def test_offers_of_her_town_are_the_other_part_and_come_again_when_they_change(
    signed_in: SignIn, selam: Member
) -> None:
    """The list of her town, and what fits her open steps wherever it is; a saved one is hers."""
    assert selam.client is not None
    with carrier_opened(selam.client.carrier_id), transaction() as session:
        build.municipality("08119067", "Schorndorf")
        build.step(selam.client, topic="language")
        near, far = build.offer("Sprachcafé"), build.offer("Lesekreis", municipality_ags="08119067")
        build.offer("Chor", topic="participation", municipality_ags="08119067")
        mine = build.offer("Nähcafé")
        kept = {"offer_id": mine.id, "created_at": clock.now()}
        session.add(Bookmark(client_id=selam.client.id, **kept))
    browser = signed_in(selam)
    status, data = ask(browser, {}, part="offers")
    assert status == 200
    assert len(data) <= LIGHT
    keys = told(data)["pages"]
    assert isinstance(keys, dict)
    own = {"/offers", f"/offers/{near.id}", f"/offers/{far.id}"}
    assert set(keys) == own | {f"{address}?lang=de" for address in own}
    assert ask(browser, keys, part="offers") == (304, b"")
    with transaction() as session:
        session.get_one(Offer, near.id).last_modified = clock.now() + timedelta(seconds=1)
    again = told(ask(browser, keys, part="offers")[1])["html"]
    assert isinstance(again, dict)
    assert set(again) == {f"/offers/{near.id}", f"/offers/{near.id}?lang=de"}
