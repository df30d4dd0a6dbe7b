"""What a client's phone has sent already: sent twice, it acts once."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.tenancy import Tenant, identified, within_carrier


class ReceivedOp(Tenant, Base):
    """One tap of a client's, known by the number her phone gave it; never what she tapped."""

    __tablename__ = "received_op"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "client_id", "op_id"),  # sent twice, it is one
        within_carrier("client", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int]
    op_id: Mapped[uuid.UUID]
    received_at: Mapped[datetime]
