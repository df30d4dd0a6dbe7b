"""Ways into the demo town without a passkey; the table stays empty in real use."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DemoEntry(Base):
    """One invented person's entry link. Only the hash of its token is kept."""

    __tablename__ = "demo_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    role_grant_id: Mapped[int] = mapped_column(sa.ForeignKey("role_grant.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
