"""The push service of a stock Chromium: as much of Google's GCM as one browser needs.

Chromium asks three addresses, each set by a flag: check-in (who am I), registration (a form; its
answer becomes the endpoint's last part) and MCS, a TLS connection with frames of tag, length,
protobuf. Its endpoints name https://jmt17.google.com, which senders sign for; `session()` posts to
this stand-in instead, and changes nothing else.
"""

import asyncio
import contextlib
import datetime
import ssl
import tempfile
import time
import uuid
from collections import defaultdict
from contextlib import AbstractAsyncContextManager

import aiohttp
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.notices.push import Http
from tests.push_stubs.protobuf import field, fixed64, frame, read_frame
from tests.push_stubs.service import Received, Service, from_base64url

SERVICE = "https://jmt17.google.com"  # what Debian's Chromium calls its push service
ENDPOINT = f"{SERVICE}/fcm/send/"
PING, PONG, LOGIN, LOGGED_IN, DATA = 0, 1, 2, 3, 8  # tags
FIRST_DEVICE, SECRET = 1_000_000_000, 987_654_321


class ChromiumService(Service):
    """Start Chromium with `flags`, in a persistent context."""

    refusal = 403

    def __init__(self) -> None:
        super().__init__()
        self._mcs_port = 0
        self._devices: list[int] = []  # every android_id handed out
        self._forms: dict[str, dict[str, str]] = {}  # token -> registration
        self._writers: dict[int, asyncio.StreamWriter] = {}  # android_id -> connection
        self._late: defaultdict[int, dict[str, bytes]] = defaultdict(dict)  # id -> frame

    @property
    def audience(self) -> str:
        """Senders sign for the real name."""
        return SERVICE

    @property
    def flags(self) -> list[str]:
        """Command line switches."""
        return [
            f"--gcm-checkin-url={self.origin}/checkin",
            f"--gcm-registration-url={self.origin}/register",
            f"--gcm-mcs-endpoint=https://127.0.0.1:{self._mcs_port}",
            "--ignore-certificate-errors",  # the certificate of MCS is our own
        ]

    def session(self, http: aiohttp.ClientSession) -> Http:
        """An HTTP session whose way to the real name ends here."""
        return _Detour(http, f"{self.origin}/push/")

    def routes(self) -> list[web.RouteDef]:
        """Check-in and registration."""
        return [web.post("/checkin", self._check_in), web.post("/register", self._register)]

    async def start(self) -> None:
        """Listen for HTTP and for MCS."""
        await super().start()
        self._mcs = await asyncio.start_server(self._connect, "127.0.0.1", 0, ssl=_own_tls())
        self._mcs_port = self._mcs.sockets[0].getsockname()[1]

    async def end(self) -> None:
        """Close both."""
        self._mcs.close()
        for writer in self._writers.values():
            writer.close()
        await super().end()

    async def _check_in(self, request: web.Request) -> web.Response:
        """Hand out a device id, or the one the browser brings along again."""
        body, fresh = await request.read(), FIRST_DEVICE + len(self._devices)
        device = next((known for known in self._devices if field(2, known) in body), fresh)
        if device == fresh:
            self._devices.append(device)
        answer = field(1, 1) + fixed64(7, device) + fixed64(8, SECRET)
        return web.Response(body=answer, content_type="application/x-protobuf")

    async def _register(self, request: web.Request) -> web.Response:
        """Make a token for a subscription; with `delete` take all of it away again."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.log.append(form)
        subtype, token = form.get("X-subtype", ""), uuid.uuid4().hex
        if "delete" in form:
            for old in [t for t, known in self._forms.items() if known["X-subtype"] == subtype]:
                del self._forms[old], self.keys[old]
        elif subtype:
            self._forms[token], self.keys[token] = form, from_base64url(form["sender"])
        return web.Response(text=f"token={token}")

    async def deliver(self, received: Received) -> None:
        """Send it on; keep it until a later login names it: Chromium reconnects at will."""
        form, message_id = self._forms[received.token], uuid.uuid4().hex
        device = int(form["device"])
        app_data = {"subtype": form["X-subtype"], "content-encoding": "aes128gcm"}
        stanza = b"".join(
            (
                field(3, form["sender"]),
                field(5, form["app"]),
                *(field(7, field(1, name) + field(2, value)) for name, value in app_data.items()),
                field(8, 1),
                field(9, message_id),
                field(17, int(received.headers["TTL"])),
                field(18, int(time.time() * 1000)),
                field(21, received.body),
            )
        )
        self._late[device][message_id] = frame(DATA, stanza)
        if (writer := self._writers.get(device)) is not None:
            writer.write(self._late[device][message_id])

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            version = await reader.readexactly(1)
            while True:
                tag, message = await read_frame(reader)
                if tag == LOGIN:
                    self._log_in(message, version, writer)
                elif tag == PING:
                    writer.write(frame(PONG, b""))
        self._writers = {d: known for d, known in self._writers.items() if known is not writer}
        writer.close()

    def _log_in(self, login: bytes, version: bytes, writer: asyncio.StreamWriter) -> None:
        """Welcome a device, and send what it does not say it has got."""
        device = next(known for known in self._devices if str(known).encode() in login)
        late = {one: push for one, push in self._late[device].items() if one.encode() not in login}
        self._late[device], self._writers[device] = late, writer
        welcome = field(1, "login-1") + field(8, int(time.time() * 1000))
        writer.writelines([version, frame(LOGGED_IN, welcome), *late.values()])


class _Detour:
    """Posts to the stand-in what is meant for the real service; headers and body stay genuine."""

    def __init__(self, http: aiohttp.ClientSession, there: str) -> None:
        self._http, self._there = http, there

    def post(
        self, url: str, *, data: bytes, headers: dict[str, str], allow_redirects: bool
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """As an aiohttp session does."""
        assert url.startswith(ENDPOINT), url
        there = self._there + url.removeprefix(ENDPOINT)
        return self._http.post(there, data=data, headers=headers, allow_redirects=allow_redirects)


def _own_tls() -> ssl.SSLContext:
    """A certificate for localhost that nobody but this test believes."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as file:
        file.write(private + certificate.public_bytes(pem))
        file.flush()
        context.load_cert_chain(file.name)
    return context
