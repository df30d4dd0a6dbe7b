"""The HSDS 3.0 read API: public, without cookie or key, one feed per language."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import open_to_all
from app.core.errors import Missing, TooMany
from app.core.limits import address, count_try
from app.exchange import publishing, selecting
from app.exchange.asking import BadQuestion, Question, read_question
from app.exchange.packages import taxonomies, taxonomy_terms
from app.exchange.selecting import Page
from app.exchange.taxonomies import TAXONOMIES, TERMS, taxonomy_told, term_told
from app.exchange.taxonomies import taxonomy_id as id_of
from app.offers.merging import successor

bp = Blueprint("hsds", __name__, url_prefix="/api/hsds")

ASKED, SECONDS = 1200, 3600  # a whole directory of 100,000 offers is 500 pages
_STANDARD = "https://raw.githubusercontent.com/openreferral/specification/3.0"
ABOUT = {
    "version": "3.0",
    "profile": "https://docs.openreferral.org/en/3.0/hsds/overview.html",
    "openapi_url": f"{_STANDARD}/schema/openapi.json",
}


def _asked() -> Question:
    count_try("hsds", who=address(), limit=ASKED, seconds=SECONDS)
    return read_question(request.args)


def _answer(told: Any, lang: str = "", status: int = 200) -> Response:
    """JSON in one language; who has it already gets no second copy."""
    answer = Response(json.dumps(told, ensure_ascii=False), status, mimetype="application/json")
    if lang:
        answer.headers["Content-Language"] = lang
    if status != 200:
        return answer
    answer.headers["Cache-Control"] = "public, max-age=300"
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer


def _page_of(find: Callable[[Question], Page]) -> ResponseReturnValue:
    asked = _asked()
    return _answer(find(asked).told(), asked.lang)


def _one_of(find: Callable[[Question], Any]) -> ResponseReturnValue:
    asked = _asked()
    found = find(asked)
    if not found:
        raise Missing
    return _answer(found, asked.lang)


@bp.after_request
def _let_everybody_read(answer: Response) -> Response:
    """Any site may show what is public."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


@bp.errorhandler(Missing)
def _missing(_error: Missing) -> ResponseReturnValue:
    return _answer({"error": "There is nothing with this id."}, status=404)


@bp.errorhandler(BadQuestion)
def _bad(why: BadQuestion) -> ResponseReturnValue:
    return _answer({"error": why.reason}, status=400)


@bp.errorhandler(TooMany)
def _too_many(why: TooMany) -> ResponseReturnValue:
    answer = _answer({"error": f"Too many requests. Wait {why.seconds} seconds."}, status=429)
    answer.headers["Retry-After"] = str(why.seconds)
    return answer


@bp.get("")
@open_to_all(polls=True)
def about() -> ResponseReturnValue:
    """Which version of the standard this is."""
    return _answer(ABOUT)


@bp.get("/services")
@open_to_all(polls=True)
def services() -> ResponseReturnValue:
    """Services, page by page."""
    return _page_of(selecting.services)


@bp.get("/services/<uuid:service_id>")
@open_to_all(polls=True)
def service(service_id: uuid.UUID) -> ResponseReturnValue:
    """One service with everything that hangs on it; one that was put into another leads there."""
    asked = _asked()
    now_in = successor(service_id)
    if now_in is not None:
        return _led_on(now_in)
    found = publishing.find(service_id, asked.lang)
    if not found:
        raise Missing
    return _answer(found, asked.lang)


def _led_on(now_in: uuid.UUID) -> ResponseReturnValue:
    """For good, but nobody remembers it: for a day it can be undone."""
    questions: dict[str, Any] = request.args.to_dict()
    answer = redirect(url_for("hsds.service", service_id=now_in, **questions), 301)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/organizations")
@open_to_all(polls=True)
def organizations() -> ResponseReturnValue:
    """Who offers something, page by page."""
    return _page_of(selecting.organizations)


@bp.get("/organizations/<uuid:organization_id>")
@open_to_all(polls=True)
def organization(organization_id: uuid.UUID) -> ResponseReturnValue:
    """One organization and what it offers."""
    return _one_of(lambda asked: selecting.organization_by_id(organization_id, asked))


@bp.get("/service_at_locations")
@open_to_all(polls=True)
def service_at_locations() -> ResponseReturnValue:
    """Services at their places, page by page."""
    return _page_of(selecting.at_locations)


@bp.get("/service_at_locations/<uuid:location_id>")
@open_to_all(polls=True)
def service_at_location(location_id: uuid.UUID) -> ResponseReturnValue:
    """One service at one place."""
    return _one_of(lambda asked: next(iter(selecting.at_locations(asked, location_id).contents), 0))


@bp.get("/taxonomies")
@open_to_all(polls=True)
def list_of_taxonomies() -> ResponseReturnValue:
    """Our lists of words."""
    return _page_of(lambda asked: selecting.of_list(list(taxonomies(asked.lang)), asked))


@bp.get("/taxonomies/<uuid:taxonomy_id>")
@open_to_all(polls=True)
def taxonomy(taxonomy_id: uuid.UUID) -> ResponseReturnValue:
    """One list of words."""
    key = {id_of(key): key for key in TAXONOMIES}.get(taxonomy_id)
    return _one_of(lambda asked: taxonomy_told(key, asked.lang) if key else None)


@bp.get("/taxonomy_terms")
@open_to_all(polls=True)
def list_of_terms() -> ResponseReturnValue:
    """All words; all stand on top, none is part of another."""

    def find(asked: Question) -> Page:
        wanted = str(asked.taxonomy_id or "")
        listed = [one for one in taxonomy_terms(asked.lang) if wanted in ("", one["taxonomy_id"])]
        return selecting.of_list([] if asked.parent_id else listed, asked)

    return _page_of(find)


@bp.get("/taxonomy_terms/<uuid:term_id>")
@open_to_all(polls=True)
def term(term_id: uuid.UUID) -> ResponseReturnValue:
    """One word."""
    found = TERMS.get(term_id)
    return _one_of(
        lambda asked: term_told(found.taxonomy, found.key, asked.lang) if found else None
    )


@bp.get("/<path:key>")
@open_to_all(polls=True)
def nothing(key: str) -> ResponseReturnValue:
    """Whatever else is asked for under this beginning."""
    raise Missing
