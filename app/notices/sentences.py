"""What a reminder says: key and parameters, put into words in the client's language when it is
sent, as much of it as she allows on a locked screen. The page behind it holds the truth.

Level 0 is the same for everything. Level 1 says what and roughly when; of a residence title and of
a course only that a date is near. Level 2 says when and where, and what.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from app.caseload.title_words import COURSES, TITLES
from app.core import clock
from app.core.i18n import (
    N_,
    format_date,
    format_day,
    format_time,
    gettext,
    isolate_plain,
    ngettext,
    t,
)
from app.notices.message import Message
from app.notices.offsets import family
from app.plan.catalogue import CATALOGUE

DAY = timedelta(days=1)
NEUTRAL = N_("New message")


def _days_to(message: Message) -> int:
    """Calendar days from today."""
    return (message.starts.date() - clock.today()) // DAY


def _day(day: date) -> str:
    """Today, tomorrow, or the weekday with its date."""
    days = (day - clock.today()) // DAY
    if days in (0, 1):
        return gettext("today") if days == 0 else gettext("tomorrow")
    return f"{format_date(day, 'EEEE')} {format_day(day)}"


def _when_and_where(message: Message) -> dict[str, str]:
    return {
        "day": _day(message.starts.date()),
        "time": isolate_plain(format_time(message.starts)),
        "place": isolate_plain(message.place or str(message.params.get("place", ""))),
    }


# ---- appointments ----


def _soon(message: Message) -> str:
    """What and roughly when: no time of day, no place."""
    days = _days_to(message)
    if days > 1:
        # Translators: at least two days ahead
        return ngettext("Appointment in %(num)d day", "Appointment in %(num)d days", days)
    if message.same_day > 1:
        return _several(message.same_day, is_today=days <= 0)
    return gettext("Appointment today") if days <= 0 else gettext("Appointment tomorrow")


def _several(count: int, *, is_today: bool) -> str:
    """Two or more appointments of one day are told of once."""
    if is_today:
        return ngettext("%(num)d appointment today", "%(num)d appointments today", count)
    return ngettext("%(num)d appointment tomorrow", "%(num)d appointments tomorrow", count)


def _exactly(message: Message) -> str:
    """When and where."""
    known = _when_and_where(message)
    if message.same_day > 1:
        return gettext(
            "%(what)s. The first is at %(time)s.", what=_soon(message), time=known["time"]
        )
    return gettext("Appointment: %(day)s, %(time)s, %(place)s", **known)


def _changed(_message: Message) -> str:
    return gettext("Your appointment has changed")


def _changed_to(message: Message) -> str:
    known = _when_and_where(message)
    return gettext("Your appointment has changed. New: %(day)s, %(time)s, %(place)s", **known)


def _cancelled(_message: Message) -> str:
    return gettext("An appointment is cancelled")


def _cancelled_on(message: Message) -> str:
    known = _when_and_where(message)
    return gettext(
        "Your appointment is cancelled: %(day)s, %(time)s", day=known["day"], time=known["time"]
    )


def _proposed(_message: Message) -> str:
    return gettext("A time is proposed to you")


def _proposed_for(message: Message) -> str:
    known = _when_and_where(message)
    return gettext("Does this suit you? %(day)s, %(time)s, %(place)s", **known)


def _answered(_message: Message) -> str:
    return gettext("Your request has an answer")


def with_more(news: str, message: Message) -> str:
    """News of the first date of a series, and how many later ones it is true of as well."""
    if not (more := message.params.get("more")):
        return news
    # Translators: news: "Your appointment has changed"; the others are later ones of its series
    return ngettext(
        "%(news)s (and %(num)d more appointment)",
        "%(news)s (and %(num)d more appointments)",
        more,
        news=news,
    )


# ---- steps, titles, entitlements ----


def _step_soon(message: Message) -> str:
    """How many days are left; several steps of one day are told of once."""
    days = _days_to(message)
    if message.same_day > 1:
        return gettext("Steps in your plan are due soon")
    if days > 1:
        # Translators: a step of the client's plan; at least two days ahead
        return ngettext(
            "A step in your plan is due in %(num)d day",
            "A step in your plan is due in %(num)d days",
            days,
        )
    if days == 1:
        return gettext("A step in your plan is due tomorrow")
    return gettext("A step in your plan is due today")


def _step_until(message: Message) -> str:
    """By when, and what; own words are never said on a locked screen."""
    what = _step_title(message)
    if message.same_day > 1 or what is None:
        return _with_day(_step_soon(message), message)
    return gettext("Until %(day)s: %(what)s", day=_day(message.starts.date()), what=what)


def _lapses_on(message: Message) -> str:
    """Until when she can claim it."""
    what = _step_title(message)
    if what is None:
        return _with_day(_date_soon(message), message)
    return gettext("Only until %(day)s: %(what)s", day=_day(message.starts.date()), what=what)


def _with_day(sentence: str, message: Message) -> str:
    """The day itself, where the sentence only counts days."""
    if _days_to(message) <= 1:
        return sentence
    return f"{sentence}: {_day(message.starts.date())}"


def _step_title(message: Message) -> str | None:
    template = CATALOGUE.get(str(message.params.get("step", "")))
    return None if template is None else t(template.title)


def _date_soon(message: Message) -> str:
    """What it is stays untold: it is nobody's business on a locked screen."""
    days = _days_to(message)
    if days > 1:
        # Translators: a deadline; at least two days ahead
        return ngettext(
            "An important date is in %(num)d day", "An important date is in %(num)d days", days
        )
    if days == 1:
        return gettext("An important date is tomorrow")
    return gettext("An important date is today")


