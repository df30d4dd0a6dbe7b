"""A goal shared in the household: agreed to, allowed by its owner, read and never ticked."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.caseload import consents, households
from app.caseload.consents import Word
from app.caseload.consents_models import Consent
from app.caseload.models import Client
from app.caseload.purposes import HOUSEHOLD
from app.core import clock
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.plan import drafting, versions
from app.plan.drafting import GoalTerms
from app.plan.household import goals_at_home
from app.plan.models import Goal, Step
from app.plan.service import Op
from tests import build
from tests.cast import Member
from tests.pages import Page
from tests.plan.conftest import form
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]
PagesOf = Callable[..., Page]
WORDS = "Wir ziehen um"
SHARED = GoalTerms(own_words=WORDS, wish_of="client", target_on=None, household_shared=True)


@pytest.fixture
def home(selam: Member, ahmad: Member, jana: Member, op: Callable[..., Op]) -> Together:
    """Selam and Ahmad live together; in her plan one goal is marked, one is not."""
    both = Together(selam, jana)
    both.draft("language")
    with carrier_opened(both.carrier_id), transaction() as session:
        assert ahmad.client is not None
        hers, his = (session.get_one(Client, one) for one in (both.client_id, ahmad.client.id))
        house = households.found(hers, by=jana.viewer, now=clock.now())
        households.join(his, house, by=jana.viewer, now=clock.now())
        version = versions.find_prepared(both.plan())
        assert version is not None
        goal = drafting.add_goal(version, "housing", SHARED)
        lineage = goal.lineage
    both.propose()
    both.agree()
    with carrier_opened(both.carrier_id), transaction() as session:
        hers = session.get_one(Client, both.client_id)
        common = {"goal_lineage": lineage, "topic": "housing"}
        build.step(hers, "flat_search", **common)
        build.step(hers, None, own_words="Nur für mich", private_to_client=True, **common)
    return both


def says(member: Member, *, is_yes: bool) -> None:
    """She answers the card on her first page, or takes her yes back."""
    with carrier_opened(member.grant.carrier_id or 0), transaction() as session:
        last = sa.select(Consent).where(Consent.purpose == HOUSEHOLD).order_by(Consent.id.desc())
        row = session.scalars(last.limit(1)).one()
        word = Word(by=member.viewer, now=clock.now(), language="ti")
        consents.answer(row, is_yes=is_yes, word=word)


def read_by(member: Member) -> list[str]:
    """The goals of others that somebody reads."""
    with carrier_opened(member.grant.carrier_id or 0):
        return [one.goal.own_words or "" for one in goals_at_home(member.viewer)[1]]


def test_only_with_her_own_yes_and_only_as_long(home: Together, ahmad: Member) -> None:
    assert read_by(ahmad) == [], "agreed to, and she is asked"
    says(home.client, is_yes=True)
    assert read_by(ahmad) == [WORDS]
    assert read_by(home.client) == [], "what is her own stands in her own plan"
    says(home.client, is_yes=False)
    assert read_by(ahmad) == []
    home.agreed()
    with carrier_opened(home.carrier_id):
        asked = db.session.query(Consent).filter_by(purpose=HOUSEHOLD, state="offered")
        assert asked.count() == 1, "who took a yes back is left in peace"


def test_who_lives_elsewhere_or_asks_in_another_role_reads_nothing(
    home: Together, ahmad: Member, rojin: Member, yonas: Member, gerhard: Member
) -> None:
    says(home.client, is_yes=True)
    assert read_by(rojin) == read_by(yonas) == []
    with carrier_opened(home.carrier_id):
        assert goals_at_home(home.manager.viewer)[1] == goals_at_home(gerhard.viewer)[1] == []
        with transaction() as session:
            hers = session.get_one(Client, home.client_id)
            house = hers.household_id or 0
            households.leave(hers, house, by=home.manager.viewer, now=clock.now())
    assert read_by(ahmad) == []


def test_his_page_shows_the_goal_and_its_steps_and_nothing_to_tap(
    home: Together, ahmad: Member, signed_in: SignIn, page: PagesOf
) -> None:
    his, hers = signed_in(ahmad), signed_in(home.client)
    before = page(his, "/plan?lang=en")
    assert WORDS not in before.text
    kept = his.get("/offline/pack").get_json()["pages"]["/plan"]
    with carrier_opened(home.carrier_id):
        question = db.session.query(Consent.id).filter_by(purpose=HOUSEHOLD).scalar()
    asked = page(hers, "/home?lang=en").find("a", href="/me/consents")
    assert asked is not None, "she is asked on her first page"
    assert "Private steps are never shown." in page(hers, f"/me/consents/{question}?lang=en").text
    assert hers.post(f"/me/consents/{question}").status_code == 303
    shown = page(his, "/plan?lang=en", statements=8)
    assert WORDS in shown.text
    assert "Look for a flat" in shown.text
    assert his.get("/offline/pack").get_json()["pages"]["/plan"] != kept, "his phone hears of it"
    assert "Nur für mich" not in shown.text
    with carrier_opened(home.carrier_id):
        number = db.session.query(Step.id).filter_by(template_key="flat_search").scalar()
    assert f"/plan/steps/{number}" not in shown.html
    nothing = his.get("/plan/steps/999999").data
    assert his.get(f"/plan/steps/{number}").data == nothing
    assert his.post(f"/plan/steps/{number}/finish", data=form()).status_code == 404
    assert "Your household can read this goal" in page(hers, "/plan?lang=en").text


def test_the_mark_is_part_of_what_both_agree_to(
    home: Together, jana: Member, signed_in: SignIn, page: PagesOf
) -> None:
    draft = home.draft()
    with carrier_opened(home.carrier_id):
        rows = db.session.query(Goal).filter_by(version_id=draft).order_by(Goal.id)
        marked = {goal.own_words: goal.household_shared for goal in rows}
        usual = next(goal.id for goal in rows if goal.own_words is None)
        lineages = {goal.lineage for goal in rows}
    assert marked == {None: False, WORDS: True}
    before = home.content(draft).hash
    desk = signed_in(jana)
    here = f"/desk/clients/{home.client_id}/plan/draft"
    opened = page(desk, f"{here}?lang=en")
    name = f"goal-{usual}-household_shared"
    assert opened.find("input", name=name) is not None
    kept = ("base_version", "review-on")
    data = {one: opened.find("input", name=one).get("value") for one in kept}
    data |= form(
        **{
            f"goal-{usual}-wish_of": "joint",
            name: "y",
            "do": "propose",
            "new-topic": "",
            "new-wish_of": "joint",
        }
    )
    assert desk.post(here, data=data).status_code == 303
    assert home.content(draft).hash != before
    with carrier_opened(home.carrier_id):
        rows = db.session.query(Goal).filter_by(version_id=draft)
        assert {goal.lineage for goal in rows} == lineages, "it is the same goal"
        assert all(goal.state != "changed" for goal in rows)
    asked = page(signed_in(home.client), "/plan/agree?lang=en")
    assert "Your household reads this goal:" in asked.text
