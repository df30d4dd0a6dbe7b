"""The draft at the desk: nothing typed is lost, whoever saves later sees what changed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.core.forms import SHORT
from app.core.tenancy import carrier_opened
from app.plan.versions import find_prepared
from tests.cast import Member
from tests.plan.conftest import HTMX, form
from tests.plan.together import Together

SignIn = Callable[[Member], FlaskClient]
ADDRESSES = ("/draft", "/read", "/versions", "/review")
CHANGES = ("/draft/start", "/draft", "/draft/take-back", "/agreement", "/review")


@pytest.fixture
def both(selam: Member, jana: Member) -> Together:
    return Together(selam, jana)


def at(both: Together, leaf: str = "") -> str:
    return f"/desk/clients/{both.client_id}/plan{leaf}"


def typed(html: str) -> dict[str, str]:
    """What the browser would send of this page's draft, unchanged."""
    text = html[html.rindex("<input", 0, html.index('name="base_version"')) :]
    found = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', text))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {key: value for key, value in found.items() if not key.startswith(("add-", "csrf"))}


@pytest.mark.parametrize("leaf", ADDRESSES)
def test_pages_are_there(both: Together, signed_in: SignIn, page: Any, leaf: str) -> None:
    both.agreed("language", steps=("course_reg",))
    both.draft("work", steps=("job_search",))
    seen = page(signed_in(both.manager), at(both, leaf), statements=16)
    assert "I" in seen.text


@pytest.mark.parametrize("leaf", ADDRESSES)
def test_pages_are_nobody_elses(
    both: Together, signed_in: SignIn, brandt: Member, gerhard: Member, leaf: str
) -> None:
    both.draft("language")
    address = at(both, leaf)
    foreign = signed_in(brandt).get(address)
    missing = signed_in(brandt).get(f"/desk/clients/99999/plan{leaf}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.data == missing.data
    for other in (gerhard, both.client):
        assert signed_in(other).get(address).status_code == 404


@pytest.mark.parametrize("leaf", CHANGES)
def test_changes_are_nobody_elses(
    both: Together, signed_in: SignIn, brandt: Member, gerhard: Member, leaf: str
) -> None:
    both.draft("language")
    address = at(both, leaf)
    for other in (brandt, gerhard, both.client):
        assert signed_in(other).post(address, data=form()).status_code == 404
    assert both.versions() == [(1, "agreed"), (2, "draft")]


def test_from_nothing_to_the_clients_yes(both: Together, signed_in: SignIn) -> None:
    desk = signed_in(both.manager)
    begun = desk.post(at(both, "/draft/start"), data=form(), headers=HTMX)
    assert begun.status_code == 200
    assert begun.text.lstrip().startswith('<div class="stack" id="desk-draft"')
    sent = typed(begun.text) | form(**{"new-topic": "work", "do": "save"})
    added = desk.post(at(both, "/draft"), data=sent, headers=HTMX)
    goal_id = both.content(_version(both)).goals[0].id
    sent = typed(added.text) | form(**{f"goal-{goal_id}-own_step": "Zeugnis holen", "do": "save"})
    ticked: dict[str, Any] = {**sent, f"add-{goal_id}[]": ["job_search", "cv"]}
    saved = desk.post(at(both, "/draft"), data=ticked)
    assert (saved.status_code, saved.location) == (303, at(both, "/draft"))
    shown = desk.get(at(both, "/draft")).text
    assert len(both.content(_version(both)).steps) == 3
    proposed = desk.post(at(both, "/draft"), data=typed(shown) | form(do="propose"), headers=HTMX)
    assert "no" in typed_yes(proposed.text)
    yes = typed_yes(proposed.text) | form(how="oral_with_interpreter", language="ti")
    agreed = desk.post(at(both, "/agreement"), data=yes)
    assert (agreed.status_code, agreed.location) == (303, at(both))
    assert both.versions() == [(1, "superseded"), (2, "agreed")]
    assert len(both.steps()) == 3


def typed_yes(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input[^>]*?name="(no|content_hash)"[^>]*?value="([^"]*)"', html))


def _version(both: Together) -> int:
    db.session.rollback()
    with carrier_opened(both.carrier_id):
        found = find_prepared(both.plan())
    assert found is not None
    return found.id


def test_the_later_one_gets_her_text_back_and_sees_what_changed(
    both: Together, signed_in: SignIn
) -> None:
    made = both.draft("work")
    desk = signed_in(both.manager)
    opened = desk.get(at(both, "/draft")).text
    (goal,) = both.goals(made)
    field = f"goal-{goal.id}-own_words"
    first = typed(opened) | form(**{field: "Ich werde Koch", "do": "save"})
    assert desk.post(at(both, "/draft"), data=first).status_code == 303
    later = typed(opened) | form(**{field: "Ich werde Bäcker", "do": "save"})
    answer = desk.post(at(both, "/draft"), data=later)
    assert answer.status_code == 422
    assert "Ich werde Bäcker" in answer.text
    assert "Ich werde Koch" in answer.text
    again = typed(answer.text) | form(do="save")
    assert again[field] == "Ich werde Bäcker"
    assert desk.post(at(both, "/draft"), data=again).status_code == 303
    assert both.goals(made)[0].own_words == "Ich werde Bäcker"


