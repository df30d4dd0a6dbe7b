"""The answers a client can give in one tap: the words, and what the card says afterwards."""

from dataclasses import dataclass

from app.core.i18n import N_


@dataclass(frozen=True, kw_only=True)
class ReplyText:
    """One answer as a button (icon and words) and as a fact."""

    icon: str
    words: str  # msgid
    said: str  # msgid


REPLY_TEXTS: dict[str, ReplyText] = {
    "yes": ReplyText(
        icon="check",
        # Translators: button, answer to an appointment, first person.
        words=N_("I come"),
        said=N_("You said that you come. Your contact person can see it."),
    ),
    "no": ReplyText(
        icon="x",
        # Translators: button, answer to an appointment, first person.
        words=N_("I cannot come"),
        said=N_("You said that you cannot come. Your contact person can see it."),
    ),
    "later": ReplyText(
        icon="clock",
        # Translators: button: she comes to the appointment, but after it has begun.
        words=N_("I come later"),
        said=N_("You said that you come later. Your contact person can see it."),
    ),
    "help": ReplyText(
        icon="hand-helping",
        # Translators: button, answer to an appointment: somebody should help her to get there.
        words=N_("I need help to come"),
        said=N_("You asked for help. Your contact person can see it."),
    ),
    "call_me": ReplyText(
        icon="phone",
        # Translators: button: the client asks her contact person for a telephone call.
        words=N_("Call me"),
        said=N_("You asked for a call. Your contact person can see it."),
    ),
}
