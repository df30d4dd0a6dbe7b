"""Neutral names for passkeys: the phone's own dialogs show them to whoever holds it."""

import secrets

_TREES = (
    "Ahorn",
    "Apfel",
    "Birke",
    "Buche",
    "Eibe",
    "Eiche",
    "Erle",
    "Esche",
    "Fichte",
    "Hasel",
    "Kiefer",
    "Kirsche",
    "Linde",
    "Pappel",
    "Tanne",
    "Ulme",
    "Weide",
    "Zeder",
)


def new_label() -> str:
    """Make a name that says nothing of the person: Birke 47."""
    return f"{secrets.choice(_TREES)} {two_digits()}"


def two_digits() -> int:
    """A random number from 10 to 99."""
    return 10 + secrets.randbelow(90)
