"""A client's own wishes: who sees them, how they change, how they go."""

import uuid
from collections.abc import Callable

import pytest

from app.caseload.queries import clients_of
from app.core.access import SYSTEM, Viewer
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.plan import adding, refusals, rows, service, wishes
from app.plan.models import Step, StepEvent
from app.plan.queries import get_card, steps_of
from app.plan.service import Op
from tests import build
from tests.cast import Member

NewOp = Callable[..., Op]
pytestmark = pytest.mark.usefixtures("at_carrier")


def wish(selam: Member, op: NewOp, *, is_private: bool, words: str = "ብሽክለታ ክገዝእ") -> Step:
    with transaction():
        made = adding.add_own_step(
            rows.get_own_plan(selam.viewer),
            words,
            topic="participation",
            op=op(selam),
            is_private=is_private,
        )
    assert made is not None
    return made


def seen(by: Viewer) -> list[str | None]:
    return [card.own_words for card in steps_of(clients_of(by), seen_by=by)]


def test_a_private_wish_is_hers_alone(selam: Member, jana: Member, op: NewOp) -> None:
    made = wish(selam, op, is_private=True)
    assert (made.state, made.wished_by_client, made.own_words_lang) == ("open", True, "ti")
    assert seen(selam.viewer) == ["ብሽክለታ ክገዝእ"]
    assert seen(jana.viewer) == []
    with pytest.raises(Missing):
        rows.get_row(made.id, seen_by=jana.viewer)


def test_a_shared_wish_is_suggested_to_the_manager_who_agrees(
    selam: Member, jana: Member, op: NewOp
) -> None:
    made = wish(selam, op, is_private=False)
    assert made.state == "suggested"
    assert seen(jana.viewer) == ["ብሽክለታ ክገዝእ"]
    with pytest.raises(refusals.NotAnswered):
        service.take_on(made, op=op(selam))
    with transaction():
        service.take_on(made, op=op(jana))
    assert made.state == "open"


def test_words_change_until_somebody_agreed_to_them(selam: Member, jana: Member, op: NewOp) -> None:
    made = wish(selam, op, is_private=False)
    new = wishes.Wish("ናይ ኢድ ብሽክለታ", "work")
    with transaction():
        wishes.reword(made, new, base_version=made.version, op=op(selam))
    assert (made.own_words, made.topic, made.own_words_version) == ("ናይ ኢድ ብሽክለታ", "work", 2)
    with transaction():
        service.take_on(made, op=op(jana))
    with pytest.raises(refusals.AlreadyTakenOn):
        wishes.reword(made, new, base_version=made.version, op=op(selam))
    with pytest.raises(refusals.AlreadyTakenOn):
        wishes.take_away(made, op=op(selam))


def test_what_another_phone_wrote_meanwhile_is_not_written_over(selam: Member, op: NewOp) -> None:
    made = wish(selam, op, is_private=True)
    read = made.version
    with transaction():
        wishes.reword(made, wishes.Wish("A", "work"), base_version=read, op=op(selam))
    with pytest.raises(refusals.ChangedMeanwhile):
        wishes.reword(made, wishes.Wish("B", "work"), base_version=read, op=op(selam))
    assert made.own_words == "A"


def test_a_private_wish_that_is_taken_away_leaves_nothing(selam: Member, op: NewOp) -> None:
    made = wish(selam, op, is_private=True)
    with transaction():
        wishes.take_away(made, op=op(selam))
    assert db.session.query(Step).filter_by(id=made.id).count() == 0
    assert db.session.query(StepEvent).filter_by(step_id=made.id).count() == 0


def test_a_suggested_wish_that_is_taken_away_is_no_longer_needed(
    selam: Member, jana: Member, op: NewOp
) -> None:
    made = wish(selam, op, is_private=False)
    with transaction():
        wishes.take_away(made, op=op(selam))
    assert (made.state, made.was_declined) == ("not_needed", False)


def test_only_her_own_wishes_and_only_she_herself(selam: Member, jana: Member, op: NewOp) -> None:
    assert selam.client is not None
    with transaction():
        other = build.step(selam.client, "club", topic="participation")
    made = wish(selam, op, is_private=False)
    for step, by in ((other, selam), (made, jana)):
        with pytest.raises(Missing):
            wishes.take_away(step, op=op(by))
        with pytest.raises(Missing):
            wishes.reword(step, wishes.Wish("A", "work"), base_version=1, op=op(by))


def test_she_declines_a_suggestion_with_a_reason_or_without(
    selam: Member, jana: Member, op: NewOp
) -> None:
    assert selam.client is not None
    with transaction():
        first, second = (
            build.step(selam.client, key, topic="participation", state="suggested")
            for key in ("club", "driving")
        )
        service.decline(first, because="ግዜ የብለይን", op=op(selam))
        service.decline(second, because=None, op=op(selam))
    card = get_card(first.id, seen_by=jana.viewer)
    assert (card.state, card.was_declined, card.not_needed_because) == (
        "not_needed",
        True,
        "ግዜ የብለይን",
    )
    assert second.not_needed_because is None
    with pytest.raises(Missing):
        service.decline(second, because=None, op=op(jana))


@pytest.mark.parametrize("state", ["open", "in_progress", "waiting", "done"])
def test_what_was_agreed_is_not_declined(selam: Member, op: NewOp, state: str) -> None:
    assert selam.client is not None
    with transaction():
        made = build.step(selam.client, state=state)
    with pytest.raises(Refused):
        service.decline(made, because=None, op=op(selam))


def test_a_wish_sent_twice_is_kept_once(selam: Member, op: NewOp) -> None:
    plan, same = rows.get_own_plan(selam.viewer), uuid.uuid4()
    with transaction():
        for _ in range(2):
            adding.add_own_step(plan, "A", topic="work", op=op(selam, same))
    assert seen(selam.viewer) == ["A"]


def test_nobody_else_writes_wishes(op: NewOp) -> None:
    with pytest.raises(Missing):
        rows.get_own_plan(SYSTEM)
