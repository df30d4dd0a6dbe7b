"""Asking the provider: the page that makes a code, to be printed or sent."""

import uuid
from urllib.parse import quote

from flask import current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import DEFAULT, format_date, gettext, speaking
from app.core.limits import count_try
from app.offers import care, confirming
from app.offers.care import CARING
from app.offers.care_models import OfferConfirmation
from app.offers.records import OfferRecord
from app.offers.views_desk import bp

QUESTIONS, HOUR = 60, 3600


@bp.get("/circle/offers/<uuid:offer_id>/provider")
@open_to(*CARING)
def provider(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Whether a code is open, since when and by whom; and the button for a new one."""
    return _page(care.get_cared_for(offer_id, seen_by=g.viewer))


def _page(
    record: OfferRecord, *, code: str = "", refusal: object = "", status: int = 200
) -> ResponseReturnValue:
    question = confirming.open_for(record.offer, now=clock.now())
    return show(
        "offers/provider",
        status=status,
        record=record,
        question=question,
        answer=confirming.last_answer(record.offer),
        letter=_letter(record, question, code) if question and code else None,
        mail=_mail(record, question, code) if question and code else "",
        refusal=refusal,
    )


def _letter(record: OfferRecord, question: OfferConfirmation, code: str) -> Markup:
    """The sheet for the provider, in German whatever the reader here speaks."""
    here = current_app.config["PUBLIC_URL"]
    with speaking(DEFAULT.code):
        return Markup(  # noqa: S704  # because: Jinja escaped what it holds
            render_template(
                "offers/_letter.html",
                record=record,
                question=question,
                until=format_date(question.expires_at, "long"),
                address=f"{here}/confirm",
                code=confirming.in_groups(code),
                picture=confirming.drawn(here, code),
            )
        )


def _mail(record: OfferRecord, question: OfferConfirmation, code: str) -> str:
    """The same in plain lines with the link, to be copied or sent from one's own mailbox."""
    with speaking(DEFAULT.code):
        until = format_date(question.expires_at, "long")
        return "\n\n".join((
            gettext("Is everything still right?"),
            f"{record.offer.name} ({question.asked_by})",
            confirming.link(current_app.config["PUBLIC_URL"], code),
            gettext("You need no account. The code works once, until %(day)s.", day=until),
        ))  # fmt: skip


@bp.post("/circle/offers/<uuid:offer_id>/provider")
@open_to(*CARING)
def ask_provider(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Make a code. It is kept nowhere, so this answer alone can show it."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer)
    count_try("ask a provider", who=f"person {g.viewer.person_id}", limit=QUESTIONS, seconds=HOUR)
    try:
        with transaction():
            record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
            _question, code = confirming.ask(record.offer, by=g.viewer, now=clock.now())
    except Refused as why:
        return _page(record, refusal=why.words, status=422)
    return _page(record, code=code)


@bp.post("/circle/offers/<uuid:offer_id>/provider/end")
@open_to(*CARING)
def end_question(offer_id: uuid.UUID) -> ResponseReturnValue:
    """The letter went to the wrong place: its code works no longer."""
    with transaction():
        record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
        confirming.take_back(record.offer, by=g.viewer, now=clock.now())
    said = gettext("This code works no longer.")
    to = url_for("offers_desk.provider", offer_id=offer_id)
    return done(to, "offers/_provider.html", said=said, record=record, letter=None)


def mail_link(text: str) -> str:
    """A template filter: an address that opens one's own mail program with this text."""
    subject, _, body = text.partition("\n\n")
    return f"mailto:?subject={quote(subject)}&body={quote(body)}"
