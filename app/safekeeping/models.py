"""When the last backup was made: the doctor asks."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class BackupRun(Base):
    """A backup that was completed."""

    __tablename__ = "backup_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]  # the moment whose rows it holds
    rows: Mapped[int]
