"""By what the caseload is narrowed: each filter with its word, and what it asks of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.i18n import N_
from app.desk.rows import Row


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One way to narrow the board."""

    word: str  # msgid
    fits: Callable[[Row], bool]


# Translators: filters of the list of clients, each with a number beside it.
FILTERS: Mapping[str, Filter] = {
    "all": Filter(word=N_("All"), fits=lambda row: True),
    "needs_me": Filter(word=N_("Needs me"), fits=lambda row: row.needs_me),
    "review_due": Filter(word=N_("Review due"), fits=lambda row: row.review_due),
    "waits_long": Filter(word=N_("Waits over 4 weeks"), fits=lambda row: row.waits_long > 0),
    "no_contact": Filter(word=N_("No contact for 60 days"), fits=lambda row: row.no_contact),
    "lapses": Filter(word=N_("Right lapses in 30 days"), fits=lambda row: row.lapses),
    "title_ends": Filter(word=N_("Title ends in 90 days"), fits=lambda row: row.title_ends),
    "overdue": Filter(word=N_("Day passed"), fits=lambda row: row.overdue > 0),
    "no_appointment": Filter(word=N_("No appointment"), fits=lambda row: row.next_local is None),
    "no_device": Filter(word=N_("No device"), fits=lambda row: not row.has_device),
}
