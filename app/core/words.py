"""Words that several features share: the ten topics of life, and the papers offices ask for."""

from dataclasses import dataclass

from app.core.i18n import N_


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic is shown as icon, word and colour (CSS: data-topic), always all three."""

    key: str
    word: str  # msgid
    icon: str  # of the sprite
    goal: str  # msgid: what people usually want to reach in it


# Translators: the ten topics of an integration plan; nouns, as headings.
TOPICS: dict[str, Topic] = {
    topic.key: topic
    for topic in (
        Topic(
            key="language",
            word=N_("Language"),
            icon="message-circle",
            goal=N_("I learn German"),
        ),
        Topic(key="work", word=N_("Work"), icon="briefcase", goal=N_("I find work")),
        Topic(
            key="training_study",
            word=N_("Training and study"),
            icon="graduation-cap",
            goal=N_("I learn a profession"),
        ),
        Topic(
            key="school_education",
            word=N_("School"),
            icon="school",
            goal=N_("My children go to school"),
        ),
        Topic(key="housing", word=N_("Housing"), icon="house-heart", goal=N_("I find my own flat")),
        Topic(
            key="family_children",
            word=N_("Family and children"),
            icon="baby",
            goal=N_("My family is well cared for"),
        ),
        Topic(key="health", word=N_("Health"), icon="heart-pulse", goal=N_("I have a doctor")),
        Topic(
            key="residence_status",
            word=N_("Papers and residence"),
            icon="file-text",
            goal=N_("My papers are in order"),
        ),
        Topic(
            key="livelihood",
            word=N_("Money to live on"),
            icon="wallet",
            goal=N_("My family has enough to live on"),
        ),
        Topic(
            key="participation",
            word=N_("Meeting people"),
            icon="users",
            goal=N_("I get to know people and the town"),
        ),
    )
}

# Papers: key -> msgid. Office words stay German beside the translation (in brackets).
PAPERS: dict[str, str] = {
    "identity": N_("Passport or identity card"),
    "title": N_("Residence permit (Aufenthaltstitel)"),
    "fictional": N_("Interim certificate (Fiktionsbescheinigung)"),
    "photo": N_("Biometric photo"),
    "landlord_confirmation": N_("Landlord's confirmation (Wohnungsgeberbestätigung)"),
    "registration": N_("Registration certificate (Meldebescheinigung)"),
    "iban": N_("Bank account number (IBAN)"),
    "notice": N_("Decision letter (Bescheid)"),
    "letter": N_("The letter you received"),
    "jobcenter_letter": N_("Letter from the Jobcenter"),
    "tax_number": N_("Tax number (Steuer-ID)"),
    "birth_certificate": N_("Birth certificate"),
    "vaccination": N_("Vaccination record"),
    "health_card": N_("Health insurance card"),
    "school_list": N_("School supplies list"),
    "school_report": N_("School report"),
    "course_entitlement": N_("Course entitlement (Berechtigungsschein)"),
    "language_level": N_("Result of the placement test"),
    "course_start": N_("Letter with the start date of the course"),
    "dtz_result": N_("Result of the language test (DTZ)"),
    "language_certificate": N_("Language certificate"),
    "lid_certificate": N_("Certificate of the test Life in Germany (Leben in Deutschland)"),
    "certificates": N_("Certificates of school and profession"),
    "translations": N_("Certified translations"),
    "cv": N_("CV (Lebenslauf)"),
    "work_contract": N_("Work contract"),
    "income_proof": N_("Proof of income"),
    "housing_permit": N_("Housing permit (Wohnberechtigungsschein)"),
    "rent_limit": N_("Rent limit (Mietobergrenze)"),
    "rent_offer": N_("Rent offer (Mietangebot)"),
    "rent_approval": N_("Approval of the rent (Zusage)"),
    "rental_contract": N_("Rental contract"),
    "driving_licence": N_("Driving licence"),
}


# Translators: how much a reminder on a locked phone may say; by level, 0 to 2.
PUSH_LEVELS = (N_("Nothing of you"), N_("What and when"), N_("With time and place"))
