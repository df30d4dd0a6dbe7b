"""Just enough of protocol buffers to speak with Chromium's push client."""

import asyncio
import struct

VARINT, FIXED64, BYTES = 0, 1, 2  # wire types


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    head, rest = number & 0x7F, number >> 7
    return bytes([head | 0x80]) + varint(rest) if rest else bytes([head])


def field(number: int, value: int | str | bytes) -> bytes:
    """One field: a number as varint, text and bytes behind their length."""
    if isinstance(value, int):
        return varint(number << 3 | VARINT) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | BYTES) + varint(len(data)) + data


def fixed64(number: int, value: int) -> bytes:
    """One field of eight bytes."""
    return varint(number << 3 | FIXED64) + struct.pack("<Q", value)


def frame(tag: int, message: bytes) -> bytes:
    """A message as the connection carries it: tag, length, bytes."""
    return bytes([tag]) + varint(len(message)) + message


async def read_varint(reader: asyncio.StreamReader) -> int:
    """Read one varint."""
    number = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number
        shift += 7


async def read_frame(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read tag and message."""
    tag = (await reader.readexactly(1))[0]
    return tag, await reader.readexactly(await read_varint(reader))
