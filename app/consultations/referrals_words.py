"""The words of referrals: their kinds and states, for the client and for the desk."""

from app.consultations.referrals_models import Referral
from app.core.i18n import N_

# Translators: two ways in which an office helps a client to find another office.
KINDS = {
    "information": N_("You got the address and go there yourself. Nothing of you was told."),
    "handover": N_("Your office tells this office about you, with your yes."),
}
KINDS_AT_DESK = {
    "information": N_("Information: she gets the address, no data leave"),
    "handover": N_("Handover: data leave, with her yes"),
}
# Translators: how far the help of another office is; said to the client.
STATES = {
    "prepared": N_("It is being prepared"),
    "consent_missing": N_("Waits for your answer"),
    "consented": N_("You said yes"),
    "sent": N_("We asked there"),
    "accepted": N_("This office will help you"),
    "declined": N_("This office cannot help you"),
    "no_answer": N_("This office did not answer"),
    "started": N_("The help has begun"),
    "finished": N_("The help is finished"),
    "dropped": N_("Ended"),
}
# Translators: the same, said to the manager.
STATES_AT_DESK = {
    "prepared": N_("prepared"),
    "consent_missing": N_("waits for her answer"),
    "consented": N_("agreed"),
    "sent": N_("sent"),
    "accepted": N_("accepted"),
    "declined": N_("declined"),
    "no_answer": N_("no answer"),
    "started": N_("begun"),
    "finished": N_("finished"),
    "dropped": N_("ended without result"),
}
# Of an information nobody else was asked.
# Translators: the client was given the address of another office.
TOLD, TOLD_AT_DESK = N_("You got the address"), N_("told")
# Translators: buttons of the manager: what happened with a referral to another office.
ACTS = {
    "consent_missing": N_("Ask her on her own phone"),
    "sent": N_("It is sent"),
    "accepted": N_("The office accepts"),
    "declined": N_("The office declines"),
    "no_answer": N_("No answer came"),
    "started": N_("The help has begun"),
    "finished": N_("It is finished"),
    "dropped": N_("It ends here"),
}
ICONS = {
    "sent": "arrow-right",
    "accepted": "check",
    "started": "check",
    "finished": "check",
    "declined": "x",
    "no_answer": "clock",
    "dropped": "x",
}


def state_of(referral: Referral, *, at_desk: bool = False) -> str:
    """The msgid for how far it is."""
    if referral.kind == "information" and referral.state == "sent":
        return TOLD_AT_DESK if at_desk else TOLD
    return (STATES_AT_DESK if at_desk else STATES)[referral.state]
