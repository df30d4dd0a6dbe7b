"""What the tables of the caseload keep of clients, and of the staff who help them."""

from app.caseload import consents_words, text_words
from app.caseload.case_words import END_REASONS
from app.caseload.forms import READING
from app.caseload.handover_words import ANSWERS
from app.caseload.personal_histories import HISTORIES
from app.caseload.purposes import PURPOSES
from app.core.i18n import N_
from app.core.kinds import CASE, MASTER, NOTES, PHONE, PLAN, REMINDERS, SHARES, STAFF
from app.core.personal import Table
from app.core.words import PUSH_LEVELS

_TO_CLIENT = ("client_id", "client.id")
_READING = {key: words for key, words in READING}
_LEVELS = {str(level): words for level, words in enumerate(PUSH_LEVELS)}
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
        contest="fields",
    ),
    Table(
        name="household_child",
        kind=MASTER,
        reach=("household_id", "client.household_id"),
        shared=True,
        title=N_("Children in your household"),
        shown={"birth_year": N_("Year of birth"), "added_at": N_("Stored since")},
        held=("household_id",),
        contest="fields",
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
        held=("uid", "person_id", "household_id", "restricted_at"),
        other={
            "phone_sealed": PHONE, "push_level": REMINDERS, "quiet_from": REMINDERS,
            "quiet_to": REMINDERS,
        },
        words={"reading": _READING.get, "push_level": _LEVELS.get},
        contest="fields",
        counted=(
            "uid", "person_id", "municipality_ags", "reading", "interpreter_need", "push_level",
            "quiet_from", "quiet_to", "created_at",
        ),
    ),
    Table(
        name="manager_profile",
        kind=STAFF,
        held=("person_id", "full_name", "languages", "office_phone", "room", "open_hours",
              "open_hours_note"),
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
            "extension_reason": N_("Why it goes on longer"),
            "ended_on": N_("Until"),
            "end_reason": N_("Why it ended"),
        },
        held=("client_id", "closed_at", "closed_by_id"),
        words={"state": _STATES.get, "end_reason": END_REASONS.get},
        contest="fields",
        counted=(
            "client_id", "manager_id", "state", "started_on", "planned_end_on", "ended_on",
            "end_reason",
        ),
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
    Table(
        name="handover_note",
        kind=NOTES,
        reach=_TO_CLIENT,
        title=N_("Note for whoever helps you next"),
        shown={"body_sealed": N_("Note"), "client_answer": N_("Your answer")},
        held=("client_id", "uid", "handover_id"),
        words={"client_answer": ANSWERS.get},
    ),
    Table(
        name="consent",
        kind=SHARES,
        reach=_TO_CLIENT,
        title=N_("What I allowed"),
        shown={
            "purpose": N_("What for"),
            "state": N_("State"),
            "recipient": N_("To whom"),
            "scope": N_("What exactly"),
            "occasion": N_("Occasion"),
            "language": N_("Language"),
            "text_version": N_("Which text"),
            "explained_by_id": N_("Explained by"),
            "how": N_("How you said it"),
            "given_at": N_("You said yes"),
            "valid_until": N_("Until"),
            "withdrawn_at": N_("You took it back"),
            "by_id": N_("Who wrote it down"),
            "at": N_("When"),
        },
        held=("client_id", "thread", "no"),
        words={
            "purpose": lambda key: PURPOSES[key].name if key in PURPOSES else None,
            "state": consents_words.STATES.get,
            "how": consents_words.HOW.get,
        },
    ),
    Table(
        name="carrier_change",
        kind=CASE,
        reach=_TO_CLIENT,
        title=N_("Another organisation helps me"),
        shown={
            "on_day": N_("First day"),
            "proposed_by_id": N_("Proposed by"),
            "proposed_at": N_("When"),
            "answer": N_("Your answer"),
            "answered_at": N_("You answered"),
            "ended_at": N_("Ended"),
        },
        held=("client_id", "uid", "thread", "outcome"),
        plain=("to_carrier_id",),
        words={"answer": {"yes": N_("yes"), "no": N_("no")}.get},
    ),
    Table(
        name="takeover",
        kind=CASE,
        reach=_TO_CLIENT,
        title=N_("Another organisation helps me"),
        shown={
            "on_day": N_("First day"),
            "said_at": N_("You said yes"),
            "accepted_at": N_("Taken up"),
            "manager_id": N_("Your contact person"),
            "moved_at": N_("Done"),
        },
        held=("client_id", "uid", "person_id", "accepted_by_id"),
        plain=("from_carrier_id",),
    ),
    Table(
        name="support_tie",
        kind=SHARES,
        reach=_TO_CLIENT,
        title=N_("Help from a volunteer"),
        shown={
            "volunteer_id": N_("Who"),
            "state": N_("State"),
            "proposed_by_id": N_("Proposed by"),
            "proposed_at": N_("When"),
            "granted_at": N_("You said yes"),
            "valid_until": N_("Until"),
            "ended_at": N_("Ended"),
        },
        held=("client_id", "uid", "thread"),
        words={"state": consents_words.TIES.get},
    ),
    Table(
        name="share_grant",
        kind=SHARES,
        reach=("tie_id", "support_tie.id"),
        title=N_("What I share"),
        shown={
            "kind": N_("What"),
            "given_at": N_("When"),
            "valid_until": N_("Until"),
        },
        held=("tie_id", "subject_id"),
        words={"kind": {"appointment": N_("Appointment"), "step": N_("Step")}.get},
    ),
    Table(
        name="personal_translation",
        kind=PLAN,
        reach=_TO_CLIENT,
        title=N_("Texts in your language"),
        shown={
            "entity": N_("What"),
            "lang": N_("Language"),
            "text_sealed": N_("Text"),
            "origin": N_("Written by"),
            "checked_by_id": N_("Checked by"),
            "checked_on": N_("Checked on"),
            "changed_at": N_("When"),
        },
        held=(
            "client_id", "uid", "entity_id", "field", "source_lang", "source_version", "version",
            "minor_edit", "in_translation",
        ),
        words={"entity": text_words.ENTITIES.get, "origin": text_words.ORIGINS.get},
    ),
    Table(
        name="tie_index",
        kind=SHARES,
        reach=("uid", "support_tie.uid"),
        held=("uid", "volunteer_id"),
    ),
    Table(
        name="received_op",
        kind=CASE,
        reach=_TO_CLIENT,
        held=("client_id", "op_id", "received_at"),
    ),
    *HISTORIES,
)  # fmt: skip
