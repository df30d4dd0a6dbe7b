"""What the network keeps of people: who wrote for a place; nothing of those who tell a need."""

from app.core.kinds import DIRECTORY
from app.core.personal import Table, plain

PERSONAL = (
    plain("need_signal", "municipality_ags topic text told_on"),
    Table(
        name="network_post",
        kind=DIRECTORY,
        held=("author_id",),
        plain=("area_ags", "title", "body", "shown_until", "written_at", "withdrawn_at"),
    ),
    Table(
        name="contact_card",
        kind=DIRECTORY,
        held=("name", "phone", "hours", "changed_by_id"),
        plain=("area_ags", "topics", "what_for", "languages", "changed_at"),
    ),
    Table(
        name="string_check",
        kind=DIRECTORY,
        held=("checked_by_id",),
        plain=("id", "lang", "key", "mark", "verdict", "suggestion", "checked_on"),
    ),
)
