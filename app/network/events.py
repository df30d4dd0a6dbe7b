"""Facts of the network. None names a client."""

from dataclasses import dataclass

from app.core.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class NeedFact(DomainEvent):
    """What all facts about one need have; only its kinds are published."""

    need_id: int


@dataclass(frozen=True, kw_only=True)
class NeedTold(NeedFact):
    """Somebody misses an offer."""


@dataclass(frozen=True, kw_only=True)
class NeedWordsRemoved(NeedFact):
    """What somebody wrote about a need was taken away: it named a person."""


@dataclass(frozen=True, kw_only=True)
class PostFact(DomainEvent):
    """What all facts about one notice have; only its kinds are published."""

    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(PostFact):
    """A place told all others something."""


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(PostFact):
    """It stands there no longer."""


@dataclass(frozen=True, kw_only=True)
class PostPutBack(PostFact):
    """That was a slip: it stands there again."""


@dataclass(frozen=True, kw_only=True)
class ContactCardWritten(DomainEvent):
    """A place says anew whom to call."""

    area_ags: str


@dataclass(frozen=True, kw_only=True)
class TextChecked(DomainEvent):
    """Somebody said whether a text of the interface is right in her first language."""

    lang: str
    key: str
