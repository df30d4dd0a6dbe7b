"""Who says a word about a consent: the client in front by a tap, or to her manager in a talk."""

from flask import g

from app.caseload.consents import Word
from app.caseload.models import Client
from app.core import clock
from app.core.i18n import find_language, shown
from app.people.queries import language_of


def spoken() -> Word:
    """A word of whoever is in front, by their own tap, in the language of the page they read."""
    return Word(by=g.viewer, now=clock.now(), language=shown().code)


def own_language(client: Client) -> str:
    """The language in which pages show her what she is asked."""
    return shown(find_language(language_of(client.person_id))).code


def told(client: Client, *, language: str = "", how: str = "oral") -> Word:
    """A word of a client that the manager in front writes down; by default in her own language."""
    return Word(
        by=g.viewer,
        now=clock.now(),
        language=language or own_language(client),
        how=how,
        explained_by_id=g.viewer.person_id,
    )
