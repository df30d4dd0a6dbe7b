"""The keys of the running application, and what is made with them.

The key-encryption keys stay in a file outside the database; each process looks at the file
whenever it needs a key, so a new key works everywhere from the moment it is written, without a
restart. Each client has a data key, wrapped by the newest; destroying that row makes the
client's sealed fields unreadable for good.
"""

import hashlib
import hmac
import os
from pathlib import Path

from flask import Flask, current_app

from app.core import keyfile
from app.core.cipher import Key, Unreadable, key_id_of
from app.core.direct import direct_app
from app.core.keyfile import MasterKey

_FIRST_PLACE = "client_key"  # of wrapped keys of the first version


class KeyRing:
    """The keys of one file, as fresh as the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._address = str(path)  # looked at for each page: a path would be put together anew
        self._stamp = self._look()
        self._keys = keyfile.read(path)

    @property
    def keys(self) -> tuple[MasterKey, ...]:
        """All keys, newest first; a file that cannot be read just now does not stop anybody."""
        stamp = self._look()
        if stamp != self._stamp:
            self.reload()
            self._stamp = stamp
        return self._keys

    @property
    def newest(self) -> MasterKey:
        """What new values are closed with."""
        return self.keys[0]

    def find(self, key_id: bytes | None) -> list[Key]:
        """Keys that may have wrapped a value of this id; an unknown id is looked up once more."""
        for _ in range(2):
            wrapping = [key.wrapping for key in self.keys]
            found = [key for key in wrapping if key_id in (None, key.id)]
            if found:
                return found
            self.reload()
        return []

    def reload(self) -> None:
        """Read the file again; keep what is known when it is away or half written."""
        try:
            self._keys = keyfile.read(self.path)
        except keyfile.Unusable as why:
            current_app.logger.error("%s The keys read before stay in use.", why)

    def _look(self) -> tuple[int, int, int] | None:
        try:
            seen = os.stat(self._address)
        except OSError:
            return None
        return seen.st_ino, seen.st_mtime_ns, seen.st_size


def init_app(app: Flask, path: Path, *, may_create: bool) -> None:
    """Read the key file; create it for development alone."""
    if may_create and not path.exists():
        keyfile.create(path)
    app.extensions["keys"] = KeyRing(path)


def ring() -> KeyRing:
    """The keys of this application."""
    found: KeyRing = direct_app().extensions["keys"]
    return found


def derived(purpose: str) -> bytes:
    """A secret for one purpose, derived from the newest key-encryption key."""
    return derived_keys(purpose)[0]


def derived_keys(purpose: str) -> list[bytes]:
    """The same from every key in the file, newest first.

    What was made before a rotation (a page's token, a bucket of tries) is good as long as the
    old key stands in the file, which is a day at least.
    """
    return [key.derived(purpose) for key in ring().keys]


def wrapped(key: Key, *, place: str) -> bytes:
    """Close a client's data key for storing."""
    return ring().newest.wrapping.seal(key.secret, place=place)


def unwrapped(sealed: bytes, *, place: str) -> Key:
    """Return the data key that wrapped() closed; raise Unreadable when no key of the file fits."""
    key_id = key_id_of(sealed)
    for key in ring().find(key_id):
        try:
            return Key(key.unseal(sealed, place=_FIRST_PLACE if key_id is None else place))
        except Unreadable:
            continue
    raise Unreadable(place)


def fingerprint(secret: str) -> bytes:
    """SHA-256 of a random secret: what is stored instead of it."""
    return hashlib.sha256(secret.encode()).digest()


def keyed_fingerprint(text: str, purpose: str) -> str:
    """A hash that only we can make, for values that could be guessed (addresses, tokens)."""
    return keyed_fingerprints(text, purpose)[0]


def keyed_fingerprints(text: str, purpose: str) -> list[str]:
    """The same with every key in the file, newest first: what it was stored as before."""
    return [hmac.new(key, text.encode(), "sha256").hexdigest() for key in derived_keys(purpose)]
