"""KEY_FILE: the key-encryption keys, one a line, newest first; outside database and backup.

A line is 64 hex digits and, after a blank, when the key was made. The file is replaced as a
whole, so that a reader meets the old or the new one and a crash leaves either.
"""

import fcntl
import hmac
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from app.core import clock
from app.core.cipher import Key, new_key
from app.core.disk import keep_on_disk

_LINE = re.compile(r"([0-9a-f]{64})(?:\s+(\S+))?", re.IGNORECASE)


class Unusable(Exception):
    """The key file cannot be used as it is; the text says what to do."""


@dataclass(frozen=True)
class MasterKey(Key):
    """A key-encryption key: it wraps clients' data keys, other secrets derive from it."""

    made_at: datetime | None = None  # unknown for a line without a date
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derived(self, purpose: str) -> bytes:
        """Another secret for one purpose; every page asks for one or two."""
        if purpose not in self._derived:
            self._derived[purpose] = hmac.digest(self.secret, purpose.encode(), "sha256")
        return self._derived[purpose]

    @cached_property
    def wrapping(self) -> Key:
        """What closes clients' data keys."""
        return Key(self.derived("client keys"))

    @property
    def name(self) -> str:
        """How people tell keys apart; shows nothing of the key."""
        return self.wrapping.id.hex()

    @property
    def line(self) -> str:
        """As it stands in the file."""
        made = "" if self.made_at is None else f" {self.made_at.isoformat(timespec='seconds')}"
        return f"{self.secret.hex()}{made}\n"


def new_master() -> MasterKey:
    """Make a key-encryption key."""
    return MasterKey(new_key().secret, clock.now())


def read(path: Path) -> tuple[MasterKey, ...]:
    """Read the keys, newest first."""
    try:
        text = path.read_text()
    except FileNotFoundError as error:
        raise Unusable(f"The key file {path} is missing.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"The key file {path} cannot be read: {type(error).__name__}.") from error
    lines = [line.strip() for line in text.splitlines()]
    keys = [_parsed(line, path) for line in lines if line and not line.startswith("#")]
    if not keys:
        raise Unusable(f"The key file {path} holds no key: one line of 64 hex digits.")
    return tuple(keys)


def _parsed(line: str, path: Path) -> MasterKey:
    found = _LINE.fullmatch(line)
    with suppress(ValueError):
        if found and not found[2]:
            return MasterKey(bytes.fromhex(found[1]))
        if found and (made_at := datetime.fromisoformat(found[2])).tzinfo:
            return MasterKey(bytes.fromhex(found[1]), made_at)
    raise Unusable(f"Each line of the key file {path} is 64 hex digits and, if you like, a date.")


def create(path: Path) -> None:
    """Write a first key, never over another process' one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _beside(path)
    try:
        _fill(draft, [new_master()])
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def write(path: Path, keys: Sequence[MasterKey]) -> None:
    """Replace the file by these keys at once; it keeps its owner and is for nobody else."""
    draft = _beside(path)
    try:
        before = path.stat()
        _fill(draft, keys)
        os.chown(draft, before.st_uid, before.st_gid)
        os.replace(draft, path)
        keep_on_disk(path.parent)  # a new name is there only when its folder is
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Unusable(f"The key file {path} cannot be written: {error.strerror}.") from error


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}")


def _fill(draft: Path, keys: Sequence[MasterKey]) -> None:
    """Write the new content, for its owner alone, safely on the disk."""
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
        out.write("".join(key.line for key in keys))
        out.flush()
        os.fsync(out.fileno())


@contextmanager
def changing(path: Path) -> Iterator[None]:
    """Let one command at a time change the file: the lock is on its folder, which stays."""
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Unusable("Another command is changing the keys right now.") from error
    finally:
        os.close(handle)
