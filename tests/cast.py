"""The cast: the people of the stories, made with all they need the first time they are named."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app.caseload.models import Client
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import transaction
from app.core.tenancy import carrier_opened
from app.people.models import Person, RoleGrant
from app.people.sessions import start_session
from tests import build


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody of the cast; `client` and `manager` are set for clients."""

    person: Person
    grant: RoleGrant
    client: Client | None = None
    manager: "Member | None" = None

    @property
    def viewer(self) -> Viewer:
        """This member as services and queries see them."""
        return Viewer(
            role=Role(self.grant.role),
            person_id=self.person.id,
            call_name=self.person.call_name,
            language=self.person.ui_language,
            carrier_id=self.grant.carrier_id,
            area_ags=self.grant.area_ags,
        )

    def token(self) -> str:
        """Start a session and return its cookie."""
        with transaction():
            return start_session(
                self.grant, device="Test", now=clock.now(), fresh_for=timedelta(hours=1)
            )


OWN, OTHER = "Wegweiser Rems e. V.", "Stadt Schorndorf (Demo)"
CLIENTS = {
    "selam": ("Selam", "ti", "jana"),
    "ahmad": ("Ahmad", "ar", "jana"),
    "rojin": ("Rojin", "kmr", "jana"),
    "oksana": ("Oksana", "uk", "jana"),
    "yonas": ("Yonas", "ti", "brandt"),
}
MANAGERS = {"jana": ("Jana König", OWN), "brandt": ("Karl Brandt", OTHER)}
OFFICE = {
    "keller": ("Frau Keller", Role.TEAM_LEAD, OWN),
    "vogt": ("Frau Vogt", Role.CARRIER_ADMIN, OWN),
    "adler": ("Herr Adler", Role.DPO, OWN),
}
AREA = {
    "gerhard": ("Gerhard", Role.VOLUNTEER, build.TOWN),
    "aylin": ("Aylin", Role.COORDINATOR, build.DISTRICT),
}


def make_member(name: str, on_stage: dict[str, Member]) -> Member:
    """Return this member, made and committed the first time."""
    if name not in on_stage:
        make: Callable[[str, dict[str, Member]], Member] = (
            _client
            if name in CLIENTS
            else _manager
            if name in MANAGERS
            else _in_office
            if name in OFFICE
            else _in_area
        )
        on_stage[name] = make(name, on_stage)
    return on_stage[name]


def _client(name: str, on_stage: dict[str, Member]) -> Member:
    call_name, language, manager_name = CLIENTS[name]
    manager = make_member(manager_name, on_stage)
    carrier_id = manager.grant.carrier_id
    assert carrier_id is not None
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person(call_name, language, Role.CLIENT, carrier_id=carrier_id)
        client = build.client(person, manager.person)
    return Member(person=person, grant=grant, client=client, manager=manager)


def _manager(name: str, _on_stage: dict[str, Member]) -> Member:
    full_name, carrier_name = MANAGERS[name]
    with transaction():
        carrier_id = build.carrier(carrier_name).id
    with carrier_opened(carrier_id), transaction():
        person, grant = build.person(
            full_name.split()[0], "de", Role.MANAGER, carrier_id=carrier_id
        )
        build.manager_profile(person, full_name)
    return Member(person=person, grant=grant)


def _in_office(name: str, _on_stage: dict[str, Member]) -> Member:
    call_name, role, carrier_name = OFFICE[name]
    with transaction():
        carrier_id = build.carrier(carrier_name).id
        person, grant = build.person(call_name, "de", role, carrier_id=carrier_id)
    return Member(person=person, grant=grant)


def _in_area(name: str, _on_stage: dict[str, Member]) -> Member:
    call_name, role, area = AREA[name]
    with transaction():
        build.municipality()
        person, grant = build.person(call_name, "de", role, area_ags=area)
    return Member(person=person, grant=grant)
