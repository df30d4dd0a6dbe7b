"""All settings, read once from the environment; an unusable one stops the start with a sentence."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "SCHRITTWEISE_"


class Unusable(Exception):
    """A setting that the application cannot work with; the text says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and the next."""

    database_url: str
    owner_database_url: str  # whose tables they are; only `flask db upgrade` connects with it
    public_url: str
    key_file: Path
    vapid_key_file: Path
    push_hosts: tuple[str, ...] = ()
    demo: bool = False
    proxy_hops: int = 0

    @property
    def origin(self) -> str:
        """Scheme, host and port as a browser sends them."""
        return self.public_url

    @property
    def host(self) -> str:
        """Host name: the relying party id of passkeys and the only trusted host."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_secure(self) -> bool:
        """True when served by https: cookies then carry __Host- and Secure."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from the environment; raise Unusable with a sentence for people."""
    source = os.environ if environment is None else environment

    def value(name: str, default: str = "") -> str:
        return source.get(PREFIX + name, "").strip() or default

    instance = ROOT / "instance"
    database_url = _database_url(
        "DATABASE_URL", value("DATABASE_URL", f"sqlite:///{instance / 'schrittweise.db'}")
    )
    return Settings(
        database_url=database_url,
        owner_database_url=_owner_url(value("OWNER_DATABASE_URL", database_url), database_url),
        public_url=_public_url(
            value("PUBLIC_URL", f"http://localhost:{source.get('PORT', '8000')}")
        ),
        key_file=Path(value("KEY_FILE", str(instance / "key"))),
        vapid_key_file=Path(value("VAPID_KEY_FILE", str(instance / "vapid.pem"))),
        push_hosts=tuple(value("PUSH_HOSTS").replace(",", " ").split()),
        demo=_flag("DEMO", value("DEMO", "0")),
        proxy_hops=_count("PROXY_HOPS", value("PROXY_HOPS", "0")),
    )


def _database_url(name: str, text: str) -> str:
    """Accept SQLite and PostgreSQL; name psycopg 3 as the driver."""
    if text.startswith(("postgres://", "postgresql://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Unusable(
            f"{PREFIX}{name} must begin with sqlite:/// or postgresql://, not {text[:20]!r}."
        )
    try:
        make_url(text)
    except (ArgumentError, ValueError) as error:
        raise Unusable(f"{PREFIX}{name} cannot be read as an address.") from error
    return text


def _owner_url(text: str, database_url: str) -> str:
    """The same database by another role; another one would be migrated unseen."""
    address = _database_url("OWNER_DATABASE_URL", text)
    owners, ours = make_url(address), make_url(database_url)
    if (owners.drivername, owners.database) != (ours.drivername, ours.database):
        raise Unusable(
            f"{PREFIX}OWNER_DATABASE_URL must name the same database as {PREFIX}DATABASE_URL."
        )
    return address


def _public_url(text: str) -> str:
    """Accept https everywhere and http on localhost only: passkeys and push need that."""
    url = urlsplit(text)
    is_local = url.scheme == "http" and url.hostname == "localhost"
    if not url.hostname or url.path not in ("", "/") or not (is_local or url.scheme == "https"):
        raise Unusable(
            f"{PREFIX}PUBLIC_URL must be https://host without a path, or http://localhost:PORT; "
            f"it is {text!r}."
        )
    return f"{url.scheme}://{url.netloc}"


def _flag(name: str, text: str) -> bool:
    if text not in ("0", "1"):
        raise Unusable(f"{PREFIX}{name} must be 0 or 1, not {text!r}.")
    return text == "1"


def _count(name: str, text: str) -> int:
    if not text.isdecimal():
        raise Unusable(f"{PREFIX}{name} must be a whole number from 0, not {text!r}.")
    return int(text)
