"""Push services that misbehave: silent ones, slow ones, ones that answer garbage."""

import socket
import threading
from types import TracebackType
from typing import Self

HOW = {
    "garbage": b"\x00\xff\x13\x37 this is not HTTP \r\n\r\n",
    "half": b"HTTP/1.1 201 Crea",
    "no status": b"HTTP/1.1 \r\n\r\n",
    "endless header": b"HTTP/1.1 201 Created\r\nX: " + b"a" * 70_000,
    "empty": b"",
}


class Broken:
    """Accepts connections, reads a little, says `answer` and hangs up, or never says a word."""

    def __init__(self, answer: bytes | None) -> None:
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.asked = 0

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:  # because: closing the server is how this thread ends
                return
            self.asked += 1
            if self._answer is None:
                self._open.append(connection)
                continue
            with connection:
                connection.recv(65_536)
                connection.sendall(self._answer)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)
        for connection in self._open:
            connection.close()
