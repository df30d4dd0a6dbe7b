"""One client on the manager's lists: what stands beside a name, and what follows from it."""

import functools
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.i18n import DEFAULT, Language, find_language
from app.desk.queries import Named

NO_CONTACT = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Row(Named):
    """One client on the board."""

    language_code: str
    town: str
    next_local: datetime | None
    replies: int
    wishes: int  # an appointment, or another time
    help_requests: int
    overdue: int
    has_device: bool
    review_due: bool
    waits_long: int  # steps that wait for somebody's answer
    started_on: date  # of the case
    talked_on: date | None
    met_local: datetime | None  # at an appointment
    lapses: bool
    title_ends: bool
    has_news: bool  # she reported something about her life
    household_id: int | None
    is_own: bool  # False: seen as somebody's substitute

    @property
    def language(self) -> Language:
        """The language she reads."""
        return find_language(self.language_code) or DEFAULT

    @property
    def needs_me(self) -> bool:
        """An answer, a wish, a request for help, news or a passed day waits for the manager."""
        waits = (self.replies, self.wishes, self.help_requests, self.overdue, self.has_news)
        return any(waits)

    @property
    def has_deadline(self) -> bool:
        """Something of hers runs out unseen."""
        runs_out = (self.review_due, self.waits_long, self.lapses, self.title_ends)
        return any(runs_out) or self.no_contact

    @functools.cached_property
    def no_contact(self) -> bool:
        """Nobody has met or talked to her for long."""
        return self.contact_on < clock.today() - NO_CONTACT

    @property
    def contact_on(self) -> date:
        """The day of the last talk or meeting; before the first one, the case's first day."""
        met_on = self.met_local and self.met_local.date()
        known = (self.started_on, self.talked_on, met_on)
        return max(day for day in known if day)
