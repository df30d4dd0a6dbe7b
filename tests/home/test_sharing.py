"""The client's pages of sharing: nothing by itself, each thing by her own tap."""

from collections.abc import Callable
from datetime import timedelta

from app.core import clock
from app.core.access import Entry
from tests import build
from tests.caseload.conftest import helps
from tests.caseload.scene import Help, at_work, of
from tests.caseload.test_consents_views import stale
from tests.cast import Member
from tests.home.conftest import HTMX, GetPage, SignIn

__all__ = ["helps"]
Helps = Callable[..., Help]


def book(member: Member, **more: object) -> int:
    """An appointment of hers."""
    assert member.manager
    with at_work(member):
        return build.appointment(of(member), member.manager.person, **more).id  # type: ignore[arg-type]


def plan(member: Member, **more: object) -> int:
    """A step of hers."""
    with at_work(member):
        return build.step(of(member), **more).id  # type: ignore[arg-type]


def test_without_a_volunteer_it_says_whom_to_ask(
    signed_in: SignIn, selam: Member, page: GetPage
) -> None:
    got = page(signed_in(selam), "/me/sharing?lang=en", statements=4)
    assert "You share nothing with anybody." in got.text


def test_she_says_yes_chooses_and_hides(
    signed_in: SignIn, selam: Member, helps: Helps, page: GetPage
) -> None:
    help_ = helps(selam, granted=False)
    appointment, step = book(selam), plan(selam)
    browser, here = signed_in(selam), f"/me/sharing/{help_.tie_id}"
    assert "A question for you" in page(browser, "/home?lang=en").text
    assert "May Gerhard help you?" in page(browser, f"{here}?lang=en", statements=8).text
    assert browser.post(f"{here}/grant").location == here
    got = page(browser, f"{here}?lang=en", statements=8)
    assert got.text.count("Not shared") == 2
    assert help_.shares() == [], "a yes alone shares nothing"
    for kind, thing in (("appointment", appointment), ("step", step)):
        answer = browser.post(here, data={"kind": kind, "thing": thing})
        assert (answer.status_code, answer.location) == (303, here)
    assert sorted(help_.shares()) == [("appointment", appointment), ("step", step)]
    assert "Shared until the appointment is over" in page(browser, f"{here}?lang=en").text
    answer = browser.post(f"{here}/hide/step/{step}?lang=en", headers=HTMX)
    assert answer.status_code == 200
    assert b'id="sharing"' in answer.data
    assert help_.shares() == [("appointment", appointment)]


def test_until_when_is_hers_to_say(
    signed_in: SignIn, selam: Member, helps: Helps, page: GetPage
) -> None:
    help_, step = helps(selam), plan(selam)
    browser, here = signed_in(selam), f"/me/sharing/{help_.tie_id}"
    day = clock.today() + timedelta(days=9)
    data = {"kind": "step", "thing": step, "until": day.isoformat()}
    assert browser.post(here, data=data).status_code == 303
    assert f'value="{day.isoformat()}"' in page(browser, here).html
    late = data | {"until": (clock.today() + timedelta(days=400)).isoformat()}
    answer = browser.post(f"{here}?lang=en", data=late)
    assert answer.status_code == 422
    assert b"Choose a day between today and the end of the help." in answer.data
    assert browser.post(here, data=data | {"until": "soon"}).status_code == 422


def test_what_is_secret_private_or_not_hers_cannot_be_shared(
    signed_in: SignIn, selam: Member, ahmad: Member, helps: Helps, page: GetPage
) -> None:
    help_ = helps(selam)
    browser, here = signed_in(selam), f"/me/sharing/{help_.tie_id}"
    things = [
        ("appointment", book(selam, is_sensitive=True)),
        ("appointment", book(ahmad)),
        ("step", plan(selam, private_to_client=True)),
        ("step", plan(selam, state="done", done_at=clock.now())),
        ("step", plan(ahmad)),
        ("step", 999999),
    ]
    answers = [browser.post(here, data={"kind": k, "thing": n}) for k, n in things]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert browser.post(here, data={"kind": "note", "thing": 1}).status_code == 422
    assert help_.shares() == []
    assert "Not shared" not in page(browser, f"{here}?lang=en").text


def test_stopping_works_always_and_going_on_needs_the_passkey(
    app: object, signed_in: SignIn, selam: Member, helps: Helps
) -> None:
    help_, step = helps(selam), plan(selam)
    here = f"/me/sharing/{help_.tie_id}"
    for entry in Entry:
        browser = stale(app, selam, entry=entry)  # type: ignore[arg-type]
        for way, data in (
            (f"{here}/renew", {}), (f"{here}/resume", {}), (here, {"kind": "step", "thing": step}),
        ):  # fmt: skip
            answer = browser.post(way, data=data)
            assert answer.status_code == 303
            assert answer.location != here
        assert browser.post(f"{here}/pause").location == here
        assert help_.tie.state == "paused"
        assert signed_in(selam).post(f"{here}/resume").location == here
        assert help_.tie.state == "granted"
    assert signed_in(selam).get(f"{here}/resume").location == here, "back from the passkey"
    answer = stale(app, selam, entry=Entry.PIN).post(f"{here}/end")  # type: ignore[arg-type]
    assert answer.location == "/me/sharing"
    assert help_.tie.state == "ended"
    assert signed_in(selam).get(here).status_code == 404


def test_strangers_and_other_roles_find_nothing(
    signed_in: SignIn, selam: Member, ahmad: Member, yonas: Member, jana: Member, gerhard: Member,
    helps: Helps,
) -> None:  # fmt: skip
    help_, step = helps(selam), plan(selam)
    data = {"kind": "step", "thing": step}
    for who in (ahmad, yonas, jana, gerhard):
        browser = signed_in(who)
        for method, rest in (
            ("GET", ""), ("POST", ""), ("POST", "/pause"), ("POST", "/end"), ("POST", "/renew"),
            ("POST", f"/hide/step/{step}"),
        ):  # fmt: skip
            foreign = browser.open(f"/me/sharing/{help_.tie_id}{rest}", method=method, data=data)
            missing = browser.open(f"/me/sharing/999999{rest}", method=method, data=data)
            assert foreign.status_code == missing.status_code == 404, rest
            assert foreign.data == missing.data
    assert help_.tie.state == "granted"


def test_the_page_does_not_grow(
    signed_in: SignIn, selam: Member, helps: Helps, page: GetPage
) -> None:
    here = f"/me/sharing/{helps(selam).tie_id}"
    browser = signed_in(selam)
    book(selam)
    before = page(browser, here).statements
    for _ in range(5):
        book(selam)
        plan(selam)
    assert page(browser, here).statements == before
