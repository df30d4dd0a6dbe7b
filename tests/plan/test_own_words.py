"""What a client reads of words that somebody typed for her, or that she typed herself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.caseload.texts import carry_over
from app.caseload.texts_models import PersonalTranslation
from app.core import clock
from app.core.db import db, transaction
from app.core.i18n import speaking, t
from app.core.translating import FreeText, Status
from app.plan import queries
from app.plan.models import Goal, Step
from tests import build
from tests.cast import Member
from tests.pages import HTML, Page, words
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]
Fetch = Callable[..., Page]
GERMAN, TIGRINYA = "Rad bei Frau Keller holen", "ብሽክለታ ካብ ወይዘሮ ኬለር"


def translate(row: Step | Goal, client_id: int, **more: Any) -> None:
    """A translation of this row's own words."""
    made = PersonalTranslation(
        client_id=client_id,
        entity=row.__tablename__,
        entity_id=row.id,
        changed_at=clock.now(),
        **{"field": "own_words", "lang": "ti", "source_lang": "de", "source_version": 1, **more},
    )
    made.text = TIGRINYA
    db.session.add(made)
    db.session.flush()


def spans(root: Any, lang: str) -> list[str]:
    """Texts that are marked as being in this language, and run from left to right."""
    return [
        words(e) for e in root.iter(f"{HTML}span") if (e.get("lang"), e.get("dir")) == (lang, "ltr")
    ]


def the_step(selam: Member, **more: Any) -> int:
    """A step in Jana's words, translated when `more` says how."""
    assert selam.client is not None
    with transaction():
        row = build.step(selam.client, None, own_words=GERMAN)
        if more:
            translate(row, selam.client.id, **more)
        return row.id


@pytest.mark.parametrize(
    "address", ["/home?lang=en", "/plan?lang=en", "/plan/steps/{}?lang=en", "/plan?lang=ti"]
)
def test_what_is_only_german_says_so_and_offers_to_call(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int, address: str
) -> None:
    number = the_step(selam)
    told = page(signed_in(selam), address.format(number))
    assert GERMAN in spans(told.root, "de")
    assert told.find("a", href="tel:+49715112345") is not None
    if address == "/plan?lang=en":
        assert "Not in your language yet" in told.text
    elif "en" in address:
        assert "This text is not in your language yet." in told.text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"checked_on": clock.today()}, None),
        ({}, "Translation not yet checked by a native speaker."),
        ({"origin": "machine"}, "A translation program wrote this."),
        ({"in_translation": True}, "Somebody is working on this translation."),
        ({"source_version": 0}, "The German text has changed since this was translated."),
    ],
)
def test_a_translation_stands_first_and_says_how_good_it_is(
    signed_in: SignIn,
    selam: Member,
    page: Fetch,
    at_carrier: int,
    more: dict[str, Any],
    said: str | None,
) -> None:
    sayings = (
        "Translation not yet checked by a native speaker.",
        "A translation program wrote this.",
        "Somebody is working on this translation.",
        "The German text has changed since this was translated.",
        "This text is not in your language yet.",
    )
    the_step(selam, lang="en", **(more or {"minor_edit": True}))
    told = page(signed_in(selam), "/home?lang=en", statements=4)
    assert TIGRINYA in spans(told.root, "en")
    assert words(told.find("p", lang="de", dir="ltr")) == GERMAN
    assert [one for one in sayings if one in told.text] == ([said] if said else [])


def test_goals_too(signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int) -> None:
    assert selam.client is not None
    with transaction():
        translate(build.goal(selam.client, own_words="Deutsch bis B1"), selam.client.id)
        build.goal(selam.client, "work", own_words="Arbeit")
    told = page(signed_in(selam), "/plan")
    assert TIGRINYA in spans(told.root, "ti")
    assert told.html.count('<span lang="de" dir="ltr">Arbeit</span>') == 1


def test_her_own_words_need_no_notice(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
) -> None:
    """A private step in her language, read on a page in another one."""
    assert selam.client is not None
    own: dict[str, Any] = {"own_words_lang": "ti", "private_to_client": True}
    with transaction():
        number = build.step(selam.client, None, own_words="ብሕታዊ", **own).id
    for address in ("/home?lang=en", "/plan?lang=en", f"/plan/steps/{number}?lang=en"):
        told = page(signed_in(selam), address)
        assert "ብሕታዊ" in spans(told.root, "ti")
        assert "not in your language" not in told.text.lower()


def test_the_mirror_reads_as_she_does_and_cannot_be_pressed(
    signed_in: SignIn, jana: Member, selam: Member, page: Fetch, at_carrier: int
) -> None:
    assert selam.client is not None
    the_step(selam, checked_on=clock.today())
    browser, address = signed_in(jana), f"/desk/clients/{selam.client.id}"
    drawn = page(browser, address, statements=9).find("div", id_="drawn-phone")
    assert TIGRINYA in words(drawn)
    pressed = {f"{HTML}{tag}" for tag in ("button", "form", "details")}
    assert not [e for e in drawn.iter() if e.tag in pressed]
    assert GERMAN not in words(drawn), "the original is one tap away, and nothing is tapped here"


