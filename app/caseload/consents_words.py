"""The words of consents and ties: their states, and how something was said."""

from app.core.i18n import N_

# Translators: the state of a permission that a client was asked for.
STATES = {
    "offered": N_("Waits for your answer"),
    "given": N_("You said yes"),
    "refused": N_("You said no"),
    "withdrawn": N_("You took it back"),
    "expired": N_("The time is over"),
    "unanswered": N_("You gave no answer, and none is needed any more"),
    "superseded": N_("The text has changed"),
}
# Translators: the same, said to the manager.
STATES_AT_DESK = {
    "offered": N_("waits for her answer"),
    "given": N_("agreed"),
    "refused": N_("refused"),
    "withdrawn": N_("taken back"),
    "expired": N_("time is over"),
    "unanswered": N_("no answer, and none is needed any more"),
    "superseded": N_("asked again: the text has changed"),
}
# Translators: how a client gave her permission.
HOW = {
    "own_tap": N_("by your own tap"),
    "oral": N_("spoken"),
    "oral_with_interpreter": N_("spoken, with an interpreter"),
    "signature": N_("signed on paper"),
}
# Translators: the state of a volunteer's help.
TIES = {
    "proposed": N_("Waits for your answer"),
    "granted": N_("Sees what you share"),
    "paused": N_("Paused"),
    "ended": N_("Ended"),
}
