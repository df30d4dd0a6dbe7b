"""The words for residence titles and course entitlements: what, by whom, and who said so."""

from app.core.i18n import N_

# Translators: kinds of papers that say how long somebody may stay in Germany.
TITLES = {
    "permission_pending": N_("Permission to stay during the asylum procedure"),
    "toleration": N_("Temporary suspension of deportation"),
    "fictional": N_("Provisional certificate"),
    "residence_permit": N_("Residence permit"),
    "settlement_permit": N_("Settlement permit"),
    "other": N_("Another residence paper"),
}
# Translators: kinds of German courses that an office pays for.
COURSES = {"integration": N_("Integration course"), "vocational": N_("Vocational German course")}
ISSUERS = {
    "authority": N_("Immigration office"),
    "jobcenter": N_("Jobcenter"),
    "bamf": N_("Federal Office for Migration"),
}
# Translators: who said until when a paper is valid; said to the client.
REPORTERS = {"client": N_("You told us"), "manager": N_("Read from your paper")}
# Translators: the same, said to the integration manager.
REPORTERS_AT_DESK = {"client": N_("told by the client"), "manager": N_("read from the paper")}
