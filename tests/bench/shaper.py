"""A slow line on loopback: a proxy that delays bytes as slow 3G does, handshakes included.

Browsers' own throttling knows no handshakes. Here each new connection pays two round trips (TCP and
TLS) before its first byte leaves, each direction half a round trip, and all connections share the
line's bytes per second.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PIECE = 1460  # bytes: one segment


@dataclass(frozen=True, kw_only=True)
class Line:
    """What a line can do."""

    bits_per_second: int
    round_trip: float  # seconds

    @property
    def bytes_per_second(self) -> float:
        """Its width in bytes."""
        return self.bits_per_second / 8

    def floor(self, size: int) -> float:
        """Seconds nobody can beat: three round trips, then the bytes."""
        return 3 * self.round_trip + size / self.bytes_per_second


SLOW_3G = Line(bits_per_second=400_000, round_trip=0.4)


@dataclass
class Direction:
    """One way of the line; it carries one piece after the other."""

    line: Line
    free_at: float = 0.0

    def due(self, size: int, now: float) -> float:
        """When a piece that is given now arrives at the other end."""
        self.free_at = max(now, self.free_at) + size / self.line.bytes_per_second
        return self.free_at + self.line.round_trip / 2


@dataclass
class Shaper:
    """The proxy; runs in an event loop of its own."""

    line: Line
    upstream: int
    port: int = 0
    up: Direction = field(init=False)
    down: Direction = field(init=False)

    def __post_init__(self) -> None:
        self.up, self.down = Direction(self.line), Direction(self.line)

    def becomes(self, line: Line) -> None:
        """From now on it is another line."""
        self.line = self.up.line = self.down.line = line

    async def serve(self, ready: threading.Event, stop: asyncio.Event) -> None:
        """Take connections until asked to stop."""
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0, limit=PIECE)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stop.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connect(self, near: asyncio.StreamReader, far: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        open_at = loop.time() + 2 * self.line.round_trip
        with suppress(asyncio.CancelledError):  # the measuring is over
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            there = self._pump(near, writer, self.up, open_at)
            back = self._pump(reader, far, self.down, 0.0)
            await asyncio.gather(there, back)

    async def _pump(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        direction: Direction,
        not_before: float,
    ) -> None:
        """Carry one direction of a connection; pieces keep their order."""
        loop = asyncio.get_running_loop()
        last = loop.time()
        try:
            while piece := await source.read(PIECE):
                last = max(last, direction.due(len(piece), max(loop.time(), not_before)))
                loop.call_at(last, target.write, piece)
            await asyncio.sleep(max(0.0, last - loop.time()) + 0.01)
        except ConnectionError:
            pass  # the other side went away: so does this one
        finally:
            target.close()


@contextmanager
def shaped(line: Line, upstream: int) -> Iterator[int]:
    """A slow line to a local port; yields the port to use instead."""
    with shaping(line, upstream) as shaper:
        yield shaper.port


@contextmanager
def shaping(line: Line, upstream: int) -> Iterator[Shaper]:
    """The same as one whose line can change while it is used."""
    shaper, ready = Shaper(line, upstream), threading.Event()
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(
        target=loop.run_until_complete, args=(shaper.serve(ready, stop),), daemon=True
    )
    thread.start()
    ready.wait(10)
    try:
        yield shaper
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
