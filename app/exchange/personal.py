"""What is kept of files: nothing of clients; who took a file in, and who decided."""

from app.core.kinds import DIRECTORY
from app.core.personal import Table, plain

PERSONAL = (
    plain("intake_source", "municipality_ags format name"),
    Table(
        name="intake",
        kind=DIRECTORY,
        held=("by_id", "taken_by_id"),
        plain=(
            "source_id", "language", "is_whole", "state", "made_at", "asked_at", "lease_until",
            "lease_token", "attempts", "done", "trouble", "taken_at", "created", "updated",
            "unchanged", "rejected", "conflicts", "withdrawn",
        ),
    ),
    plain("intake_row", "intake_id position key verdict entry reason about"),
    plain("intake_entry", "source_id key offer_id said withdrawn_at was_kept"),
    Table(
        name="intake_conflict",
        kind=DIRECTORY,
        held=("settled_by_id",),
        plain=("entry_id", "field", "values", "opened_at", "settled_at", "took_file"),
    ),
)  # fmt: skip
