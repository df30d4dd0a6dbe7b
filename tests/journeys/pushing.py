"""What journeys with real push have in common: the worker's round, a Chromium with a profile."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from app.notices.push import Http, Push, open_http
from app.notices.vapid import signer
from app.notices.worker import Worker
from tests.browser import CHROMIUM, FLAGS, PATIENCE, Live, aside
from tests.notices.scene import rows
from tests.push_stubs.chromium import ChromiumService

LISTEN = """window.messages = []; navigator.serviceWorker.startMessages();
navigator.serviceWorker.addEventListener("message", event => messages.push(event.data))"""
SHOWN = """(await (await navigator.serviceWorker.ready).getNotifications()).map(
    ({title, body, dir, lang, data}) => ({title, body, dir, lang, url: data.url}))"""
STATE = "document.getElementById('push-ask').dataset.state"


def work(live: Live, also: Collection[str], way: Callable[[aiohttp.ClientSession], Http]) -> None:
    """One round of the worker, in a thread of its own."""

    async def drain() -> None:
        sign = signer(live.app.extensions["vapid"], "mailto:team@example.org")
        async with open_http() as http:
            push = Push(way(http), sign, also)
            await Worker(push, public_url=live.url, name="test").drain()

    def apart() -> None:
        with live.app.app_context():
            asyncio.run(drain())

    aside(apart)


def found(live: Live, name: str, table: type[Any]) -> list[Any]:
    with live.app.app_context():
        return rows(live.member(name), table)


@contextmanager
def chromium_of(
    playwright: Playwright,
    live: Live,
    service: ChromiumService,
    profile: Path,
    options: dict[str, Any] | None = None,
) -> Iterator[BrowserContext]:
    """A Chromium with a profile of its own in which messages are allowed; nobody is signed in."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=CHROMIUM,
        args=[*FLAGS, *service.flags],
        base_url=live.url,
        **(options or {}),
    )
    context.set_default_timeout(PATIENCE * 1000)
    context.grant_permissions(["notifications"], origin=live.url)
    try:
        yield context
    finally:
        context.close()


def say_yes(page: Page) -> None:
    """Say yes on the page of reminders, and wait until the browser is subscribed."""
    page.locator('[data-push="yes"]').first.click()
    expect(page.locator('#push-ask[data-state="on"]')).to_be_visible()
