"""What tests of consents and ties may ask for besides the app."""

from collections.abc import Callable
from typing import Any

import pytest

from app.caseload import consents, ties
from tests.caseload.scene import Help, at_work, of, vet, word
from tests.cast import Member


@pytest.fixture
def helps(app: Any, gerhard: Member) -> Callable[..., Help]:
    """Gerhard helps a client: helps(selam), helps(selam, granted=False)."""

    def make(client: Member, *, granted: bool = True, volunteer: Member = gerhard) -> Help:
        vet(volunteer)
        manager = client.manager
        assert manager is not None
        with at_work(client):
            said = word(manager, explained_by_id=manager.person.id)
            tie = ties.propose(of(client), volunteer.person.id, word=said)
            if granted:
                ties.grant(tie, word=word(client))
            tie_id = tie.id
        return Help(client=client, volunteer=volunteer, tie_id=tie_id)

    return make


@pytest.fixture
def gave(app: Any) -> Callable[..., int]:
    """Let a client give a consent; return the row's id."""

    def give(client: Member, purpose: str, **terms: Any) -> int:
        with at_work(client):
            made = consents.give(
                of(client).id, purpose, terms=consents.Terms(**terms), word=word(client)
            )
            return made.id

    return give
