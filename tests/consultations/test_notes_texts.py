"""A note for the client in her language; only a change of meaning outdates it."""

from typing import Any

import pytest

from app.caseload.texts import Typed, translate
from app.consultations.notes_texts import note_source
from app.core import clock
from app.core.db import transaction
from tests.cast import Member
from tests.consultations.conftest import HTMX, SignIn, shared

WORDS = "እዚ ናትኪ እዩ። 07151 500112"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"is_minor": "y"}, "Translation not yet checked by a native speaker."),
        ({}, "The German text has changed since this was translated."),
    ],
)
def test_she_reads_a_note_in_her_language(
    signed_in: SignIn,
    jana: Member,
    selam: Member,
    page: Any,
    at_carrier: int,
    sent: dict[str, str],
    said: str,
) -> None:
    assert selam.client is not None
    client_id = selam.client.id
    note_id = shared(selam, jana, "Das ist ihres: 07151 500112")
    german = page(signed_in(selam), "/me/talks?lang=en")
    assert "This text is not in your language yet." in german.text
    assert german.find("a", href="tel:+49715112345") is not None
    with transaction():
        source = note_source(note_id, client_id, seen_by=jana.viewer)
        typed = Typed(text=WORDS, source_version=1, seen_at=None)
        translate(source, "en", typed, by=jana.viewer, now=clock.now())
    assert WORDS in page(signed_in(selam), "/me/talks?lang=en").text
    address = f"/desk/clients/{client_id}/shared-notes/{note_id}"
    body = {"body": "Das ist Ihres: 07151 500112", **sent}
    assert signed_in(jana).post(address, data=body, headers=HTMX).status_code in (200, 204)
    told = page(signed_in(selam), "/me/talks?lang=en")
    assert (WORDS in told.text, said in told.text) == (True, True)
