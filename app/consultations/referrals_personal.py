"""What a referral keeps of a client; its counted fields outlive her name."""

from app.consultations.referrals_words import STATES
from app.core.i18n import N_
from app.core.kinds import CASE
from app.core.personal import Table
from app.core.words import TOPICS


def _topic(key: str) -> str | None:
    return TOPICS[key].word if key in TOPICS else None


REFERRAL = Table(
    name="referral",
    kind=CASE,
    reach=("client_id", "client.id"),
    title=N_("Other offices"),
    contest="row",
    shown={
        "recipient": N_("To whom"),
        "topic": N_("Topics"),
        "occasion_sealed": N_("Occasion"),
        "scope_sealed": N_("What exactly"),
        "address": N_("Address"),
        "phone": N_("Telephone"),
        "offer_id": N_("Offer"),
        "state": N_("State"),
        "result_sealed": N_("What came of it"),
        "by_id": N_("Who"),
        "prepared_at": N_("Stored since"),
        "sent_on": N_("Sent on"),
    },
    held=("client_id", "uid", "kind", "consent_thread", "state_at"),
    words={"topic": _topic, "state": STATES.get},
    counted=(
        "client_id", "uid", "kind", "topic", "state", "by_id", "prepared_at", "sent_on", "state_at",
    ),
)  # fmt: skip
