"""Two carriers and the volunteers of their town, for stories that take months."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.caseload.models import Case
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, transaction
from app.core.tenancy import carrier_opened
from app.people.models import VolunteerProfile
from tests import build
from tests.cast import Member
from tests.goals.picture import Picture

YEAR = timedelta(days=365)


@dataclass(kw_only=True)
class Carrier:
    """One carrier's people, by their numbers."""

    id: int
    lead: Viewer
    managers: dict[int, Viewer]
    clients: dict[int, Viewer]
    cases: dict[int, int]  # client -> case
    things: dict[int, dict[str, int]]  # client -> kind -> what she can share


@dataclass(kw_only=True)
class Office:
    """Two carriers, the volunteers of their town, and what happens to them."""

    carriers: list[Carrier]
    volunteers: dict[int, Viewer]

    def picture(self) -> Picture:
        """How it begins: every client has a case, nobody stands in, nobody helps."""
        managers = {
            client: next(iter(carrier.managers))
            for carrier in self.carriers
            for client in carrier.clients
        }
        return Picture(
            today=clock.today(),
            manager_of=managers,
            with_case=set(managers),
            promises=dict.fromkeys(self.volunteers, date.max),
        )


def build_office() -> Office:
    """Put everybody on the stage."""
    volunteers = {}
    with transaction() as session:
        build.municipality()
        for name in ("Gerhard", "Lena"):
            person, grant = build.person(name, "de", Role.VOLUNTEER, area_ags=build.TOWN)
            volunteers[person.id] = Member(person=person, grant=grant).viewer
            profile = {"group_name": "", "languages": [], "helps_with": [], "vetted_by": ""}
            signed = {"confidentiality_signed_on": clock.today() - YEAR}
            session.add(VolunteerProfile(person_id=person.id, **profile, **signed))
    names = ("Wegweiser Rems", "Stadt Schorndorf")
    return Office(carriers=[_carrier(name) for name in names], volunteers=volunteers)


def _carrier(name: str) -> Carrier:
    with transaction():
        carrier_id = build.carrier(name).id
    with carrier_opened(carrier_id), transaction():
        managers = [_person(f"M{n}", Role.MANAGER, carrier_id) for n in range(3)]
        for manager in managers:
            build.manager_profile(manager.person, manager.person.call_name)
        lead = _person("L", Role.TEAM_LEAD, carrier_id)
        made = Carrier(
            id=carrier_id,
            lead=lead.viewer,
            managers={one.person.id: one.viewer for one in managers},
            clients={},
            cases={},
            things={},
        )
        far = clock.local(clock.now() + 5 * YEAR).replace(microsecond=0)
        for number in range(3):
            her = _person(f"C{number}", Role.CLIENT, carrier_id)
            client = build.client(her.person, managers[0].person)
            made.clients[client.id] = her.viewer
            of_her = sa.select(Case.id).where(Case.client_id == client.id)
            made.cases[client.id] = db.session.scalars(of_her).one()
            made.things[client.id] = {
                "appointment": build.appointment(client, managers[0].person, starts_local=far).id,
                "step": build.step(client).id,
            }
    return made


def _person(name: str, role: Role, carrier_id: int) -> Member:
    person, grant = build.person(name, "de", role, carrier_id=carrier_id)
    return Member(person=person, grant=grant)
