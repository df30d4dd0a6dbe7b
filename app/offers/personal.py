"""What the directory keeps of people: who suggested, reported, checked, saved."""

from app.core.i18n import N_
from app.core.kinds import DIRECTORY, OFFERS
from app.core.personal import Table, plain
from app.offers.words import ISSUES

_BY_PERSON = ("person_id", "client.person_id")


PERSONAL = (
    plain(
        "organization", "name description website logo parent_organization_id mailbox phone"
    ),
    Table(
        name="offer",
        kind=DIRECTORY,
        held=("assured_by", "assured_by_before"),
        plain=(
            "organization_id", "name", "description", "topic", "kind", "state", "url",
            "application_process", "is_free", "fees_description", "eligibility_description",
            "minimum_age", "maximum_age", "min_level", "has_childcare", "is_step_free", "is_full",
            "wait_time", "interpretation_services", "alert", "funding", "municipality_ags",
            "assured_date", "assured_before", "valid_to", "version", "words_version",
            "last_modified",
        ),
    ),
    plain(
        "location",
        "offer_id location_type name address_1 postal_code city latitude longitude transportation",
    ),
    plain(
        "schedule",
        "offer_id freq interval byday bymonthday opens_at closes_at valid_from valid_to"
        " attending_type notes",
    ),
    plain("directory_stamp", "stamp"),
    plain("offer_language", "offer_id code note"),
    plain("phone", "offer_id number extension description"),
    plain("contact", "offer_id title department mailbox phone"),
    plain("required_document", "offer_id position document uri"),
    plain(
        "cost_option",
        "offer_id option amount currency amount_description valid_from valid_to",
    ),
    plain("accessibility", "location_id description details url"),
    plain("offer_term", "offer_id taxonomy term"),
    plain(
        "offer_change",
        "offer_id field_name previous_value replacement_value updated_by changed_at",
    ),
    Table(
        name="translation",
        kind=DIRECTORY,
        held=("checked_by_id",),
        plain=(
            "offer_id", "field", "lang", "text", "source_lang", "source_version", "origin",
            "minor_edit", "in_translation", "checked_on",
        ),
    ),
    Table(
        name="translation_claim",
        kind=DIRECTORY,
        held=("person_id",),
        plain=("id", "offer_id", "lang", "until_at"),
    ),
    plain("offer_shown_in", "offer_id area_ags since"),
    plain("shared_offer_answer", "offer_id area_ags is_shown answered_on"),
    plain("offer_search", "offer_id lang municipality_ags text name"),
    plain("offer_word", "word"),
    Table(
        name="offer_suggestion",
        kind=OFFERS,
        reach=_BY_PERSON,
        title=N_("What you told us about offers"),
        shown={
            "offer_id": N_("For the offer:"),
            "values": N_("What"),
            "note": N_("Note"),
            "created_at": N_("When"),
            "was_accepted": N_("Taken over."),
        },
        held=("municipality_ags", "person_id", "decided_at", "decided_by_id"),
    ),
    Table(
        name="offer_issue",
        kind=OFFERS,
        reach=_BY_PERSON,
        stays=True,
        title=N_("What you told us about offers"),
        shown={"offer_id": N_("For the offer:"), "kind": N_("What"), "created_at": N_("When")},
        held=("person_id", "settled_at"),
        words={"kind": ISSUES.get},
        counted=("offer_id", "kind", "created_at", "settled_at"),
    ),
    Table(
        name="offer_confirmation",
        kind=DIRECTORY,
        held=("asked_by", "issued_by_id"),
        plain=(
            "offer_id", "code_hash", "issued_at", "expires_at", "revoked_at", "answered_at",
            "answer", "suggestion_id",
        ),
    ),
    plain("offer_ending", "offer_id before ended_at undone_at into_id kept moved"),
    plain("offer_likeness", "offer_id key municipality_ags"),
    plain("offer_apart", "offer_id other_id"),
    Table(
        name="bookmark",
        kind=OFFERS,
        reach=("client_id", "client.id"),
        title=N_("Your saved offers"),
        shown={"offer_id": N_("What"), "created_at": N_("Stored since")},
        held=("client_id",),
    ),
)  # fmt: skip
