"""The words of the trail and of data requests, as a client reads them."""

from collections.abc import Mapping

from app.core.access import Log, Role
from app.core.i18n import N_

# Translators: who did something in a client's record.
ROLES = {
    Role.CLIENT: N_("You"),
    Role.MANAGER: N_("Integration manager (Integrationsmanagement)"),
    Role.TEAM_LEAD: N_("Team lead"),
    Role.CARRIER_ADMIN: N_("Administration"),
    Role.DPO: N_("Data protection officer"),
    Role.SYSTEM: N_("This program"),
    Role.VOLUNTEER: N_("Volunteer"),
    Role.COORDINATOR: N_("Coordination"),
}
LOGS = {
    Log.RECORD: N_("opened your page"),
    Log.APPOINTMENT: N_("opened an appointment"),
    Log.PLAN: N_("opened your plan"),
    Log.NOTES: N_("read the notes about your talks"),
    Log.SHARED: N_("opened what you share"),
}
LOGS_AT_DESK = {
    Log.RECORD: N_("opened the record"),
    Log.APPOINTMENT: N_("opened an appointment"),
    Log.PLAN: N_("opened the plan"),
    Log.NOTES: N_("read the notes about the talks"),
    Log.SHARED: N_("opened what she shares"),
}
# How an event's name begins -> what it belongs to. The trail keeps names of facts, no content.
_BELONGS = (
    (("Step", "Goal", "Plan"), N_("Plan")),
    (
        (
            "Appointment",
            "Reply",
            "Bring",
            "Move",
            "Outcome",
            "Proposal",
            "Request",
            "Series",
            "OpenHours",
            "Calendar",
        ),
        N_("Appointments"),
    ),
    (("DeviceAdded", "DeviceRemoved", "Push", "Remind", "Call", "Quiet"), N_("Reminders")),
    (
        ("Device", "Enrolment", "Passkey", "Phones", "Signed", "Person", "Pin", "Kiosk", "Prot"),
        N_("My devices"),
    ),
    (("Offer", "Suggestion", "Need", "WithdrawnOffer"), N_("Offers")),
    (("Consultation", "CaseNote", "SharedNote"), N_("Talks")),
    (("Consent", "Tie", "Grant", "Share"), N_("What I share")),
    (("Title", "Entitlement", "Course"), N_("Papers and residence")),
    (("Situation",), N_("Situation")),
    (("Referral",), N_("Other offices")),
    (("Client", "Case", "Handover", "Household"), N_("About you")),
    (("Data",), N_("Data requests")),
    (("Post",), N_("Notices")),
    (("Text",), N_("Texts in your language")),
    (
        (
            "Staff",
            "Contact",
            "Role",
            "Account",
            "Volunteer",
            "Substitution",
            "Carrier",
            "Hint",
            "Retention",
        ),
        N_("Staff"),
    ),
)


def said_of(what: str) -> str:
    """The msgid for one row of the trail: what was read, or what the change belongs to."""
    return _said(what, LOGS)


def said_at_desk(what: str) -> str:
    """The same, said to staff."""
    return _said(what, LOGS_AT_DESK)


def _said(what: str, logs: Mapping[Log, str]) -> str:
    _, _, log = what.partition(":")
    if log in tuple(logs):
        return logs[Log(log)]
    return next((words for starts, words in _BELONGS if what.startswith(starts)), N_("Other"))


# Translators: what a client asks about her own data (data protection law).
KINDS = {
    "access": N_("I want to know everything that is stored about me"),
    "rectify": N_("This is wrong"),
    "erase": N_("Delete my data"),
    "restrict": N_("Do not use my data for now"),
    "portability": N_("I want to take my data with me"),
}
# Translators: the state of such a request.
STATES = {
    "received": N_("It has arrived."),
    "identity_ok": N_("It is clear that it comes from you."),
    "in_work": N_("Somebody is working on it."),
    "answered": N_("It is answered."),
    "partly_refused": N_("It is answered. Not everything was possible."),
}
# Translators: why a request could not be met in full: a legal ground, said simply.
GROUNDS = {
    "right_as_it_is": N_("What is stored is right. There is a proof for it."),
    "must_be_kept": N_("The law says that we must keep this for some time."),
    "public_task": N_("We need this as long as we counsel you."),
    "claims": N_("There is an open dispute. Until it ends we must keep this."),
    "others": N_("It would show something about another person."),
    "not_stored": N_("We do not store this."),
}
LAW = {
    "right_as_it_is": "Art. 16 DSGVO, § 84 Abs. 2 SGB X",
    "must_be_kept": "Art. 17 Abs. 3 Buchst. b DSGVO, § 84 Abs. 4 SGB X",
    "public_task": "Art. 17 Abs. 3 Buchst. b DSGVO",
    "claims": "Art. 17 Abs. 3 Buchst. e DSGVO",
    "others": "Art. 15 Abs. 4 DSGVO",
    "not_stored": "Art. 15 Abs. 1 DSGVO",
}
# Translators: kinds of data that are kept for a time of their own.
ENTITIES = {
    "reminders": N_("Reminders"),
    "appointments": N_("Appointments"),
    "notes": N_("Notes about talks"),
    "plan": N_("Plan"),
    "record": N_("Everything that is stored about a person"),
}
