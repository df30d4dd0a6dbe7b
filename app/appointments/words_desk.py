"""Words of the desk: how it went, why not, who interprets, how it came to be."""

from app.core.i18n import N_

OUTCOMES = {
    # Translators: the client came to the appointment; button and fact at the desk.
    "attended": N_("Came"),
    # Translators: as above.
    "attended_late": N_("Came late"),
    # Translators: as above; neutral, no blame.
    "missed": N_("Did not come"),
}
REASONS = {
    # Translators: why somebody did not come to an appointment; neutral, no blame.
    "ill": N_("Was ill"),
    "letter_late": N_("The letter came too late"),
    "work": N_("Had to work"),
    "childcare": N_("Nobody for the children"),
    "transport": N_("No way to get there"),
    "forgot": N_("Forgot it"),
    "language": N_("Did not understand the letter"),
    # Translators: the reason is not known.
    "unknown": N_("Not known"),
}
INTERPRETERS = {
    "professional": N_("Interpreter comes along"),
    "phone": N_("Interpreter by telephone or video"),
    "volunteer": N_("Volunteer interprets"),
}
# Translators: the history of an appointment at the desk: what happened, then when and by whom.
CHANGES = {
    "requested": N_("asked for"),
    "proposed": N_("suggested"),
    "confirmed": N_("agreed"),
    "held": N_("took place"),
    "cancelled_client": N_("cancelled by the client"),
    "cancelled_staff": N_("cancelled"),
    "missed": N_("did not take place"),
    "offered_again": N_("offered again"),
}
RHYTHMS = {
    # Translators: how often an appointment takes place.
    "": N_("Once"),
    # Translators: as above.
    "weekly": N_("Every week"),
    # Translators: as above.
    "fortnightly": N_("Every two weeks"),
    # Translators: as above; on the same weekday, for example every second Tuesday of the month.
    "monthly": N_("Every month, on the same weekday"),
}
