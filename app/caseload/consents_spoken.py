"""Who says a word about a consent: the person in front, in the language of the page they read."""

from flask import g

from app.caseload.consents import Word
from app.core import clock
from app.core.i18n import shown


def spoken() -> Word:
    """A word of whoever is in front, by their own tap."""
    return Word(by=g.viewer, now=clock.now(), language=shown().code)
