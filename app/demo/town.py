"""Build the demo town: places, carriers, staff, clients with plans and appointments, offers.

The same seed builds the same town around today's date.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from app.carriers.models import Carrier, Municipality, ServiceAgreement
from app.caseload.models import Case, Client, Household, ManagerProfile
from app.caseload.office_hours import rows_of
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.sealed import new_client_key
from app.core.tenancy import carrier_opened
from app.demo import changing, endings, entries, lives, meetings, offices, sharing
from app.demo.entries import DemoPerson
from app.demo.network import add_network
from app.demo.offers import add_offers
from app.demo.people import (
    CARRIERS,
    CAST,
    DISTRICT,
    JANA,
    NAMES,
    SHARES,
    STAFF,
    TOWNS,
    WAYS,
    DemoCarrier,
    DemoClient,
    DemoStaff,
)
from app.people.models import Person, RoleGrant

SINCE = date(2024, 1, 1)
SUCCESSOR = CARRIERS[-1].name


def load(*, clients: int, seed: int) -> list[DemoPerson]:
    """Fill an empty database and return everybody with an entry link; commits as it goes."""
    rng = random.Random(seed)  # noqa: S311  # because: invented people, no secrets
    now = clock.now()
    with transaction():
        carriers = _add_places()
        people = [_add_staff(staff, carriers, now) for staff in STAFF if staff.carrier is None]
        add_offers(seed)
        add_network(now)
    for carrier in CARRIERS:
        with carrier_opened(carriers[carrier.name].id), transaction():
            people += _add_carrier_people(carrier, carriers, rng, clients, now)
    return people


def _add_places() -> dict[str, Carrier]:
    """Add the district's towns, the carriers, and who works where."""
    for ags, name, latitude, longitude in TOWNS:
        db.session.add(
            Municipality(
                ags=ags,
                name=name,
                district_ags=DISTRICT[0],
                district_name=DISTRICT[1],
                latitude=latitude,
                longitude=longitude,
            )
        )
    db.session.flush()
    made = {}
    for carrier in CARRIERS:
        row = Carrier(
            name=carrier.name,
            kind=carrier.kind,
            legal_regime=carrier.legal_regime,
            contact=carrier.contact,
            dpo_contact=carrier.dpo_contact,
        )
        db.session.add(row)
        db.session.flush()
        made[carrier.name] = row
        for ags in carrier.towns:
            db.session.add(
                ServiceAgreement(municipality_ags=ags, carrier_id=row.id, valid_from=SINCE)
            )
    changing.agree(made[SUCCESSOR])
    return made


def _add_person(
    call_name: str,
    language: str,
    role: Role,
    now: datetime,
    full_name: str | None = None,
    **scope: object,
) -> tuple[Person, RoleGrant]:
    person = Person(call_name=call_name, full_name=full_name, ui_language=language, created_at=now)
    db.session.add(person)
    db.session.flush()
    grant = RoleGrant(person_id=person.id, role=role, valid_from=SINCE, **scope)
    db.session.add(grant)
    db.session.flush()
    return person, grant


def _add_staff(staff: DemoStaff, carriers: dict[str, Carrier], now: datetime) -> DemoPerson:
    """Add one of the staff; a manager also shows her clients how to reach her."""
    scope = {
        "carrier_id": carriers[staff.carrier].id if staff.carrier else None,
        "area_ags": staff.area,
    }
    person, grant = _add_person(
        staff.call_name, "de", staff.role, now, full_name=staff.name, **scope
    )
    for role in staff.also:
        db.session.add(RoleGrant(person_id=person.id, role=role, valid_from=SINCE, **scope))
    if staff.role is Role.MANAGER:
        db.session.add(
            ManagerProfile(
                person_id=person.id,
                full_name=staff.name,
                languages=list(staff.languages),
                office_phone=staff.phone,
                room=staff.room,
                open_hours=rows_of(staff.open_hours),
            )
        )
    return entries.issue(grant, person, now=now)


