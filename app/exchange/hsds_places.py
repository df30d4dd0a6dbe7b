"""HSDS locations as places: the first address counts, a point outside the world is none."""

import re

from app.exchange.entries import Help, Place
from app.exchange.hsds_values import Row, line_of, number_of, row_of, rows_of, text_of, web_of

_AGS = re.compile(r"\d{8}")


def places_of(row: Row) -> tuple[tuple[Place, ...], str, list[str]]:
    """The places of a service, the municipality they name, and what could not be taken over."""
    found: dict[str, Place] = {}
    lost: list[str] = []
    ags = [
        line_of(one, "extent") for one in rows_of(row, "service_areas") if _is_ags(one, "extent")
    ]
    for one in rows_of(row, "service_at_locations"):
        location = row_of(one, "location")
        ags += [line_of(location, _KEY)] if _is_ags(location, _KEY) else []
        if line_of(location, "location_type") == "virtual" or not rows_of(location, "addresses"):
            lost.append("location")
            continue
        place, is_off = _place(location)
        lost += ["latitude, longitude"] if is_off else []
        found[line_of(location, "id") or str(len(found))] = place
    return tuple(found.values()), next(iter(ags), ""), lost


_KEY = "external_identifier"


def _is_ags(row: Row, name: str) -> bool:
    """True when this value is said to be the key of a municipality, and looks like one."""
    return line_of(row, f"{name}_type") == "AGS" and bool(_AGS.fullmatch(line_of(row, name)))


def _place(row: Row) -> tuple[Place, bool]:
    """A place, and whether its point on the map was left out."""
    address = rows_of(row, "addresses")[0]
    latitude, longitude = number_of(row, "latitude"), number_of(row, "longitude")
    has_point = latitude is not None and longitude is not None
    is_off = has_point and not is_point(latitude or 0, longitude or 0)
    street = (line_of(address, "address_1"), line_of(address, "address_2"))
    made = Place(
        source_id=line_of(row, "id"),
        name=line_of(row, "name"),
        address_1=", ".join(filter(None, street)),
        postal_code=line_of(address, "postal_code"),
        city=line_of(address, "city"),
        latitude=None if is_off or not has_point else float(latitude or 0),
        longitude=None if is_off or not has_point else float(longitude or 0),
        transportation=text_of(row, "transportation"),
        accessibility=tuple(
            Help(
                description=line_of(one, "description"),
                details=text_of(one, "details"),
                url=web_of(one, "url"),
            )
            for one in rows_of(row, "accessibility")
            if line_of(one, "description")
        ),
    )
    return made, is_off


def is_point(latitude: float, longitude: float) -> bool:
    """True for a point of this world that somebody meant: 1.0 / 1.0 is what nobody filled in."""
    is_made_up = (latitude, longitude) in ((0, 0), (1, 1))
    return abs(latitude) <= 90 and abs(longitude) <= 180 and not is_made_up
