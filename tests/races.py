"""Two requests at the same moment, in a known order: the second runs into the open first."""

import threading
from collections.abc import Callable

from flask import Flask

from app.core.events import DomainEvent

HEAD_START = 0.5  # seconds the second one has to run into the first
PATIENCE = 20  # seconds until a test gives up
Ask = Callable[[], int]


def two_at_once(app: Flask, *asked: Ask, pause_at: type[DomainEvent]) -> list[int]:
    """Send two requests and return their statuses; the first stops before its commit.

    It stops where it publishes `pause_at`, till the second has had its time.
    """
    stopped, may_go_on = threading.Event(), threading.Event()
    answers: dict[int, int] = {}
    broke: list[BaseException] = []

    def pause(_event: DomainEvent) -> None:
        if not stopped.is_set():
            stopped.set()
            may_go_on.wait(PATIENCE)

    def send(number: int) -> None:
        try:
            with app.app_context():
                answers[number] = asked[number]()
        except BaseException as error:  # because: it is raised again in the test's own thread
            broke.append(error)
        finally:
            stopped.set()

    subscriptions = app.extensions["subscriptions"]
    followers = {**subscriptions, pause_at: (*subscriptions[pause_at], pause)}
    app.extensions["subscriptions"] = followers
    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(asked))]
    try:
        threads[0].start()
        stopped.wait(PATIENCE)
        threads[1].start()
        threads[1].join(HEAD_START)
    finally:
        may_go_on.set()
        for thread in threads:
            thread.join(PATIENCE)
        app.extensions["subscriptions"] = subscriptions
    if broke:
        raise broke[0]
    return [answers[number] for number in range(len(asked))]
