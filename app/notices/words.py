"""How the choices about reminders are called."""

from app.core.i18n import N_

# Translators: of what a person wants to be reminded; each with its icon.
CLIENT_KINDS = {
    "appointment": (N_("Appointments"), "calendar-days"),
    "step": (N_("Steps in your plan"), "route"),
    "title": (N_("Residence paper"), "file-text"),
    "entitlement": (N_("Right to a course"), "graduation-cap"),
    "offer": (N_("Saved offers"), "bookmark"),
}
