"""A provider is asked, by a code that works once, whether everything is still right.

No account is needed. The code stands in the fragment of a link, as a picture on paper, and in
letters that can be typed; only its hash is kept. What is different goes to check.
"""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from markupsafe import Markup

from app.core.access import SYSTEM, Viewer
from app.core.crypto import fingerprint
from app.core.db import db
from app.core.errors import Refused
from app.core.events import publish as announce
from app.core.i18n import lazy_gettext as _l
from app.core.paper import drawn_code
from app.offers import events, service, suggestions
from app.offers.care import circle_name
from app.offers.care_models import OfferConfirmation
from app.offers.models import Offer
from app.offers.records import OfferRecord
from app.offers.states import WrongState
from app.offers.writing import changed
from app.offers.writing_parts import Values

LIFE = timedelta(days=30)
PROVIDER = "provider"  # in whose name such a check is shown; a word of the catalogue says it
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another
_LENGTH, _GROUP = 16, 4  # 80 bits
_MISREAD = str.maketrans("OIL", "011")


class NotThisCode(Refused):
    """Unknown, used, taken back or too old: to a stranger they are all the same."""

    words = _l("This code is not valid any more. Perhaps it was used already.")
    field = "code"


def ask(offer: Offer, *, by: Viewer, now: datetime) -> tuple[OfferConfirmation, str]:
    """Make a code for a public offer; one made before ends. The code is kept nowhere."""
    if offer.state != "published":
        raise WrongState
    take_back(offer, by=by, now=now)
    code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    made = OfferConfirmation(
        offer_id=offer.id,
        code_hash=fingerprint(code),
        asked_by=circle_name(by),
        issued_by_id=by.person_id,
        issued_at=now,
        expires_at=now + LIFE,
    )
    db.session.add(made)
    announce(events.OfferProviderAsked(occurred_at=now, by=by, offer_id=offer.id))
    return made, code


def take_back(offer: Offer, *, by: Viewer, now: datetime) -> None:
    """The code that is open works no longer; without one nothing happens."""
    held = open_for(offer, now=now)
    if held is None:
        return
    held.revoked_at = now
    announce(events.OfferQuestionEnded(occurred_at=now, by=by, offer_id=offer.id))


def _is_open(now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        OfferConfirmation.answered_at.is_(None),
        OfferConfirmation.revoked_at.is_(None),
        OfferConfirmation.expires_at > now,
    )


def open_for(offer: Offer, *, now: datetime) -> OfferConfirmation | None:
    """The question that waits for this provider's answer."""
    return db.session.scalar(
        sa.select(OfferConfirmation)
        .where(OfferConfirmation.offer_id == offer.id, _is_open(now))
        .order_by(OfferConfirmation.id.desc())
        .limit(1)
    )


def last_answer(offer: Offer) -> OfferConfirmation | None:
    """What the provider said last."""
    return db.session.scalar(
        sa.select(OfferConfirmation)
        .where(OfferConfirmation.offer_id == offer.id, OfferConfirmation.answered_at.is_not(None))
        .order_by(OfferConfirmation.answered_at.desc())
        .limit(1)
    )


def get_open(code: str, *, now: datetime, to_change: bool = False) -> OfferConfirmation:
    """The question that this code answers; `to_change` holds it."""
    statement = sa.select(OfferConfirmation).where(
        OfferConfirmation.code_hash == fingerprint(tidied(code)), _is_open(now)
    )
    if to_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotThisCode
    return found


def tidied(code: str) -> str:
    """A code as it is kept, however somebody read and typed it."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return plain.translate(_MISREAD)


def in_groups(code: str) -> str:
    """A code as people read it: ABCD-EFGH-..."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def answer_right(question: OfferConfirmation, record: OfferRecord, *, now: datetime) -> None:
    """Everything is still right: this is a check."""
    service.assure(record.offer, circle=PROVIDER, by=SYSTEM, now=now)
    _answered(question, "right", now=now)


def answer_other(
    question: OfferConfirmation, record: OfferRecord, values: Values, *, now: datetime
) -> None:
    """Something is different: it waits for those who check, and is no check itself."""
    made = suggestions.suggest(
        changed(record, values),
        offer=record.offer,
        town=record.offer.municipality_ags,
        note="",
        by=None,
        now=now,
    )
    question.suggestion_id = made.id
    _answered(question, "other", now=now)


def _answered(question: OfferConfirmation, answer: str, *, now: datetime) -> None:
    question.answered_at, question.answer = now, answer
    announce(
        events.OfferProviderAnswered(
            occurred_at=now, by=SYSTEM, offer_id=question.offer_id, answer=answer
        )
    )


def link(public_url: str, code: str) -> str:
    """The link; what stands in its fragment reaches no server and no log."""
    return f"{public_url}/confirm#{code}"


def drawn(public_url: str, code: str) -> Markup:
    """The link as a picture to scan."""
    return drawn_code(link(public_url, code), border=4)
