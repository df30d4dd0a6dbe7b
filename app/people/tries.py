"""How often a passkey may be tried: per browser strictly, per address loosely.

A whole shelter or classroom shares one address, and nobody may lock a person out: buckets belong
to a browser or an address, never to an account.
"""

from app.core import limits

_MINUTES = 60  # seconds
_FAILED = ((5, 5 * _MINUTES), (20, 60 * _MINUTES), (50, 24 * 60 * _MINUTES))


def count_signin(browser: bytes | None) -> None:
    """Count one try to sign in; raise TooMany when it is one too many."""
    who = _named(browser)
    for limit, seconds in _FAILED:
        limits.demand_room(f"failed in {seconds}", who=who, limit=limit, seconds=seconds)
    limits.count_try("signin", who=who, limit=10, seconds=5 * _MINUTES)
    limits.count_try("signin", who=limits.address(), limit=100, seconds=5 * _MINUTES)
    limits.count_try("signin", who="everybody", limit=1000, seconds=5 * _MINUTES)


def count_failed(browser: bytes | None) -> None:
    """Count an answer that proved nothing; the next tries meet the limit, not this one."""
    for limit, seconds in _FAILED:
        limits.count_try(f"failed in {seconds}", who=_named(browser), limit=limit, seconds=seconds)


def count_again(person_id: int | None) -> None:
    """Count one repeated proof of presence."""
    limits.count_try("again", who=str(person_id), limit=10, seconds=_MINUTES)


def count_opening() -> None:
    """Count one try to open a code; its secret cannot be guessed, so this only saves work."""
    limits.count_try("enter", who=limits.address(), limit=60, seconds=5 * _MINUTES)


def count_pin_chosen(ceremony_id: int) -> None:
    """Count one choice of a PIN: a refused one must not tell which others use."""
    limits.count_try("choose pin", who=str(ceremony_id), limit=10, seconds=60 * _MINUTES)


def count_asking() -> None:
    """Count one asked-for challenge: each is a row."""
    limits.count_try("challenge", who=limits.address(), limit=300, seconds=5 * _MINUTES)


def _named(browser: bytes | None) -> str:
    return browser.hex() if browser else limits.address()
