"""What the style page shows to components of staff: invented rows, one for each state."""

from datetime import timedelta
from typing import Any

from app.appointments.choosing import Choice
from app.appointments.waiting import WaitingPart
from app.audit.queries import Reading
from app.carriers.models import Carrier
from app.carriers.texts_queries import Said
from app.consultations.notes_queries import NoteCard
from app.consultations.queries import TalkCard
from app.core import clock
from app.core.access import Log, Role
from app.core.i18n import DEFAULT, LANGUAGES, N_
from app.core.paper import Text
from app.demo.made import but, made
from app.demo.samples import DAY, LONG, NOWHERE, wish
from app.desk.fates import Fate, Fates
from app.desk.queries import WaitingStep
from app.desk.record import Record
from app.desk.rows import Row
from app.network.cards import Card
from app.notices.ledger import CallCard, LedgerLine
from app.people.accounts import Account, HeldRole
from app.people.roles import OwnRole
from app.plan.content import PlannedGoal, PlannedStep
from app.plan.differences import Difference
from app.plan.paper import Line

SELAM = {"client_id": NOWHERE, "given_name": "Selam", "family_name": "Tesfay"}


def rows() -> dict[str, Row]:
    """Clients on the board: nothing waits, everything waits, long words."""
    calm = made(
        Row,
        language_code="ti",
        town="Waiblingen",
        started_on=clock.today() - DAY,
        has_device=True,
        is_own=True,
        **SELAM,
    )
    late: dict[str, Any] = {"review_due": True, "lapses": True, "title_ends": True, "waits_long": 1}
    asks = {"replies": 1, "wishes": 1, "help_requests": 1, "overdue": 3, "has_news": True}
    starts = clock.local(clock.now()) + DAY
    return {
        "nothing waits": calm,
        "everything waits": but(calm, next_local=starts, household_id=NOWHERE, **asks),
        "deadlines": but(calm, is_own=False, has_device=False, **late),
        "long words": but(calm, family_name=LONG, language_code="ar"),
    }


def waiting() -> dict[str, WaitingPart]:
    """What of an appointment waits for the desk."""
    starts = clock.local(clock.now()) - timedelta(hours=2)
    part = made(
        WaitingPart,
        participation_id=NOWHERE,
        appointment_id=NOWHERE,
        client_id=NOWHERE,
        client_name="Selam Tesfay",
        kind="counselling",
        state="confirmed",
        starts_at=clock.instant(starts.replace(tzinfo=None)),
        starts_local=starts,
    )
    return {
        "answer": but(part, reply="no"),
        "answer for several": but(part, reply="yes", more=2),
        "cancelled": but(part, reply="no", state="cancelled_client"),
        "asks for a time": but(part, state="requested", wish=wish()),
        "asks for another time": but(part, wish=wish()),
        "not noted": part,
        "came": but(part, outcome="attended", state="attended", outcome_at=clock.now()),
        "missed": but(part, outcome="missed", state="missed", outcome_at=clock.now()),
        "at rest": but(part, reply="no", rests_since=clock.now()),
        "long words": but(part, reply="call_me", client_name=LONG),
    }


def waiting_steps() -> dict[str, WaitingStep]:
    """Steps that wait for the manager."""
    asked = made(
        WaitingStep,
        step_id=NOWHERE,
        topic="work",
        template_key="cv",
        help_asked_at=clock.now(),
        own_words_lang="de",
        **SELAM,
    )
    late = {"help_asked_at": None, "due_on": clock.today() - 3 * DAY}
    return {
        "help asked": asked,
        "its date has passed": but(asked, **late),
        "long words": but(asked, template_key=None, own_words=LONG),
    }


def record() -> Record:
    """The head of the linked view."""
    return made(
        Record,
        language_code="ti",
        town="Waiblingen",
        reading="some",
        interpreter_need=True,
        started_on=clock.today() - 200 * DAY,
        **SELAM,
    )


def fates() -> Fates:
    """Reminders: arrived, to come, failed; and an earlier call."""
    now, said = clock.now(), ("planned", "accepted", "opened")
    line = LedgerLine(at=now, offset="", kind="good", facts=(("accepted", now, ""),))
    ahead = Fate(starts_local=clock.local(now) + DAY, subject="appointment", detail="")
    ahead.lines.extend(
        [
            but(line, facts=tuple((fact, now, "") for fact in said[1:])),
            but(line, kind="now", facts=(("planned", now, ""),)),
            but(line, kind="alarm", facts=(("failed", now, ""),)),
        ]
    )
    return Fates(coming=[ahead], rest=[but(line, offset="call", kind="plain")])


def calls() -> dict[str, CallCard]:
    """People to call."""
    due = made(
        CallCard,
        id=NOWHERE,
        phone="+4915112345678",
        subject="appointment",
        reason="no_device",
        starts_local=clock.local(clock.now()) + DAY,
        **SELAM,
    )
    tried = {"tried_at": clock.now(), "outcome": "not_reached"}
    return {
        "to be called": due,
        "tried": but(due, **tried),
        "done": but(due, done_at=clock.now(), tried_at=clock.now(), outcome="reached"),
        "no number": but(due, phone=None, subject="step"),
    }


