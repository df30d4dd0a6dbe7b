"""What consultations and notes keep of clients. A counted talk stays, as nobody's."""

from app.consultations.referrals_personal import REFERRAL
from app.consultations.words import FORMS, INTERPRETERS, MINUTES
from app.core.i18n import LANGUAGES, N_
from app.core.kinds import NOTES, TALKS
from app.core.personal import Table
from app.core.words import TOPICS

_TO_CLIENT = ("client_id", "client.id")


def _language(code: str) -> str | None:
    return LANGUAGES[code].autonym if code in LANGUAGES else None


def _topic(key: str) -> str | None:
    return TOPICS[key].word if key in TOPICS else None


def _minutes(bucket: str) -> str | None:
    return MINUTES.get(int(bucket))


# Of a talk, as it stands and as it stood before it was put right.
_SAID = {
    "on": N_("When"),
    "form": N_("In which way"),
    "topics": N_("Topics"),
    "minutes_bucket": N_("How long"),
    "language": N_("Language"),
    "interpreter_kind": N_("Interpreter"),
    "plan_changed": N_("The plan was changed"),
}

PERSONAL = (
    Table(
        name="consultation",
        kind=TALKS,
        reach=_TO_CLIENT,
        stays=True,
        title=N_("Your talks"),
        contest="row",
        shown={
            **_SAID,
            "by_id": N_("Who"),
            "created_at": N_("Stored since"),
        },
        held=("client_id", "op_id", "awaits_client", "remark", "undone_at"),
        words={
            "form": FORMS.get, "topics": _topic, "minutes_bucket": _minutes,
            "language": _language, "interpreter_kind": INTERPRETERS.get,
        },
        counted=(
            "client_id", "on", "form", "topics", "minutes_bucket", "language", "interpreter_kind",
            "plan_changed", "by_id", "op_id", "awaits_client", "undone_at", "created_at",
        ),
    ),
    Table(
        name="consultation_version",
        kind=TALKS,
        reach=_TO_CLIENT,
        title=N_("What stood there of your talks before it was put right"),
        shown={
            **_SAID,
            "corrected_at": N_("Changed"),
            "corrected_by_id": N_("Who"),
        },
        held=("client_id", "consultation_id"),
        words={
            "form": FORMS.get, "topics": _topic, "minutes_bucket": _minutes,
            "language": _language, "interpreter_kind": INTERPRETERS.get,
        },
    ),
    Table(
        name="case_note",
        kind=NOTES,
        reach=_TO_CLIENT,
        on_request=True,
        title=N_("Notes of your contact person"),
        shown={
            "body_sealed": N_("Note"),
            "written_at": N_("When"),
            "author_id": N_("Who"),
            "changed_at": N_("Changed"),
        },
        held=("client_id", "uid", "consultation_id", "kept_for_id"),
    ),
    Table(
        name="shared_note",
        kind=TALKS,
        reach=_TO_CLIENT,
        title=N_("Notes for you"),
        contest="row",
        shown={
            "body_sealed": N_("Note"),
            "written_at": N_("When"),
            "author_id": N_("Who"),
            "changed_at": N_("Changed"),
        },
        held=(
            "client_id", "uid", "consultation_id", "body_lang", "body_version", "body_at",
        ),
    ),
    REFERRAL,
)  # fmt: skip
