"""What a reminder says: key and parameters, put into words in the client's language when it is
sent, as much of it as she allows on a locked screen. The page behind it holds the truth."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core import clock
from app.core.i18n import (
    N_,
    format_date,
    format_day,
    format_time,
    gettext,
    isolate_plain,
    ngettext,
    shown,
    speaking,
    t,
)

LENGTH = 1024  # bytes of every body before encryption, whatever it says
DAY = timedelta(days=1)
TITLE = "Schrittweise"  # names no person and no matter
HOME, APPOINTMENTS = "/home", "/appointments"  # addresses of the contract

NEUTRAL = N_("New message")


class TooLong(ValueError):
    """The words do not fit: the length would betray what is said."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """All a reminder may say; `level` is the client's choice, `kind` the row's offset."""

    kind: str  # d3, d1, h2, now, changed, cancelled, message
    language: str
    level: int
    tag: str  # the same for a repeat, so that the phone shows it once
    ack: str
    appointment_id: int | None = None
    starts_local: datetime | None = None
    place: str = ""
    same_day: int = 1  # appointments on that day that a locked screen may know of
    is_one_of_many: bool = False  # a tap leads to all of that day
    is_sensitive: bool = False


def compose(message: Message, *, public_url: str) -> bytes:
    """Return the padded JSON that browsers and service worker understand.

    When the words of a level are too long, those of the level below are said.
    """
    highest = 0 if message.is_sensitive else message.level
    for level in range(highest, 0, -1):
        try:
            return _padded(message, level, public_url)
        except TooLong:
            continue
    return _padded(message, 0, public_url)


def body_of(message: Message, level: int) -> str:
    """The sentence, in the language being spoken."""
    say = _WORDS.get((message.kind, level))
    if say is None or message.starts_local is None:
        return t(NEUTRAL)
    return say(message, message.starts_local)


def examples(place: str) -> list[str]:
    """What each level would say of an appointment tomorrow at two, for choosing."""
    tomorrow = datetime.combine(clock.today() + DAY, time(14))
    message = Message(
        kind="d1", language="", level=0, tag="", ack="", starts_local=tomorrow, place=place
    )
    return [body_of(message, level) for level in (0, 1, 2)]


def address_of(message: Message) -> str:
    """Where a tap leads: the appointment, or the list of that day's."""
    if message.appointment_id is None:
        return HOME
    if message.is_one_of_many or message.kind == "cancelled":
        return APPOINTMENTS
    return f"{APPOINTMENTS}/{message.appointment_id}"


def _padded(message: Message, level: int, public_url: str) -> bytes:
    """The message in its declarative form, blanks behind it up to the one length."""
    with speaking(message.language) as language:
        spoken, body = shown(language), body_of(message, level)
    url = public_url + address_of(message)
    notification = {
        "title": TITLE,
        "url": url,  # the draft's word
        "navigate": url,  # the shipped one
        "dir": spoken.dir,
        "lang": "de" if spoken.code == "de-simple" else spoken.code,
        "body": body,
        "tag": message.tag,
        "data": {"ack": message.ack},
    }
    text = json.dumps(
        {"web_push": 8030, "notification": notification},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    if len(text) > LENGTH:
        raise TooLong(message.kind)
    return text.ljust(LENGTH)


def _soon(message: Message, starts: datetime) -> str:
    """What and roughly when: no time of day, no place."""
    days = (starts.date() - clock.today()) // DAY
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


def _exactly(message: Message, starts: datetime) -> str:
    """When and where."""
    if message.same_day > 1:
        return gettext(
            "%(what)s. The first is at %(time)s.",
            what=_soon(message, starts),
            time=isolate_plain(format_time(starts)),
        )
    return gettext(
        "Appointment: %(day)s, %(time)s, %(place)s",
        day=_day(starts.date()),
        time=isolate_plain(format_time(starts)),
        place=isolate_plain(message.place),
    )


def _changed(_message: Message, _starts: datetime) -> str:
    return gettext("Your appointment has changed")


def _changed_to(message: Message, starts: datetime) -> str:
    return gettext(
        "Your appointment has changed. New: %(day)s, %(time)s, %(place)s",
        day=_day(starts.date()),
        time=isolate_plain(format_time(starts)),
        place=isolate_plain(message.place),
    )


def _cancelled(_message: Message, _starts: datetime) -> str:
    return gettext("An appointment is cancelled")


def _cancelled_on(_message: Message, starts: datetime) -> str:
    return gettext(
        "Your appointment is cancelled: %(day)s, %(time)s",
        day=_day(starts.date()),
        time=isolate_plain(format_time(starts)),
    )


def _day(day: date) -> str:
    """Today, tomorrow, or the weekday with its date."""
    days = (day - clock.today()) // DAY
    if days in (0, 1):
        return gettext("today") if days == 0 else gettext("tomorrow")
    return f"{format_date(day, 'EEEE')} {format_day(day)}"


_Say = Callable[[Message, datetime], str]
_REMIND = ("d3", "d1", "h2", "now")
_WORDS: dict[tuple[str, int], _Say] = {
    **{(kind, 1): _soon for kind in _REMIND},
    **{(kind, 2): _exactly for kind in _REMIND},
    ("changed", 1): _changed,
    ("changed", 2): _changed_to,
    ("cancelled", 1): _cancelled,
    ("cancelled", 2): _cancelled_on,
}
KINDS = (*_REMIND, "changed", "cancelled", "message")
