"""Each state of the ceremony, each way it can fail, and that repeats change nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.audit.models import TrailEntry
from app.core import clock
from app.core.db import db, transaction
from app.people import enrolment
from app.people.models import Enrolment, Passkey, Session
from tests.cast import Member
from tests.people.conftest import Phone

Issue = Callable[..., tuple[Enrolment, str]]
NewPhone = Callable[[], Phone]


def test_a_code_becomes_a_passkey_and_a_session(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    assert selam.manager
    held, secret = issue(selam)
    assert held.state == "issued"
    phone = new_phone()
    assert phone.open(secret) == "/enter"
    assert held.state == "opened"
    assert held.number in held.choices
    assert len(set(held.choices)) == 3
    match(held, selam)
    assert held.state == "matched"
    phone.make_passkey()
    assert held.state == "registered"
    assert not db.session.query(Passkey).one().is_active
    assert phone.browser.post("/enter/start").status_code == 404
    confirm(held, selam)
    assert held.state == "active"
    assert db.session.query(Passkey).one().is_active
    answer = phone.browser.post("/enter/start")
    assert (answer.status_code, answer.location) == (303, "/welcome")
    assert phone.browser.get("/home").status_code == 200


def match(held: Enrolment, member: Member, number: int | None = None) -> None:
    assert member.manager
    with transaction():
        enrolment.match(
            held, number=number or held.number or 0, by=member.manager.viewer, now=clock.now()
        )


def confirm(held: Enrolment, member: Member) -> None:
    assert member.manager
    with transaction():
        enrolment.confirm(held, by=member.manager.viewer, now=clock.now())


def test_only_the_hash_of_the_secret_is_kept(selam: Member, issue: Issue) -> None:
    held, secret = issue(selam)
    assert secret.encode() not in held.secret_hash
    assert len(held.secret_hash) == 32
    assert len(secret) == 43  # 256 bits


def test_looking_at_the_page_burns_nothing(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    """Link previews and prefetching scanners only GET."""
    held, _secret = issue(selam)
    for _ in range(3):
        assert new_phone().browser.get("/enter").status_code == 200
    assert held.state == "issued"


def test_a_second_browser_is_refused_and_the_first_goes_on(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    held, secret = issue(selam)
    first, second = new_phone(), new_phone()
    first.open(secret)
    assert "why=elsewhere" in second.open(secret)
    assert held.refused_openers == 1
    assert held.state == "opened"
    assert first.open(secret) == "/enter"  # a repeat of the first is harmless
    assert second.browser.post("/enter/options").status_code == 404
    assert db.session.query(TrailEntry).filter_by(what="EnrolmentOpenedElsewhere").count() == 1


def test_an_unknown_secret_opens_nothing(selam: Member, new_phone: NewPhone) -> None:
    assert "why=unknown" in new_phone().open("guessed")


def test_a_browser_without_cookies_is_told(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    held, secret = issue(selam)
    answer = new_phone().browser.post("/enter", data={"secret": secret})
    assert "why=cookies" in answer.location
    assert held.state == "issued"


@pytest.mark.parametrize(
    ("seconds", "verdict", "state"), [(599, "ours", "opened"), (600, "expired", "expired")]
)
def test_a_code_lives_ten_minutes(
    selam: Member, issue: Issue, seconds: int, verdict: str, state: str
) -> None:
    held, secret = issue(selam)
    then = held.issued_at + timedelta(seconds=seconds)
    with transaction():
        assert enrolment.open_with(secret, browser=b"phone", now=then) == (held, verdict)
    assert held.state == state


def test_time_can_run_out_in_every_state(selam: Member, issue: Issue, new_phone: NewPhone) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    match(held, selam)
    phone.make_passkey()
    clock.shift(timedelta(minutes=10))
    assert held.state_at(clock.now()) == "expired"
    with transaction():
        enrolment.confirm(
            enrolment.get_of_issuer(
                selam.person.id, issued_by=manager_of(selam).viewer, now=clock.now()
            ),
            by=manager_of(selam).viewer,
            now=clock.now(),
        )
    assert held.state == "expired"
    assert db.session.query(Passkey).one().revoked_at is not None


def manager_of(member: Member) -> Member:
    assert member.manager
    return member.manager


def test_one_wrong_number_draws_new_ones_two_burn_the_code(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    held, secret = issue(selam)
    new_phone().open(secret)
    match(held, selam, next(n for n in held.choices if n != held.number))
    assert (held.state, held.wrong_numbers) == ("opened", 1)
    assert held.number in held.choices
    match(held, selam, next(n for n in held.choices if n != held.number))
    assert held.state == "burned"
    match(held, selam)
    assert held.state == "burned"


def test_nothing_is_made_before_the_numbers_match(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    _held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    assert phone.browser.post("/enter/options").status_code == 409


def test_the_third_failure_leads_to_another_way(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    match(held, selam)
    said = [phone.browser.post("/enter/failed").get_json()["is_over"] for _ in range(3)]
    assert said == [False, False, True]
    assert held.state == "fallback"
    assert 'data-step="pin"' in phone.browser.get("/enter").get_data(as_text=True)


@pytest.mark.parametrize("lie", ["origin", "rp", "unverified", "challenge", "garbage"])
def test_a_false_answer_counts_as_a_failure(
    selam: Member, issue: Issue, new_phone: NewPhone, lie: str
) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    match(held, selam)
    options = phone.browser.post("/enter/options").get_json()
    if lie == "origin":
        phone.key.origin = "https://evil.example"
    elif lie == "rp":
        phone.key.rp_id = "evil.example"
    elif lie == "unverified":
        phone.key.is_verified = False
    elif lie == "challenge":
        options["challenge"] = "AAAA"
    credential = "}{" if lie == "garbage" else phone.key.make(options)
    answer = phone.browser.post("/enter/passkey", data={"credential": credential})
    assert answer.status_code == 303
    assert (held.state, held.failures) == ("matched", 1)
    assert db.session.query(Passkey).count() == 0


def test_a_challenge_works_once(selam: Member, issue: Issue, new_phone: NewPhone) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    match(held, selam)
    credential = phone.key.make(phone.browser.post("/enter/options").get_json())
    for _ in range(2):
        phone.browser.post("/enter/passkey", data={"credential": credential})
    assert held.state == "registered"  # the repeat after a crash changes nothing
    assert db.session.query(Passkey).count() == 1


def test_a_challenge_grows_old(selam: Member, issue: Issue, new_phone: NewPhone) -> None:
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    match(held, selam)
    credential = phone.key.make(phone.browser.post("/enter/options").get_json())
    clock.shift(timedelta(minutes=5))
    phone.browser.post("/enter/passkey", data={"credential": credential})
    assert (held.state, held.failures) == ("matched", 1)


def test_a_known_passkey_is_refused(
    selam: Member, oksana: Member, issue: Issue, new_phone: NewPhone, let_in: Callable[..., Phone]
) -> None:
    known = let_in(selam).key
    held, secret = issue(oksana)
    phone = new_phone()
    phone.key = known
    phone.open(secret)
    match(held, oksana)
    phone.make_passkey()
    assert held.state == "refused"


def test_a_new_code_ends_the_old_one(selam: Member, issue: Issue, new_phone: NewPhone) -> None:
    old, secret = issue(selam)
    issue(selam)
    assert old.state == "burned"
    assert "why=expired" in new_phone().open(secret)


def test_an_invitation_has_no_numbers_and_lives_an_hour(
    aylin: Member, issue: Issue, let_in: Callable[..., Phone]
) -> None:
    assert let_in(aylin).browser.get("/enter").status_code == 200
    held, _secret = issue(aylin, purpose="second_device")
    assert held.expires_at - held.issued_at == timedelta(minutes=60)


def test_the_first_session_may_be_asked_for_again(
    selam: Member, issue: Issue, new_phone: NewPhone
) -> None:
    """The answer to the start can be lost on the way; the cookie of the ceremony still stands."""
    held, secret = issue(selam)
    phone = new_phone()
    phone.open(secret)
    bound = phone.browser.get_cookie("enrol")
    assert bound
    match(held, selam)
    phone.make_passkey()
    confirm(held, selam)
    phone.browser.post("/enter/start")
    phone.browser.set_cookie("enrol", bound.value)
    assert phone.browser.post("/enter/start").status_code == 303
    alive = db.session.query(Session).filter_by(person_id=selam.person.id, revoked_at=None)
    assert alive.count() == 1
    clock.shift(timedelta(minutes=10))
    phone.browser.set_cookie("enrol", bound.value)
    assert phone.browser.post("/enter/start").status_code == 404


def test_what_was_decided_meanwhile_counts_and_not_what_was_read_before(
    jana: Member, selam: Member, issue: Issue
) -> None:
    """A row that was read already is read again once it is held."""
    held, _secret = issue(selam)
    db.session.commit()
    assert held.state == "issued"
    with db.engine.begin() as another:
        another.execute(sa.update(Enrolment).values(state="burned", ended_at=clock.now()))
    with transaction():
        found = enrolment.get_of_issuer(selam.person.id, issued_by=jana.viewer, now=clock.now())
        assert found.state == "burned"
