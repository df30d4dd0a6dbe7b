"""A plan is drafted in minutes and agreed to with four taps: P4.2 and P1.1, counted."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from app.core.db import db
from app.core.i18n import catalogue
from app.core.tenancy import carrier_opened
from app.plan.catalogue import CATALOGUE
from app.plan.models import Step
from tests.browser import Live, ScreenLock
from tests.journeys.test_passkey import go_through

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

# Three goals and eight steps: topic, templates by their English titles.
PLAN = (
    ("language", ("course_reg", "course_test", "course_fee")),
    ("work", ("cv", "job_search", "recog_advice")),
    ("housing", ("flat_search", "wbs")),
)


def de(msgid: str) -> str:
    """A text as the desk reads it."""
    return str(catalogue("de").gettext(msgid))


def ti(msgid: str) -> str:
    """A text as Selam reads it."""
    return str(catalogue("ti").gettext(msgid))


@dataclass
class Hand:
    """What somebody touches, and how often a form opens and is sent."""

    page: Page
    touches: int = 0
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Count what is sent to the draft."""
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.method == "POST" and "/plan/" in request.url:
            self.sent.append(request.url)

    def touch(self, what: Locator) -> None:
        """One tap or click."""
        self.touches += 1
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        """One choice from a list."""
        self.touches += 1
        what.select_option(value)


def test_three_goals_and_eight_steps_then_three_taps(
    live: Live, phone: Page, desktop: Page, codes: list[str]
) -> None:
    client = live.member("selam").client
    assert client is not None
    live.sign_in(desktop.context, live.member("jana"))
    she_drafts(desktop, f"/desk/clients/{client.id}/plan")
    ScreenLock(phone)
    go_through(live, phone, desktop, "selam", codes)  # one tap on the phone: its screen lock
    hand = Hand(phone, touches=1)
    hand.touch(phone.get_by_role("link", name=ti("Skip this")))  # the first visit's walk
    hand.touch(phone.locator("#new-plan a"))
    expect(phone.locator("h1")).to_have_text(ti("Your new plan"))
    expect(phone.locator("main")).to_contain_text(ti("Register for the language course"))
    assert hand.touches <= 3, "from the code to the first screen of the plan, nothing typed"
    hand.touch(phone.get_by_role("button", name=ti("Yes, I agree")))
    phone.wait_for_url("**/plan")
    assert hand.touches == 4
    with live.app.app_context(), carrier_opened(client.carrier_id):
        states = [step.state for step in db.session.query(Step)]
    assert states == ["open"] * 8


def she_drafts(desktop: Page, plan: str) -> None:
    """The manager drafts and proposes: no more forms are sent than there are steps."""
    desktop.goto(f"{plan}/draft")
    hand = Hand(desktop)
    hand.touch(desktop.get_by_role("button", name=de("Begin with a copy of the plan")))
    for topic, keys in PLAN:
        choice = desktop.locator("#new-topic")
        hand.choose(choice, topic)
        hand.touch(desktop.get_by_role("button", name=de("Add the goal")))
        expect(choice).to_have_value("")
        for key in keys:
            hand.touch(desktop.locator(f'input[value="{key}"]'))
    hand.touch(desktop.get_by_role("button", name=de("Save"), exact=True).last)
    expect(desktop.locator("#desk-draft .badge", has_text=de("New"))).to_have_count(8)
    hand.touch(desktop.locator('button[value="propose"]'))
    expect(desktop.locator("#desk-yes")).to_be_visible()
    assert len(hand.sent) <= 8, hand.sent
    assert hand.touches <= 20
    read_it_together(desktop, plan)


def read_it_together(desktop: Page, plan: str) -> None:
    """One step per screen, both languages on it, forward and back."""
    desktop.goto(f"{plan}/read")
    expect(desktop.locator("html")).to_have_attribute("lang", "ti")
    main = desktop.locator("#main")
    first = CATALOGUE["course_test"].title
    expect(main.locator("h3")).to_have_text(ti(first))
    expect(main.locator('td[lang="de"]', has_text=de(first))).to_have_count(1)
    for number in range(1, 9):
        expect(main).to_contain_text(ti("%(number)s of %(all)s") % {"number": number, "all": 8})
        desktop.get_by_role("link", name=ti("Next"), exact=True).click()
    expect(main).to_contain_text(ti("That is the whole plan."))
    desktop.get_by_role("link", name=re.compile(ti("Back"))).click()
    expect(main.locator("article")).to_be_visible()
