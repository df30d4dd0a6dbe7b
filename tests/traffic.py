"""What the server of browser tests answers: in one piece, and counted while it works."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

LONGEST = 30  # seconds of one request, on a busy machine


@runtime_checkable
class Closing(Protocol):
    """An answer that holds a file."""

    def close(self) -> None:
        """Let go of it."""


class Traffic:
    """How many requests are being answered."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A request, from its first byte to its answer."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def _add(self, number: int) -> None:
        with self._changed:
            self._count += number
            self._changed.notify_all()

    def wait_for_its_end(self) -> None:
        """What a closed browser had asked for still writes: nobody else should find its rows."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._count, LONGEST), "a request hangs"


def whole(app: Flask, traffic: Traffic) -> WSGIApplication:
    """Answers in one piece: when a browser leaves meanwhile, werkzeug leaves a file open."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with traffic.one():
            parts = app(environ, start_response)
            try:
                return [b"".join(parts)]
            finally:
                if isinstance(parts, Closing):
                    parts.close()

    return answer
