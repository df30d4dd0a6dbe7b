"""What the trails and the requests keep of people."""

from app.audit.words import ENTITIES, GROUNDS, KINDS, ROLES, STATES, said_of
from app.core.access import Role
from app.core.i18n import N_
from app.core.kinds import REQUESTS, TRAIL
from app.core.personal import Table, plain

_TO_CLIENT = ("client_id", "client.id")


def _role(key: str) -> str | None:
    return ROLES.get(Role(key))


PERSONAL = (
    Table(
        name="access_log",
        kind=TRAIL,
        reach=_TO_CLIENT,
        title=N_("Who looked at your data or changed it"),
        shown={
            "person_id": N_("Who"),
            "role": N_("As what"),
            "what": N_("What"),
            "at": N_("When"),
            "reason": N_("Why"),
            "stood_in": N_("as a substitute"),
        },
        held=("client_id",),
        words={"role": _role, "what": said_of},
    ),
    Table(
        name="trail_entry",
        kind=TRAIL,
        reach=("person_id", "client.person_id"),
        stays=True,
        title=N_("What you did"),
        shown={"what": N_("What"), "facts": N_("More about it"), "at": N_("When")},
        held=("person_id", "role"),
        words={"what": said_of},
        counted=("role", "what", "at"),
    ),
    Table(
        name="data_request",
        kind=REQUESTS,
        reach=_TO_CLIENT,
        title=N_("What you asked about your data"),
        shown={
            "kind": N_("What"),
            "own_words": N_("Your words"),
            "state": N_("State"),
            "received_at": N_("When"),
            "due_on": N_("By when"),
            "identity_at": N_("It is clear that it comes from you."),
            "started_at": N_("Somebody is working on it."),
            "answered_at": N_("It is answered."),
            "answered_by_id": N_("Who"),
            "ground": N_("Why"),
            "answer": N_("Answer"),
            "erase_on": N_("Your data is deleted on"),
            "lifted_at": N_("Used again since"),
            "lift_reason": N_("Why it is used again"),
        },
        held=("client_id", "about_table", "about_id", "about_column", "identity_by_id",
              "started_by_id"),
        words={"kind": KINDS.get, "state": STATES.get, "ground": GROUNDS.get},
    ),
    plain("retention_rule", "entity months action"),
    plain("retention_run", "ran_on ran_at parts records held"),
    Table(
        name="legal_hold",
        kind=REQUESTS,
        reach=_TO_CLIENT,
        title=N_("Why your data is not deleted yet"),
        shown={
            "reason": N_("Why"),
            "until_on": N_("Until"),
            "set_at": N_("From"),
            "lifted_at": N_("Ended"),
        },
        held=("client_id", "set_by_id"),
    ),
    Table(
        name="retention_mark",
        kind=REQUESTS,
        reach=_TO_CLIENT,
        title=N_("What was deleted because its time was over"),
        shown={"entity": N_("What"), "done_on": N_("When")},
        held=("client_id",),
        words={"entity": ENTITIES.get},
    ),
    plain("erasure_tombstone", "client_uid erased_at"),
)  # fmt: skip
