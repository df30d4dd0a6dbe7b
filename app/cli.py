"""flask commands, thin as views."""

from flask import Flask


def add_commands(app: Flask) -> None:
    """Register the commands of the contract."""
