"""Words about texts in several languages, for clients and for the desk."""

from app.core.i18n import N_
from app.core.translating import Status

ENTITIES = {
    "goal": N_("Goal"),
    "step": N_("Step"),
    "shared_note": N_("Note"),
    "version_step": N_("Step"),
    "start_situation": N_("How things stand at the start"),
}
# Translators: who wrote a translation.
ORIGINS = {
    "human": N_("A person"),
    "machine": N_("A translation program"),
    "provider": N_("A translation office"),
}
# Translators: how good a translation is; badges at the desk.
STATUS = {
    Status.MISSING: N_("Missing"),
    Status.IN_TRANSLATION: N_("Being translated"),
    Status.OUTDATED: N_("Outdated"),
    Status.MACHINE_TRANSLATED: N_("Translated by a program"),
    Status.UP_TO_DATE: N_("Up to date"),
}
