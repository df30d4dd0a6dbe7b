"""What journeys stand on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import segno
from playwright.sync_api import Page

from app.core import clock
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.offers.models import Bookmark
from tests import build
from tests.browser import Live
from tests.cast import Member
from tests.journeys.keeping import SECRET, say_yes
from tests.journeys.waits import NO_SYNC


@pytest.fixture
def places(live: Live) -> Callable[[str], list[str]]:
    """Give a client a step, an appointment, a secret one, offers (one saved); return addresses."""

    def fill(name: str) -> list[str]:
        member = live.member(name)
        assert member.client is not None
        assert member.manager is not None
        with (
            live.app.app_context(),
            carrier_opened(member.client.carrier_id),
            transaction() as session,
        ):
            step = build.step(member.client, goal_lineage=build.goal(member.client).lineage)
            booked = build.appointment(member.client, member.manager.person)
            early = datetime.combine(clock.today() + timedelta(days=1), time(7, 13))
            secret = {"place": SECRET, "address": SECRET, "note": SECRET, "is_sensitive": True}
            build.appointment(
                member.client, member.manager.person, starts_local=early, kind="doctor", **secret
            )
            offer, other = build.offer(f"Sprachcafé {name}"), build.offer(f"Nähcafé {name}")
            session.add(
                Bookmark(
                    client_id=member.client.id, offer_id=offer.id, created_at=offer.last_modified
                )
            )
            return [
                "/home",
                "/plan",
                "/appointments",
                "/outbox",
                "/me",
                f"/plan/steps/{step.id}",
                f"/appointments/{booked.id}",
                "/offers",
                f"/offers/{offer.id}",
                f"/offers/{other.id}",
            ]

    return fill


@pytest.fixture
def at_home(live: Live) -> Member:
    """Selam, on the stage of the running server."""
    return live.member("selam")


@pytest.fixture
def kept_step(live: Live, phone: Page, places: Callable[[str], list[str]], at_home: Member) -> str:
    """The address of a step on a phone that keeps her pages and knows no Background Sync."""
    found = next(one for one in places("selam") if one.startswith("/plan/steps/"))
    phone.add_init_script(NO_SYNC)
    live.sign_in(phone.context, at_home)
    say_yes(phone)
    return found


@pytest.fixture
def allowed(live: Live) -> Callable[[str], None]:
    """Let this server accept a stand-in's origin, as SCHRITTWEISE_PUSH_HOSTS does."""
    return lambda origin: live.app.config.update(
        SETTINGS=replace(live.app.config["SETTINGS"], push_hosts=(origin,))
    )


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the codes on the manager's screen say, as a phone's camera reads them."""
    seen: list[str] = []
    make = segno.make

    def look(content: str, **options: Any) -> Any:
        seen.append(content)
        return make(content, **options)

    monkeypatch.setattr("segno.make", look)
    return seen
