"""What became of reminders and calls, in words for the desk."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.appointments.replies import REPLY_TEXTS
from app.caseload.title_words import COURSES, TITLES
from app.core import clock
from app.core.i18n import N_, format_day, gettext, listed, ngettext, t
from app.notices.due import when
from app.notices.offsets import base, family, number
from app.plan.catalogue import CATALOGUE

# Translators: which reminder of an appointment, which news; table row headings at the desk.
NAMES = {
    "d3": N_("Three days before"),
    "d1": N_("The day before"),
    "h2": N_("Two hours before"),
    "now": N_("Sent by hand"),
    "changed": N_("News: the appointment changed"),
    "cancelled": N_("News: the appointment is cancelled"),
    "proposed": N_("News: a time is proposed"),
    "answered": N_("News: the request has an answer"),
    "contact": N_("News: somebody else helps her"),
    "carrier": N_("News: she is asked about another organisation"),
    "farewell": N_("News: the counselling has ended"),
    "plan": N_("News: a plan is proposed"),
    "call": N_("Call"),
}
OFFER_NEWS = {
    "changed": N_("News: a saved offer changed"),
    "cancelled": N_("News: a saved offer does not take place"),
}


def name_of(offset: str, subject: str) -> str:
    """Which reminder it is, in the reader's language."""
    name = "d" + offset[1:] if family(offset) == "l" else offset
    if (
        known := (OFFER_NEWS if subject == "offer" else {}).get(name) or NAMES.get(name)
    ) is not None:
        return t(known)
    if family(name) == "h":
        # Translators: which reminder: so many hours before
        return ngettext("%(num)d hour before", "%(num)d hours before", number(name))
    # Translators: which reminder: so many days before
    return ngettext("%(num)d day before", "%(num)d days before", number(name))


# Translators: what a reminder or a call is about.
KIND_WORDS = {
    "appointment": N_("Appointment"),
    "step": N_("A step in the plan"),
    "title": N_("Residence title"),
    "entitlement": N_("Course entitlement"),
    "offer": N_("Saved offer"),
}
ABOUT = {kind: words for kind, words in KIND_WORDS.items() if kind != "appointment"}

# Why a reminder ended or is tried again; why somebody is asked to call.
REASONS = {
    "no_device": N_("no phone of hers gets reminders"),
    "moved": N_("the appointment was moved"),
    "cancelled": N_("the appointment was cancelled"),
    "done": N_("the step is done"),
    "changed": N_("what it was about has changed"),
    "ended": N_("it is no longer needed"),
    "unsaved": N_("the client took the offer off the list"),
    "offer_changed": N_("the offer changed"),
    "unwanted": N_("the client does not want this reminder"),
    "gives_way": N_("a reminder of an appointment goes first"),
    "declined": N_("the client answered that she cannot come"),
    "newer": N_("a later reminder took its place"),
    "covered": N_("another reminder of the same day had just been sent"),
    "too_soon": N_("another reminder had been sent less than 12 hours before"),
    "quiet": N_("it fell into her quiet hours"),
    "over": N_("it was too late"),
    "busy": N_("the push service asked to wait"),
    "failing": N_("the push service did not answer"),
    "barred": N_("the push service did not accept our signature"),
    "refused": N_("the push service refused the message"),
    "broken": N_("it could not be sent"),
    "not_accepted": N_("no reminder has reached her yet"),
    "short_notice": N_("it changed at short notice"),
    "expired": N_("it was too late"),
    "dead": N_("the push service refused the message"),
}

OUTCOMES = {
    "reached": N_("reached"),
    "not_reached": N_("not reached"),
    "message_left": N_("message left"),
    "not_needed": N_("no longer needed"),
}


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One reminder or call: what, when, and its fate. `kind`: good, now, plain, alarm."""

    at: datetime  # when it was due
    offset: str  # or "call"
    kind: str
    facts: "tuple[Fact, ...]"
    subject: str = "message"
    subject_id: int = 0
    starts_local: datetime | None = None  # of its appointment; the day it is about
    detail: str = ""  # msgid: which step, which paper; or the name of an offer

    @property
    def what(self) -> str:
        """Which reminder, in the reader's language."""
        return name_of(self.offset, self.subject)

    @property
    def appointment_id(self) -> int | None:
        """The appointment it is about."""
        return self.subject_id if self.subject == "appointment" else None

    @property
    def words(self) -> str:
        """The fate in the reader's language: sent 17:00:04, opened 18:12, answered: I come."""
        return listed(self._said())

    def _said(self) -> Iterator[str]:
        for fact, at, detail in self.facts:
            yield _SAY[fact](self._time(at, fact), detail)

    def _time(self, at: datetime | None, fact: str) -> str:
        """The wall time; with its day when that is not the day it was due."""
        if at is None:
            return ""
        wall = clock.local(at)
        time = f"{wall:%H:%M:%S}" if fact == "accepted" else f"{wall:%H:%M}"
        is_same_day = wall.date() == clock.local(self.at).date() and fact != "planned"
        return time if is_same_day else f"{format_day(wall)} {time}"


