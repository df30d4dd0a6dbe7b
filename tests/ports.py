"""Ports for servers that must be told one when they start."""

import secrets
import socket

LOWEST, HIGHEST = 10_000, 30_000


def free_port() -> int:
    """A port nobody listens on, below those that the kernel gives to outgoing connections: one of
    these could take it before the server does.
    """
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
