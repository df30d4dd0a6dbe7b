"""The formats that come in, each with its reader."""

from collections.abc import Callable, Mapping

from app.exchange import csv_reading, hsds, integreat
from app.exchange.reading import Reading

# bytes of a file and the language somebody said it is in -> what it holds
READERS: Mapping[str, Callable[[bytes, str | None], Reading]] = {
    "hsds": hsds.read,
    "integreat": integreat.read,
    "csv": csv_reading.read,
}
