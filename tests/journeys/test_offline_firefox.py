"""Without internet in Firefox: another engine, and an answer that never came looks different."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser import Live, eventually
from tests.firefox import end_firefox, run, start_firefox
from tests.journeys.keeping import SAID

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]

PREFS = {"network.disable-localhost-when-offline": True}
SYSTEM = "-remote-allow-system-access"  # else nobody may take its net away
SAY_YES = """
  const button = document.querySelector('#offline-card [data-when="ask"] [data-decide="yes"]');
  if (!button?.checkVisibility()) return false;
  button.click();
  return true;
"""
IS_STORED = """
  return document.querySelector('#offline-card p[data-when="yes"]')?.checkVisibility() ?? false;
"""
IS_WITHOUT_NET = """
  return document.querySelector("#as-of [data-no-net]")?.checkVisibility() ?? false;
"""


def test_firefox_reads_home_and_plan_from_the_phone(
    live: Live, places: Callable[[str], list[str]], tmp_path: Path
) -> None:
    places("selam")
    firefox = start_firefox(PREFS, tmp_path / "gecko.log", SYSTEM)

    def shown(address: str) -> str:
        firefox.navigate(live.url + address)
        return " ".join(str(run(firefox, f"return ({SAID})()")).split())

    try:
        firefox.navigate(f"{live.url}/offline")
        with live.app.app_context():
            token = live.member("selam").token()
        name = live.app.config["COOKIE_NAME"]
        firefox.add_cookie({"name": name, "value": token, "path": "/"})
        online = {address: shown(address) for address in ("/plan", "/home")}
        eventually(lambda: run(firefox, SAY_YES))
        eventually(lambda: run(firefox, IS_STORED))
        with firefox.using_context("chrome"):
            firefox.execute_script("Services.io.offline = true")
        for address, words in online.items():
            assert shown(address) == words
            eventually(lambda: run(firefox, IS_WITHOUT_NET))
        firefox.navigate(f"{live.url}/me/my-data")
        assert run(firefox, "return document.body.hasAttribute('data-offline')")
    finally:
        end_firefox(firefox)
