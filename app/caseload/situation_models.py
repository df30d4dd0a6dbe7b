"""Where a client lives, what on, what she speaks and can do: each a history of its own."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from app.caseload.dated import Dated, alone, dated
from app.core.db import Base, one_of

STAGES = ("initial_reception", "provisional", "follow_up")
HOUSING = ("collective", "assigned", "private_lease", "other")
LIVELIHOODS = ("asylblg", "sgb2_full", "sgb2_partial", "own_income", "other")
SKILLS = ("overall", "listening", "reading", "speaking", "writing")
LEVELS = ("alpha", "A1", "A2", "B1", "B2", "C1", "C2")
EVIDENCE = ("certificate", "placement_test", "course", "estimate")
COMPETENCES = ("school", "job", "training", "skill")


class AccommodationStage(Dated, Base):
    """Which of the three stages of reception, and in which house."""

    __tablename__ = "accommodation_stage"
    __table_args__ = dated(
        "accommodation_stage", alone("accommodation_stage"), one_of("stage", STAGES)
    )

    stage: Mapped[str]
    place_label: Mapped[str] = mapped_column(default="")  # the house's name, no address


class HousingSituation(Dated, Base):
    """How she lives."""

    __tablename__ = "housing_situation"
    __table_args__ = dated("housing_situation", alone("housing_situation"), one_of("kind", HOUSING))

    kind: Mapped[str]


class Livelihood(Dated, Base):
    """What she lives on; never an amount."""

    __tablename__ = "livelihood"
    __table_args__ = dated("livelihood", alone("livelihood"), one_of("kind", LIVELIHOODS))

    kind: Mapped[str]


class ResidenceRule(Dated, Base):
    """Until when she has to live in the place she was sent to."""

    __tablename__ = "residence_rule"
    __table_args__ = dated("residence_rule", alone("residence_rule"))

    until: Mapped[date]


class GermanLevel(Dated, Base):
    """How well she knows German; each skill has a history of its own."""

    __tablename__ = "german_level"
    __table_args__ = dated(
        "german_level",
        alone("german_level", "skill"),
        one_of("skill", SKILLS),
        one_of("level", LEVELS),
        one_of("evidence", EVIDENCE),
    )

    skill: Mapped[str]
    level: Mapped[str]
    evidence: Mapped[str]


class Competence(Dated, Base):
    """What she learned, worked and can do, in her own words; any number side by side."""

    __tablename__ = "competence"
    __table_args__ = dated("competence", one_of("kind", COMPETENCES))

    kind: Mapped[str]
    title: Mapped[str]
    country: Mapped[str] = mapped_column(default="")
    years: Mapped[int | None]
    recognised: Mapped[bool] = mapped_column(default=False)
