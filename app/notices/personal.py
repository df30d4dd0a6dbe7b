"""What the tables of reminders keep of clients. Addresses of browsers stay here: they are keys."""

from app.core.i18n import N_
from app.core.kinds import REMINDERS, STAFF
from app.core.personal import Table, plain
from app.core.words import PUSH_LEVELS

_TO_CLIENT = ("client_id", "client.id")
# Translators: what a reminder is about.
_SUBJECTS = {
    "appointment": N_("Appointment"),
    "step": N_("Step"),
    "title": N_("Papers and residence"),
    "entitlement": N_("Papers and residence"),
    "offer": N_("Offers"),
    "message": N_("New message"),
}
# Translators: what became of a reminder; one or two words.
_STATES = {
    "planned": N_("Planned"),
    "leased": N_("being sent now"),
    "retry": N_("It is tried again"),
    "accepted": N_("It was sent"),
    "expired": N_("it was too late"),
    "superseded": N_("a later reminder took its place"),
    "dead": N_("it could not be sent"),
}
_LEVELS = {str(level): words for level, words in enumerate(PUSH_LEVELS)}
_OUTCOMES = {
    "reached": N_("reached"),
    "not_reached": N_("not reached"),
    "message_left": N_("message left"),
    "not_needed": N_("no longer needed"),
}

PERSONAL = (
    Table(
        name="push_subscription",
        kind=REMINDERS,
        reach=_TO_CLIENT,
        title=N_("Phones that get reminders"),
        shown={
            "device": N_("Device"),
            "created_at": N_("From"),
            "last_shown_at": N_("Last used"),
            "removed_at": N_("Until"),
        },
        held=(
            "client_id", "session_id", "endpoint", "endpoint_hash", "p256dh", "auth",
            "removed_because",
        ),
    ),
    Table(name="reminder_round", kind=STAFF, held=("by_id", "made_at")),
    Table(
        name="reminder",
        kind=REMINDERS,
        reach=_TO_CLIENT,
        title=N_("Your reminders"),
        shown={
            "subject": N_("What"),
            "due_at": N_("When"),
            "state": N_("State"),
            "ended_at": N_("Done"),
        },
        held=(
            "params",
            "is_private",
            "client_id", "subject_id", "version", "offset", "expires_at", "lease_until",
            "lease_token", "next_try", "attempts", "reason", "created_at",
        ),
        words={"subject": _SUBJECTS.get, "state": _STATES.get},
    ),
    Table(
        name="delivery",
        kind=REMINDERS,
        reach=("reminder_id", "reminder.id"),
        title=N_("Whether reminders arrived"),
        shown={
            "accepted_at": N_("It was sent"),
            "shown_at": N_("Shown"),
            "opened_at": N_("Opened"),
            "answered_at": N_("You answered"),
        },
        held=("reminder_id", "subscription_id", "ack_token", "status"),
    ),
    Table(
        name="call_list_entry",
        kind=REMINDERS,
        reach=_TO_CLIENT,
        title=N_("Calls"),
        shown={
            "subject": N_("What"),
            "created_at": N_("Stored since"),
            "tried_at": N_("When"),
            "outcome": N_("What came of the call"),
            "done_by_id": N_("Who"),
            "done_at": N_("Done"),
        },
        held=("client_id", "subject_id", "version", "reason"),
        words={"subject": _SUBJECTS.get, "outcome": _OUTCOMES.get},
    ),
    Table(
        name="reminder_choice",
        kind=REMINDERS,
        reach=_TO_CLIENT,
        title=N_("Which reminders you want"),
        shown={
            "kind": N_("What"),
            "offsets": N_("When"),
            "level": N_("What a reminder may say"),
        },
        held=("client_id",),
        words={"kind": _SUBJECTS.get, "level": _LEVELS.get},
    ),
    plain("reminder_rule", "kind offsets at"),
    plain("offer_move", "offer_id version changed_at"),
    plain("zone_rules", "zone mark"),
    plain("worker_beat", "name at overdue clock_jumped_at"),
)  # fmt: skip