def talks() -> dict[str, TalkCard]:
    """Talks: with a client, and with somebody without a case."""
    talk = made(
        TalkCard,
        id=NOWHERE,
        client_id=NOWHERE,
        client_name="Selam Tesfay",
        form="office",
        topics=("language", "work"),
        minutes_bucket=30,
        language="ti",
        by_name="Jana Weber",
        interpreter_kind="professional",
        plan_changed=True,
    )
    return {"with a client": talk, "without a case": but(talk, client_id=None)}


def note() -> NoteCard:
    """A note that was changed."""
    return made(
        NoteCard,
        id=NOWHERE,
        body="Will im Herbst den B1-Kurs anfangen.\nKita fehlt noch.",
        author="Jana Weber",
        changed_at=clock.now(),
    )


def accounts() -> list[Account]:
    """An account in use, one that is closed, one whose time is over."""
    held = made(HeldRole, role=Role.MANAGER, valid_from=clock.today() - 100 * DAY)
    jana = made(
        Account,
        person_id=NOWHERE,
        name="Jana Weber",
        roles=(held,),
        devices=2,
        last_used_at=clock.now(),
    )
    over = but(held, valid_to=clock.today() - DAY)
    return [
        jana,
        but(jana, name=LONG, roles=(but(held, is_closed=True),), devices=0),
        but(jana, name="Gerhard Maier", roles=(but(over, role=Role.VOLUNTEER),)),
    ]


def own_roles() -> list[OwnRole]:
    """Two roles of one person."""
    lead = made(OwnRole, role=Role.TEAM_LEAD, place="Landratsamt Rems-Murr-Kreis", is_this=True)
    return [lead, but(lead, role=Role.MANAGER, is_this=False)]


def readings() -> dict[str, Reading]:
    """Who looked at a record."""
    seen = made(Reading, who="Jana Weber", role=Role.MANAGER, log=Log.RECORD)
    return {
        "known": seen,
        "with a reason": but(seen, reason="Übergabe", stood_in=True, log=Log.NOTES),
        "nobody knows the name": but(seen, who=None, role=Role.TEAM_LEAD),
    }


def carriers() -> dict[str, Any]:
    """What a carrier prints: its card; the whole text, an old translation, gaps."""
    parts = dict.fromkeys(("representative", "contact", "supervisory_authority"), "")
    parts |= {
        "name": "Landratsamt Rems-Murr-Kreis",
        "address": "Alter Postplatz 10\n71332 Waiblingen",
        "dpo_contact": "Datenschutz\n+49 7151 1234",
        "imprint_text": "Gilt für alle Seiten.",
        "privacy_text": "Wir speichern nur, was nötig ist.",
    }
    said = Said(
        carrier_id=NOWHERE,
        parts=parts,
        translated={},
        is_outdated=False,
        missing=(N_("Represented by"),),
    )
    old = {"translated": {"privacy_text": "نحفظ فقط ما هو ضروري."}, "is_outdated": True}
    return {
        "card": Carrier(name=parts["name"], contact=parts["address"]),
        "German only, with gaps": said,
        "an old translation": but(said, missing=(), **old),
    }


def contact_card() -> Card:
    """Whom to call in a place."""
    return made(
        Card,
        name="Aylin Kaya",
        topics=("housing", "work"),
        what_for="Alles rund ums Ankommen",
        phone="+49715112345",
        hours="Mo, Mi 14:00–16:00",
        languages=("de", "tr", "ar"),
        place="Waiblingen",
    )


def planned() -> tuple[PlannedGoal, list[Difference]]:
    """A goal of a draft with its steps, and what is different from the version before."""
    step = made(
        PlannedStep,
        id=NOWHERE,
        topic="work",
        template_key="cv",
        own_words_lang="de",
        owner="client",
        due_on=clock.today() + 30 * DAY,
        support_level="assisted",
    )
    own = but(step, id=NOWHERE + 1, template_key=None, own_words=LONG, due_on=None)
    goal = made(
        PlannedGoal,
        id=NOWHERE,
        topic="work",
        wish_of="joint",
        state="proposed",
        steps=(step, own, but(step, id=NOWHERE + 2, is_dropped=True, because="Schon da")),
    )
    differences = [
        Difference(kind="goal_added", goal=goal),
        Difference(kind="step_changed", step=step, before=but(step, due_on=None)),
        Difference(kind="step_gone", step=own),
    ]
    return goal, differences


def lines() -> list[Line]:
    """The same in German and in Arabic."""
    arabic = LANGUAGES["ar"]
    german = Text("Ich lerne Deutsch", DEFAULT.code, DEFAULT.dir)
    return [Line(german, Text("أتعلّم الألمانية", arabic.code, arabic.dir))]


def choices() -> list[Choice]:
    """Clients to choose from."""
    selam = Choice(client_id=NOWHERE, name="Selam Tesfay", is_chosen=True)
    return [selam, but(selam, client_id=NOWHERE + 1, name=LONG, is_chosen=False)]
