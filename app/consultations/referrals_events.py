"""Facts about referrals."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ReferralFact(DomainEvent):
    """What all facts about one referral have; only its kinds are published."""

    referral_id: int


@dataclass(frozen=True, kw_only=True)
class ReferralPrepared(ReferralFact):
    """A manager wrote down which office may help a client."""


@dataclass(frozen=True, kw_only=True)
class ReferralChanged(ReferralFact):
    """It is in another state now."""

    state: str
