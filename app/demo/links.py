"""How the demo town's people are shown: as lines to read or as JSON to work with."""

import json

from flask import current_app

from app.demo.entries import DemoPerson


def entry_url(person: DemoPerson) -> str:
    """The address that signs this person in while the demo runs."""
    return f"{current_app.config['PUBLIC_URL']}/demo/{person.entry_token}"


def as_json(people: list[DemoPerson]) -> str:
    """The contract's form: {"people": [{"name", "role", "language", "entry_url"}]}."""
    rows = [
        {
            "name": person.name,
            "role": str(person.role),
            "language": person.language,
            "entry_url": entry_url(person),
        }
        for person in people
    ]
    return json.dumps({"people": rows}, ensure_ascii=False)


def as_lines(people: list[DemoPerson]) -> list[str]:
    """One line per person: the few who work here, then clients as the town lists them."""
    order = ("manager", "volunteer", "coordinator", "team_lead", "carrier_admin", "dpo", "client")
    shown = sorted(people, key=lambda person: order.index(str(person.role)))
    width = max((len(person.name) for person in shown), default=0)
    return [
        f"  {person.name:<{width}}  {person.role!s:<13}  {person.language:<9}  {entry_url(person)}"
        for person in shown
    ]
