"""What many forms let choose from: the ten topics, the languages people speak."""

from app.core.i18n import LANGUAGES, SIMPLE, t
from app.core.words import TOPICS

# As msgids, for fields that a template draws with its own words (components/choice.html).
TOPIC_CHOICES = [(key, topic.word) for key, topic in TOPICS.items()]


def topics_in_words() -> list[tuple[str, str]]:
    """The topics in the reader's words."""
    return [(key, t(word)) for key, word in TOPIC_CHOICES]


def spoken_languages() -> list[tuple[str, str]]:
    """The languages, each in its own name."""
    return [(one.code, one.autonym) for one in LANGUAGES.values() if one is not SIMPLE]
