"""A talk that was written down wrongly is put right, whenever it is noticed."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from app.caseload.queries import get_client
from app.consultations import queries, service
from app.consultations.blueprints import consultations_desk
from app.consultations.forms import TalkForm
from app.consultations.models import Consultation
from app.core import clock
from app.core.access import Log, Role, open_to, record_seen
from app.core.db import transaction
from app.core.errors import Refused
from app.core.htmx import done, show
from app.core.i18n import gettext


@consultations_desk.get("/clients/<int:client_id>/consultations/<int:talk_id>")
@open_to(Role.MANAGER, log=Log.RECORD)
def talk(client_id: int, talk_id: int) -> ResponseReturnValue:
    """One talk, to put it right."""
    found = queries.get_talk(talk_id, client_id, seen_by=g.viewer)
    record_seen(client_id)
    return _form(found, client_id, TalkForm(data=_held(found)))


def _held(found: Consultation) -> dict[str, object]:
    """What is counted of it now, as the form's fields."""
    values = {name: getattr(found, name) for name in service.COUNTED}
    return {**values, "way": found.form, "minutes_bucket": str(found.minutes_bucket)}


def _form(
    found: Consultation, client_id: int, form: TalkForm, *, status: int = 200
) -> ResponseReturnValue:
    client = get_client(client_id, seen_by=g.viewer)
    return show("consultations/talk", status=status, client=client, talk=found, form=form)


@consultations_desk.post("/clients/<int:client_id>/consultations/<int:talk_id>")
@open_to(Role.MANAGER)
def correct(client_id: int, talk_id: int) -> ResponseReturnValue:
    """Keep what is right, and beside it what stood there before."""
    found, form = queries.get_talk(talk_id, client_id, seen_by=g.viewer), TalkForm.read()
    if form.validate():
        try:
            with transaction():
                service.correct(found, form.talk, by=g.viewer, now=clock.now())
        except Refused as why:
            form.refuse(why)
    if form.has_errors:
        return _form(found, client_id, form, status=422)
    here = url_for("consultations_desk.consultations", client_id=client_id)
    return done(here, said=gettext("The talk was put right."))
