"""Chromium finds nothing that keeps it from installing the app."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.browser import CHROMIUM, FLAGS, PHONE, Live
from tests.journeys.keeping import controlled

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.fixture
def installed(playwright: Playwright, live: Live, tmp_path: Path) -> Iterator[BrowserContext]:
    """A profile that is kept: Chromium installs nothing in a private one."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=FLAGS, base_url=live.url, **PHONE
    )
    yield context
    context.close()


@pytest.mark.parametrize("name", ["selam", "ahmad", None])
def test_chromium_would_install_it(live: Live, installed: BrowserContext, name: str | None) -> None:
    if name:
        live.sign_in(installed, live.member(name))
    page = installed.new_page()
    page.goto("/home" if name else "/")
    controlled(page)
    devtools = installed.new_cdp_session(page)
    manifest: dict[str, Any] = devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["id"] == "/"
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
