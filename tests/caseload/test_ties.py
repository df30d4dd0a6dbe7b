"""Support ties: only she grants; what is shared is open exactly as long as she wants."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.caseload import consents, ties
from app.caseload.consents_models import Consent
from app.caseload.consents_queries import last_in
from app.caseload.gates import may
from app.caseload.models import Case
from app.caseload.opening import open_tie, people_helped
from app.caseload.purposes import SHARING
from app.caseload.ties import NotADay, NotPossibleNow, NotThisVolunteer
from app.caseload.ties_models import NEXT, ShareGrant, SupportTie, TieIndex
from app.caseload.ties_queries import own_ties, volunteers_for
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import Missing, Refused
from app.core.tenancy import find_carrier, open_carrier
from app.people.models import RoleGrant
from tests.caseload.scene import Help, at_work, inside, last_of, of, vet, word
from tests.cast import Member

Helps = Callable[..., Help]


def sees(help_: Help) -> bool:
    """Whether the volunteer finds her now, by list and by address alike."""
    named = [one.uid for one in people_helped(help_.volunteer.viewer)]
    try:
        open_tie(help_.tie.uid, help_.volunteer.viewer)
    except Missing:
        assert find_carrier() is None
        assert help_.tie.uid not in named
        return False
    assert help_.tie.uid in named
    open_carrier(None)  # the request is over
    return True


def test_who_can_be_proposed(
    app: Flask, selam: Member, gerhard: Member, aylin: Member, jana: Member
) -> None:
    with at_work(selam):
        assert volunteers_for(of(selam)) == [], "nobody without the confidentiality form"
        with pytest.raises(NotThisVolunteer):
            ties.propose(of(selam), gerhard.person.id, word=word(jana))
    vet(gerhard)
    vet(aylin)
    with inside(selam):
        assert [who for who, _name in volunteers_for(of(selam))] == [gerhard.person.id]
    with transaction() as session:
        session.execute(sa.update(RoleGrant).values(area_ags="08111000"))
    with inside(selam):
        assert volunteers_for(of(selam)) == [], "nobody of another municipality"


def test_a_proposal_opens_nothing_and_only_she_grants(
    selam: Member, jana: Member, gerhard: Member, helps: Helps
) -> None:
    help_ = helps(selam, granted=False)
    assert not sees(help_)
    assert help_.index() == []
    with pytest.raises(Missing):
        help_.says(ties.grant, by=jana)
    help_.says(ties.grant)
    assert sees(help_)
    assert last_of(selam, SHARING).state == "given"
    assert last_of(selam, SHARING).valid_until == help_.tie.valid_until
    with at_work(selam):
        again = ties.propose(of(selam), gerhard.person.id, word=word(jana))
        assert again.id == help_.tie_id


def test_paused_and_ended_act_at_once(selam: Member, jana: Member, helps: Helps) -> None:
    help_ = helps(selam)
    help_.says(ties.share, "step", 7, until=None)
    help_.says(ties.pause)
    assert not sees(help_)
    with pytest.raises(Missing):
        help_.says(ties.resume, by=jana)
    help_.says(ties.resume)
    assert sees(help_)
    assert help_.shares() == [("step", 7)]
    help_.says(ties.end, by=jana)
    assert not sees(help_)
    assert help_.shares() == []
    assert help_.index() == []
    assert last_of(selam, SHARING).state == "withdrawn"
    with pytest.raises(NotPossibleNow):
        help_.says(ties.resume)


def test_taking_the_yes_back_ends_the_tie(selam: Member, helps: Helps) -> None:
    help_ = helps(selam)
    row = last_of(selam, SHARING)
    with at_work(selam):
        consents.withdraw(row, word=word(selam))
    assert help_.tie.state == "ended"
    assert not sees(help_)


def test_it_ends_with_the_year_and_goes_on_when_she_wants(selam: Member, helps: Helps) -> None:
    help_ = helps(selam)
    first = last_of(selam, SHARING)
    clock.shift(timedelta(days=366))
    vet(help_.volunteer)
    assert not sees(help_)
    with inside(selam):
        assert own_ties(selam.viewer)[0].has_run_out
    help_.says(ties.renew)
    assert sees(help_)
    assert last_of(selam, SHARING).thread != first.thread
    with inside(selam):
        assert last_in(first.thread).state == "expired"


def test_it_pauses_while_the_volunteer_may_not_keep_secrets(selam: Member, helps: Helps) -> None:
    help_ = helps(selam)
    vet(help_.volunteer, until=clock.today())
    assert sees(help_)
    vet(help_.volunteer, until=clock.today() - timedelta(days=1))
    assert not sees(help_)
    with inside(selam):
        assert not own_ties(selam.viewer)[0].keeps_secrets
    vet(help_.volunteer)
    assert sees(help_)


def test_it_ends_with_the_case(selam: Member, helps: Helps) -> None:
    help_ = helps(selam)
    with at_work(selam):
        db.session.execute(sa.update(Case).values(ended_on=clock.today()))
    assert not sees(help_)


def test_a_day_of_sharing_lies_within_the_tie(selam: Member, helps: Helps) -> None:
    help_ = helps(selam)
    for days in (-1, 366):
        with pytest.raises(NotADay):
            help_.says(ties.share, "step", 7, until=clock.today() + timedelta(days=days))
    with pytest.raises(NotPossibleNow):
        help_.says(ties.share, "note", 7, until=None)
    with pytest.raises(Missing):
        help_.says(ties.share, "step", 7, until=None, by=help_.volunteer)
    assert help_.shares() == []


def test_another_volunteers_address_opens_nothing(
    selam: Member, yonas: Member, helps: Helps, gerhard: Member
) -> None:
    help_ = helps(selam)
    with transaction() as session:
        session.execute(sa.update(TieIndex).values(volunteer_id=yonas.person.id))
    assert not sees(help_)


class Tie(RuleBasedStateMachine):
    """One client, one volunteer, everything said in any order by anybody."""

    client: Member
    manager: Member
    volunteer: Member

    def __init__(self) -> None:
        super().__init__()
        vet(self.volunteer)
        with at_work(self.client):
            for table in (ShareGrant, SupportTie, TieIndex, Consent):
                db.session.execute(sa.delete(table))
            asked = word(self.manager)
            tie = ties.propose(of(self.client), self.volunteer.person.id, word=asked)
            self.help = Help(client=self.client, volunteer=self.volunteer, tie_id=tie.id)
        self.secrets = True

    def _say(self, verb: Callable[..., None], by: Member) -> None:
        """Let somebody say it; whoever may not, changes nothing."""
        before = self.help.tie.state
        try:
            self.help.says(verb, by=by)
        except Refused:
            assert self.help.tie.state == before
        except Missing:
            assert by is not self.client
            assert self.help.tie.state == before
        after = self.help.tie.state
        assert after == before or after in NEXT.get(before, ()), (before, after)
        if by is not self.client:
            assert after in (before, "paused", "ended"), "nobody else opens anything"
        self._look()

    def _look(self) -> None:
        state = self.help.tie.state
        assert sees(self.help) == (state == "granted" and self.secrets)
        assert bool(self.help.index()) == (state in ("granted", "paused"))
        with inside(self.client):
            assert may(of(self.client).id, SHARING) == (state in ("granted", "paused"))
        if state in ("proposed", "ended"):
            assert self.help.shares() == []

    @rule(
        verb=st.sampled_from([ties.grant, ties.pause, ties.resume, ties.renew]),
        who=st.sampled_from(["client", "client", "manager"]),
    )
    def says(self, verb: Callable[..., None], who: str) -> None:
        """Somebody says something."""
        self._say(verb, getattr(self, who))

    @rule(who=st.sampled_from(["client", "manager"]), often=st.integers(0, 3))
    def ends(self, who: str, often: int) -> None:
        """Now and then somebody ends it, and it is proposed anew."""
        if often:
            return
        self._say(ties.end, getattr(self, who))
        with at_work(self.client):
            asked = word(self.manager)
            tie = ties.propose(of(self.client), self.volunteer.person.id, word=asked)
            self.help = Help(client=self.client, volunteer=self.volunteer, tie_id=tie.id)
        self._look()

    @rule(number=st.integers(1, 3))
    def shares(self, number: int) -> None:
        """She shares something."""
        try:
            self.help.says(ties.share, "step", number, until=None)
        except Refused:
            assert self.help.tie.state in ("proposed", "ended")
        self._look()

    @rule(number=st.integers(1, 3))
    def hides(self, number: int) -> None:
        """She shares it no longer."""
        self.help.says(ties.take_back, "step", number)
        assert ("step", number) not in self.help.shares()

    @rule()
    def withdraws(self) -> None:
        """She takes her yes back in the ledger."""
        row = last_of(self.client, SHARING)
        with at_work(self.client):
            consents.withdraw(row, word=word(self.client))
        assert self.help.tie.state == "ended"
        self.ends("client", 0)

    @rule(is_valid=st.booleans())
    def signs(self, is_valid: bool) -> None:
        """The volunteer's form runs out, or is signed again."""
        vet(self.volunteer, until=clock.today() + timedelta(days=100 if is_valid else -1))
        self.secrets = is_valid
        if self.help.tie.state != "ended":
            self._look()


def test_whatever_is_said_in_whatever_order(
    app: Flask, selam: Member, jana: Member, gerhard: Member
) -> None:
    members = {"client": selam, "manager": jana, "volunteer": gerhard}
    run_state_machine_as_test(
        type("Tie", (Tie,), members),
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
