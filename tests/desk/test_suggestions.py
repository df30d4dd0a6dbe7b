"""A client's own wish for her plan waits for her manager's answer, on the page of the day."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests import build
from tests.cast import Member
from tests.desk.conftest import Give
from tests.pages import words

SignIn = Callable[[Member], FlaskClient]
WISH: dict[str, Any] = {
    "own_words": "Навчитися плавати",
    "topic": "participation",
    "wished_by_client": True,
}


def test_a_wish_waits_until_it_is_answered(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, None, state="suggested", **WISH)
    browser = signed_in(jana)
    seen = page(browser, "/desk?lang=en", statements=11)
    assert WISH["own_words"] in words(seen.find("section", id="suggestions"))
    link = next(e for e in seen.all("a") if words(e) == "Open the step")
    browser.post(f"{link.get('href')}/take-on", data={"op_id": "0" * 31 + "1"})
    assert "Wishes for their plan" not in page(browser, "/desk?lang=en").text


def test_a_private_wish_waits_for_nobody(
    signed_in: SignIn, jana: Member, selam: Member, give: Give, page: Any
) -> None:
    give(build.step, selam, None, state="suggested", private_to_client=True, **WISH)
    give(build.step, selam, None, state="open", **WISH)
    assert "Wishes for their plan" not in page(signed_in(jana), "/desk?lang=en").text
