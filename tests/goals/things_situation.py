"""One entry of each of a client's histories, as the matrix of roles needs them."""

from app.caseload.history_kinds import KINDS
from app.core import clock
from app.core.db import db
from tests.goals.scene import World

SAYS = {
    "housing": {"kind": "collective"},
    "accommodation": {"stage": "provisional"},
    "livelihood": {"kind": "asylblg"},
    "german": {"skill": "reading", "level": "A1", "evidence": "course"},
    "competences": {"kind": "job"},
}


def entries(world: World) -> dict[str, int]:
    """By the word of its address; she reported it herself, and nobody took it up."""
    today = clock.today()
    made = {
        key: KINDS[key].table(
            client_id=world.client.id, since=today, reported_by="client", reported_on=today, **says
        )
        for key, says in SAYS.items()
    }
    made["accommodation"].place_label = made["competences"].title = world.canary
    made["residence-rule"] = KINDS["residence-rule"].table(
        client_id=world.client.id,
        since=today,
        until=today,
        reported_by="manager",
        reported_on=today,
    )
    db.session.add_all(made.values())
    db.session.flush()
    papers = {"title": world.ids["title_id"], "entitlement": world.ids["entitlement_id"]}
    return {key: row.id for key, row in made.items()} | papers
