"""A client decides of what she is reminded, when, and how much her locked phone may say."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.caseload.models import Client
from app.core.i18n import speaking
from app.notices import wishes
from app.notices.models import KINDS, ReminderChoice
from app.notices.texts import examples
from tests.cast import Member
from tests.notices.scene import MORNING, at_work, fates, go_to, in_days, make_appointment, rows
from tests.pages import Page

SignIn = Callable[[Member], FlaskClient]
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
APPOINTMENT = "/push/kinds/appointment"


@pytest.fixture(autouse=True)
def morning(app: object) -> None:
    go_to(MORNING)


def choice_of(member: Member) -> tuple[list[str] | None, int | None]:
    (row,) = rows(member, ReminderChoice)
    return row.offsets, row.level


def test_the_page_shows_each_kind_with_its_times(
    signed_in: SignIn, selam: Member, page: Callable[..., Page]
) -> None:
    seen = page(signed_in(selam), "/push?lang=en")
    told = {link.get("href"): "".join(link.itertext()) for link in seen.all("a")}
    for kind in KINDS:
        assert f"/push/kinds/{kind}" in told
    assert "Two hours before" in " ".join(told[APPOINTMENT].split())
    assert "9:00" in told["/push/quiet"] or "21:00" in told["/push/quiet"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_shows_what_a_locked_phone_would_say(
    signed_in: SignIn, selam: Member, page: Callable[..., Page], kind: str
) -> None:
    seen = page(signed_in(selam), f"/push/kinds/{kind}?lang=en")
    notes = ["".join(e.itertext()) for e in seen.all("span") if e.get("class") == "lock-note"]
    assert len(notes) == len(set(notes)) == 3
    assert "New message" in notes[0]


@pytest.mark.parametrize("kind", KINDS)
def test_examples_say_more_from_level_to_level(app: object, kind: str) -> None:
    with speaking("en"):
        neutral, what, all_of_it = examples(kind)
    assert neutral == "New message"
    assert "14:00" not in what
    assert len({neutral, what, all_of_it}) == 3


def test_fewer_times_are_kept_and_followed_at_once(signed_in: SignIn, selam: Member) -> None:
    make_appointment(selam, starts_local=in_days(6))
    answer = signed_in(selam).post(APPOINTMENT, data={"offsets[]": ["d1"], "level": "2"})
    assert (answer.status_code, answer.location) == (303, "/push")
    assert choice_of(selam) == (["d1"], 2)
    stands = sorted(state for state, _why in fates(selam).values())
    assert stands == ["planned", "superseded", "superseded"]


def test_all_times_means_going_along_with_the_office(signed_in: SignIn, selam: Member) -> None:
    browser = signed_in(selam)
    browser.post(APPOINTMENT, data={"offsets[]": ["d1"], "level": ""})
    browser.post(APPOINTMENT, data={"offsets[]": ["h2", "d3", "d1"], "level": ""})
    assert choice_of(selam) == (None, None)


def test_nothing_chosen_is_silence_about_this_alone(signed_in: SignIn, selam: Member) -> None:
    signed_in(selam).post("/push/kinds/offer", data={"level": ""})
    assert choice_of(selam) == ([], None)
    chosen = wishes_of(selam)
    assert chosen["offer"] == () != chosen["appointment"]


def wishes_of(member: Member) -> dict[str, tuple[str, ...]]:
    with at_work(member):
        client = rows(member, Client)[0]
        found = wishes.choices_of(client.id, seen_by=member.viewer)
    return {choice.kind: choice.wanted for choice in found}


@pytest.mark.parametrize(
    "typed",
    [
        {"offsets[]": ["d9"], "level": ""},  # not one of the office's
        {"offsets[]": ["d1"], "level": "3"},
        {"offsets[]": ["d1"], "level": "x"},
        {"offsets[]": ["\u202e" * 50], "level": ""},
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_not_offered_is_refused(
    signed_in: SignIn, selam: Member, typed: dict[str, object], headers: dict[str, str]
) -> None:
    answer = signed_in(selam).post(f"{APPOINTMENT}?lang=en", data=typed, headers=headers)
    assert answer.status_code == 422
    assert "Choose one of the answers." in answer.text
    assert rows(selam, ReminderChoice) == []


def test_quiet_hours_are_kept(signed_in: SignIn, selam: Member) -> None:
    answer = signed_in(selam).post("/push/quiet", data={"quiet_from": "20:00", "quiet_to": "08:30"})
    assert (answer.status_code, answer.location) == (303, "/push")
    (client,) = rows(selam, Client)
    assert (str(client.quiet_from), str(client.quiet_to)) == ("20:00:00", "08:30:00")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"quiet_from": "08:00", "quiet_to": "07:00"}, "Leave at least 8 hours"),
        ({"quiet_from": "25:00", "quiet_to": "07:00"}, "Write a time"),
        ({"quiet_from": "", "quiet_to": ""}, "Fill in this field."),
    ],
)
def test_quiet_hours_that_cannot_be_are_refused(
    signed_in: SignIn, selam: Member, typed: dict[str, str], words: str
) -> None:
    answer = signed_in(selam).post("/push/quiet?lang=en", data=typed, headers=HTMX)
    assert answer.status_code == 422
    assert words in answer.text
    assert answer.text.lstrip().startswith('<form class="card stack" id="quiet"')


@pytest.mark.parametrize("path", ["kinds/appointment", "quiet"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_have_no_such_pages(
    signed_in: SignIn, visitor: FlaskClient, jana: Member, path: str, method: str
) -> None:
    assert getattr(signed_in(jana), method)(f"/push/{path}").status_code == 404
    assert getattr(visitor, method)(f"/push/{path}").location == "/signin"


def test_an_unknown_kind_is_not_there(signed_in: SignIn, selam: Member) -> None:
    assert signed_in(selam).get("/push/kinds/message").status_code == 404
