"""A client's telephone number: it is kept with her yes, and deleted when she takes it back."""

from app.caseload import consents
from app.caseload.consents import Word
from app.caseload.consents_models import Consent
from app.caseload.events import ClientAdded, ConsentRefused, ConsentWithdrawn
from app.caseload.models import Client
from app.caseload.purposes import PHONE
from app.core.db import db
from app.people.queries import language_of


def give_number(client: Client, number: str, *, word: Word) -> Consent:
    """Keep an E.164 number and the yes it came with; a new number replaces the old one."""
    given = consents.give(client.id, PHONE, word=word)
    client.phone = number
    return given


def note_number(event: ClientAdded) -> None:
    """Who gave a number in the first talk said yes to being called: spoken, to this manager."""
    client = db.session.get_one(Client, event.client_id)
    if client.phone is None:
        return
    word = Word(
        by=event.by,
        now=event.occurred_at,
        language=language_of(client.person_id),
        how="oral_with_interpreter" if client.interpreter_need else "oral",
        explained_by_id=event.by.person_id,
    )
    consents.give(client.id, PHONE, word=word)


def forget_number(event: ConsentWithdrawn | ConsentRefused) -> None:
    """Without her yes there is no number."""
    if event.purpose == PHONE and event.client_id is not None:
        db.session.get_one(Client, event.client_id).phone = None
