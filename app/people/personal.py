"""What the tables of accounts keep of people. A client's account ends with her record."""

from app.core.access import Role
from app.core.i18n import LANGUAGES, N_
from app.core.kinds import ACCOUNT, MASTER, STAFF
from app.core.personal import Table

_UNDER_GRANT = ("role_grant_id", "role_grant.id")
_PURPOSES = {
    "enrol": N_("First device"),
    "recover": N_("Instead of a lost device"),
    "second_device": N_("One more device"),
    "kiosk": N_("Office computer"),
}


def _language(code: str) -> str | None:
    return LANGUAGES[code].autonym if code in LANGUAGES else None


PERSONAL = (
    Table(
        name="person",
        kind=MASTER,
        reach=("id", "client.person_id"),
        title=N_("Your account"),
        shown={
            "call_name": N_("How we call you"),
            "ui_language": N_("Language"),
            "created_at": N_("Stored since"),
        },
        held=("full_name", "public_id", "passkey_handle", "is_protected", "device_added_at"),
        words={"ui_language": _language},
        contest="fields",
        counted=("public_id", "passkey_handle", "ui_language", "created_at", "is_protected"),
    ),
    Table(
        name="role_grant",
        kind=ACCOUNT,
        reach=("person_id", "client.person_id"),
        only={"role": Role.CLIENT},
        title=N_("Your account"),
        shown={"valid_from": N_("From"), "valid_to": N_("Until")},
        held=("person_id", "role", "area_ags", "organization_id", "closed_at"),
    ),
    Table(
        name="volunteer_profile",
        kind=STAFF,
        held=(
            "person_id", "group_name", "languages", "helps_with", "confidentiality_signed_on",
            "valid_until", "vetted_by", "certificate_seen_on",
        ),
    ),
    Table(
        name="passkey",
        kind=ACCOUNT,
        reach=("person_id", "client.person_id"),
        title=N_("Your keys"),
        shown={
            "label": N_("Name"),
            "device": N_("Device"),
            "is_backed_up": N_("Copied to the account of the phone"),
            "created_at": N_("Stored since"),
            "last_used_at": N_("Last used"),
            "revoked_at": N_("Until"),
        },
        held=("person_id", "credential_id", "public_key", "sign_count", "is_bound", "is_active"),
    ),
    Table(
        name="device_token",
        kind=ACCOUNT,
        reach=("person_id", "client.person_id"),
        title=N_("Your PIN"),
        shown={
            "label": N_("Name"),
            "device": N_("Device"),
            "created_at": N_("Stored since"),
            "last_used_at": N_("Last used"),
            "revoked_at": N_("Until"),
        },
        held=("person_id", "token_hash", "passkey_id", "pin_hash", "wrong_tries", "is_active"),
    ),
    Table(
        name="session",
        kind=ACCOUNT,
        reach=_UNDER_GRANT,
        title=N_("Where you are signed in"),
        shown={
            "device": N_("Device"),
            "created_at": N_("Signed in"),
            "last_seen_at": N_("Last used"),
            "revoked_at": N_("Until"),
        },
        held=(
            "token_hash", "person_id", "role_grant_id", "entry", "passkey_id", "device_token_id",
            "fresh_until",
        ),
    ),
    Table(
        name="challenge",
        kind=ACCOUNT,
        reach=("enrolment_id", "enrolment.id"),
        held=("value", "purpose", "browser_hash", "enrolment_id", "expires_at"),
    ),
    Table(
        name="enrolment",
        kind=ACCOUNT,
        reach=_UNDER_GRANT,
        title=N_("When your phone was set up"),
        shown={
            "purpose": N_("What for"),
            "device": N_("Device"),
            "issued_by_id": N_("Who"),
            "issued_at": N_("When"),
        },
        held=(
            "person_id", "trail_client_id", "role_grant_id", "secret_hash", "browser_hash",
            "state", "number", "offered_numbers", "wrong_numbers", "refused_openers", "failures",
            "passkey_id",
            "device_token_id", "needs_second", "confirmed_at", "label", "expires_at", "ended_at",
        ),
        words={"purpose": _PURPOSES.get},
    ),
)  # fmt: skip
