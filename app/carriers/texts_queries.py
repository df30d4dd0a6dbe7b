"""What a carrier says of itself in imprint and privacy notice, as its readers and writers see it.

German is the original. A translation holds the free texts alone: names and addresses stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Carrier, CarrierText
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing
from app.core.i18n import DEFAULT, N_

# Translators: the parts of an office's imprint and privacy notice, as labels.
FACTS = {
    "name": N_("Name of the office"),
    "address": N_("Address"),
    "representative": N_("Represented by"),
    "contact": N_("How to reach the office"),
    "dpo_contact": N_("Data protection officer"),
    "supervisory_authority": N_("Supervisory authority for data protection"),
}
FREE = {
    "imprint_text": N_("More text for the imprint"),
    "privacy_text": N_("More text for the privacy notice"),
}
PARTS = FACTS | FREE
ORIGINAL = DEFAULT.code


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one carrier says, as a reader of one language gets it."""

    carrier_id: int
    parts: Mapping[str, str]  # German; of a carrier without a text, what is known of it
    translated: Mapping[str, str]  # the free texts in the reader's language, where there are any
    is_outdated: bool  # the German text is newer than the translation
    missing: Sequence[str]  # msgids of facts that nobody has written yet


def said_by_carriers(language: str) -> list[Said]:
    """What every carrier says, by name, for readers of a language; one statement."""
    later = aliased(CarrierText)
    has_later = sa.exists().where(
        later.carrier_id == CarrierText.carrier_id,
        later.language == CarrierText.language,
        later.no > CarrierText.no,
    )
    rows = db.session.execute(
        sa.select(Carrier, CarrierText)
        .outerjoin(
            CarrierText,
            sa.and_(
                CarrierText.carrier_id == Carrier.id,
                CarrierText.language.in_((ORIGINAL, language)),
                ~has_later,
            ),
        )
        .order_by(Carrier.name, Carrier.id)
    ).all()
    newest = {(one.id, text.language): text for one, text in rows if text is not None}
    return [
        _said(one, newest.get((one.id, ORIGINAL)), newest.get((one.id, language)), language)
        for one in dict.fromkeys(one for one, _text in rows)
    ]


def _said(
    carrier: Carrier, original: CarrierText | None, text: CarrierText | None, language: str
) -> Said:
    parts = parts_of(carrier, original)
    is_translation = language != ORIGINAL and text is not None
    return Said(
        carrier_id=carrier.id,
        parts=parts,
        translated={k: v for k, v in text.parts.items() if v} if text and is_translation else {},
        is_outdated=bool(text and is_translation and original and text.source_no != original.no),
        missing=missing_in(parts),
    )


def parts_of(carrier: Carrier, original: CarrierText | None) -> dict[str, str]:
    """All parts in German; before the first version, what was known when it was founded."""
    known = {"name": carrier.name, "address": carrier.contact, "dpo_contact": carrier.dpo_contact}
    return dict.fromkeys(PARTS, "") | (known if original is None else original.parts)


def missing_in(parts: Mapping[str, str]) -> list[str]:
    """The msgids of the facts that the law asks for and nobody has written."""
    return [words for part, words in FACTS.items() if not parts.get(part)]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version in the list of all: who wrote it and when."""

    no: int
    parts: Mapping[str, str]
    written_at: datetime
    written_by: str
    restores_no: int | None


# Carriers stand below people: of who wrote a text they know the name alone.
_PERSON = sa.table("person", sa.column("id"), sa.column("full_name"), sa.column("call_name"))


def versions_of(viewer: Viewer, language: str) -> list[Version]:
    """All versions of the viewer's carrier in one language, newest first; one statement."""
    rows = db.session.execute(
        sa.select(CarrierText, sa.func.coalesce(_PERSON.c.full_name, _PERSON.c.call_name))
        .join(_PERSON, _PERSON.c.id == CarrierText.written_by_id)
        .where(CarrierText.carrier_id == viewer.carrier_id, CarrierText.language == language)
        .order_by(CarrierText.no.desc())
    )
    return [
        Version(
            no=row.no,
            parts=row.parts,
            written_at=row.written_at,
            written_by=name,
            restores_no=row.restores_no,
        )
        for row, name in rows
    ]


def get_version(viewer: Viewer, language: str, no: int) -> Version:
    """One of them; raise Missing when there is none."""
    for version in versions_of(viewer, language):
        if version.no == no:
            return version
    raise Missing


def own_said(viewer: Viewer, language: str) -> Said:
    """What the viewer's carrier says now, for readers of a language."""
    for said in said_by_carriers(language):
        if said.carrier_id == viewer.carrier_id:
            return said
    raise Missing


def languages_of(viewer: Viewer) -> dict[str, int]:
    """The languages the carrier has written in, with the number of the newest version."""
    rows = db.session.execute(
        sa.select(CarrierText.language, sa.func.max(CarrierText.no))
        .where(CarrierText.carrier_id == viewer.carrier_id)
        .group_by(CarrierText.language)
    )
    return {row[0]: row[1] for row in rows}
