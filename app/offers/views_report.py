"""Something is wrong: those who look after offers say so in their own list."""

import uuid

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.core import clock
from app.core.access import open_to
from app.core.db import transaction
from app.core.htmx import done, show
from app.core.i18n import gettext
from app.core.limits import count_try
from app.offers import care, service, worklists
from app.offers.care import CARING
from app.offers.forms import ReportForm
from app.offers.states import WrongState
from app.offers.views import HOUR, REPORTS
from app.offers.views_desk import bp


@bp.get("/circle/offers/<uuid:offer_id>/report")
@open_to(*CARING)
def tell_wrong(offer_id: uuid.UUID) -> ResponseReturnValue:
    """The reasons, in place of the row."""
    return _page(offer_id, ReportForm.read())


def _page(offer_id: uuid.UUID, form: ReportForm, *, status: int = 200) -> ResponseReturnValue:
    row = worklists.work_row(offer_id, seen_by=g.viewer)
    form.kind.id = f"kind-{offer_id}"  # several rows may ask at the same time
    return show("offers/tell_wrong", status=status, row=row, form=form)


@bp.post("/circle/offers/<uuid:offer_id>/report")
@open_to(*CARING)
def report_wrong(offer_id: uuid.UUID) -> ResponseReturnValue:
    """Note it; the second person who says so hides the offer until it was checked."""
    record = care.get_cared_for(offer_id, seen_by=g.viewer)
    form = ReportForm.read()
    if not form.validate():
        return _page(offer_id, form, status=422)
    if record.offer.state != "published":
        form.refuse(WrongState())
        return _page(offer_id, form, status=422)
    who = f"person {g.viewer.person_id}"
    count_try("report an offer", who=who, limit=REPORTS, seconds=HOUR)
    with transaction():
        record = care.get_cared_for(offer_id, seen_by=g.viewer, to_change=True)
        service.report(record.offer, form.kind.data, by=g.viewer, now=clock.now())
    row = worklists.work_row(offer_id, seen_by=g.viewer)
    said = gettext("Thank you. Somebody will check it.")
    return done(url_for("network.circle"), "offers/_work_row.html", said=said, row=row)
