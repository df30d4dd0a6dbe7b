"""The push service of a stock Firefox: Mozilla's autopush protocol over one WebSocket.

Firefox speaks first and in JSON. `hello` gives or brings back its id (uaid), `register` makes an
endpoint for a channel, `unregister` takes it away, `ack` says which notifications arrived; an
empty object is a ping. What was not acknowledged is sent again after the next hello.
"""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from aiohttp import web

from tests.push_stubs.service import Message, Received, Service, from_base64url, to_base64url


@dataclass
class Late:
    """A notification that its browser has not acknowledged."""

    uaid: str
    frame: Message


class FirefoxService(Service):
    """Give Firefox `prefs`; send pushes to the endpoints it gets from here."""

    def __init__(self) -> None:
        super().__init__()
        self._sockets: dict[str, web.WebSocketResponse] = {}  # by uaid
        self._channels: dict[str, tuple[str, str]] = {}  # token -> uaid, channel
        self._late: list[Late] = []

    @property
    def prefs(self) -> dict[str, str | bool | int]:
        """What makes a stock Firefox use this service, and show notifications without asking."""
        return {
            "dom.push.serverURL": f"ws://127.0.0.1:{self.port}/",
            "dom.push.testing.allowInsecureServerURL": True,
            "dom.push.connection.enabled": True,  # remote control switches it off
            "remote.prefs.recommended": False,
            "permissions.default.desktop-notification": 1,
            "alerts.useSystemBackend": False,  # else showNotification() waits for a D-Bus
        }

    def routes(self) -> list[web.RouteDef]:
        """The WebSocket."""
        return [web.get("/", self._connect)]

    async def _connect(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        uaid = ""
        async for frame in socket:
            said: Message = json.loads(frame.data)
            self.log.append(said)
            if said.get("messageType") == "hello":
                uaid = said.get("uaid") or uuid.uuid4().hex
                self._sockets[uaid] = socket
            for answer in self._answers(uaid, said):
                await socket.send_json(answer)
        self._sockets.pop(uaid, None)
        return socket

    def _answers(self, uaid: str, said: Message) -> Iterator[Message]:
        match said:
            case {"messageType": "hello"}:
                yield said | {"uaid": uaid, "status": 200, "broadcasts": {}}
                yield from (late.frame for late in self._late if late.uaid == uaid)
            case {"messageType": "register", "channelID": channel, "key": key}:
                token = uuid.uuid4().hex
                self.keys[token], self._channels[token] = from_base64url(key), (uaid, channel)
                yield said | {"status": 200, "pushEndpoint": f"{self.origin}/push/{token}"}
            case {"messageType": "unregister", "channelID": channel}:
                self._forget(channel)
                yield said | {"status": 200}
            case {"messageType": "ack", "updates": updates}:
                arrived = {update["version"] for update in updates}
                self._late = [late for late in self._late if late.frame["version"] not in arrived]
            case _ if not said:
                yield {}

    def _forget(self, channel: str) -> None:
        for token in [token for token, (_, known) in self._channels.items() if known == channel]:
            del self._channels[token], self.keys[token]

    async def deliver(self, received: Received) -> None:
        """Send it on; keep it till it is acknowledged."""
        uaid, channel = self._channels[received.token]
        frame = {
            "messageType": "notification",
            "channelID": channel,
            "version": uuid.uuid4().hex,
            "data": to_base64url(received.body),
            "headers": {"encoding": "aes128gcm"},
        }
        self._late.append(Late(uaid, frame))
        if (socket := self._sockets.get(uaid)) is not None:
            await socket.send_json(frame)
