"""The words for residence titles and course entitlements: what they are, who issued, who said so."""

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
REPORTERS = {"client": N_("as you told us"), "manager": N_("as it stands on the paper")}
