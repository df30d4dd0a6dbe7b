"""The ledger: what may follow what, nothing is ever changed, a purpose is open only by a yes."""

import itertools
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.audit.models import AccessLog
from app.caseload import consents, purposes
from app.caseload.consents import ANY, AlreadyOver, OnlySheCanSayYes, Terms
from app.caseload.consents_models import NEXT, STATES, Consent
from app.caseload.consents_queries import get_last, own_consents
from app.caseload.gates import may
from app.caseload.service import NewClient, add_client
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from tests import build
from tests.caseload.scene import at_work, inside, last_of, of, rows_of, word
from tests.cast import Member

OFFICE = Terms(recipient="Jobcenter", scope="Mietkosten", occasion="Antrag im März")


def test_every_purpose_has_exactly_one_ground_and_a_consent_its_text() -> None:
    for key, purpose in purposes.PURPOSES.items():
        assert purpose.basis.key in ("public_task", "consent", "legal_duty"), key
        assert purpose.words, key
        assert purpose.data, key
        assert purpose.receivers, key
        assert bool(purpose.text and purpose.name) == purpose.needs_consent, key
    assert {purpose.basis.key for purpose in purposes.PURPOSES.values()} == {
        "public_task",
        "consent",
        "legal_duty",
    }


def test_what_counselling_needs_is_never_asked_for(app: Flask, selam: Member) -> None:
    with at_work(selam):
        for key in set(purposes.PURPOSES) - set(purposes.BY_CONSENT):
            with pytest.raises(Missing):
                consents.offer(of(selam).id, key, word=word(selam))
            with pytest.raises(Missing):
                consents.give(of(selam).id, key, word=word(selam))


def test_asked_given_taken_back_each_is_a_row(app: Flask, selam: Member, jana: Member) -> None:
    said = word(jana, explained_by_id=jana.person.id)
    with at_work(selam):
        row = consents.offer(of(selam).id, purposes.RELEASE, terms=OFFICE, word=said)
        assert consents.offer(of(selam).id, purposes.RELEASE, terms=OFFICE, word=said) is row
        assert not may(of(selam).id, purposes.RELEASE)
        consents.answer(row, is_yes=True, word=word(selam))
        assert may(of(selam).id, purposes.RELEASE)
        consents.withdraw(row, word=word(selam))
        consents.withdraw(row, word=word(selam))
        assert not may(of(selam).id, purposes.RELEASE)
    rows = rows_of(selam)
    assert [(one.no, one.state) for one in rows] == [(1, "offered"), (2, "given"), (3, "withdrawn")]
    assert {one.thread for one in rows} == {rows[0].thread}
    assert {one.recipient for one in rows} == {"Jobcenter"}
    assert {one.explained_by_id for one in rows} == {jana.person.id}
    assert [one.by_id for one in rows] == [jana.person.id, selam.person.id, selam.person.id]
    assert rows[1].given_at
    assert rows[1].how == "own_tap"
    assert rows[2].given_at == rows[1].given_at
    assert rows[2].withdrawn_at
    with inside(selam):
        what = db.session.scalars(sa.select(AccessLog.what).order_by(AccessLog.id)).all()
    assert what == ["ConsentOffered", "ConsentGiven", "ConsentWithdrawn"]


def test_a_no_ends_the_question_and_a_second_answer_is_refused(app: Flask, selam: Member) -> None:
    with at_work(selam):
        row = consents.offer(of(selam).id, purposes.TRANSFER, terms=OFFICE, word=word(selam))
        consents.answer(row, is_yes=False, word=word(selam))
        with pytest.raises(AlreadyOver):
            consents.answer(row, is_yes=True, word=word(selam))
        assert consents.withdraw(row, word=word(selam)).state == "refused"
        again = consents.offer(of(selam).id, purposes.TRANSFER, terms=OFFICE, word=word(selam))
    assert again.thread != row.thread


def test_a_manager_writes_down_only_what_may_be_spoken(
    app: Flask, selam: Member, jana: Member
) -> None:
    said = word(jana, how="oral_with_interpreter", explained_by_id=jana.person.id)
    with at_work(selam):
        row = consents.record(of(selam).id, purposes.RELEASE, terms=OFFICE, word=said)
        assert (row.state, row.how) == ("given", "oral_with_interpreter")
        for purpose in (purposes.PUSH, purposes.SHARING):
            with pytest.raises(OnlySheCanSayYes):
                consents.record(of(selam).id, purpose, terms=ANY, word=said)
        with pytest.raises(OnlySheCanSayYes):
            consents.record(of(selam).id, purposes.RELEASE, terms=OFFICE, word=word(jana))


