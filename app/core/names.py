"""People found by name, whatever letters and marks somebody types."""

import functools
import unicodedata


def is_called(name: str, sought: str) -> bool:
    """True when each sought word begins one of the names: 'os oz' is Osman Öztürk."""
    names = folded(name).split()
    return all(any(one.startswith(word) for one in names) for word in folded(sought).split())


@functools.lru_cache(8192)
def folded(text: str) -> str:
    """Letters without case and marks: Öztürk, ozturk and ÖZTÜRK are the same name."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
