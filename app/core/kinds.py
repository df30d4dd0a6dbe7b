"""Kinds of personal data, for each: what for, on which ground, who sees it, how long it is kept.

Everything said here is a proposal until a carrier's data protection officer has checked it.
"""

from dataclasses import dataclass

from app.core.i18n import N_


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A legal ground: the word for people, the article for the record of processing."""

    key: str
    words: str  # msgid
    law: str  # German, as it is cited; to be checked


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """What data serve. Each purpose has exactly one legal ground."""

    key: str
    words: str  # msgid, said to a client
    basis: Basis


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of data as people speak of it."""

    key: str
    icon: str
    words: str  # msgid, said to a client
    purpose: Purpose
    entity: str  # of the retention rules: how long it is kept
    seen_by: tuple[str, ...]  # msgids


# Translators: why an office may store something: a legal ground, in simple words.
PUBLIC_TASK = Basis(
    key="public_task",
    words=N_("Counselling is a public task."),
    law="Art. 6 Abs. 1 Buchst. e DSGVO, § 4 LDSG, § 5 PartIntG",
)
CONSENT = Basis(
    key="consent",
    words=N_("You said yes. You can take your yes back."),
    law="Art. 6 Abs. 1 Buchst. a, Art. 7 DSGVO",
)
LEGAL_DUTY = Basis(
    key="legal_duty",
    words=N_("The law asks for it."),
    law="Art. 6 Abs. 1 Buchst. c DSGVO in Verbindung mit Art. 5 Abs. 2, Art. 32 DSGVO",
)
EMPLOYMENT = Basis(
    key="employment",
    words=N_("It belongs to the work of the staff."),
    law="Art. 88 DSGVO, § 15 LDSG oder § 26 BDSG",
)

# Translators: what data are stored for, said to a client.
COUNSELLING = Purpose(
    key="counselling",
    words=N_("So that you and your contact person can work on your plan together."),
    basis=PUBLIC_TASK,
)
CALLING = Purpose(key="calling", words=N_("So that your office can call you."), basis=CONSENT)
REMINDING = Purpose(
    key="reminding", words=N_("So that you do not miss appointments."), basis=CONSENT
)
SHARING = Purpose(
    key="sharing", words=N_("So that others see only what you want them to see."), basis=CONSENT
)
FINDING = Purpose(
    key="finding", words=N_("So that people find offers near them."), basis=PUBLIC_TASK
)
SECURING = Purpose(
    key="securing", words=N_("So that nobody else gets into your account."), basis=LEGAL_DUTY
)
PROVING = Purpose(
    key="proving",
    words=N_("So that everybody can see what happened to your data."),
    basis=LEGAL_DUTY,
)
STAFFING = Purpose(
    key="staffing", words=N_("So that clients know who helps them."), basis=EMPLOYMENT
)

# Translators: who can see data of a client; lines of a list.
SELF = N_("You")
MANAGER = N_("Your contact person")
SUBSTITUTE = N_("Whoever stands in for your contact person")
LEAD_LIST = N_("The team lead: only your name in a list")
AUTHOR = N_("Whoever wrote them")
LEAD_WHY = N_("The team lead: only with a reason, and you read that it happened")
ON_REQUEST = N_("You: when you ask what is stored about you")
BY_GRANT = N_("Volunteers: only what you share with them")
NUMBERS = N_("Towns and districts: only numbers, never names")
DPO_TRAIL = N_("The data protection officer: only when and who, never what your record says")
EVERYBODY = N_("Everybody who reads the offers")
COLLEAGUES = N_("Staff of the same office")

