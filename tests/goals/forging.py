"""Ten thousand ways to bend a passkey's answer; none of them proves anything."""

import base64
import json
import random
from collections.abc import Callable
from typing import Any

Bent = str
PARTS = ("clientDataJSON", "authenticatorData", "signature", "userHandle")
ODD: tuple[Any, ...] = (
    None,
    0,
    -1,
    2**70,
    1.5,
    True,
    "",
    "A",
    "====",
    "\x00",
    "ሰላም",
    [],
    {},
    [[]],
    {"a": {}},
    "A" * 30_000,
)


def read(part: str) -> bytes:
    """The bytes of base64url without padding."""
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def written(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def rolled(seed: int) -> random.Random:
    """Dice that fall the same way in every run."""
    return random.Random(seed)  # noqa: S311  # because: nothing secret is drawn


def bend(good: str, dice: random.Random) -> Bent:
    """Return the answer with one thing wrong; it never says the same as before."""
    bent = dice.choice(BENDS)(good, dice)
    return bend(good, dice) if means(bent) == means(good) else bent


def means(answer: str) -> Any:
    """What an answer says, whatever its spelling; unreadable ones mean their text."""
    try:
        said = json.loads(answer)
        parts = {name: read(said["response"][name]) for name in PARTS}
        return (read(said["id"]), read(said["rawId"]), said["type"], parts)
    except (ValueError, TypeError, KeyError, AttributeError):
        return answer


def flip_a_bit(good: str, dice: random.Random) -> Bent:
    """Another bit somewhere in what was signed, or in the signature."""
    said = json.loads(good)
    name = dice.choice(PARTS)
    data = bytearray(read(said["response"][name]))
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    said["response"][name] = written(bytes(data))
    return json.dumps(said)


def cut_or_grow(good: str, dice: random.Random) -> Bent:
    """Bytes missing at the end, or too many."""
    said = json.loads(good)
    name = dice.choice(PARTS)
    data = read(said["response"][name])
    data = data[: dice.randrange(len(data))] if dice.random() < 0.5 else data + dice.randbytes(9)
    said["response"][name] = written(data)
    return json.dumps(said)


def swap_parts(good: str, dice: random.Random) -> Bent:
    """One part in the place of another."""
    said = json.loads(good)
    one, other = dice.sample(PARTS, 2)
    said["response"][one] = said["response"][other]
    return json.dumps(said)


def odd_value(good: str, dice: random.Random) -> Bent:
    """A value of another kind where bytes or words should stand."""
    said = json.loads(good)
    name = dice.choice((*PARTS, "id", "rawId", "type", "response"))
    where = said["response"] if name in PARTS else said
    where[name] = dice.choice(ODD)
    return json.dumps(said)


def leave_out(good: str, dice: random.Random) -> Bent:
    """Something is missing."""
    said = json.loads(good)
    name = dice.choice((*PARTS, "id", "rawId", "type", "response"))
    (said["response"] if name in PARTS else said).pop(name)
    return json.dumps(said)


def other_words(good: str, dice: random.Random) -> Bent:
    """The browser's own words say something else: another site, another purpose."""
    said = json.loads(good)
    data = json.loads(read(said["response"]["clientDataJSON"]))
    name = dice.choice(("type", "challenge", "origin", "crossOrigin"))
    data[name] = dice.choice((*ODD, "webauthn.create", "https://evil.example", "http://localhos"))
    said["response"]["clientDataJSON"] = written(json.dumps(data).encode())
    return json.dumps(said)


def other_key(good: str, dice: random.Random) -> Bent:
    """The id of a key that nobody has."""
    said = json.loads(good)
    said["id"] = said["rawId"] = written(dice.randbytes(dice.choice((1, 16, 64, 1023))))
    return json.dumps(said)


def torn_text(good: str, dice: random.Random) -> Bent:
    """Not even JSON any more, or JSON of another shape."""
    where = dice.randrange(len(good))
    return dice.choice(
        (good[:where], good[where:], f"[{good}]", good + good, good.replace('"', "'"), "null", "0")
    )


BENDS: tuple[Callable[[str, random.Random], Bent], ...] = (
    flip_a_bit,
    flip_a_bit,
    cut_or_grow,
    swap_parts,
    odd_value,
    leave_out,
    other_words,
    other_key,
    torn_text,
)
