"""Translations of what people typed about or for a client."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.sealed import Sealed
from app.core.tenancy import Tenant, identified, within_carrier
from app.core.translating import ORIGINS

ENTITIES = ("goal", "step", "shared_note", "version_step", "start_situation")


class PersonalTranslation(Tenant, Base):
    """A field of a goal, a step or a note in another language; how good it is, is derived."""

    __tablename__ = "personal_translation"
    __table_args__ = identified(
        sa.UniqueConstraint("carrier_id", "entity", "entity_id", "field", "lang"),
        within_carrier("client", "client_id"),
        sa.Index("ix_personal_translation_carrier_client", "carrier_id", "client_id"),
        one_of("entity", ENTITIES),
        one_of("origin", ORIGINS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    client_id: Mapped[int]
    entity: Mapped[str]
    entity_id: Mapped[int]
    field: Mapped[str]
    lang: Mapped[str]
    text = Sealed()
    source_lang: Mapped[str]
    source_version: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)  # raised by a change of meaning
    origin: Mapped[str] = mapped_column(default="human")
    minor_edit: Mapped[bool] = mapped_column(default=False)  # the last change: spelling alone
    in_translation: Mapped[bool] = mapped_column(default=False)
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    checked_on: Mapped[date | None]
    changed_at: Mapped[datetime]
