"""What becomes of each table of a client when another carrier helps her: read this first.

Her record there is a new one; her rows go into it or stay with the old carrier, which keeps what
it must answer for and deletes it by its rules. A table that is missing here fails the tests.
"""

from typing import Any

import sqlalchemy as sa

from app.caseload.consents import OF_CARRIER
from app.caseload.consents_models import Consent
from app.consultations.referrals_models import Referral

# Her rows go along, with their numbers; those under a condition only where it holds. A row goes
# when all that it stands on goes: what she had in a group stays with the group.
MOVES: dict[str, sa.ColumnElement[bool] | None] = {
    **dict.fromkeys(
        (
            *("plan", "plan_version", "goal", "step", "start_situation", "version_step"),
            *("plan_review", "step_document", "step_dependency", "step_event"),
            *("appointment", "participation", "bring_item", "move_request", "appointment_change"),
            *("accommodation_stage", "housing_situation", "livelihood", "residence_title"),
            *("residence_rule", "german_level", "course_entitlement", "competence"),
            *("shared_note", "personal_translation", "received_op", "bookmark"),
            *("support_tie", "share_grant"),
            *("push_subscription", "reminder", "reminder_choice", "delivery", "call_list_entry"),
        )
    ),
    "consent": Consent.purpose.not_in(OF_CARRIER),
    "referral": Referral.consent_thread.is_(None),
}
# Where a condition keeps rows back: why.
KEPT_BACK = {
    "consent": "what she allowed the old carrier is its proof, and holds for no other",
    "referral": "rests on a yes that she gave to the old carrier",
}
# Her rows stay with the old carrier, under its retention: why.
STAYS = {
    "client": "the old carrier's own record, reduced to a name; the new carrier has a new one",
    "client_key": "opens what stays; what goes is sealed anew with a key of its own",
    "case_file": "the old carrier's counselling, proven to who paid for it; a new case begins",
    "handover": "who of the old carrier's staff had the case",
    "handover_note": "written for a colleague (§ 203 StGB)",
    "case_note": "case notes are their author's (§ 203 StGB); a successor does not read them",
    "consultation": "the old carrier's work as it is counted for its award",
    "consultation_version": "the old carrier's work, as it was counted before",
    "access_log": "who of the old carrier read what: it answers for that",
    "data_request": "asked of the old carrier, which answers",
    "legal_hold": "a dispute with the old carrier is about what stays",
    "retention_mark": "about the end of the old carrier's case",
    "carrier_change": "the old carrier's act",
    "takeover": "stands at the new carrier already",
}
# The people around her may stay: they are copied, and those who come later find the copy.
COPIED = ("household", "household_child")
# Not a carrier's own, but they say under which carrier to look: they are turned round.
TURNED = ("role_grant", "tie_index", "calendar_feed")
# Of her account, which is hers whoever helps her: nothing changes.
ACCOUNT = (
    *("person", "passkey", "device_token", "session", "challenge", "enrolment", "demo_entry"),
    *("trail_entry", "offer_suggestion", "offer_issue"),
)


def condition_of(name: str) -> tuple[Any, ...]:
    """What a row of a moving table must be besides."""
    found = MOVES[name]
    return () if found is None else (found,)
