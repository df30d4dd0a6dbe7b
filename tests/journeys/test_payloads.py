"""goal_15: a real browser that shows all sixty texts on every page runs none of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import eventually
from tests.goals.payloads import PAYLOADS
from tests.goals.planting import plant
from tests.journeys.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.goal_15]

STARTS = {"Selam": "/home", "Jana": "/desk"}  # the others see parts of the same
# Every payload calls zq7() or asks for an address with that name in it.
LOOK = """addEventListener("load",
  () => document.body.textContent.includes("zq7") && window.noteShown())"""


def test_nothing_runs(demo_town: Town, new_page: Callable[..., Page]) -> None:
    """The `new_page` fixture fails besides when the content policy had to refuse anything."""
    with demo_town.live.app.app_context():
        plant("\n".join(PAYLOADS))
    asked: list[str] = []
    ran: list[str] = []
    shown: set[str] = set()
    for name, start in STARTS.items():
        page = new_page()
        page.expose_binding("zq7", lambda source: ran.append(source["page"].url))
        page.expose_binding("noteShown", lambda source: shown.add(source["page"].url))
        page.add_init_script(LOOK)
        page.on("request", lambda request: asked.append(request.url))
        if name:
            demo_town.sign_in(page.context, name)
        demo_town.pages_from(page, start)
        page.close()
    assert ran == []
    assert [url for url in asked if "zq7" in url.partition("?")[0]] == []
    assert len(shown) > 15


def test_a_planted_handler_is_counted(demo_town: Town, chromium: Browser) -> None:
    """Without the content policy, so that the counter is seen to count."""
    with chromium.new_context(bypass_csp=True) as context:
        page = context.new_page()
        ran: list[str] = []
        page.expose_binding("zq7", lambda source: ran.append(source["page"].url))
        page.goto(f"{demo_town.live.url}/imprint")
        page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", PAYLOADS[5])
        eventually(lambda: page.evaluate("1") and ran)
