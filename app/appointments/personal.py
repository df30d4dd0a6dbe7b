"""What the tables of appointments keep of clients. A group's row stays while somebody is in it."""

from app.appointments.kinds import KIND_TEXTS
from app.appointments.replies import REPLY_TEXTS
from app.core.access import Role
from app.core.i18n import LANGUAGES, N_
from app.core.kinds import ACCOUNT, APPOINTMENTS, STAFF
from app.core.personal import Table
from app.core.words import PAPERS, TOPICS

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
# Translators: whether a client came to an appointment.
_OUTCOMES = {
    "attended": N_("Came"),
    "attended_late": N_("Came late"),
    "missed": N_("Did not come"),
}
# Translators: why somebody did not come; counts against nobody.
_REASONS = {
    "ill": N_("Was ill"),
    "letter_late": N_("The letter came too late"),
    "work": N_("Had to work"),
    "childcare": N_("Nobody for the children"),
    "transport": N_("No way to get there"),
    "forgot": N_("Forgot it"),
    "language": N_("Did not understand the letter"),
    "unknown": N_("Not known"),
}
# Translators: who interprets.
_INTERPRETERS = {
    "professional": N_("Interpreter comes along"),
    "phone": N_("Interpreter by telephone or video"),
    "volunteer": N_("Volunteer interprets"),
}
_WISHES = {"open": N_("Waits for an answer"), "accepted": N_("Agreed"), "declined": N_("No")}


def _language(code: str) -> str | None:
    return LANGUAGES[code].autonym if code in LANGUAGES else None


def _kind(key: str) -> str | None:
    return KIND_TEXTS[key].title if key in KIND_TEXTS else None


def _topic(key: str) -> str | None:
    return TOPICS[key].word if key in TOPICS else None


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
            "link": N_("Video talk"),
            "is_accompanied": N_("Your contact person comes along"),
            "note": N_("Note"),
            "organiser_id": N_("Who"),
            "is_sensitive": N_("Sensitive"),
            "state": N_("State"),
            "created_at": N_("Stored since"),
        },
        held=("starts_at", "zone", "ends_at", "version", "step_id", "series", "rhythm", "ics_uid"),
        words={"kind": _kind, "state": _STATES.get},
        counted=(
            "kind", "starts_local", "starts_at", "ends_at", "zone", "minutes", "organiser_id",
            "is_sensitive", "is_accompanied", "state", "version", "series", "rhythm", "ics_uid",
            "created_at",
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
            "outcome": N_("How it went"),
            "missed_reason": N_("Why"),
            "outcome_at": N_("When"),
            "outcome_by_id": N_("Who"),
            "interpreter_kind": N_("Interpreter"),
            "interpreter_language": N_("Language"),
            "ended": N_("State"),
            "ended_at": N_("Until"),
        },
        held=(
            "appointment_id", "client_id", "revision", "reply_before", "replied_before_at",
            "handled_before_at",
        ),
        words={
            "reply": _reply, "outcome": _OUTCOMES.get, "missed_reason": _REASONS.get,
            "ended": _STATES.get, "interpreter_kind": _INTERPRETERS.get,
            "interpreter_language": _language,
        },
        counted=(
            "appointment_id", "client_id", "reply", "replied_at", "handled_at", "outcome",
            "missed_reason", "interpreter_kind", "interpreter_language", "ended", "ended_at",
            "revision",
        ),
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
    Table(
        name="move_request",
        kind=APPOINTMENTS,
        reach=_IN_PART,
        title=N_("Times you asked for"),
        shown={
            "topic": N_("Topic"),
            "wished_local": N_("When"),
            "days": N_("Days"),
            "parts": N_("Part of the day"),
            "own_words": N_("Your words"),
            "state": N_("State"),
            "asked_at": N_("You asked"),
            "answered_at": N_("It is answered."),
            "answered_by_id": N_("Who"),
        },
        held=("participation_id",),
        words={"topic": _topic, "state": _WISHES.get},
    ),
    Table(
        name="appointment_change",
        kind=APPOINTMENTS,
        reach=_IN_APPOINTMENT,
        title=N_("What changed in your appointments"),
        shown={"state": N_("State"), "at": N_("When"), "by_id": N_("Who")},
        held=("appointment_id", "version", "next_id"),
        words={"state": _STATES.get},
        counted=("appointment_id", "state", "version", "at", "by_id", "next_id"),
    ),
    Table(
        name="calendar_feed",
        kind=ACCOUNT,
        reach=("person_id", "client.person_id"),
        only={"role": Role.CLIENT},
        title=N_("My calendar link"),
        shown={"created_at": N_("Stored since"), "revoked_at": N_("Until")},
        held=("token_hash", "person_id", "role"),
    ),
    Table(
        name="open_hours",
        kind=STAFF,
        held=(
            "manager_id", "weekday", "opens", "closes", "place", "valid_from", "valid_to",
            "on_holidays",
        ),
    ),
    Table(
        name="open_hours_closure",
        kind=STAFF,
        held=("manager_id", "first_on", "last_on"),
    ),
)  # fmt: skip
