"""A chore of the worker that may take long: it runs beside the others."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Thread

from flask import Flask

from app.core.direct import direct_app

log = logging.getLogger(__name__)


class Beside:
    """Begins its work as soon as something waits, in a thread of its own: no reminder is late.

    A worker that is told to stop ends the piece that it has begun.
    """

    def __init__(self, *, waits: Callable[[datetime], bool], work: Callable[[], bool]) -> None:
        self._waits, self._work = waits, work
        self._thread: Thread | None = None

    def __call__(self, now: datetime) -> None:
        """Cheap to ask in every round."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self._waits(now):
            app = direct_app()
            self._thread = Thread(target=self._go_on, args=(app,), name="beside")
            self._thread.start()

    def _go_on(self, app: Flask) -> None:
        """Piece by piece, till nothing waits; what broke is tried again when it is asked again."""
        with app.app_context():
            try:
                while self._work():
                    pass
            except Exception as error:  # because: a full disk or a lost database passes
                log.error("work beside the reminders broke: %s", type(error).__name__)

    def join(self) -> None:
        """Wait till it has nothing to do."""
        if self._thread is not None:
            self._thread.join()
