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

# Translators: whom an offer is for.
FOR_WHOM = {
    "women": N_("Women"),
    "men": N_("Men"),
    "children": N_("Children"),
    "young_people": N_("Young people"),
    "families": N_("Families"),
    "older_people": N_("Older people"),
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
    # Translators: how people get to a place, by bus or train.
    "transportation": Field(word=N_("How to get there"), is_text=True),
    # Translators: what helps to get into a house and to take part: a lift, a hearing loop.
    "accessibility": Field(word=N_("Help on site"), is_text=True),
    "phone": Field(word=N_("Phone")),
    # Translators: the office or function to ask for; never a person's name.
    "contact": Field(word=N_("Whom to ask for"), is_text=True),
    "url": Field(word=N_("Website")),
    "application_process": Field(word=N_("How to register"), is_text=True),
    # Translators: papers to bring to an offer.
    "documents": Field(word=N_("What to bring"), is_text=True),
    "wait_time": Field(word=N_("Waiting time"), is_text=True),
    "is_free": Field(word=N_("Free of charge")),
    "fees_description": Field(word=N_("Cost"), is_text=True),
    "eligibility_description": Field(word=N_("For whom"), is_fact=False, is_text=True),
    "for_whom": Field(word=N_("Only for"), is_fact=False),
    "min_level": Field(word=N_("German level needed")),
    "languages": Field(word=N_("Languages")),
    # Translators: people who interpret at an offer.
    "interpretation_services": Field(word=N_("Interpreting"), is_text=True),
    "has_childcare": Field(word=N_("Childcare")),
    # Translators: reachable without steps, for wheelchairs and prams.
    "is_step_free": Field(word=N_("Step-free")),
    "is_full": Field(word=N_("No free places at the moment")),
    "valid_to": Field(word=N_("Last day")),
    # Translators: what is different at an offer for a while: closed for a week, another door.
    "alert": Field(word=N_("Different just now"), is_text=True),
}
