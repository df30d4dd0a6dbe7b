"""What the style page shows to clients' components: invented cards, one for each state."""

from datetime import datetime, timedelta
from typing import Any

from app.appointments.cards import AppointmentCard, BringCard, WishCard
from app.appointments.hours_queries import HoursCard
from app.caseload.consents_queries import ConsentCard
from app.caseload.purposes import PURPOSES
from app.caseload.queries import Contact
from app.caseload.ties_queries import TieCard
from app.core import clock
from app.core.translating import FreeText, Translated
from app.demo.made import but, made
from app.home.sharing import Sharable
from app.plan.cards import GoalCard, StepCard
from app.plan.detail import DocumentCard

NOWHERE = 900_001  # ids of rows that no town has: a tap on the page changes nothing
LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
DAY = timedelta(days=1)


def _at(days: int, hour: int) -> datetime:
    """A wall time some days from today."""
    return datetime.combine(clock.today() + days * DAY, datetime.min.time()).replace(hour=hour)


def _agreed() -> AppointmentCard:
    starts = _at(3, 14)
    return made(
        AppointmentCard,
        id=NOWHERE,
        client_id=NOWHERE,
        participation_id=NOWHERE,
        client_name="Selam Tesfay",
        starts_at=clock.instant(starts),
        starts_local=starts,
        ends_local=starts + timedelta(minutes=45),
        kind="counselling",
        place="Zimmer 12, 1. OG",
        address="Marktplatz 1, 71332 Waiblingen",
        organiser_name="Jana Weber",
        state="confirmed",
        may_reply=True,
    )


def wish() -> WishCard:
    """When it would suit her."""
    days = ("MO", "WE")
    return made(WishCard, state="open", days=days, parts=("morning",), topic="school_education")


def appointments() -> dict[str, AppointmentCard]:
    """An appointment in each of its states."""
    agreed, over = _agreed(), {"may_reply": False}
    paper = made(BringCard, id=NOWHERE, doc_type="title", have_it=True)
    own = made(BringCard, id=NOWHERE + 1, own_words="Brief der Schule")
    series = {"series_until": agreed.starts_local + 42 * DAY, "rhythm": "weekly", "kind": "group"}
    outing = {"kind": "authority", "is_accompanied": True, "interpreter_kind": "professional"}
    secret = {"is_sensitive": True, "is_veiled": True, "kind": "appointment", "place": ""}
    return {
        "agreed": but(agreed, bring=(paper, own)),
        "suggested": but(agreed, state="proposed"),
        "answered": but(agreed, reply="yes"),
        "answered no, read": but(agreed, reply="no", handled_at=clock.now()),
        "another time asked for": but(agreed, wish=wish()),
        "no other time": but(agreed, wish=but(wish(), state="declined")),
        "cancelled": but(agreed, state="cancelled_manager", **over),
        "missed": but(agreed, state="missed", **over),
        "confidential": but(agreed, **secret),
        "series": but(agreed, **series),
        "at an office": but(agreed, interpreter_language="ti", **outing),
        "by video": but(agreed, link="https://talk.example.org/1"),
        "long words": but(agreed, place=LONG, bring=(but(own, own_words=LONG),)),
        "asked for": but(agreed, state="requested", wish=wish()),
    }


def _open_step() -> StepCard:
    return made(
        StepCard,
        id=NOWHERE,
        client_id=NOWHERE,
        topic="language",
        template_key="course_reg",
        own_words_lang="de",
        own_words_version=1,
        nature="voluntary",
        due_on=clock.today() + 12 * DAY,
        state="open",
        owner="client",
    )


def steps() -> dict[str, StepCard]:
    """A step in each of its states."""
    card, today = _open_step(), clock.today()
    first = but(card, template_key="course_test")
    own = {"template_key": None, "topic": "participation"}
    waits = {"state": "waiting", "waiting_on": "authority", "waiting_since": today}
    over = {"state": "not_needed", "not_needed_because": "Schon da"}
    return {
        "open": card,
        "suggested": but(card, state="suggested", due_on=None),
        "started": but(card, state="in_progress", due_on=None),
        "its date has passed": but(card, due_on=today - 3 * DAY),
        "duty": but(card, nature="duty", demanded_by="Jobcenter Rems-Murr"),
        "help asked": but(card, help_asked_at=clock.now()),
        "waiting": but(card, **waits),
        "another one first": but(card, first_id=first.id, first=first),
        "of somebody else": but(card, owner="manager", due_on=None),
        "own words": but(card, own_words="Im Chor mitsingen", **own),
        "long words": but(card, own_words=LONG, **own),
        "private": but(card, own_words="Im Chor mitsingen", is_private=True, **own),
        "done": but(card, state="done", done_at=clock.now()),
        "confirmed": but(card, state="confirmed", done_at=clock.now()),
        "no longer needed": but(card, **over),
        "not wanted": but(card, state="not_needed", was_declined=True),
    }


