"""What the style page shows to components of offers and to forms: one for each state."""

import uuid
from datetime import time
from typing import Any

from app.appointments.forms_hours import HoursForm
from app.appointments.forms_series import GroupForm, NewMeetingForm
from app.appointments.forms_wishes import AskForm
from app.caseload.forms_situation import HousingForm
from app.caseload.history_kinds import KINDS
from app.consultations.forms import TalkForm
from app.core import clock
from app.core.i18n import lazy_gettext as _l
from app.demo.made import but, made
from app.demo.samples import DAY, LONG, NOWHERE
from app.demo.samples_desk import planned
from app.offers.cards import OfferCard
from app.offers.fitting import Fit
from app.offers.forms import ChangeForm
from app.offers.likeness import Alike
from app.offers.presenting import Difference
from app.offers.schedules import Rule
from app.offers.wish import Wish
from app.offers.worklists import SuggestionRow, WorkRow
from app.plan.content import Content
from app.plan.forms import DeclineForm, WaitForm
from app.plan.forms_desk_draft import DraftForm

FILL_IN = _l("Fill in this field.")


def offers() -> dict[str, OfferCard]:
    """Offers: open now, without times, full and not checked, long words."""
    daily = Rule(byday="MO,TU,WE,TH,FR,SA,SU", opens_at=time(0), closes_at=time(23, 59))
    course = made(
        OfferCard,
        id=uuid.UUID(int=NOWHERE),
        names={"de": "Sprachcafé im Familienzentrum", "ar": "مقهى اللغة في مركز العائلة"},
        topic="language",
        state="published",
        is_free=True,
        assured_date=clock.today() - DAY,
        place="Familienzentrum",
        address="Karlstraße 10, 71332 Waiblingen",
        rules=(daily,),
        languages=("de", "ar", "ti"),
    )
    doubtful: dict[str, Any] = {"is_full": True, "assured_date": clock.today() - 900 * DAY}
    later = Rule(byday="MO", opens_at=time(9), closes_at=time(11), interval=2)
    return {
        "open now": course,
        "later": but(course, rules=(later,), topic="work"),
        "no times": but(course, rules=(), topic="health", languages=()),
        "full, not checked": but(course, topic="housing", **doubtful),
        "long words": but(course, names={"de": LONG}, topic="participation"),
    }


def fits() -> dict[str, Fit]:
    """Why an offer fits a step: many reasons, and none."""
    found = offers()
    near = Fit(card=found["open now"], language="ti", kilometres=3, level="A2")
    return {
        "many reasons": near,
        "closed, full": Fit(card=found["full, not checked"], is_open=False),
    }


def work() -> dict[str, WorkRow]:
    """Offers to look after: checked, reported and never checked."""
    checked = made(
        WorkRow,
        id=uuid.UUID(int=NOWHERE),
        name="Sprachcafé",
        topic="language",
        assured_date=clock.today(),
        assured_by="Freundeskreis Asyl",
    )
    doubtful: dict[str, Any] = {
        "assured_date": None,
        "is_stale": True,
        "issues": ("moved", "other"),
    }
    return {
        "checked": checked,
        "by the provider": but(checked, assured_by="provider"),
        "never checked, reported": but(checked, **doubtful),
    }


def suggestion() -> SuggestionRow:
    """What a guest suggested."""
    return made(
        SuggestionRow, id=NOWHERE, town="Schorndorf", fields=("hours", "phone"), is_from_guest=True
    )


def alike() -> list[Alike]:
    """An offer that is perhaps the same."""
    return [
        made(
            Alike,
            name="Sprachcafé",
            state="published",
            address="Karlstraße 10",
            town="Waiblingen",
            same=("name", "phone"),
        )
    ]


def changes() -> list[Difference]:
    """Lines before and after."""
    hours = Difference(
        word="Zeiten", before="Mo 9:00–11:00", after="Di 9:00–11:00", is_own_words=True
    )
    return [hours, but(hours, before="", after=LONG)]


def rules() -> list[Rule]:
    """Opening hours: every week, every second one, on a day of each month."""
    weekly = Rule(byday="MO,WE", opens_at=time(9), closes_at=time(12, 30))
    monthly = but(weekly, byday="2TU", freq="MONTHLY", valid_to=clock.today() + 90 * DAY)
    return [weekly, but(weekly, interval=2), monthly]


def searched() -> Wish:
    """A search with every condition."""
    return Wish(
        query="Sprache",
        topic="language",
        town="08119",
        km=10,
        language="ti",
        for_whom="women",
        age=30,
        level="A2",
        is_free=True,
        has_childcare=True,
        is_step_free=True,
        when="now",
    )


def forms() -> dict[str, Any]:
    """Each form as it is first, and two with errors."""
    goal, _ = planned()
    content = Content(goals=(goal,))
    return {
        "meeting": GroupForm(),
        "series": NewMeetingForm(),
        "hours": _refused(HoursForm(), "place"),
        "talk": _refused(TalkForm(), "topics"),
        "wish": _refused(AskForm(), "days"),
        "wait": _refused(WaitForm(), "on"),
        "decline": DeclineForm(),
        "offer": ChangeForm(),
        "wrong": _refused(ChangeForm(data={"name": LONG}), "name", "phone"),
        "entry": HousingForm.empty(),
        "draft": DraftForm(content, {}, clock.today() + 180 * DAY),
    }


def _refused(form: Any, *names: str) -> Any:
    """The form after somebody sent it with these fields empty or wrong."""
    for name in names:
        form[name].errors = [str(FILL_IN)]
    return form


def entry() -> tuple[Any, Any]:
    """One entry of a history, with its kind."""
    return KINDS["housing"], HousingForm(data={"kind": "collective", "since": clock.today()}).entry(
        NOWHERE, reported_by="client"
    )
