"""Children of a household: their year of birth and nothing else."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import Tenant, identified, within_carrier


class HouseholdChild(Tenant, Base):
    """A child who lives there. No name: a child has no case, and no account."""

    __tablename__ = "household_child"
    __table_args__ = identified(within_carrier("household", "household_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int]
    birth_year: Mapped[int]
    added_at: Mapped[datetime]
