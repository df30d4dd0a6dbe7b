"""What the tables of the caseload keep of clients, and of the staff who help them."""

from app.caseload.forms import READING
from app.core.i18n import N_
from app.core.kinds import CASE, MASTER, PHONE, REMINDERS, STAFF
from app.core.personal import Table

_TO_CLIENT = ("client_id", "client.id")
_READING = {key: words for key, words in READING}
_LEVELS = {"0": N_("Nothing of you"), "1": N_("What and when"), "2": N_("With time and place")}
# Translators: the state of a counselling case.
_STATES = {
    "intake": N_("It begins"),
    "active": N_("It goes on"),
    "extension": N_("It goes on longer"),
    "closing": N_("It ends soon"),
    "closed": N_("Ended"),
}

PERSONAL = (
    Table(
        name="household",
        kind=MASTER,
        reach=("id", "client.household_id"),
        shared=True,
        title=N_("Your household"),
        shown={"label": N_("Name")},
        contest=("label",),
    ),
    Table(
        name="client",
        kind=MASTER,
        reach=("id", "client.id"),
        title=N_("About you"),
        shown={
            "given_name": N_("Given name"),
            "family_name": N_("Family name"),
            "birth_year": N_("Year of birth"),
            "municipality_ags": N_("Municipality"),
            "reading": N_("Reading"),
            "interpreter_need": N_("Needs an interpreter"),
            "phone_sealed": N_("Telephone"),
            "push_level": N_("What a reminder may say"),
            "quiet_from": N_("No reminders from"),
            "quiet_to": N_("No reminders until"),
            "created_at": N_("Stored since"),
        },
        held=("uid", "person_id", "household_id"),
        other={
            "phone_sealed": PHONE, "push_level": REMINDERS, "quiet_from": REMINDERS,
            "quiet_to": REMINDERS,
        },
        words={"reading": _READING.get, "push_level": _LEVELS.get},
        contest=(
            "given_name", "family_name", "birth_year", "municipality_ags", "reading",
            "interpreter_need", "phone_sealed",
        ),
        counted=(
            "uid", "person_id", "municipality_ags", "reading", "interpreter_need", "push_level",
            "quiet_from", "quiet_to", "created_at",
        ),
    ),
    Table(
        name="manager_profile",
        kind=STAFF,
        held=("person_id", "full_name", "languages", "office_phone", "room", "open_hours"),
    ),
    Table(
        name="case_file",
        kind=CASE,
        reach=_TO_CLIENT,
        title=N_("Who helps you"),
        shown={
            "manager_id": N_("Your contact person"),
            "state": N_("State"),
            "started_on": N_("From"),
            "planned_end_on": N_("Planned until"),
            "ended_on": N_("Until"),
        },
        held=("client_id",),
        words={"state": _STATES.get},
        contest=("started_on", "planned_end_on"),
        counted=("client_id", "manager_id", "state", "started_on", "planned_end_on", "ended_on"),
    ),
    Table(
        name="substitution",
        kind=STAFF,
        held=("of_id", "by_id", "valid_from", "valid_to", "reason", "ended_at"),
    ),
    Table(
        name="handover",
        kind=CASE,
        reach=("case_id", "case_file.id"),
        title=N_("Somebody else helps you"),
        shown={"from_id": N_("Before"), "to_id": N_("After"), "handed_on": N_("When")},
        held=("case_id", "by_id"),
    ),
)  # fmt: skip
