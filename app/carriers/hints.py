"""Legal hints: to be checked until the administration compared one with the law.

A check is of the hint as it was: another source or nature is another hint, and is unchecked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.carriers.events import HintChecked, HintUnchecked
from app.carriers.models import HintCheck
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db
from app.core.errors import Missing, Refused
from app.core.events import publish
from app.core.i18n import lazy_gettext as _l

LAW_ON = date(2022, 3, 1)  # the law texts we worked with are of this month
PRACTICE_ON = date(2026, 11, 1)  # common practice as written down for this program


class NoSuchLawText(Refused):
    """Nobody can read the law of tomorrow, and an older text than ours says nothing about it."""

    words = _l("Choose a day between the day of the source and today.")
    field = "law_on"


@dataclass(frozen=True, kw_only=True)
class Hint:
    """What this program says about the law or about habits of offices."""

    key: str
    title: str  # msgid
    nature: str = ""  # right, duty or voluntary, where it says so
    source: str = ""  # the law as it is cited; empty: common practice

    @property
    def source_on(self) -> date:
        """As of when it was right."""
        return LAW_ON if self.source else PRACTICE_ON


@dataclass(frozen=True, kw_only=True)
class Check:
    """Somebody found the hint right: on which day, by the law text of which day."""

    checked_on: date
    law_on: date


def checks_of(hints: Iterable[Hint]) -> dict[str, Check]:
    """Which of these hints the open carrier has checked as they are, by key; one statement."""
    known = {hint.key: hint for hint in hints}
    rows = db.session.scalars(sa.select(HintCheck).where(HintCheck.hint_key.in_(known)))
    return {
        row.hint_key: Check(checked_on=row.checked_on, law_on=row.law_on)
        for row in rows
        if _is_of(row, known[row.hint_key])
    }


def _is_of(row: HintCheck, hint: Hint) -> bool:
    as_checked = (row.nature, row.source, row.source_on)
    return as_checked == (hint.nature, hint.source, hint.source_on)


def check(hint: Hint, *, law_on: date, by: Viewer, now: datetime) -> None:
    """Write down that a hint was compared with the law text of a day, and is right."""
    today = clock.local(now).date()
    if not hint.source_on <= law_on <= today:
        raise NoSuchLawText
    _forget(hint, by)
    db.session.add(
        HintCheck(
            hint_key=hint.key,
            nature=hint.nature,
            source=hint.source,
            source_on=hint.source_on,
            law_on=law_on,
            checked_on=today,
            checked_by_id=by.person_id,
        )
    )
    publish(
        HintChecked(occurred_at=now, by=by, hint_key=hint.key, source=hint.source, law_on=law_on)
    )


def uncheck(hint: Hint, *, by: Viewer, now: datetime) -> None:
    """The hint has to be checked again."""
    if _forget(hint, by):
        publish(HintUnchecked(occurred_at=now, by=by, hint_key=hint.key))


def _forget(hint: Hint, by: Viewer) -> bool:
    """Take the last check away; False when there was none."""
    if by.role is not Role.CARRIER_ADMIN:
        raise Missing
    gone = sa.delete(HintCheck).where(HintCheck.hint_key == hint.key).returning(HintCheck.id)
    return db.session.scalar(gone) is not None
