"""The list of addresses: `python -m tests.house.urls` writes it anew, on purpose."""

import tempfile
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import read_settings

LIST = Path(__file__).with_name("urls.txt")
QUIET = {"HEAD", "OPTIONS"}


def addresses(app: Flask) -> list[str]:
    """One line per rule: the address, its methods, its view."""
    return sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - QUIET))} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def main() -> None:
    """Write the list."""
    with tempfile.TemporaryDirectory() as home:
        names = {"DATABASE_URL": f"sqlite:///{home}/x.db", "KEY_FILE": f"{home}/key"}
        settings = read_settings({f"SCHRITTWEISE_{key}": value for key, value in names.items()})
        LIST.write_text("\n".join(addresses(create_app(settings))) + "\n", "utf-8")


if __name__ == "__main__":
    main()
