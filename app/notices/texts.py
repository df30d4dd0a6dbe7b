"""The message of a reminder: padded to one length, in the form browsers show by themselves."""

import json

from app.core.i18n import shown, speaking, t
from app.notices.message import Message, TooLong
from app.notices.offsets import family
from app.notices.sentences import NEUTRAL, WORDS, examples, with_more

__all__ = ["Message", "TooLong", "examples"]  # what is composed, and what choosers look at

LENGTH = 1024  # bytes of every body before encryption, whatever it says
TITLE = "Schrittweise"  # names no person and no matter
# Addresses of the contract.
HOME, APPOINTMENTS, PLAN, OFFERS, PAPERS = (
    "/home",
    "/appointments",
    "/plan",
    "/offers",
    "/me/papers",
)


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
    say = WORDS.get((message.topic, family(message.kind), level))
    return t(NEUTRAL) if say is None else with_more(say(message), message)


def address_of(message: Message) -> str:
    """Where a tap leads: to the one thing, or to the list when there are several of that day."""
    if message.topic == "appointment" and message.appointment_id is not None:
        stands = message.subject == "appointment" and message.kind != "cancelled"
        if stands and not message.is_one_of_many:
            return f"{APPOINTMENTS}/{message.appointment_id}"
        return APPOINTMENTS
    if message.topic == "step":
        return PLAN if message.is_one_of_many else f"{PLAN}/steps/{message.subject_id}"
    if message.topic in ("title", "entitlement"):
        return PAPERS
    if message.topic == "offer":
        return OFFERS if message.kind == "cancelled" else f"{OFFERS}/{message.params['offer']}"
    return HOME


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
