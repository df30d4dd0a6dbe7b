"""Carriers, municipalities, and which carrier serves which municipality when."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, one_of
from app.core.tenancy import Tenant, identified

CARRIER_KINDS = ("municipality", "city", "district", "association", "independent")
LEGAL_REGIMES = ("gdpr_public", "gdpr_private", "kdg", "dsg_ekd")


class Municipality(Base):
    """A town or village by its official key (AGS: 8 digits as text, leading zero)."""

    __tablename__ = "municipality"

    ags: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    name: Mapped[str]  # for display, without the ", Stadt" of the register
    district_ags: Mapped[str] = mapped_column(sa.String(5))
    district_name: Mapped[str]
    latitude: Mapped[float | None]  # of its main postcode; for distance between places
    longitude: Mapped[float | None]


class Carrier(Base):
    """The employer of managers and controller of their clients' data."""

    __tablename__ = "carrier"
    __table_args__ = (
        one_of("kind", CARRIER_KINDS),
        one_of("legal_regime", LEGAL_REGIMES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    legal_regime: Mapped[str]
    contact: Mapped[str]  # office address and phone as printed in the imprint
    dpo_contact: Mapped[str]
    review_months: Mapped[int] = mapped_column(default=6, server_default="6")  # of a plan


class ServiceAgreement(Base):
    """A municipality lets a carrier do its Integrationsmanagement from a day on."""

    __tablename__ = "service_agreement"
    __table_args__ = (sa.UniqueConstraint("municipality_ags", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    municipality_ags: Mapped[str] = mapped_column(sa.ForeignKey("municipality.ags"))
    carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CarrierText(Base):
    """One version of what a carrier says of itself in one language. Rows are only added.

    Public, so that everybody reads it before a carrier is known. German is the original; a
    translation names the German version it was made from.
    """

    __tablename__ = "carrier_text"
    __table_args__ = (sa.UniqueConstraint("carrier_id", "language", "no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    carrier_id: Mapped[int] = mapped_column(sa.ForeignKey("carrier.id"))
    language: Mapped[str]
    no: Mapped[int]
    parts: Mapped[dict[str, Any]]  # part -> text, see texts_queries.PARTS
    source_no: Mapped[int | None]  # the German version a translation was made from
    restores_no: Mapped[int | None]  # the earlier version that this one brings back
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    written_at: Mapped[datetime]


class HintCheck(Tenant, Base):
    """The administration compared a legal hint, as it was that day, with the text of the law."""

    __tablename__ = "hint_check"
    __table_args__ = identified(sa.UniqueConstraint("carrier_id", "hint_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    hint_key: Mapped[str]  # of a step template, or of a hint about a paper
    nature: Mapped[str]
    source: Mapped[str]
    source_on: Mapped[date]
    law_on: Mapped[date]  # the law text that was looked at
    checked_on: Mapped[date]
    checked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
