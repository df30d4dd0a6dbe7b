"""What an operator asks first: does this installation work? One finding per line."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.config import ROOT, Settings
from app.core import clock, crypto, walls
from app.core.db import db
from app.core.i18n import LANGUAGES, is_readable
from app.notices import dwell, pulse
from app.notices.models import WorkerBeat
from app.notices.pulse import Trouble
from app.safekeeping.models import BackupRun

LATE = timedelta(seconds=5)
BACKUP_EVERY = timedelta(days=1)
_ONE_WALL = "SQLite has none: for trying out and for one small carrier"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    words: str
    is_wrong: bool = False

    @property
    def line(self) -> str:
        """As the operator reads it."""
        return f"{'WRONG' if self.is_wrong else 'ok':<6}{self.subject:<15}{self.words}"


def examine() -> list[Finding]:
    """Look at everything; a broken part does not hide the others."""
    settings: Settings = current_app.config["SETTINGS"]
    looks: tuple[tuple[str, Callable[[Settings], Finding]], ...] = (
        ("configuration", _configuration),
        ("database", _database),
        ("database role", _role),
        ("row security", _row_security),
        ("carrier keys", _carrier_keys),
        ("migrations", _migrations),
        ("key", _key),
        ("catalogues", _catalogues),
        ("backup", _backup),
        ("push key", _push_key),
        ("push hosts", _push_hosts),
        ("worker", _worker),
        ("queue", _queue),
        ("clock", _clock),
    )
    return [_looked(subject, look, settings) for subject, look in looks]


def _looked(subject: str, look: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return look(settings)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        db.session.rollback()
        reason = str(error).splitlines()[0]
        return Finding(subject=subject, words=f"cannot be read: {reason}", is_wrong=True)


def _configuration(settings: Settings) -> Finding:
    kind = "demo" if settings.demo else "real use" if settings.is_secure else "development"
    words = f"{settings.public_url}, {kind}, {settings.proxy_hops} proxies in front"
    if settings.demo and settings.is_secure:
        words += ": DEMO=1 lets anybody with a link in; never with real people"
    return Finding(
        subject="configuration", words=words, is_wrong=settings.demo and settings.is_secure
    )


def _catalogues(_settings: Settings) -> Finding:
    """Who reads a language without a catalogue gets simple German."""
    missing = [code for code in LANGUAGES if not is_readable(code)]
    words = f"not readable: {', '.join(missing)}; run `make setup`" if missing else "all readable"
    return Finding(subject="catalogues", words=words, is_wrong=bool(missing))


def _database(settings: Settings) -> Finding:
    db.session.scalar(sa.select(sa.literal(1)))
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        return Finding(subject="database", words=f"SQLite {url.database}")
    words = f"PostgreSQL {url.host}:{url.port or 5432}/{url.database}"
    return Finding(subject="database", words=words)


def _role(settings: Settings) -> Finding:
    """In development the tables' owner may be whoever works; superusers see through all walls."""
    if db.engine.dialect.name == "sqlite":
        return Finding(subject="database role", words=_ONE_WALL)
    name, faults = walls.role_faults(db.session.connection())
    if not faults:
        return Finding(subject="database role", words=f"{name}, an ordinary one, owns nothing")
    sees_all = any(is_dire in words for words in faults for is_dire in ("superuser", "BYPASSRLS"))
    words = f"{name} {' and '.join(faults)}: connect as an ordinary role, see README, Settings"
    return Finding(subject="database role", words=words, is_wrong=sees_all or settings.is_secure)


def _row_security(_settings: Settings) -> Finding:
    if db.engine.dialect.name == "sqlite":
        return Finding(subject="row security", words=_ONE_WALL)
    words = f"{len(walls.tenant_tables())} tables of carriers, each behind its policy"
    return _walled("row security", words, walls.lacking(db.session.connection()))


def _carrier_keys(_settings: Settings) -> Finding:
    words = "no foreign key leads out of its carrier"
    if db.engine.dialect.name == "sqlite":
        return Finding(subject="carrier keys", words=_ONE_WALL)
    return _walled("carrier keys", words, walls.loose_keys(db.session.connection()))


def _walled(subject: str, words: str, faults: Iterator[str]) -> Finding:
    found = list(faults)
    return Finding(subject=subject, words="; ".join(found) or words, is_wrong=bool(found))


