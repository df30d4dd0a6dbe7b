"""The words for what an offer is, what is said of it and what may be wrong with it."""

from dataclasses import dataclass

from app.core.i18n import N_

# Translators: kinds of local offers.
KINDS = {
    "course": N_("Course"),
    "advice": N_("Advice"),
    "cafe": N_("Café, meeting place"),
    "club": N_("Club, group"),
    "kita": N_("Childcare"),
    "school": N_("School"),
    "company": N_("Company"),
    "other": N_("Other offer"),
}

STATES = {
    "suggested": N_("Suggested"),
    "draft": N_("Draft"),
    "in_check": N_("Waits for a check"),
    "published": N_("Public"),
    "suspended": N_("Suspended"),
    "expired": N_("Ended"),
    "archived": N_("Archived"),
}

# Translators: what may be wrong with an offer.
ISSUES = {
    "closed": N_("It no longer exists"),
    "moved": N_("It is at another place"),
    "other_hours": N_("The times are different"),
    "wrong_phone": N_("The phone number is wrong"),
    "other": N_("Something else is wrong"),
}

# Translators: which one in a month; %(day)s is a weekday.
NTH = {
    1: N_("every first %(day)s of the month"),
    2: N_("every second %(day)s of the month"),
    3: N_("every third %(day)s of the month"),
    4: N_("every fourth %(day)s of the month"),
    -1: N_("every last %(day)s of the month"),
}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A value of an offer that people may change or propose."""

    word: str  # msgid
    is_fact: bool = True  # hours, address, phone ...: a manager may correct it herself
    is_text: bool = False  # spelling may be put right in it


FIELDS: dict[str, Field] = {
    "name": Field(word=N_("Name"), is_fact=False, is_text=True),
    "description": Field(word=N_("Description"), is_fact=False, is_text=True),
    "topic": Field(word=N_("Topic"), is_fact=False),
    "kind": Field(word=N_("Kind"), is_fact=False),
    # Translators: the house or room in which something happens.
    "place": Field(word=N_("House or room"), is_text=True),
    "address_1": Field(word=N_("Street and number")),
    "postal_code": Field(word=N_("Postcode")),
    "city": Field(word=N_("Town")),
    "hours": Field(word=N_("Times")),
    "phone": Field(word=N_("Phone")),
    "url": Field(word=N_("Website")),
    "application_process": Field(word=N_("How to register"), is_text=True),
    "is_free": Field(word=N_("Free of charge")),
    "fees_description": Field(word=N_("Cost"), is_text=True),
    "eligibility_description": Field(word=N_("For whom"), is_fact=False, is_text=True),
    "min_level": Field(word=N_("German level needed")),
    "languages": Field(word=N_("Languages")),
    "has_childcare": Field(word=N_("Childcare")),
    # Translators: reachable without steps, for wheelchairs and prams.
    "is_step_free": Field(word=N_("Step-free")),
    "valid_to": Field(word=N_("Last day")),
}
