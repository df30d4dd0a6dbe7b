"""The words for a case that goes to somebody else."""

from app.core.i18n import N_

# Translators: what a client said to somebody else helping her from now on.
ANSWERS = {
    "agrees": N_("Agrees"),
    "has_wish": N_("Wishes something else"),
    "not_reached": N_("Could not be asked"),
}