def _migrations(_settings: Settings) -> Finding:
    newest = (ROOT / "migrations" / "HEAD").read_text().strip()
    table = sa.table("alembic_version", sa.column("version_num"))
    present = db.session.scalar(sa.select(table.c.version_num))
    if present == newest:
        return Finding(subject="migrations", words=f"at {newest}")
    words = f"at {present}, the newest is {newest}: run `flask db upgrade`"
    return Finding(subject="migrations", words=words, is_wrong=True)


def _key(settings: Settings) -> Finding:
    found = _secret_file("key", settings.key_file, must_exist=True)
    _newest, *older = crypto.ring().keys
    if found.is_wrong or not older:
        return found
    words = f"{found.words}; {len(older)} old beside the newest: `flask keys rotate`, then `retire`"
    return replace(found, words=words)


def _backup(settings: Settings) -> Finding:
    last = db.session.scalar(sa.select(sa.func.max(BackupRun.made_at)))
    age = None if last is None else clock.now() - last
    is_wrong = settings.is_secure and (age is None or age > BACKUP_EVERY)
    if age is None:
        words = "none was ever made: `flask backup FILE`"
    else:
        words = f"the last one is {age // timedelta(hours=1)} hours old"
    return Finding(subject="backup", words=words, is_wrong=is_wrong)


def _push_key(settings: Settings) -> Finding:
    return _secret_file("push key", settings.vapid_key_file, must_exist=settings.is_secure)


def _secret_file(subject: str, path: Path, *, must_exist: bool) -> Finding:
    """A key must be there and readable by its owner alone."""
    if not path.exists():
        words = f"{path} is missing" if must_exist else f"{path} is made at the first use"
        return Finding(subject=subject, words=words, is_wrong=must_exist)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        words = f"{path} can be read by others ({mode:o}): run `chmod 600 {path}`"
        return Finding(subject=subject, words=words, is_wrong=True)
    return Finding(subject=subject, words=f"{path}, for its owner alone")


def _push_hosts(settings: Settings) -> Finding:
    if not settings.push_hosts:
        return Finding(subject="push hosts", words="the browsers' own services")
    words = f"also {', '.join(settings.push_hosts)}"
    if settings.is_secure:
        words += ": SCHRITTWEISE_PUSH_HOSTS is for tests, take it out"
    return Finding(subject="push hosts", words=words, is_wrong=settings.is_secure)


def _worker(_settings: Settings) -> Finding:
    felt = pulse.feel()
    if felt.age is None:
        words = "has never run: start `flask remind`"
        return Finding(subject="worker", words=words, is_wrong=True)
    is_silent = felt.trouble is Trouble.SILENT
    words = f"last sign of life {felt.age.total_seconds():.0f} seconds ago"
    if is_silent:
        words += ": start `flask remind`"
    return Finding(subject="worker", words=words, is_wrong=is_silent)


def _queue(_settings: Settings) -> Finding:
    """What the workers themselves counted: they see every carrier, a command sees none."""
    overdue = pulse.feel().overdue
    if not overdue:
        return Finding(subject="queue", words=f"no reminder is late{_dwell()}")
    words = f"{overdue} reminders are due and nothing goes out: is the way to the internet open?"
    return Finding(subject="queue", words=words, is_wrong=True)


def _dwell() -> str:
    """How long what was sent in the last day had been due; nothing when nothing was."""
    found = dwell.measure(now=clock.now())
    if found is None:
        return ""
    half, most, all_of_it = (
        f"{wait.total_seconds():.0f} s" for wait in (found.half, found.nearly_all, found.longest)
    )
    return (
        f"; {found.count} sent in a day: half waited {half},"
        f" 95 of 100 at most {most}, the longest {all_of_it}"
    )


def _clock(_settings: Settings) -> Finding:
    """Compare this machine's clock with the database's, which decides; has a worker seen a jump?"""
    jumped = db.session.scalar(sa.select(sa.func.max(WorkerBeat.clock_jumped_at)))
    if jumped is not None:
        words = f"it jumped at {jumped:%Y-%m-%d %H:%M:%S} UTC: the worker waits till it is steady"
        return Finding(subject="clock", words=words, is_wrong=True)
    told = db.session.scalar(sa.select(sa.func.current_timestamp()))
    if told is None:
        return Finding(subject="clock", words="the database tells no time", is_wrong=True)
    theirs = told if isinstance(told, datetime) else datetime.fromisoformat(str(told))
    theirs = theirs.replace(tzinfo=UTC) if theirs.tzinfo is None else theirs
    ours = clock.machine()
    apart = abs(ours - theirs)
    words = f"{ours:%Y-%m-%d %H:%M:%S} UTC, {apart.total_seconds():.1f} s from the database"
    return Finding(subject="clock", words=words, is_wrong=apart > LATE)
