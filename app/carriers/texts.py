"""Write what a carrier says of itself in imprint and privacy notice: versions, never lost."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.carriers.events import CarrierTextWritten
from app.carriers.models import Carrier, CarrierText
from app.carriers.texts_queries import FREE, ORIGINAL, PARTS, get_version
from app.core.access import Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import LANGUAGES
from app.core.i18n import lazy_gettext as _l


class SomebodyWasFaster(Refused):
    """Another version was saved while this one was being written."""

    words = _l("Somebody else saved a newer version. Read it, then write yours again.")


class NothingNew(Refused):
    """A version that changes nothing would only fill the list."""

    words = _l("Nothing has changed.")


class NeedsOriginal(Refused):
    """There is nothing to translate yet."""

    words = _l("Write the German text first.")


def write(
    parts: Mapping[str, str], *, language: str, base_no: int, by: Viewer, now: datetime
) -> None:
    """Add a version; `base_no` is the one that was on the screen while it was written."""
    carrier, newest = _held(by, language)
    if (newest.no if newest else 0) != base_no:
        raise SomebodyWasFaster
    allowed = PARTS if language == ORIGINAL else FREE
    kept = {part: parts.get(part, "") for part in allowed}
    if newest is not None and dict(newest.parts) == kept and not _is_behind(newest, by):
        raise NothingNew
    _add(carrier, kept, language=language, by=by, now=now)


def restore(no: int, *, language: str, by: Viewer, now: datetime) -> None:
    """Bring an earlier version back, as a new one."""
    carrier, _newest = _held(by, language)
    earlier = get_version(by, language, no)
    _add(carrier, dict(earlier.parts), language=language, by=by, now=now, restores_no=no)


def _held(by: Viewer, language: str) -> tuple[Carrier, CarrierText | None]:
    """The carrier, held until the version is written, and its newest text of the language."""
    if language not in LANGUAGES:
        raise Missing
    carrier = db.session.scalar(
        sa.select(Carrier)
        .where(Carrier.id == by.carrier_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if carrier is None:
        raise Missing
    return carrier, _newest(carrier.id, language)


def _newest(carrier_id: int, language: str) -> CarrierText | None:
    return db.session.scalar(
        sa.select(CarrierText)
        .where(CarrierText.carrier_id == carrier_id, CarrierText.language == language)
        .order_by(CarrierText.no.desc())
        .limit(1)
    )


def _is_behind(text: CarrierText, by: Viewer) -> bool:
    """A translation of an older German text may be confirmed without changing a letter."""
    original = _newest(by.carrier_id or 0, ORIGINAL)
    return text.source_no is not None and original is not None and text.source_no != original.no


def _add(
    carrier: Carrier,
    parts: dict[str, str],
    *,
    language: str,
    by: Viewer,
    now: datetime,
    restores_no: int | None = None,
) -> None:
    newest, original = _newest(carrier.id, language), _newest(carrier.id, ORIGINAL)
    if language != ORIGINAL and original is None:
        raise NeedsOriginal
    text = CarrierText(
        carrier_id=carrier.id,
        language=language,
        no=(newest.no if newest else 0) + 1,
        parts=parts,
        source_no=original.no if original is not None and language != ORIGINAL else None,
        restores_no=restores_no,
        written_by_id=by.person_id,
        written_at=now,
    )
    db.session.add(text)
    if language == ORIGINAL:  # other pages name the carrier's contacts by these
        carrier.contact = "\n".join(filter(None, (parts["address"], parts["contact"])))
        carrier.dpo_contact = parts["dpo_contact"]
    publish(
        CarrierTextWritten(
            occurred_at=now,
            by=by,
            carrier_id=carrier.id,
            language=language,
            no=text.no,
            restores_no=restores_no,
        )
    )
