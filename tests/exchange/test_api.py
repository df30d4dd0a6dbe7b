"""The HSDS read API: public, paged, filtered, one feed per language, and cheap."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db, transaction
from app.core.limits import RateBucket
from app.exchange import views_api
from app.exchange.taxonomies import TAXONOMIES, taxonomy_id
from app.offers.models import Offer, Organization, Translation
from tests.exchange.standard import EXAMPLE, complaints
from tests.offers.shop import whole_offer
from tests.pages import counting

Ask = Callable[..., Any]


@pytest.fixture
def ask(visitor: FlaskClient) -> Ask:
    """Ask the API and read its JSON."""

    def asked(address: str, *, status: int = 200, **given: Any) -> Any:
        answer = visitor.get(f"/api/hsds{address}", query_string=given)
        assert answer.status_code == status, answer.text
        assert answer.mimetype == "application/json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers
        return answer.json

    return asked


@pytest.fixture
def cafe(app: Flask) -> Offer:
    """A public offer of an organization, with a name in Arabic and one in Farsi that is old."""
    made = whole_offer(names={"ar": "مقهى", "fa": "کافه"}, languages=("fa-AF",))
    with transaction():
        provider = Organization(name="Freundeskreis", description="Ein Verein")
        db.session.add(provider)
        db.session.flush()
        db.session.get_one(Offer, made.id).organization_id = provider.id
        old = db.session.scalars(sa.select(Translation).filter_by(lang="fa")).one()
        old.source_version = 0
    return made


def ids(page: Any) -> list[str]:
    return [one["id"] for one in page["contents"]]


def term_id(taxonomy: str, key: str) -> str:
    return str(TAXONOMIES[taxonomy][1][key].id)


def test_it_says_which_standard_it_follows(ask: Ask) -> None:
    assert ask("")["version"] == "3.0"


def test_services_come_page_by_page(ask: Ask, cafe: Offer) -> None:
    hidden = whole_offer("Entwurf", state="draft")
    second = whole_offer("Nähkurs", state="suspended", kind="course", topic="work")
    first = ask("/services", per_page=1)
    last = ask("/services", per_page=1, page=2)
    assert {name: first[name] for name in first if name != "contents"} == {
        "total_items": 2, "total_pages": 2, "page_number": 1, "size": 1,
        "first_page": True, "last_page": False, "empty": False,
    }  # fmt: skip
    assert (last["first_page"], last["last_page"]) == (False, True)
    assert sorted(ids(first) + ids(last)) == sorted([str(cafe.id), str(second.id)])
    beyond = ask("/services", page=9)
    assert (beyond["empty"], beyond["size"], beyond["last_page"]) == (True, 0, True)
    (minimal,) = ask("/services", minimal="true", search="nahkurs")["contents"]
    assert set(minimal) == {"id", "modified_date"}
    listed = {one["id"]: one for one in ask("/services")["contents"]}
    assert listed[str(second.id)]["status"] == "temporarily closed"
    assert listed[str(second.id)]["last_modified"] == minimal["modified_date"]
    assert "phones" not in listed[str(cafe.id)]
    assert ask("/services", full="true")["contents"][0]["phones"]
    assert ask(f"/services/{hidden.id}", status=404) == ask(f"/services/{uuid.uuid4()}", status=404)


def test_filters(ask: Ask, cafe: Offer) -> None:
    course = whole_offer("Nähkurs", kind="course", topic="work", min_level="A2", is_free=False)
    for given, found in (
        ({"taxonomy_term_id": term_id("kind", "course")}, {course}),
        ({"taxonomy_term_id": term_id("german_level", "A2")}, {course}),
        ({"taxonomy_term_id": term_id("feature", "is_free")}, {cafe}),
        ({"taxonomy_term_id": term_id("funding_area", "3")}, {cafe}),
        ({"taxonomy_term_id": term_id("for_whom", "women")}, set()),
        ({"taxonomy_term_id": uuid.uuid4()}, set()),
        ({"taxonomy_id": taxonomy_id("german_level")}, {course}),
        ({"taxonomy_id": taxonomy_id("topic")}, {cafe, course}),
        ({"organization_id": uuid.uuid4()}, set()),
        ({"search": "SPRACHCAFE"}, {cafe}),
        ({"search": "مقهى", "lang": "ar"}, {cafe}),
        ({"modified_after": "2126-01-01T00:00:00+01:00"}, set()),
        ({"modified_after": "2020-01-01"}, {cafe, course}),
    ):
        assert set(ids(ask("/services", **given))) == {str(one.id) for one in found}, given
    places = ask("/service_at_locations", postcode="71332")
    assert {one["service_id"] for one in places["contents"]} == {str(cafe.id), str(course.id)}
    assert ask("/service_at_locations", postcode="71332", proximity=500)["total_items"] == 2
    assert ask("/service_at_locations", postcode="70173", proximity=500)["empty"]
    (one, _other) = places["contents"]
    assert ask(f"/service_at_locations/{one['id']}") == one
    ask(f"/service_at_locations/{uuid.uuid4()}", status=404)


def test_one_feed_per_language(ask: Ask, cafe: Offer, visitor: FlaskClient) -> None:
    """Each says how good its texts are, and German stands where nobody translated."""

    def of(lang: str) -> tuple[str, dict[str, str]]:
        told = ask(f"/services/{cafe.id}", lang=lang)
        marks = {
            one["link_type"]: one["taxonomy_term"]["code"]
            for one in told["attributes"]
            if one["link_type"].startswith("translation/")
        }
        return told["name"], marks

    assert of("ar") == (
        "مقهى",
        {"translation/name/ar": "up_to_date", "translation/description/ar": "missing"},
    )
    assert of("fa") == (
        "کافه",
        {"translation/name/fa": "outdated", "translation/description/fa": "missing"},
    )
    assert of("prs")[0] == "کافه"  # readers of Dari read Farsi
    assert of("ti")[0] == "Sprachcafé"
    assert set(of("de")[1]) == {"translation/name/ar/human", "translation/name/fa/human"}
    (listed,) = ask("/services", lang="ar")["contents"]
    assert listed["name"] == "مقهى"
    answer = visitor.get("/api/hsds/services?lang=prs", headers={"Accept-Language": "fr"})
    assert answer.headers["Content-Language"] == "fa-AF"


def test_organizations_and_lists_of_words(ask: Ask, cafe: Offer) -> None:
    (one,) = ask("/organizations", search="freund")["contents"]
    assert ask("/organizations", search="niemand")["empty"]
    alone = ask(f"/organizations/{one['id']}")
    assert alone["services"] == [{"id": str(cafe.id), "name": "Sprachcafé", "status": "active"}]
    whole = ask(f"/organizations/{one['id']}", full_service="true")["services"]
    assert whole == [ask(f"/services/{cafe.id}")]
    ask(f"/organizations/{uuid.uuid4()}", status=404)
    topic = str(taxonomy_id("topic"))
    assert ask(f"/taxonomies/{topic}", lang="en")["name"] == "Topic"
    assert ask("/taxonomies")["total_items"] == len(TAXONOMIES)
    words = ask("/taxonomy_terms", taxonomy_id=topic, lang="en")
    assert {word["code"] for word in words["contents"]} >= {"language", "work"}
    assert ask(f"/taxonomy_terms/{words['contents'][0]['id']}", lang="en") == words["contents"][0]
    assert ask("/taxonomy_terms", parent_id=topic)["empty"]
    for kind in ("taxonomies", "taxonomy_terms"):
        ask(f"/{kind}/{uuid.uuid4()}", status=404)
    if EXAMPLE.exists():
        assert complaints("service", ask(f"/services/{cafe.id}", lang="ar")) == []
        assert complaints("organization", {k: v for k, v in alone.items() if k != "services"}) == []
        assert complaints("taxonomy_term", words["contents"][0]) == []


WRONG = [
    ("page", "0"), ("page", "x"), ("page", "9" * 30), ("per_page", "201"), ("lang", "xx"),
    ("format", "xml"), ("modified_after", "gestern"), ("organization_id", "1"),
    ("modified_after", "0001-01-01T00:00+14:00"), ("taxonomy_term_id", "a'b"), ("minimal", "yes"),
    ("proximity", "5"),
]  # fmt: skip


def test_what_makes_no_sense_is_told(ask: Ask) -> None:
    for name, value in WRONG:
        assert ask("/services", status=400, **{name: value})["error"].startswith(f"{name}: ")
    for address in ("/services/5", "/nothing/here"):
        assert ask(address, status=404) == {"error": "There is nothing with this id."}


def test_who_has_it_gets_no_second_copy_and_everything_is_compressed(
    cafe: Offer, visitor: FlaskClient
) -> None:
    address = "/api/hsds/services?full=true"
    answer = visitor.get(address, headers={"Accept-Encoding": "br"})
    told = brotli.decompress(answer.data)
    assert json.loads(told)["total_items"] == 1
    assert len(answer.data) < len(told) / 2
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    again = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    with transaction():
        db.session.get_one(Offer, cafe.id).alert = "Heute im Hof"
    changed = visitor.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == 200


def test_four_offers_cost_as_many_statements_as_one(cafe: Offer, visitor: FlaskClient) -> None:
    listed = (
        "/services",
        "/services?full=true&lang=ar",
        "/service_at_locations",
        "/organizations?full_service=true",
    )

    def cost(address: str) -> int:
        with counting() as sent:
            assert visitor.get(f"/api/hsds{address}").status_code == 200
        return len(sent)

    few = [cost(address) for address in listed]
    for number in range(3):
        whole_offer(f"Kurs {number}", names={"ar": "دورة"}, organization_id=cafe.organization_id)
    assert [cost(address) for address in listed] == few
    assert max(few) <= 22


def test_too_many_questions_wait(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views_api, "ASKED", 1)
    ask("/services")
    answer = ask("/services", status=429)
    assert "Wait" in answer["error"]
    assert db.session.query(RateBucket).count() == 1
