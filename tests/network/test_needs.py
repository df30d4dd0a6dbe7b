"""A need is told by anybody, and nothing anywhere says by whom."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.audit.models import TrailEntry
from app.core.db import db, transaction
from app.network.models import NeedSignal
from tests import build
from tests.cast import Member
from tests.pages import Page

Sign = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}
TYPED = {"topic": "family_children", "municipality": build.TOWN, "text": "Ein Kurs mit Betreuung"}


def test_anybody_tells_a_need_and_nobody_is_kept(
    visitor: FlaskClient, selam: Member, signed_in: Sign, page: PagesOf
) -> None:
    shown = page(visitor, "/network/needs/new?lang=en")
    assert "Write no names" in shown.text
    for browser in (visitor, signed_in(selam)):
        answer = browser.post("/network/needs", data=TYPED)
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/offers")
    kept = db.session.query(NeedSignal).all()
    assert [(one.topic, one.text) for one in kept] == [(TYPED["topic"], TYPED["text"])] * 2
    assert set(NeedSignal.__table__.c.keys()) == {
        "id", "municipality_ags", "topic", "text", "told_on"
    }  # fmt: skip
    trail = db.session.query(TrailEntry).filter_by(what="NeedTold").all()
    assert [one.person_id for one in trail] == [None, None]
    piece = visitor.post("/network/needs", data={**TYPED, "text": ""}, headers=PARTIAL)
    assert b"<html" not in piece.data
    assert b'id="need"' in piece.data
    assert not visitor.get_cookie("session")


def test_what_is_no_choice_of_ours_is_refused_and_kept_typed(visitor: FlaskClient) -> None:
    with transaction():
        build.municipality()
    for wrong in ({"topic": "magic"}, {"municipality": "99999999"}, {"text": "x" * 241}):
        answer = visitor.post("/network/needs?lang=en", data={**TYPED, **wrong}, headers=PARTIAL)
        assert answer.status_code == 422
        assert (wrong.get("text") or TYPED["text"]) in answer.get_data(as_text=True)
        assert b"<html" not in answer.data
    assert db.session.query(NeedSignal).count() == 0


def test_one_address_tells_ten_in_an_hour(
    visitor: FlaskClient, adler: Member, signed_in: Sign
) -> None:
    with transaction():
        build.municipality()
    told = [visitor.post("/network/needs", data=TYPED).status_code for _ in range(11)]
    assert told == [303] * 10 + [429]
    assert signed_in(adler).get("/network/needs/new").status_code == 404
    assert signed_in(adler).post("/network/needs", data=TYPED).status_code == 404
