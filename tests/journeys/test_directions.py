"""Numbers, rooms, times and German names inside scripts that run from right to left: measured."""

from typing import Any

import pytest
from playwright.sync_api import Page

from app.core.db import transaction
from app.core.tenancy import carrier_opened
from tests import build
from tests.browser import Live

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

# What is written in Latin letters and numbers, and whose next letter stands left of the one before.
TURNED = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!parent.checkVisibility() || parent.closest("script, style")) continue;
    for (const run of node.data.matchAll(/[0-9A-Za-zÀ-ž][0-9A-Za-zÀ-ž .,:/–-]*[0-9A-Za-zÀ-ž]/g)) {
      const boxes = [...run[0]].map((_, at) => {
        const range = document.createRange();
        range.setStart(node, run.index + at);
        range.setEnd(node, run.index + at + 1);
        return range.getBoundingClientRect();
      }).filter((box) => box.width);
      const turned = boxes.some((box, at) =>
        at && Math.abs(box.top - boxes[at - 1].top) < 4 && box.left < boxes[at - 1].left - 1);
      if (turned) found.push(run[0]);
    }
  }
  return found;
}"""


def test_they_read_from_left_to_right(live: Live, phone: Page) -> None:
    ahmad = live.member("ahmad")
    assert ahmad.client is not None
    assert ahmad.manager is not None
    with live.app.app_context(), carrier_opened(ahmad.client.carrier_id), transaction():
        lineage = build.goal(ahmad.client).lineage
        build.step(ahmad.client, goal_lineage=lineage, template_key="cv")
        build.appointment(ahmad.client, ahmad.manager.person, place="Zimmer 12-B, 2. OG")
    live.sign_in(phone.context, ahmad)
    turned: dict[str, Any] = {}
    for code in ("ar", "fa-AF", "ps"):
        for address in ("/home", "/plan", "/appointments", "/welcome/help"):
            phone.goto(f"{address}?lang={code}")
            if found := phone.evaluate(TURNED):
                turned[f"{code} {address}"] = found
    assert turned == {}
    phone.evaluate("document.querySelector('h1').append(' 0711 22921-12 هنا')")
    assert phone.evaluate(TURNED) == ["0711 22921-12"], "a planted fault is found"
