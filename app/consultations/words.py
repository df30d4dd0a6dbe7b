"""The words for a consultation: in which way, how long, who interpreted."""

from app.core.i18n import N_

# Translators: in which way a manager and a client talked.
FORMS = {
    "office": N_("In the office"),
    "open_hours": N_("In the open hours"),
    # Translators: the manager came to where people live.
    "outreach": N_("Visit"),
    "phone": N_("By telephone"),
    "video": N_("By video"),
    "group": N_("In a group"),
    "message": N_("By message"),
}
FORM_ICONS = {
    "office": "building",
    "open_hours": "clock",
    "outreach": "house",
    "phone": "phone",
    "video": "video",
    "group": "users",
    "message": "message-circle",
}
# Translators: how long a talk was.
MINUTES = {
    15: N_("Up to 15 minutes"),
    30: N_("Up to 30 minutes"),
    60: N_("Up to an hour"),
    90: N_("Longer than an hour"),
}
# Translators: who interpreted in a talk.
INTERPRETERS = {
    "none": N_("Nobody"),
    "professional": N_("A professional interpreter"),
    "volunteer": N_("Volunteer"),
    "family": N_("Somebody of the family"),
    "phone": N_("By telephone or video"),
}
