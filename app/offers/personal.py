"""What the directory keeps of people: who suggested, reported, checked, saved."""

from app.core.i18n import N_
from app.core.kinds import DIRECTORY, OFFERS
from app.core.personal import Table, plain
from app.offers.words import ISSUES

_BY_PERSON = ("person_id", "client.person_id")


PERSONAL = (
    plain("organization", "name description website"),
    Table(
        name="offer",
        kind=DIRECTORY,
        held=("assured_by", "assured_by_before"),
        plain=(
            "organization_id", "name", "description", "topic", "kind", "state", "url",
            "application_process", "is_free", "fees_description", "eligibility_description",
            "minimum_age", "maximum_age", "min_level", "has_childcare", "is_step_free",
            "municipality_ags", "assured_date", "assured_before", "valid_to", "version",
            "words_version", "last_modified",
        ),
    ),
    plain(
        "location",
        "offer_id location_type name address_1 postal_code city latitude longitude transportation",
    ),
    plain("schedule", "offer_id freq interval byday opens_at closes_at valid_from valid_to"),
    plain("offer_language", "offer_id code"),
    plain("phone", "offer_id number"),
    Table(
        name="translation",
        kind=DIRECTORY,
        held=("checked_by_id",),
        plain=(
            "offer_id", "field", "lang", "text", "source_lang", "source_version", "origin",
            "minor_edit", "in_translation", "checked_on",
        ),
    ),
    plain("offer_search", "offer_id lang municipality_ags text"),
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
        name="bookmark",
        kind=OFFERS,
        reach=("client_id", "client.id"),
        title=N_("Your saved offers"),
        shown={"offer_id": N_("What"), "created_at": N_("Stored since")},
        held=("client_id",),
    ),
)  # fmt: skip