def test_a_day_and_a_new_text_end_a_yes_by_themselves(
    app: Flask, selam: Member, gave: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gave(selam, purposes.RELEASE, recipient="Jobcenter", valid_until=clock.today())
    gave(selam, purposes.TRANSFER, recipient="Stadt")
    with inside(selam):
        assert may(of(selam).id, purposes.RELEASE)
        clock.shift(timedelta(days=1))
        assert not may(of(selam).id, purposes.RELEASE)
        newer = vars(purposes.PURPOSES[purposes.TRANSFER]) | {"version": 2}
        monkeypatch.setitem(purposes.PURPOSES, purposes.TRANSFER, purposes.Purpose(**newer))
        assert not may(of(selam).id, purposes.TRANSFER)
        states = {card.purpose.key: card.state for card in own_consents(selam.viewer)}
        assert states == {"release": "expired", "transfer": "superseded"}
    with at_work(selam):
        row = consents.answer(last_of(selam, purposes.TRANSFER), is_yes=True, word=word(selam))
        assert (row.state, row.text_version, row.recipient) == ("given", 2, "Stadt")
        assert may(of(selam).id, purposes.TRANSFER)
    rows = [one.state for one in rows_of(selam) if one.purpose == purposes.TRANSFER]
    assert rows == ["given", "superseded", "given"]


def test_no_row_is_ever_changed(app: Flask, selam: Member, gave: Callable[..., int]) -> None:
    gave(selam, purposes.RELEASE, recipient="Jobcenter")
    for values in ({"state": "refused"}, {"recipient": "Andere"}, {"given_at": None}):
        with (
            inside(selam),
            pytest.raises(sa.exc.DBAPIError, match="only added"),
            transaction() as session,
        ):
            session.execute(sa.update(Consent).values(values))


def test_another_carrier_finds_nothing(
    app: Flask, selam: Member, brandt: Member, gave: Callable[..., int]
) -> None:
    consent_id, client_id = gave(selam, purposes.RELEASE, recipient="Jobcenter"), of(selam).id
    with inside(brandt):
        assert not may(client_id, purposes.RELEASE)
        with pytest.raises(Missing):
            get_last(consent_id, seen_by=brandt.viewer)


def test_a_number_told_in_the_first_talk_is_a_yes_to_calls(
    app: Flask, selam: Member, jana: Member
) -> None:
    for phone, interpreter_need in (("+4915123456789", True), (None, False)):
        with at_work(jana):
            new = NewClient(
                given_name=f"Amina {interpreter_need}",
                family_name="Osman",
                language="so",
                municipality_ags=build.TOWN,
                phone=phone,
                interpreter_need=interpreter_need,
            )
            added = add_client(new, by=jana.viewer, now=clock.now())
            assert may(added.id, purposes.PHONE) == bool(phone)
            rows = db.session.scalars(sa.select(Consent).where(Consent.client_id == added.id))
            found = [(row.how, row.language, row.explained_by_id) for row in rows]
        assert found == ([("oral_with_interpreter", "so", jana.person.id)] if phone else [])


class Ledger(RuleBasedStateMachine):
    """One client says things in any order; a plain model says what must be true."""

    client: Member
    manager: Member

    def __init__(self) -> None:
        super().__init__()
        with at_work(self.client):
            db.session.execute(sa.delete(Consent))
        self.model: dict[uuid.UUID, list[str]] = {}
        self.now = ""

    def _do(self, verb: Callable[[], object]) -> None:
        """Let the service act; what it refuses changes nothing."""
        before = self._rows()
        try:
            with at_work(self.client):
                verb()
        except Refused:
            assert self._rows() == before
        after = self._rows()
        assert after[: len(before)] == before, "a row was changed"
        for _id, thread, state, _no in after[len(before) :]:
            self.model.setdefault(thread, []).append(state)
        for states in self.model.values():
            path = ["", *states]
            assert all(b in NEXT.get(a, ()) for a, b in itertools.pairwise(path)), path
        with inside(self.client):
            is_open = may(of(self.client).id, purposes.RELEASE)
        assert is_open == any(states[-1] == "given" for states in self.model.values())

    def _rows(self) -> list[tuple[Any, ...]]:
        with inside(self.client):
            return [
                tuple(row)
                for row in db.session.execute(
                    sa.select(Consent.id, Consent.thread, Consent.state, Consent.no).order_by(
                        Consent.id
                    )
                )
            ]

    def _any(self, number: int) -> Consent | None:
        with inside(self.client):
            found = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        return found[number % len(found)] if found else None

    @rule()
    def offered(self) -> None:
        """She is asked."""
        self._do(
            lambda: consents.offer(
                of(self.client).id, purposes.RELEASE, terms=OFFICE, word=word(self.client)
            )
        )

    @rule()
    def given(self) -> None:
        """She says yes to what the screen shows."""
        self._do(
            lambda: consents.give(
                of(self.client).id, purposes.RELEASE, terms=OFFICE, word=word(self.client)
            )
        )

    @rule(number=st.integers(0, 50), is_yes=st.booleans())
    def answered(self, number: int, is_yes: bool) -> None:
        """She answers whatever page is still open."""
        if (row := self._any(number)) is not None:
            self._do(lambda: consents.answer(row, is_yes=is_yes, word=word(self.client)))

    @rule(number=st.integers(0, 50))
    def withdrawn(self, number: int) -> None:
        """She takes back whatever she finds."""
        if (row := self._any(number)) is not None:
            self._do(lambda: consents.withdraw(row, word=word(self.client)))
            assert self.model[row.thread][-1] in STATES
            assert self.model[row.thread][-1] not in ("given", "offered")

    @rule(number=st.integers(0, 50))
    def settled(self, number: int) -> None:
        """What it was about is over, by others' doing: no word of hers is made up."""
        if (row := self._any(number)) is not None:
            before = list(self.model[row.thread])
            self._do(lambda: consents.settle(row, word=word(self.manager)))
            ends = {"offered": ["expired"], "given": ["withdrawn"]}
            assert self.model[row.thread][len(before) :] == ends.get(before[-1], [])
            assert self.model[row.thread][-1] not in ("given", "offered")


def test_whatever_is_said_in_whatever_order(app: Flask, selam: Member, jana: Member) -> None:
    machine = type("Ledger", (Ledger,), {"client": selam, "manager": jana})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