def test_translations_cost_no_statement_more(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
) -> None:
    browser = signed_in(selam)
    the_step(selam)
    few = {at: page(browser, at).statements for at in ("/home", "/plan")}
    for _ in range(4):
        the_step(selam, lang="ti")
        the_step(selam, lang="ar")
    for address, statements in few.items():
        page(browser, address, statements=statements)


def test_other_words_are_another_text(selam: Member, jana: Member, at_carrier: int) -> None:
    """Whoever changes a step's or a goal's words outdates its translations, without a thought."""
    assert selam.client is not None
    with transaction():
        step = build.step(selam.client, None, own_words=GERMAN, own_words_at=None)
        goal = build.goal(selam.client, own_words="B1")
        translate(step, selam.client.id)
        translate(goal, selam.client.id)
        step.own_words, goal.own_words = GERMAN, "B2"
    (card,) = queries.own_goals(selam.viewer)[0].steps or queries.own_goals(selam.viewer)[1].steps
    goals = {one.own_words: one.words for one in queries.own_goals(selam.viewer)}
    assert card.words.status_in("ti") is Status.UP_TO_DATE
    assert goals["B2"].status_in("ti") is Status.OUTDATED


def test_a_copy_takes_its_translations_along(selam: Member, at_carrier: int) -> None:
    assert selam.client is not None
    later = clock.now() + timedelta(hours=1)
    with transaction():
        old = build.goal(selam.client, own_words="B1")
        translate(old, selam.client.id, checked_on=clock.today())
        new = build.goal(selam.client, own_words="B1")
        carry_over("goal", {old.id: new.id}, now=later)
    found = {card.id: card.words for card in queries.own_goals(selam.viewer)}
    assert isinstance(found[new.id], FreeText)
    assert found[new.id].by_language["ti"].text == TIGRINYA
    assert found[new.id].status_in("ti") is Status.UP_TO_DATE


def test_what_she_agrees_to_is_in_her_language_or_says_that_it_is_not(
    signed_in: SignIn, selam: Member, jana: Member, page: Fetch, at_carrier: int
) -> None:
    """Read together and alone: translations come along into a new version of the plan."""
    assert selam.client is not None
    client_id = selam.client.id
    number = the_step(selam, checked_on=clock.today())
    with transaction():
        translate(build.goal(selam.client, own_words="Deutsch bis B1"), client_id)
        build.goal(selam.client, "work", own_words="Arbeit")
    both = Together(selam, jana)
    both.draft()
    both.propose()
    told = page(signed_in(selam), "/plan/agree?lang=ti")
    assert spans(told.root, "ti").count(TIGRINYA) == 3, "goal, step, and the step as what is new"
    assert "Arbeit" in spans(told.root, "de")
    with speaking("ti"):
        notice = t("This text is not in your language yet.")
    assert told.html.count(notice) == 1
    read = f"/desk/clients/{client_id}/plan/read?at=1&lang=ti"
    together = page(signed_in(jana), read)
    assert TIGRINYA in together.text
    assert "Deutsch bis B1" in together.text
    with transaction():
        db.session.get_one(Step, number).own_words = "Anders"
    changed = page(signed_in(selam), "/plan/agree?lang=ti")
    assert spans(changed.root, "ti").count(TIGRINYA) == 1, "that translation is of other words"


def test_a_reason_is_read_in_her_language_and_in_german_with_a_notice_where_it_is_missing(
    signed_in: SignIn, selam: Member, page: Fetch, at_carrier: int
) -> None:
    assert selam.client is not None
    with transaction():
        goal = build.goal(selam.client, state="paused", because=GERMAN)
        step = build.step(selam.client, state="not_needed", not_needed_because=GERMAN)
        goal_id, here = goal.id, f"/plan/steps/{step.id}?lang=ti"
    browser = signed_in(selam)
    for address in ("/plan?lang=ti", here):
        told = page(browser, address)
        assert GERMAN in spans(told.root, "de"), address
        assert told.find("a", href="tel:+49715112345") is not None, address
    with transaction() as session:
        for row in (session.get_one(Goal, goal_id), session.query(Step).one()):
            translate(row, selam.client.id, field="because")
    for address in ("/plan?lang=ti", here):
        assert TIGRINYA in spans(page(browser, address).root, "ti"), address
    with transaction() as session:
        session.get_one(Goal, goal_id).because = "Ein anderer Grund"
    german = page(browser, "/plan?lang=en")
    assert "Ein anderer Grund" in spans(german.root, "de")
    (goal_card,) = (one for one in queries.own_goals(selam.viewer) if one.id == goal_id)
    assert goal_card.reason is not None
    assert goal_card.reason.status_in("ti") is Status.OUTDATED


def test_what_she_said_herself_is_not_for_translation(selam: Member, at_carrier: int) -> None:
    assert selam.client is not None
    with transaction():
        declined: dict[str, Any] = {"state": "not_needed", "was_declined": True}
        step = build.step(selam.client, not_needed_because=TIGRINYA, **declined)
    assert queries.get_card(step.id, seen_by=selam.viewer).reason is None
