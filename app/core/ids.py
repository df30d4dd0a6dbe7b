"""Ids as somebody else wrote them: a form, an address, a file."""

import uuid


def find_uuid(text: object) -> uuid.UUID | None:
    """Read an id; None for what is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None
