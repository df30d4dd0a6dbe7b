"""Selam's plan as the desk tests hold it."""

from dataclasses import dataclass

from app.core.db import db
from app.core.tenancy import carrier_opened
from app.plan.models import Step


@dataclass(frozen=True)
class AtDesk:
    """A client and her step by their numbers: rows go stale when a request ends."""

    client_id: int
    id: int
    carrier_id: int

    @property
    def plan(self) -> str:
        """The address of her plan at the desk."""
        return f"/desk/clients/{self.client_id}/plan"

    @property
    def step(self) -> str:
        """The address of the step at the desk."""
        return f"{self.plan}/steps/{self.id}"

    def stored(self) -> Step:
        """The step as it is stored now."""
        db.session.rollback()
        with carrier_opened(self.carrier_id):
            return db.session.query(Step).filter_by(id=self.id).populate_existing().one()
