"""perf_09: the line of the bench is as slow as it says; the figure itself is `make bench`'s."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.bench.shaper import SLOW_3G, Direction, Line, shaped

pytestmark = [pytest.mark.perf_09, pytest.mark.alone]
QUICK = Line(bits_per_second=800_000, round_trip=0.1)
SIZE = 20_000  # bytes


@pytest.fixture
def sender() -> Iterator[int]:
    """A server that answers one line with SIZE bytes and closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            near, _address = server.accept()
            with closing(near):
                near.recv(100)
                near.sendall(b"x" * SIZE)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        thread.join(5)


def test_a_cold_fetch_takes_three_round_trips_and_its_bytes(sender: int) -> None:
    began = time.monotonic()
    with shaped(QUICK, sender) as port, socket.create_connection(("127.0.0.1", port)) as phone:
        phone.sendall(b"GET\n")
        received = 0
        while piece := phone.recv(65536):
            received += len(piece)
        took = time.monotonic() - began
    assert received == SIZE
    assert took >= QUICK.floor(SIZE) * 0.99, "quicker than the line allows"
    assert took <= QUICK.floor(SIZE) + 2, "the proxy itself is slow"


def test_all_connections_share_one_line() -> None:
    line = Direction(Line(bits_per_second=8_000, round_trip=0.0))
    assert line.due(1_000, now=0.0) == pytest.approx(1.0)
    assert line.due(1_000, now=0.0) == pytest.approx(2.0)
    assert line.due(500, now=5.0) == pytest.approx(5.5)


def test_the_floor_is_that_of_slow_3g() -> None:
    assert SLOW_3G.floor(4_500) == pytest.approx(1.29)
