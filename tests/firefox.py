"""The stock Firefox, driven by Marionette: Playwright brings only a Firefox of its own."""

import gc
import warnings
from pathlib import Path
from typing import Any

import pytest
from marionette_driver.marionette import Marionette

from tests.ports import free_port
from tools.machine import find_firefox

FIREFOX = find_firefox() or Path("/usr/bin/firefox-esr")
SOFT_TOKEN = {
    "security.webauth.webauthn_enable_softtoken": True,  # else NotAllowedError
    "security.webauth.webauthn_enable_usbtoken": False,  # else it hangs
    "focusmanager.testmode": True,  # else it hangs
}


def start_firefox(prefs: dict[str, Any], log: Path, *arguments: str) -> Marionette:
    """Start the stock Firefox; end it with end_firefox()."""
    if not FIREFOX.exists():
        pytest.skip(f"{FIREFOX} is missing")
    with warnings.catch_warnings():
        # because: the driver knocks at Firefox' port and leaves refused sockets to the collector
        warnings.simplefilter("ignore", ResourceWarning)
        firefox = Marionette(
            bin=str(FIREFOX),
            headless=True,
            port=free_port(),  # two may run at once
            prefs=prefs,
            gecko_log=str(log),
            app_args=list(arguments),
        )
        firefox.start_session()
        gc.collect()
    firefox.timeout.script = 40
    return firefox


def end_firefox(firefox: Marionette) -> None:
    """End Firefox and take its profile away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        firefox.quit()
        firefox.cleanup()
        gc.collect()


def run(firefox: Marionette, code: str) -> Any:
    """Run a piece of JavaScript in Firefox and return what it returns.

    None when the page was left meanwhile: whoever waits for something asks the next page again.
    """
    script = "const done = arguments[0];"
    script += "(async () => {%s})().then(value => done([value]), error => done(String(error)));"
    answer = firefox.execute_async_script(script % code, sandbox=None)
    if answer is None:
        return None
    assert isinstance(answer, list), answer
    return answer[0]
