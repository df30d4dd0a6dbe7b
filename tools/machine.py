"""What the tests need of the machine: two browsers, a PostgreSQL, letters of all our languages."""

import glob
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Where Playwright keeps the Chromium it fetched itself, on Linux and macOS.
_FETCHED = (
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def find_chromium() -> Path | None:
    """A stock Chromium or Chrome, else the one Playwright fetched."""
    return _first_command("chromium", "chromium-browser", "google-chrome") or _newest(_FETCHED)


def find_firefox() -> Path | None:
    """A stock Firefox."""
    return _first_command("firefox-esr", "firefox")


def find_postgres() -> Path | None:
    """The folder of the newest installed PostgreSQL server's programs."""
    debian = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None)
    found = shutil.which("pg_ctl")
    return debian or (Path(found).resolve().parent if found else None)


def find_font(name: str) -> Path | None:
    """A Noto font as Debian lays it down."""
    path = Path("/usr/share/fonts/truetype/noto") / name
    return path if path.exists() else None


def _first_command(*names: str) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def _newest(patterns: Iterable[str]) -> Path | None:
    found = [path for pattern in patterns for path in glob.glob(os.path.expanduser(pattern))]
    return Path(max(found)) if found else None


@dataclass(frozen=True, kw_only=True)
class Need:
    """Something to be installed, by its Debian package's name."""

    package: str
    is_there: bool


def needs() -> list[Need]:
    """All that a complete run of the tests uses."""
    return [
        Need(package="chromium", is_there=find_chromium() is not None),
        Need(package="firefox-esr", is_there=find_firefox() is not None),
        Need(package="postgresql", is_there=find_postgres() is not None),
        Need(package="fonts-noto-core", is_there=bool(find_font("NotoSansEthiopic-Regular.ttf"))),
        Need(
            package="fonts-noto-ui-core", is_there=bool(find_font("NotoNaskhArabicUI-Regular.ttf"))
        ),
    ]


def missing() -> list[str]:
    """Names of what is not installed."""
    return [need.package for need in needs() if not need.is_there]
