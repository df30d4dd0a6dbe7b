"""goal_20: what a passkey answers is checked to the last bit; nothing bent lets anybody in.

Real ceremonies in real browsers stand in tests/journeys/test_passkey.py.
"""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
import webauthn

from app.core.db import db
from app.people import passkeys, tries
from app.people.models import Session
from tests.cast import Member
from tests.goals.forging import bend, rolled
from tests.people.conftest import Phone, codes, issue, let_in, new_phone

__all__ = ["codes", "issue", "let_in", "new_phone"]

pytestmark = pytest.mark.goal_20
LetIn = Callable[[Member], Phone]
MANY = 10_000 if os.environ.get("FULL_GOALS") else 120


@pytest.fixture
def phone(selam: Member, let_in: LetIn, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """Selam's phone, signed out, with nobody counting its tries (goal_21 does)."""
    found = let_in(selam)
    found.browser.post("/signout")
    for name in ("count_signin", "count_failed", "count_asking"):
        monkeypatch.setattr(tries, name, lambda *_: None)
    return found


def sessions() -> int:
    db.session.rollback()
    return db.session.query(Session).count()


def statuses(phone: Phone, dice: random.Random, *, many: int) -> set[int]:
    """How so many bent answers were received, each to a challenge of its own."""
    seen = set()
    for _number in range(many):
        bent = bend(phone.key.show(phone.options()), dice)
        seen.add(phone.browser.post("/signin", data={"credential": bent}).status_code)
    return seen


def test_nothing_bent_is_believed(phone: Phone) -> None:
    before = sessions()
    assert statuses(phone, rolled(20), many=MANY) == {422}
    assert sessions() == before
    assert phone.sign_in().status_code == 303, "the unbent answer still lets her in"


@pytest.mark.parametrize("careless", ["signature", "owner", "presence"])
def test_a_careless_check_is_found(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, careless: str
) -> None:
    """Planted: signatures that always fit, an owner nobody compares, no screen lock asked for."""
    verify = webauthn.verify_authentication_response
    if careless == "signature":
        monkeypatch.setattr(
            "webauthn.authentication.verify_authentication_response.verify_signature",
            lambda **_: None,
        )
        assert 303 in statuses(phone, rolled(3), many=70)
        return
    if careless == "owner":
        monkeypatch.setattr("app.people.passkeys.verify_shown", _unowned(passkeys.verify_shown))
        assert 303 in statuses(phone, rolled(3), many=70)
        return

    def without_lock(**asked: Any) -> Any:
        return verify(**{**asked, "require_user_verification": False})

    phone.key.is_verified = False
    assert phone.sign_in().status_code == 422
    monkeypatch.setattr(webauthn, "verify_authentication_response", without_lock)
    assert phone.sign_in().status_code == 303


def _unowned(checked: Any) -> Any:
    """The check as it would be without looking whose passkey it says it is."""

    def verify(answer: Any, passkey: Any, *, handle: bytes, challenge: bytes, **more: Any) -> Any:
        answer.response.user_handle = handle
        return checked(answer, passkey, handle=handle, challenge=challenge, **more)

    return verify
