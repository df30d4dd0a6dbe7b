"""The words for what a step can be: its nature, whom it waits for, who helps, whose wish it is."""

from app.core.i18n import N_

# Translators: what kind of thing a step is: "Duty" stands before the office that asks for it.
NATURE = {"right": N_("Right"), "duty": N_("Duty"), "voluntary": N_("Voluntary")}

# Translators: whom a step waits for; stands after "Waiting for:".
WAITING = {
    "authority": N_("an office"),
    "carrier": N_("your advice centre"),
    "landlord": N_("the landlord"),
    "other": N_("somebody else"),
}

# Translators: the same, said to the integration manager.
WAITING_AT_DESK = {
    "authority": N_("an office"),
    "carrier": N_("us"),
    "landlord": N_("the landlord"),
    "other": N_("somebody else"),
}

# Translators: how much help the client has with a step.
SUPPORT = {
    "accompanied": N_("accompanied"),
    "assisted": N_("with help"),
    "alone": N_("alone"),
}

# Translators: who does a step.
OWNER = {
    "client": N_("Client"),
    "manager": N_("Integration manager"),
    "volunteer": N_("Volunteer"),
    "service": N_("An office or a service"),
}

# Translators: whose wish a goal is, said to the client.
WISH = {
    "client": N_("Your wish"),
    "joint": N_("Our shared goal"),
    "authority": N_("An office asks for this"),
}

# Translators: whose wish a goal is, said to the manager.
WISH_AT_DESK = {
    "client": N_("Wish of the client"),
    "joint": N_("Shared goal"),
    "authority": N_("An office asks for it"),
}

# Translators: how a client agreed to her plan; said to her and to the integration manager.
HOW = {
    "passkey": N_("on the phone"),
    "pin": N_("on the phone, with the PIN"),
    "signature": N_("with a signature on paper"),
    "oral_with_interpreter": N_("spoken, with an interpreter"),
}

# Translators: how far a goal is; one word.
GOAL_STATES = {
    "proposed": N_("New"),
    "agreed": N_("Agreed"),
    "in_progress": N_("Agreed"),
    "paused": N_("Paused"),
    "reached": N_("Reached"),
    "declined": N_("Not wanted"),
    "changed": N_("Changed"),
    "dropped": N_("No longer needed"),
}

# Translators: how far a version of a plan is.
VERSION_STATES = {
    "draft": N_("Draft"),
    "proposed": N_("Suggested"),
    "agreed": N_("Agreed"),
    "superseded": N_("A newer one took its place"),
    "ended": N_("Ended"),
}

# Translators: what is different between two versions, said to the manager; a goal follows.
DECLINED_AT_DESK = N_("The client did not want this goal:")
