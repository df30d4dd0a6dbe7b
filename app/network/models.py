"""What towns tell each other: needs that nobody serves yet, notices, and whom to call."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class NeedSignal(Base):
    """Somebody misses an offer in a town. Nothing in it says who."""

    __tablename__ = "need_signal"
    __table_args__ = (
        sa.Index("ix_need_signal_municipality_ags_topic", "municipality_ags", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    topic: Mapped[str]
    text: Mapped[str | None]
    told_on: Mapped[date]
