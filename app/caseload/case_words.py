"""The words for the course of a case, at the desk and for the client."""

from app.core.i18n import N_

# Translators: the state of a counselling case, said to staff.
STATES_AT_DESK = {
    "intake": N_("first talk ahead"),
    "active": N_("going on"),
    "extension": N_("extended"),
    "closing": N_("coming to an end"),
    "closed": N_("closed"),
}
# Translators: why the counselling of a client ended.
END_REASONS = {
    "self_reliant": N_("You manage on your own now"),
    "moved": N_("You moved to another place"),
    "max_duration": N_("The time of the programme is over"),
    "no_longer_eligible": N_("The programme is for other people"),
    "no_contact": N_("There was no contact for a long time"),
    "own_wish": N_("You wished it"),
    "handover": N_("Another organisation is responsible now"),
    "deceased": N_("Deceased"),
}
# Translators: the same, for staff to choose from.
END_REASONS_AT_DESK = {
    "self_reliant": N_("manages on her own"),
    "moved": N_("moved away"),
    "max_duration": N_("time of the programme is over"),
    "no_longer_eligible": N_("no longer belongs to the programme"),
    "no_contact": N_("no contact for a long time"),
    "own_wish": N_("her own wish"),
    "handover": N_("another organisation helps"),
    "deceased": N_("deceased"),
}
