"""All views of this feature: importing them puts them on their blueprints; wiring mounts these."""

from app.consultations import (
    views_correct,
    views_desk,
    views_lead,
    views_mine,
    views_notes,
    views_outreach,
)
from app.consultations.blueprints import case_notes_lead, consultations_desk, my_talks

VIEWS = (views_correct, views_desk, views_lead, views_mine, views_notes, views_outreach)
BLUEPRINTS = (case_notes_lead, consultations_desk, my_talks)

__all__ = ["BLUEPRINTS", "VIEWS"]