def test_what_was_typed_at_a_goal_that_is_gone_is_shown(both: Together, signed_in: SignIn) -> None:
    made = both.draft("work", "language")
    desk = signed_in(both.manager)
    opened = desk.get(at(both, "/draft")).text
    work = both.goals(made)[0]
    gone = typed(opened) | form(do=f"away:goal:{work.id}")
    assert desk.post(at(both, "/draft"), data=gone).status_code == 303
    later = typed(opened) | form(**{f"goal-{work.id}-own_words": "Meister", "do": "save"})
    answer = desk.post(at(both, "/draft"), data=later)
    assert answer.status_code == 422
    assert "Meister" in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("own_words", "x" * 10_000),
        ("own_step", "\u202e" + "x" * (SHORT + 1)),
        ("target_on", "1999-12-31"),
        ("target_on", "31.31.2026"),
        ("wish_of", "nobody"),
        ("because", "y" * 10_000),
    ],
)
def test_wrong_input_is_answered_in_words_and_kept(
    both: Together, signed_in: SignIn, name: str, value: str
) -> None:
    made = both.draft("work")
    desk = signed_in(both.manager)
    (goal,) = both.goals(made)
    sent = typed(desk.get(at(both, "/draft")).text) | form(do="save")
    sent |= {f"goal-{goal.id}-{name}": value, f"goal-{goal.id}-own_words": value}
    sent |= {"new-topic": "housing", "new-own_words": "Zwei Zimmer"}
    answer = desk.post(at(both, "/draft"), data=sent, headers=HTMX)
    assert answer.status_code == 422
    assert "Zwei Zimmer" in answer.text
    assert len(both.goals(made)) == 1


def test_how_things_stand_is_sealed_copied_and_read_by_her(
    both: Together, signed_in: SignIn
) -> None:
    both.draft("work")
    desk, words = signed_in(both.manager), "Koch in Asmara, 12 Jahre"
    sent = typed(desk.get(at(both, "/draft")).text) | form(do="save")
    assert (
        desk.post(at(both, "/draft"), data=sent | {"situation-work-body": words}).status_code == 303
    )
    both.propose()
    assert words in signed_in(both.client).get("/plan/agree").text
    both.agree()
    both.draft()
    assert words in desk.get(at(both, "/draft")).text
    late = typed(desk.get(at(both, "/draft")).text) | form(do="save")
    late |= {"situation-work-body": "z" * 10_000}
    assert desk.post(at(both, "/draft"), data=late).status_code == 422


def test_unknown_steps_and_marks_of_direction(both: Together, signed_in: SignIn) -> None:
    made = both.draft("work")
    desk = signed_in(both.manager)
    (goal,) = both.goals(made)
    sent = typed(desk.get(at(both, "/draft")).text) | form(do="save")
    odd = desk.post(at(both, "/draft"), data={**sent, f"add-{goal.id}[]": ["no_such_step"]})
    assert odd.status_code == 422
    turned = sent | form(
        **{f"goal-{goal.id}-own_words": "\u202eAusbildung\u2066", "do": "down:goal:99999999999"}
    )
    assert desk.post(at(both, "/draft"), data=turned).status_code == 303
    assert both.goals(made)[0].own_words == "Ausbildung"


def test_a_step_whose_day_has_passed_can_be_saved(both: Together, signed_in: SignIn) -> None:
    both.agreed("language", steps=("course_reg",))
    desk = signed_in(both.manager)
    desk.post(at(both, "/draft/start"), data=form())
    clock.shift(timedelta(days=400))
    desk = signed_in(both.manager)
    sent = typed(desk.get(at(both, "/draft")).text) | form(do="save")
    sent["review-on"] = f"{clock.today() + timedelta(days=30)}"
    assert desk.post(at(both, "/draft"), data=sent).status_code == 303


def test_goals_and_steps_change_places_by_keyboard(both: Together, signed_in: SignIn) -> None:
    made = both.draft("work", "language", steps=("job_search", "cv"))
    desk = signed_in(both.manager)
    content = both.content(made)
    for button in (f"down:goal:{content.goals[0].id}", f"up:step:{content.steps[1].id}"):
        sent = typed(desk.get(at(both, "/draft")).text) | form(do=button)
        assert desk.post(at(both, "/draft"), data=sent).status_code == 303
    after = both.content(made)
    assert [goal.topic for goal in after.goals] == ["language", "work"]
    assert [step.template_key for step in after.steps] == ["cv", "job_search"]
