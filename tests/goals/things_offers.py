"""How what belongs to the shared directory is made: offers, who offers them, where, suggestions."""

import uuid
from datetime import time

from app.core import clock
from app.core.db import db
from app.offers.models import Location, Offer, OfferSuggestion, Organization, Schedule
from app.offers.sharing_models import OfferShownIn
from tests import build
from tests.goals.scene import TOWNS, World
from tests.goals.things_house import added


def offer(world: World) -> uuid.UUID:
    """Public in its own town; elsewhere a draft, so that it is nobody's but its carers'."""
    state = "draft" if world.relation in ("other", "foreign") else "published"
    made = build.offer(f"Angebot {world.relation}", municipality_ags=world.town, state=state)
    hours = {"byday": "MO,TU,WE,TH,FR", "opens_at": time(9), "closes_at": time(17)}
    added(Schedule(offer_id=made.id, **hours))
    return made.id


def shown_here(world: World) -> uuid.UUID:
    """An offer of a place far away that is shown in this town."""
    owner = TOWNS["foreign"] if world.town != TOWNS["foreign"] else TOWNS["own"]
    made = build.offer(f"Gast {world.relation}", municipality_ags=owner)
    added(OfferShownIn(offer_id=made.id, area_ags=world.town, since=clock.today()))
    return made.id


def provider(world: World) -> uuid.UUID:
    """Who offers it."""
    made = added(Organization(name=f"Verein {world.relation}", description="Ein Verein"))
    db.session.get_one(Offer, world.ids["offer_id"]).organization_id = made.id
    return made.id


def place(world: World) -> uuid.UUID:
    """Where it is."""
    return added(
        Location(
            offer_id=world.ids["offer_id"],
            address_1="Lange Straße 45",
            postal_code="71332",
            city="Waiblingen",
        )
    ).id


def suggestion(world: World) -> int:
    """What somebody says of it."""
    made = OfferSuggestion(
        offer_id=world.ids["offer_id"],
        municipality_ags=world.town,
        values={"name": "Anders"},
        created_at=clock.now(),
    )
    return added(made).id
