"""Answers of the Integreat API, written for these tests in its format."""

import json
from typing import Any


def path_of(slug: str, *, lang: str = "de", kind: str = "locations") -> str:
    return f"/testkreis/{lang}/{kind}/{slug}/"


def place(slug: str = "cafe", *, lang: str = "de", **more: Any) -> dict[str, Any]:
    """One place; its German text stands under the same slug."""
    return {
        "id": 7,
        "path": path_of(slug, lang=lang),
        "title": f"Sprachcafé {slug}",
        "content": "<p>Wir reden &amp; <b>trinken</b> Tee.</p>",
        "available_languages": {"de": {"id": 7, "path": path_of(slug)}} if lang != "de" else {},
        "contacts": [],
        "category": {"id": 1, "icon": "meeting_point"},
        "temporarily_closed": False,
        "opening_hours": None,
        "appointment_url": None,
        "location": {
            "name": "Bürgerhaus",
            "address": "Lange Straße 45",
            "town": "Waiblingen",
            "postcode": "71332",
            "latitude": 48.83,
            "longitude": 9.31,
        },
        "organization": None,
        "barrier_free": None,
        **more,
    }


def day(*spans: tuple[str, str], **more: Any) -> dict[str, Any]:
    """One day of opening hours."""
    slots = [{"start": a, "end": b, "timezone": "Europe/Berlin"} for a, b in spans]
    told = {"allDay": False, "closed": not spans, "appointmentOnly": False, "timeSlots": slots}
    return {**told, **more}


def event(
    slug: str,
    start: str = "2030-01-01T13:00:00+01:00",
    end: str = "2030-01-01T15:00:00+01:00",
    *,
    lang: str = "de",
    rule: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """One date of an event."""
    row = place(slug, lang=lang)
    del row["category"], row["contacts"], row["opening_hours"], row["appointment_url"]
    german = {"de": {"id": None, "path": path_of(slug, kind="events")}} if lang != "de" else {}
    return {
        **row,
        "path": path_of(slug, lang=lang, kind="events"),
        "available_languages": german,
        "event": {"start": start, "end": end, "all_day": False, "timezone": "Europe/Berlin"},
        "meeting_url": None,
        "recurrence_rule": rule,
        **more,
    }


def answer(*rows: Any) -> bytes:
    """The file."""
    return json.dumps(rows).replace("Infinity", "1e999").encode()