def _title_until(message: Message) -> str:
    return _valid_until(message, t(TITLES[message.params["kind"]]))


def _course_until(message: Message) -> str:
    return _valid_until(message, t(COURSES[message.params["kind"]]))


def _valid_until(message: Message, what: str) -> str:
    # Translators: what: a residence paper, or the right to go to a course
    return gettext("%(what)s: valid until %(day)s", what=what, day=_day(message.starts.date()))


# ---- saved offers ----


def _offer_soon(message: Message) -> str:
    days = _days_to(message)
    if days > 1:
        # Translators: an offer that the client saved; at least two days ahead
        return ngettext(
            "A saved offer takes place in %(num)d day",
            "A saved offer takes place in %(num)d days",
            days,
        )
    if days == 1:
        return gettext("A saved offer takes place tomorrow")
    return gettext("A saved offer takes place today")


def _offer_at(message: Message) -> str:
    known = {**_when_and_where(message), "what": _offer_name(message)}
    if not message.params.get("place"):
        del known["place"]
        return gettext("%(what)s: %(day)s, %(time)s", **known)
    return gettext("%(what)s: %(day)s, %(time)s, %(place)s", **known)


def _offer_changed(_message: Message) -> str:
    return gettext("A saved offer has changed")


def _offer_changed_name(message: Message) -> str:
    return gettext("A saved offer has changed: %(what)s", what=_offer_name(message))


def _offer_gone(_message: Message) -> str:
    return gettext("A saved offer does not take place")


def _offer_gone_name(message: Message) -> str:
    return gettext("A saved offer does not take place: %(what)s", what=_offer_name(message))


def _offer_name(message: Message) -> str:
    """As its people call it: a name is not translated."""
    return isolate_plain(str(message.params["name"]))


Say = Callable[[Message], str]
_BY_FAMILY: dict[tuple[str, str], tuple[Say, Say]] = {
    **{("appointment", word): (_soon, _exactly) for word in ("d", "h", "now")},
    ("appointment", "changed"): (_changed, _changed_to),
    ("appointment", "cancelled"): (_cancelled, _cancelled_on),
    ("appointment", "proposed"): (_proposed, _proposed_for),
    ("appointment", "answered"): (_answered, _answered),
    ("step", "d"): (_step_soon, _step_until),
    ("step", "l"): (_date_soon, _lapses_on),
    ("title", "d"): (_date_soon, _title_until),
    ("entitlement", "d"): (_date_soon, _course_until),
    ("offer", "d"): (_offer_soon, _offer_at),
    ("offer", "changed"): (_offer_changed, _offer_changed_name),
    ("offer", "cancelled"): (_offer_gone, _offer_gone_name),
}
# What is said of which subject, for which family of offsets, at levels 1 and 2.
WORDS: dict[tuple[str, str, int], Say] = {
    (*key, level): say for key, pair in _BY_FAMILY.items() for level, say in enumerate(pair, 1)
}


# One thing of each kind, as it might come: offset, days ahead, time of day, what its words need.
_EXAMPLES: dict[str, tuple[str, int, time, dict[str, str]]] = {
    "appointment": ("d1", 1, time(14), {}),
    "step": ("d7", 7, time(0), {"step": "reg_address"}),
    "title": ("d30", 30, time(0), {"kind": "residence_permit"}),
    "entitlement": ("d14", 14, time(0), {"kind": "integration"}),
    "offer": ("d1", 1, time(16), {"offer": ""}),
}


def examples(subject: str) -> list[str]:
    """What each level would say of one thing of this kind, in the language being spoken."""
    offset, days, at, params = _EXAMPLES[subject]
    # Translators: the name of a local offer, as an example
    named = {**params, "name": gettext("Language café")} if subject == "offer" else params
    message = Message(
        kind=offset,
        language="",
        level=0,
        tag="",
        ack="",
        subject=subject,
        params=named,
        starts_local=datetime.combine(clock.today() + days * DAY, at),
        # Translators: a place, as an example
        place=gettext("Town hall, room 12"),
    )
    return [t(NEUTRAL), *(WORDS[subject, family(offset), level](message) for level in (1, 2))]