def goals() -> dict[str, GoalCard]:
    """A goal with steps, without, paused, reached, and one the household reads."""
    known = steps()
    learning = made(
        GoalCard,
        id=NOWHERE,
        topic="language",
        own_words_lang="de",
        own_words_version=1,
        wish_of="client",
        state="in_progress",
        steps=tuple(known[name] for name in ("done", "open", "waiting", "suggested", "long words")),
    )
    return {
        "with steps": learning,
        "without steps": but(learning, steps=(), wish_of="joint"),
        "paused": but(learning, state="paused", because="Wartet auf den Platz", steps=()),
        "reached": but(learning, state="reached", steps=(known["confirmed"],)),
        "household reads it": but(learning, household_shared=True, wish_of="authority", steps=()),
        "long words": but(learning, own_words=LONG, steps=()),
    }


def papers() -> list[DocumentCard]:
    """Papers of a step: there, not there, and one that another step brings."""
    have = made(DocumentCard, id=NOWHERE, doc_type="title", have_it=True)
    return [have, but(have, doc_type="photo", have_it=False, brought_by=steps()["open"])]


def texts() -> dict[str, FreeText]:
    """What a manager typed, as far as it is translated into Arabic."""
    original = FreeText("Bitte melden Sie sich beim Chor in Waiblingen an.", "de", 2)

    def arabic(**more: Any) -> FreeText:
        words = "سجّل في الجوقة في Waiblingen من فضلك."
        known = {"text": words, "source_lang": "de", "source_version": 2, **more}
        return but(original, translations=(Translated(lang="ar", **known),))

    return {
        "not translated": original,
        "translated": arabic(is_checked=True),
        "not checked": arabic(),
        "by a program": arabic(origin="machine"),
        "outdated": arabic(source_version=1),
        "somebody is at it": arabic(in_translation=True),
    }


def contacts() -> dict[str, Contact]:
    """Who helps: as always, new, and away."""
    jana = made(
        Contact,
        full_name="Jana Weber",
        office_phone="+49715112345",
        room="Zimmer 12",
        open_hours=[{"day": day, "opens": "09:00", "closes": "16:00"} for day in range(4)],
        languages=["de", "en", "ar"],
    )
    away = {
        "stand_in": "Marek Nowak",
        "stand_in_phone": "+49715112346",
        "stand_in_until": clock.today() + 7 * DAY,
    }
    return {
        "as always": jana,
        "new": but(jana, since=clock.today() - DAY, open_hours_note="Klingeln bei Weber"),
        "away": but(jana, **away),
        "long words": but(jana, full_name=LONG, languages=["ti", "fa-AF", "ps", "kmr", "so", "fr"]),
    }


def consents() -> dict[str, ConsentCard]:
    """A consent asked for, given, refused, not answered and at its end."""
    asked = made(
        ConsentCard,
        id=NOWHERE,
        state="offered",
        purpose=PURPOSES["transfer"],
        language="ar",
        recipient="VHS Unteres Remstal",
        scope="Name, Sprachniveau",
        occasion="Anmeldung zum Kurs",
        explained_by="Jana Weber",
        how="own_tap",
        valid_until=clock.today() + 90 * DAY,
    )
    return {
        "asked": asked,
        "given": but(asked, state="given", given_at=clock.now()),
        "refused": but(asked, state="refused"),
        "unanswered": but(asked, state="unanswered"),
        "over": but(asked, state="expired"),
        "long words": but(asked, recipient=LONG, scope=LONG),
    }


def ties() -> dict[str, TieCard]:
    """A volunteer's help in each of its states."""
    granted = made(
        TieCard,
        id=NOWHERE,
        name="Gerhard Maier",
        state="granted",
        valid_until=clock.today() + 300 * DAY,
        has_yes=True,
        keeps_secrets=True,
        has_case=True,
        shares=2,
    )
    return {
        "asked": but(granted, state="proposed"),
        "granted": granted,
        "paused": but(granted, state="paused"),
        "sees nothing": but(granted, keeps_secrets=False),
        "over": but(granted, valid_until=clock.today() - DAY),
    }


def sharables() -> dict[str, Sharable]:
    """Things she may show: shown and not."""
    step = made(Sharable, kind="step", id=NOWHERE, step=steps()["open"])
    until = clock.today() + 30 * DAY
    appointment = made(
        Sharable, kind="appointment", id=NOWHERE, appointment=appointments()["agreed"]
    )
    return {
        "a step, hidden": step,
        "a step, shown": but(step, is_shared=True, until=until),
        "an appointment, shown": but(appointment, is_shared=True),
    }


def open_times() -> list[HoursCard]:
    """A weekly time with its next date, and one without."""
    opens = datetime.min.time()
    monday = made(
        HoursCard, place="Zimmer 3", opens=opens.replace(hour=9), closes=opens.replace(hour=12)
    )
    return [but(monday, dates=(clock.today() + DAY,)), but(monday, weekday=3, place=LONG)]