MASTER = Kind(
    key="master",
    icon="user",
    words=N_("Your name, year of birth, municipality and language."),
    purpose=COUNSELLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, LEAD_LIST, NUMBERS),
)
PHONE = Kind(
    key="phone",
    icon="phone",
    words=N_("Your phone number, only if you gave it."),
    purpose=CALLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE),
)
PAPERS = Kind(
    key="papers",
    icon="file-text",
    words=N_("Your residence paper and your right to a course, and how long they are valid."),
    purpose=COUNSELLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, NUMBERS),
)
SITUATION = Kind(
    key="situation",
    icon="house-heart",
    words=N_("Where you live, what you live on, your German, what you have learned."),
    purpose=COUNSELLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, NUMBERS),
)
CASE = Kind(
    key="case",
    icon="users",
    words=N_("Who helps you, and since when."),
    purpose=COUNSELLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, LEAD_LIST, NUMBERS),
)
PLAN = Kind(
    key="plan",
    icon="route",
    words=N_("Your plan: goals, steps, which papers you have, what is done."),
    purpose=COUNSELLING,
    entity="plan",
    seen_by=(SELF, MANAGER, SUBSTITUTE, BY_GRANT, NUMBERS),
)
PRIVATE = Kind(
    key="private",
    icon="lock",
    words=N_("Steps that you keep private."),
    purpose=COUNSELLING,
    entity="plan",
    seen_by=(SELF,),
)
APPOINTMENTS = Kind(
    key="appointments",
    icon="calendar-days",
    words=N_("Your appointments, what to bring, and your answers."),
    purpose=COUNSELLING,
    entity="appointments",
    seen_by=(SELF, MANAGER, SUBSTITUTE, BY_GRANT, NUMBERS),
)
TALKS = Kind(
    key="talks",
    icon="message-circle",
    words=N_("When you talked, about what, and what was written down for you."),
    purpose=COUNSELLING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, NUMBERS),
)
NOTES = Kind(
    key="notes",
    icon="pencil",
    words=N_("Notes that your contact person writes about your talks."),
    purpose=COUNSELLING,
    entity="notes",
    seen_by=(AUTHOR, SUBSTITUTE, LEAD_WHY, ON_REQUEST),
)
REMINDERS = Kind(
    key="reminders",
    icon="bell",
    words=N_("Your reminders, and whether they arrived."),
    purpose=REMINDING,
    entity="reminders",
    seen_by=(SELF, MANAGER, SUBSTITUTE),
)
SHARES = Kind(
    key="shares",
    icon="hand-helping",
    words=N_("What you agreed to, and what you share with volunteers."),
    purpose=SHARING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, BY_GRANT),
)
OFFERS = Kind(
    key="offers",
    icon="map-pin",
    words=N_("The offers you saved, and what you told us about offers."),
    purpose=FINDING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE),
)
ACCOUNT = Kind(
    key="account",
    icon="smartphone",
    words=N_("On which devices you are signed in."),
    purpose=SECURING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE),
)
TRAIL = Kind(
    key="trail",
    icon="eye",
    words=N_("Who looked at your data or changed it."),
    purpose=PROVING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, DPO_TRAIL),
)
REQUESTS = Kind(
    key="requests",
    icon="circle-help",
    words=N_("What you asked about your data, and the answers."),
    purpose=PROVING,
    entity="record",
    seen_by=(SELF, MANAGER, SUBSTITUTE, DPO_TRAIL),
)
STAFF = Kind(
    key="staff",
    icon="users",
    words=N_("Names and telephone numbers of staff and volunteers."),
    purpose=STAFFING,
    entity="",  # ends with the work, not with a case
    seen_by=(COLLEAGUES,),
)
DIRECTORY = Kind(
    key="directory",
    icon="globe",
    words=N_("Who looks after the offers."),
    purpose=FINDING,
    entity="",
    seen_by=(COLLEAGUES, EVERYBODY),
)

KINDS = (
    MASTER, PAPERS, SITUATION, PHONE, CASE, PLAN, PRIVATE, APPOINTMENTS, TALKS, NOTES, REMINDERS,
    SHARES, OFFERS, ACCOUNT, TRAIL, REQUESTS, STAFF, DIRECTORY,
)  # fmt: skip
ENTITIES = ("reminders", "appointments", "notes", "plan", "record")
