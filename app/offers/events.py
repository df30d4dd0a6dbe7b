"""Facts about offers. None names a client but the two about her own bookmarks."""

import uuid
from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OfferFact(DomainEvent):
    """What all facts about one offer have; only its kinds are published."""

    offer_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class OfferDrafted(OfferFact):
    """A suggestion became a draft."""


@dataclass(frozen=True, kw_only=True)
class OfferChanged(OfferFact):
    """Fields were changed. `is_spelling`: only spelling, translations stay good."""

    fields: tuple[str, ...]
    is_spelling: bool


@dataclass(frozen=True, kw_only=True)
class OfferChecked(OfferFact):
    """Somebody said that everything is still right."""


@dataclass(frozen=True, kw_only=True)
class OfferCheckUndone(OfferFact):
    """That was a slip: the day of the check before stands again."""


@dataclass(frozen=True, kw_only=True)
class OfferStateFact(OfferFact):
    """An offer went from one state to another; only its kinds are published."""

    before: str


@dataclass(frozen=True, kw_only=True)
class OfferSentToCheck(OfferStateFact):
    """A draft, or an offer that was suspended, waits for a check."""


@dataclass(frozen=True, kw_only=True)
class OfferSentBack(OfferStateFact):
    """The check found that it is not ready: it is a draft again."""


@dataclass(frozen=True, kw_only=True)
class OfferPublished(OfferStateFact):
    """Everybody can see it."""


@dataclass(frozen=True, kw_only=True)
class OfferSuspended(OfferStateFact):
    """Nobody can see it until it was checked."""


@dataclass(frozen=True, kw_only=True)
class OfferExpired(OfferStateFact):
    """Its last day is over."""


@dataclass(frozen=True, kw_only=True)
class OfferArchived(OfferStateFact):
    """It is over for good."""


@dataclass(frozen=True, kw_only=True)
class OfferArchiveUndone(OfferStateFact):
    """That was a slip: the state before stands again."""


@dataclass(frozen=True, kw_only=True)
class OfferShared(OfferFact):
    """Its owner shows it in the directory of another place."""

    area_ags: str


@dataclass(frozen=True, kw_only=True)
class OfferUnshared(OfferFact):
    """It is shown there no longer."""

    area_ags: str


@dataclass(frozen=True, kw_only=True)
class OfferShareAnswered(OfferFact):
    """A place looked at an offer that another one shows there: it stays, or it goes."""

    area_ags: str
    is_shown: bool


@dataclass(frozen=True, kw_only=True)
class OfferShareReopened(OfferFact):
    """That answer was taken back: the offer waits for one again, and is shown."""

    area_ags: str


@dataclass(frozen=True, kw_only=True)
class OfferProviderAsked(OfferFact):
    """The provider got a code to say whether everything is still right."""


@dataclass(frozen=True, kw_only=True)
class OfferQuestionEnded(OfferFact):
    """That code works no longer."""


@dataclass(frozen=True, kw_only=True)
class OfferProviderAnswered(OfferFact):
    """The provider said that all is right, or what is different."""

    answer: str


@dataclass(frozen=True, kw_only=True)
class OfferMergeFact(OfferFact):
    """An entry and the one it was put into; only its kinds are published."""

    into_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class OfferMerged(OfferMergeFact):
    """Two entries were one offer: the one stands in the other now."""


@dataclass(frozen=True, kw_only=True)
class OfferMergeUndone(OfferMergeFact):
    """They are two again."""


@dataclass(frozen=True, kw_only=True)
class OfferTranslationFact(OfferFact):
    """What all facts about an offer's texts in one language have; only its kinds are published."""

    lang: str


@dataclass(frozen=True, kw_only=True)
class OfferTranslated(OfferTranslationFact):
    """Its texts in a language were written or checked."""


@dataclass(frozen=True, kw_only=True)
class OfferTranslationClaimed(OfferTranslationFact):
    """Somebody is translating it."""


@dataclass(frozen=True, kw_only=True)
class OfferTranslationReleased(OfferTranslationFact):
    """It is left to others again."""


@dataclass(frozen=True, kw_only=True)
class OfferReported(OfferFact):
    """Somebody says that something in it is wrong."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class SuggestionFact(DomainEvent):
    """What all facts about one suggestion have; only its kinds are published."""

    suggestion_id: int
    offer_id: uuid.UUID | None


@dataclass(frozen=True, kw_only=True)
class OfferSuggested(SuggestionFact):
    """Somebody proposed an offer, or other values for one."""


@dataclass(frozen=True, kw_only=True)
class SuggestionAccepted(SuggestionFact):
    """It was taken over."""


@dataclass(frozen=True, kw_only=True)
class SuggestionDeclined(SuggestionFact):
    """It was not taken over."""


@dataclass(frozen=True, kw_only=True)
class SuggestionReopened(SuggestionFact):
    """A decline was taken back."""


@dataclass(frozen=True, kw_only=True)
class OfferSaved(OfferFact):
    """A client saved it for herself."""

    bookmark_id: int


@dataclass(frozen=True, kw_only=True)
class OfferUnsaved(OfferFact):
    """A client took it off her list."""

    bookmark_id: int
