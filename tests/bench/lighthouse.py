"""What Lighthouse thinks of a client's first page and of the public list, on its phone.

It is measured where node and Lighthouse are: `npm install lighthouse` anywhere, then
`make bench PERF=lighthouse LIGHTHOUSE=<that folder>/node_modules/.bin/lighthouse`.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from flask import Flask

from tests.bench.lines import Measured, NotAsked
from tests.bench.paint import served
from tests.bench.stage import busy_client, signed_in
from tests.visits import visitor_of
from tools.machine import find_chromium

PAGES = {"home": "/home", "offers": "/offers"}
HUNDRED = ("accessibility", "best-practices")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def measured(app: Flask) -> Measured:
    """The lower figure for speed; accessibility and best practices must be perfect."""
    command, chromium = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse"), find_chromium()
    if shutil.which("node") is None:
        raise NotAsked("not measured: node is missing")
    if command is None or chromium is None:
        raise NotAsked("not measured: Lighthouse or Chromium is missing")
    who = busy_client()
    # A server in use has drawn its pages before, in the language of Lighthouse's browser too.
    signed_in(app, who).get(PAGES["home"])
    visitor_of(app).get(PAGES["offers"], headers={"Accept-Language": "en-US"})
    cookie = f"{app.config['COOKIE_NAME']}={who.token()}"
    told: dict[str, float] = {}
    with served(app) as port:
        for name, path in PAGES.items():
            headers = {"Cookie": cookie} if name == "home" else {}
            environment = {**os.environ, "CHROME_PATH": str(chromium)}
            found = _report(command, f"http://localhost:{port}{path}", headers, environment)
            told |= {f"{name}_{kind}": score for kind, score in found.items()}
    speeds = [score for kind, score in told.items() if kind.endswith("performance")]
    holds = all(score == 100 for kind, score in told.items() if kind.endswith(HUNDRED))
    return Measured(value=min(speeds), told=told, holds=holds)


def _report(
    command: str, address: str, headers: dict[str, str], environment: dict[str, str]
) -> dict[str, float]:
    """The scores of one page, 0 to 100; what costs points is printed by Lighthouse itself."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "report.json")
        subprocess.run(
            [
                command,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={output}",
                f"--chrome-flags={FLAGS}",
                f"--extra-headers={json.dumps(headers)}",
                f"--only-categories={','.join(('performance', *HUNDRED))}",
            ],
            env=environment,
            check=True,
            timeout=300,
            stdout=subprocess.DEVNULL,
        )
        report: dict[str, Any] = json.loads(output.read_text())
    if kept := os.environ.get("LIGHTHOUSE_REPORTS"):
        name = address.rpartition("/")[2]
        Path(kept, f"{name}.json").write_text(json.dumps(report))
    return {kind: 100 * one["score"] for kind, one in report["categories"].items()}
