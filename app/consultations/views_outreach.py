"""Visits without net: a page the tablet keeps, and the one address its records are sent to."""

from flask import g, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.consultations import refusals, service
from app.consultations.blueprints import consultations_desk
from app.consultations.forms import VisitForm
from app.core import clock
from app.core.access import Role, open_to
from app.core.db import transaction
from app.core.errors import Refused
from app.core.sendings import get_op_id


@consultations_desk.get("/outreach")
@open_to(Role.MANAGER)
def outreach() -> ResponseReturnValue:
    """The form of a visit; its own part of the page knows nobody, the tablet keeps that alone."""
    return render_template("consultations/outreach.html", form=VisitForm())


@consultations_desk.post("/outreach")
@open_to(Role.MANAGER)
def send() -> ResponseReturnValue:
    """Take a record a tablet kept: once, however often it is sent; say in words what is wrong."""
    form, op_id = VisitForm.read(), get_op_id()
    if not form.validate():
        return jsonify(words=form.refusal), 422
    try:
        if form.owner.data != str(g.viewer.public_id):
            raise refusals.SomebodyElse
        with transaction():
            remark, now = form.remark.data or None, clock.now()
            talk = form.talk
            service.record_without_net(talk, remark=remark, op_id=op_id, by=g.viewer, now=now)
    except Refused as why:
        return jsonify(words=str(why.words)), 422
    return jsonify(op_id=str(op_id))