def _add_carrier_people(
    carrier: DemoCarrier,
    carriers: dict[str, Carrier],
    rng: random.Random,
    clients: int,
    now: datetime,
) -> list[DemoPerson]:
    """Add a carrier's staff and its clients; the carrier must be open."""
    staff = [s for s in STAFF if s.carrier == carrier.name]
    people = [_add_staff(member, carriers, now) for member in staff]
    managers = [s for s in staff if s.role is Role.MANAGER]
    desks = [offices.viewer_of(one, carriers[carrier.name].id) for one in managers]
    households: dict[str, Household] = {}
    for number, who in enumerate(_clients_of(managers[0], rng, clients)):
        # The cast stays with the first manager; of the others every sixth is a colleague's.
        desk = desks[-1] if number >= len(CAST) and number % 6 == 0 else desks[0]
        people.append(_add_client(who, desk, households, rng, now))
    if managers[0] is JANA:
        meetings.add_meetings(desks[0], now=now)
        changing.add_changes(carriers[SUCCESSOR], desk=desks[0], now=now)
    offices.settle(carrier, carriers[carrier.name].id, now=now)
    return people


def _clients_of(manager: DemoStaff, rng: random.Random, clients: int) -> Iterator[DemoClient]:
    """The cast of this manager, then invented people: two thirds for Jana, one for Brandt."""
    yield from (who for who in CAST if who.manager is manager)
    others = max(0, clients - len(CAST))
    share = others - others // 3 if manager is JANA else others // 3
    towns = next(c.towns for c in CARRIERS if c.name == manager.carrier)
    for _ in range(share):
        language = rng.choice(SHARES)
        given, family = NAMES[language]
        way = rng.choice(WAYS)
        done = rng.randrange(len(way))
        yield DemoClient(
            given_name=rng.choice(given),
            family_name=rng.choice(family),
            language=language,
            manager=manager,
            town=rng.choice(towns),
            birth_year=rng.randrange(1955, 2007),
            reading=rng.choice(("none", "some", "some", "fluent", "fluent")),
            done=way[:done],
            now=way[done:],
            phone=f"+49157555{rng.randrange(10000, 99999)}" if rng.random() < 0.7 else None,
        )


def _add_client(
    who: DemoClient,
    desk: Viewer,
    households: dict[str, Household],
    rng: random.Random,
    now: datetime,
) -> DemoPerson:
    """Add one client with her case, plan and appointments."""
    person, grant = _add_person(
        who.given_name, who.language, Role.CLIENT, now, carrier_id=desk.carrier_id
    )
    client = Client(
        person_id=person.id,
        municipality_ags=who.town,
        household_id=_household(who.household, households),
        given_name=who.given_name,
        family_name=who.family_name,
        birth_year=who.birth_year,
        reading=who.reading,
        interpreter_need=who.interpreter_need,
        created_at=now,
    )
    db.session.add(client)
    db.session.flush()
    db.session.add(new_client_key(client.id))
    started = clock.today() - timedelta(days=rng.randrange(40, 700))
    db.session.add(Case(client_id=client.id, manager_id=desk.person_id, started_on=started))
    db.session.flush()
    herself = Viewer(
        role=Role.CLIENT,
        person_id=person.id,
        call_name=who.given_name,
        language=who.language,
        carrier_id=desk.carrier_id,
    )
    actors = lives.Actors(desk=desk, herself=herself)
    lives.add_life(client, who, actors, rng=rng, now=now)
    sharing.add_permissions(client, who, actors, now=now)
    endings.add_endings(client, who, desk=desk, now=now)
    return entries.issue(grant, person, now=now)


def _household(label: str | None, households: dict[str, Household]) -> int | None:
    """The household of this label, made at its first member; None without a label."""
    if label is None:
        return None
    if label not in households:
        households[label] = Household(label=label)
        db.session.add(households[label])
        db.session.flush()
    return households[label].id
