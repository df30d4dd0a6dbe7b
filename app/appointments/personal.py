"""What the tables of appointments keep of clients. A group's row stays while somebody is in it."""

from app.appointments.kinds import KIND_TEXTS
from app.appointments.replies import REPLY_TEXTS
from app.core.i18n import N_
from app.core.kinds import APPOINTMENTS
from app.core.personal import Table
from app.core.words import PAPERS

_IN_PART = ("participation_id", "participation.id")
_IN_APPOINTMENT = ("appointment_id", "appointment.id")
# Translators: the state of an appointment; one or two words.
_STATES = {
    "requested": N_("You asked for it"),
    "proposed": N_("Suggested"),
    "confirmed": N_("Agreed"),
    "held": N_("It took place"),
    "cancelled_client": N_("You cancelled it"),
    "cancelled_staff": N_("Cancelled"),
    "missed": N_("Missed"),
    "offered_again": N_("Another time was offered"),
}


def _kind(key: str) -> str | None:
    return KIND_TEXTS[key].title if key in KIND_TEXTS else None


def _reply(key: str) -> str | None:
    return REPLY_TEXTS[key].words if key in REPLY_TEXTS else None


PERSONAL = (
    Table(
        name="appointment",
        kind=APPOINTMENTS,
        reach=("id", "participation.appointment_id"),
        shared=True,
        title=N_("Your appointments"),
        contest="row",
        shown={
            "kind": N_("What"),
            "starts_local": N_("When"),
            "minutes": N_("How long, in minutes"),
            "place": N_("Building and room"),
            "address": N_("Street, postcode and town"),
            "note": N_("Note"),
            "organiser_id": N_("Who"),
            "is_sensitive": N_("Sensitive"),
            "state": N_("State"),
            "created_at": N_("Stored since"),
        },
        held=("starts_at", "zone", "ends_at", "version", "step_id", "ics_uid"),
        words={"kind": _kind, "state": _STATES.get},
        counted=(
            "kind", "starts_local", "starts_at", "ends_at", "zone", "minutes", "organiser_id",
            "is_sensitive", "state", "version", "ics_uid", "created_at",
        ),
    ),
    Table(
        name="participation",
        kind=APPOINTMENTS,
        reach=("client_id", "client.id"),
        title=N_("Your answers"),
        shown={
            "reply": N_("Your answer"),
            "replied_at": N_("You answered"),
            "handled_at": N_("Taken up"),
        },
        held=("appointment_id", "client_id"),
        words={"reply": _reply},
        counted=("appointment_id", "client_id", "reply", "replied_at", "handled_at"),
    ),
    Table(
        name="bring_item",
        kind=APPOINTMENTS,
        reach=_IN_PART,
        title=N_("What to bring"),
        shown={
            "doc_type": N_("What"),
            "own_words": N_("What"),
            "have_it": N_("You have the paper"),
        },
        held=("participation_id", "sort"),
        words={"doc_type": PAPERS.get},
    ),
)  # fmt: skip