_SAY: dict[str, Callable[[str, str], str]] = {
    "planned": lambda time, _: gettext("planned for %(time)s", time=time),
    "again": lambda time, _: gettext("next try %(time)s", time=time),
    "leased": lambda _time, _: gettext("being sent now"),
    "accepted": lambda time, _: gettext("sent %(time)s", time=time),
    "shown": lambda time, _: gettext("shown %(time)s", time=time),
    "opened": lambda time, _: gettext("opened %(time)s", time=time),
    "answered": lambda _time, reply: gettext("answered: “%(reply)s”", reply=t(reply)),
    "stopped": lambda _time, why: gettext("not sent: %(why)s", why=t(why)),
    "failed": lambda _time, why: gettext("reached nobody: %(why)s", why=t(why)),
    "because": lambda _time, why: t(why),
    "call": lambda _time, _: gettext("stands on the call list"),
    "called": lambda time, outcome: gettext("%(outcome)s %(time)s", outcome=t(outcome), time=time),
}


def reminded(row: Any) -> LedgerLine:
    """The line of one reminder; `row` carries its columns and the first times of its devices."""
    return LedgerLine(
        at=row.due_at,
        offset=base(row.offset),
        kind=_kind(row),
        facts=tuple(_facts(row)),
        subject=row.subject,
        subject_id=row.subject_id,
        starts_local=when(row.starts_local, row.params),
        detail=_detail(row.params or {}),
    )


def _detail(params: Mapping[str, Any]) -> str:
    """Which step or paper it is about, as a msgid; the name of an offer stands for itself."""
    if (template := CATALOGUE.get(str(params.get("step", "")))) is not None:
        return template.title
    kind = str(params.get("kind", ""))
    return TITLES.get(kind) or COURSES.get(kind) or str(params.get("name", ""))


def _kind(row: Any) -> str:
    if row.accepted_at is not None:
        return "good"
    return {"expired": "alarm", "dead": "alarm", "superseded": "plain"}.get(row.state, "now")


Fact = tuple[str, datetime | None, str]


def _facts(row: Any) -> Iterator[Fact]:
    """What happened, in the order it did; and what did not, and why."""
    for fact in ("accepted", "shown", "opened"):
        if (at := getattr(row, f"{fact}_at")) is not None:
            yield fact, at, ""
    if row.answered_at is not None and row.reply:
        yield "answered", row.answered_at, REPLY_TEXTS[row.reply].words
    if row.accepted_at is None:
        yield from _still_open(row)


def _still_open(row: Any) -> Iterator[Fact]:
    """When it is sent or tried again, or why it reached nobody."""
    why = REASONS.get(row.reason or "", "")
    if row.state in ("expired", "dead"):
        yield "failed", None, why
    elif row.state == "superseded":
        yield "stopped", None, why
    elif row.state == "leased":
        yield "leased", None, ""
    else:
        yield ("again", row.next_try, "") if row.next_try else ("planned", row.due_at, "")
        if why:
            yield "because", None, why


def called(row: Any) -> LedgerLine:
    """The line of one entry of the call list; `row` is like a reminder's: its state is what came of
    the call, `next_try` the last try, `ended_at` when it was settled."""
    facts: list[Fact] = []
    if row.state is not None:
        facts.append(("called", row.ended_at or row.next_try, OUTCOMES[row.state]))
    if row.ended_at is None:
        facts += [("call", None, ""), ("because", None, REASONS.get(row.reason, ""))]
    return LedgerLine(
        at=row.due_at,
        offset="call",
        kind="alarm" if row.ended_at is None else "plain",
        facts=tuple(fact for fact in facts if fact[0] != "because" or fact[2]),
        subject=row.subject,
        subject_id=row.subject_id,
    )


@dataclass(frozen=True, kw_only=True)
class CallCard:
    """One client to be called; `starts_local` is absent where nothing may be said."""

    id: int
    client_id: int
    given_name: str
    family_name: str
    phone: str | None  # E.164
    subject: str
    reason: str
    starts_local: datetime | None
    tried_at: datetime | None
    done_at: datetime | None
    outcome: str | None

    @property
    def about(self) -> str:
        """What it is about, as a msgid; of an appointment its time says it."""
        return ABOUT.get(self.subject, "")

    @property
    def why(self) -> str:
        """The reason as a msgid."""
        return REASONS.get(self.reason, "")

    @property
    def said(self) -> str:
        """What came of the call, as a msgid."""
        return OUTCOMES.get(self.outcome or "", "")
