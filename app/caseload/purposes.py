"""What we ask a client's yes for, and what needs none: each purpose has exactly one legal ground.

The words of a purpose are what she agrees to. Change a sentence, raise `version`: what was given
for the older text is superseded, and she is asked again. What is really something else becomes a
purpose of its own.
"""

from dataclasses import dataclass

from app.core import kinds
from app.core.i18n import N_
from app.core.kinds import CONSENT, Basis


@dataclass(frozen=True, kw_only=True)
class Purpose:
    """One purpose: what for, on which ground, which data, who gets them; of a consent its text."""

    key: str
    words: str  # msgid: what for
    basis: Basis
    icon: str
    data: tuple[str, ...]  # msgids
    receivers: tuple[str, ...]  # msgids
    name: str = ""  # msgid, a heading
    version: int = 1
    text: tuple[str, ...] = ()  # msgids, sentence by sentence

    @property
    def needs_consent(self) -> bool:
        """True when nothing of this happens without her yes."""
        return self.basis is CONSENT


PUSH, PHONE, SHARING = "push", "phone", "sharing"
TRANSFER, RELEASE, RETURN = "transfer", "release", "return"
HOUSEHOLD = "household"
# What somebody at the desk asks for: it names who gets what, and is printed.
ON_PAPER = (RELEASE, TRANSFER)

# Translators: what a client may allow or refuse. Short sentences; she decides freely.
_ASKED = (
    Purpose(
        key=PUSH,
        name=N_("Messages on my phone"),
        words=kinds.REMINDING.words,
        basis=CONSENT,
        icon="bell",
        data=(N_("That there is a message, and as much of it as you choose."),),
        receivers=(N_("The company that brings messages to your phone. It cannot read them."),),
        text=(
            N_(
                "Before an appointment your phone shows a message. On the locked screen it says"
                " only “New message”. You can change that."
            ),
        ),
    ),
    Purpose(
        key=PHONE,
        name=N_("Calls"),
        words=kinds.CALLING.words,
        basis=CONSENT,
        icon="phone",
        data=(N_("Your phone number."),),
        receivers=(kinds.MANAGER, kinds.SUBSTITUTE),
        text=(
            N_("Your office calls you when a message does not reach you."),
            N_("Your number is used for nothing else."),
            N_("When you take your yes back, the number is deleted."),
        ),
    ),
    Purpose(
        key=SHARING,
        name=N_("Help from a volunteer"),
        words=kinds.SHARING.words,
        basis=CONSENT,
        icon="hand-helping",
        data=(N_("How you are called, and the appointments and steps that you choose."),),
        receivers=(N_("Only this volunteer."),),
        text=(
            N_("A volunteer helps you, for example on the way to an office."),
            N_("You choose each appointment and each step this person sees. Nothing else."),
            N_("Secret appointments and private steps are never shown."),
        ),
    ),
    Purpose(
        key=HOUSEHOLD,
        name=N_("My household"),
        words=kinds.SHARING.words,
        basis=CONSENT,
        icon="users",
        data=(N_("The goals that are marked for it in your plan, and their steps."),),
        receivers=(N_("The other adults of your household, when they have an account here."),),
        text=(
            N_("The other adults of your household read the goals that are marked for it."),
            N_("They cannot change anything. Private steps are never shown."),
            N_("You decide alone. Nobody in your household sees that you were asked."),
        ),
    ),
    Purpose(
        key=RELEASE,
        name=N_("Talk to another office"),
        words=N_("So that your office may speak about you with somebody else."),
        basis=CONSENT,
        icon="message-circle",
        data=(N_("Only what is written here."),),
        receivers=(N_("Only who is named here."),),
        text=(
            N_("What you tell us stays secret."),
            N_("With your yes we tell exactly this, to exactly this office, for this occasion."),
            N_("When you take your yes back, we tell nothing more."),
        ),
    ),
    Purpose(
        key=TRANSFER,
        name=N_("Another organisation helps me"),
        words=N_("So that the help goes on when another organisation is responsible."),
        basis=CONSENT,
        icon="network",
        data=(N_("Your plan and what happened so far."),),
        receivers=(N_("Only who is named here."),),
        text=(
            N_("Another organisation will help you."),
            N_("With your yes your plan goes there. From then on we no longer read it."),
            N_("Without your yes your plan does not go there. We close it and delete it later."),
        ),
    ),
    Purpose(
        key=RETURN,
        name=N_("I want help again"),
        words=N_("So that whoever helps you next knows what happened before."),
        basis=CONSENT,
        icon="undo-2",
        data=(N_("Your plan and what happened so far."),),
        receivers=(kinds.MANAGER, kinds.SUBSTITUTE),
        text=(
            N_("Your office gives you a contact person again."),
            N_("With your yes this person reads your plan and what happened before."),
            N_("You can also begin anew, without anything from before: go to the office."),
        ),
    ),
)


def _without_asking(purpose: kinds.Purpose, icon: str) -> Purpose:
    """A purpose that rests on our task or on a law: there is nothing to tick."""
    served = [kind for kind in kinds.KINDS if kind.purpose is purpose]
    return Purpose(
        key=purpose.key,
        words=purpose.words,
        basis=purpose.basis,
        icon=icon,
        data=tuple(kind.words for kind in served),
        receivers=tuple(dict.fromkeys(who for kind in served for who in kind.seen_by)),
    )


PURPOSES: dict[str, Purpose] = {
    purpose.key: purpose
    for purpose in (
        *_ASKED,
        _without_asking(kinds.COUNSELLING, "route"),
        _without_asking(kinds.FINDING, "map-pin"),
        _without_asking(kinds.SECURING, "lock"),
        _without_asking(kinds.PROVING, "eye"),
    )
}
BY_CONSENT = tuple(key for key, purpose in PURPOSES.items() if purpose.needs_consent)
