"""A push service in a process of its own: `python -m tests.bench.sink CERTIFICATE KEY SECONDS`.

It speaks TLS, answers after so many seconds, and tells `GET /` what it has counted.
"""

import asyncio
import json
import ssl
import sys

ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


class Counts:
    """What came in."""

    connections = messages = 0
    signatures: set[bytes] = set()  # noqa: RUF012  # because: one server, one count


class Line(asyncio.Protocol):
    """One connection; requests come one after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._held = seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        Counts.connections += 1

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._held += data
        head, end, rest = self._held.partition(b"\r\n\r\n")
        if not end:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(rest) < int(fields.get(b"content-length", b"0")):
            return
        self._held = b""
        if head.startswith(b"GET"):
            return self._tell()
        Counts.messages += 1
        Counts.signatures.add(fields[b"authorization"])
        asyncio.get_running_loop().call_later(self._seconds, self._transport.write, ANSWER)
        return None

    def _tell(self) -> None:
        Counts.connections -= 1  # who asks is no sender
        told = {
            "connections": Counts.connections,
            "messages": Counts.messages,
            "signatures": len(Counts.signatures),
        }
        body = json.dumps(told).encode()
        head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)
        self._transport.close()


async def serve(certificate: str, key: str, seconds: float) -> None:
    """Serve till somebody ends the process; the port is the first line said."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate, key)
    server = await asyncio.get_running_loop().create_server(
        lambda: Line(seconds), "127.0.0.1", 0, ssl=secure, backlog=512
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], float(sys.argv[3])))
