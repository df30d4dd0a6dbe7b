"""Whom a volunteer helps: only by that person's own yes, only what she chose."""

import uuid

from flask import g
from flask.typing import ResponseReturnValue

from app.core.access import Log, Role, open_to, record_seen
from app.core.htmx import show
from app.network import people
from app.network.blueprint import bp


@bp.get("/circle/people")
@open_to(Role.VOLUNTEER)
def helped_people() -> ResponseReturnValue:
    """How those are called who share something; nothing else of them."""
    return show("network/people", people=people.people_helped(g.viewer))


@bp.get("/circle/people/<uuid:tie_uid>")
@open_to(Role.VOLUNTEER, log=Log.SHARED)
def helped_person(tie_uid: uuid.UUID) -> ResponseReturnValue:
    """What one person shares today. She sees that it was opened."""
    helped = people.open_tie(tie_uid, g.viewer)
    record_seen(helped.client_id)
    return show(
        "network/person",
        helped=helped,
        appointments=people.appointments_for(helped),
        steps=people.steps_for(helped),
    )
