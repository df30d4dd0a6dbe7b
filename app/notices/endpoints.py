"""Where we send to: push services we know, over https, and keys that are keys.

The endpoint comes from the client's browser: without this rule it could name any machine.
"""

import base64
import binascii
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from app.core.errors import Refused
from app.core.i18n import lazy_gettext

SERVICES = frozenset({"fcm.googleapis.com", "web.push.apple.com"})
FAMILIES = (".push.services.mozilla.com", ".notify.windows.com")
LONGEST = 1000  # letters; what browsers hand out stays below 500
_VISIBLE = frozenset(chr(code) for code in range(0x21, 0x7F)) - frozenset('\\"<>^`{|}')


class NotAPushService(Refused):
    """The address or the keys cannot be those of a push service that we know."""

    words = lazy_gettext("This browser uses a push service that we do not know.")


@dataclass(frozen=True, kw_only=True)
class Target:
    """One browser as a push service knows it."""

    endpoint: str
    p256dh: str
    auth: str


def check(target: Target, *, also: Collection[str] = ()) -> None:
    """Refuse a target we would not or could not send to."""
    if not may_send_to(target.endpoint, also=also) or not _are_keys(target):
        raise NotAPushService


def may_send_to(endpoint: str, *, also: Collection[str] = ()) -> bool:
    """True for https on a known host, or for one of the exact origins in `also`."""
    url = _split(endpoint)
    if url is None or url.username is not None or url.password is not None:
        return False
    if origin_of(endpoint) in also:
        return True
    host = url.hostname or ""
    is_known = host in SERVICES or host.endswith(FAMILIES)
    return is_known and url.scheme == "https" and url.netloc.lower() in (host, f"{host}:443")


def origin_of(endpoint: str) -> str:
    """Scheme, host and port: what a signature for this service is valid for."""
    url = urlsplit(endpoint)
    return f"{url.scheme}://{url.netloc}"


def _split(endpoint: str) -> SplitResult | None:
    """The parts of an address that holds nothing a parser could read in two ways."""
    if not 0 < len(endpoint) <= LONGEST or not _VISIBLE.issuperset(endpoint):
        return None
    try:
        url = urlsplit(endpoint)
        _ = url.port
    except ValueError:
        return None
    return url


def _are_keys(target: Target) -> bool:
    """A point on the curve, and 16 secret bytes."""
    try:
        point, secret = _bytes(target.p256dh), _bytes(target.auth)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == 65 and len(secret) == 16


def _bytes(text: str) -> bytes:
    """Decode base64url without padding; raise ValueError for anything else."""
    if len(text) > 200 or not text.isascii():
        raise ValueError("too long for a key")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
