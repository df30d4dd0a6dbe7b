"""Words of a client's wish for a time, as data."""

from app.core.i18n import N_

PARTS = {
    # Translators: when an appointment would suit: every morning.
    "morning": N_("In the morning"),
    # Translators: when an appointment would suit: every afternoon.
    "afternoon": N_("In the afternoon"),
}
WHERE = {
    # Translators: where to meet one's social worker.
    "counselling": N_("In the office"),
    # Translators: where to meet one's social worker.
    "outreach": N_("At my home"),
}
