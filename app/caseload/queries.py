"""Who may see whom, and what of a client: personal rows go through clients_of() or is_of()."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.carriers.models import Municipality
from app.carriers.queries import served_by
from app.caseload.gates import outdated
from app.caseload.models import Case, Client, Handover, ManagerProfile, Substitution
from app.caseload.office_hours import Line, Row, lines_of
from app.caseload.purposes import PHONE
from app.core import clock
from app.core.access import Role, Viewer
from app.core.db import db, one_or_missing
from app.core.i18n import LANGUAGES, listed
from app.core.reading import read
from app.core.sealed import ClientKey

# Whichever client or manager is signed in, for statements that are built once: `reader` says who
# it is each time one runs, and without it none does.
_READER = cast(int, sa.bindparam("reader", type_=sa.Integer()))
ANY_CLIENT = Viewer(role=Role.CLIENT, person_id=_READER)
ANY_MANAGER = Viewer(role=Role.MANAGER, person_id=_READER)


def clients_of(viewer: Viewer) -> sa.Select[int]:
    """Ids of the clients whose record this viewer may open: herself, or a manager's caseload.

    Everybody else gets an empty set.
    """
    if viewer.role is Role.CLIENT:
        return sa.select(Client.id).where(Client.person_id == viewer.person_id)
    if viewer.role is Role.MANAGER:
        return sa.select(Case.client_id).where(
            Case.ended_on.is_(None), Case.manager_id.in_(managers_seen_by(viewer))
        )
    return sa.select(Client.id).where(sa.false())


def is_of(client_id: Any, viewer: Viewer) -> sa.ColumnElement[bool]:
    """The column names one of clients_of(). A person is one client of a carrier: her number is
    looked up and compared, where a list of one would be a table of its own (SQLite).
    """
    if viewer.role is Role.CLIENT:
        own: sa.ColumnElement[bool] = client_id == clients_of(viewer).scalar_subquery()
        return own
    among: sa.ColumnElement[bool] = client_id.in_(clients_of(viewer))
    return among


def managers_seen_by(viewer: Viewer) -> sa.CompoundSelect[int]:
    """The manager and, between their dates, those she stands in for."""
    today = clock.today()
    substituted = sa.select(Substitution.of_id).where(
        Substitution.by_id == viewer.person_id, stands_in(today)
    )
    own = 0 if viewer.person_id is None else viewer.person_id
    return sa.union_all(sa.select(sa.type_coerce(own, sa.Integer())), substituted)


def stands_in(on: date | sa.BindParameter[date], of: Any = Substitution) -> sa.ColumnElement[bool]:
    """The substitution counts on this day."""
    return sa.and_(of.ended_at.is_(None), of.valid_from <= on, of.valid_to >= on)


def get_client(client_id: int, *, seen_by: Viewer) -> Client:
    """Return the client; raise Missing whether absent or foreign."""
    return one_or_missing(
        sa.select(Client).where(Client.id == client_id, Client.id.in_(clients_of(seen_by)))
    )


def get_self(viewer: Viewer) -> Client:
    """Return the record of the client who is signed in."""
    return one_or_missing(sa.select(Client).where(Client.person_id == viewer.person_id))


def phone_of(client_id: int, *, seen_by: Viewer) -> str | None:
    """Return the number the client gave for being called; None when she gave none."""
    return phones_of([client_id], seen_by=seen_by).get(client_id)


def phones_of(client_ids: Collection[int], *, seen_by: Viewer) -> dict[int, str]:
    """The numbers of several clients in one statement; who gave none is absent."""
    rows = db.session.execute(
        sa.select(Client.id, *Client.phone.parts)
        .join(ClientKey, ClientKey.client_id == Client.id)
        .where(
            Client.id.in_(client_ids),
            Client.id.in_(clients_of(seen_by)),
            Client.id.not_in(outdated(PHONE)),
        )
    )
    found = {row.id: Client.phone.read(row) for row in rows}
    return {client_id: number for client_id, number in found.items() if number is not None}


def towns_of(viewer: Viewer) -> list[Municipality]:
    """The municipalities this viewer's carrier works for today."""
    return served_by(viewer.carrier_id or 0, on=clock.today())


def may_serve(municipality_ags: str, *, seen_by: Viewer) -> bool:
    """True while the viewer's carrier has an agreement with the municipality."""
    return municipality_ags in {town.ags for town in towns_of(seen_by)}


def find_profile(manager_id: int) -> ManagerProfile | None:
    """Return what clients see of a manager of this carrier."""
    return db.session.scalar(
        sa.select(ManagerProfile).where(ManagerProfile.person_id == manager_id)
    )


@dataclass(frozen=True, kw_only=True)
class Contact:
    """The one who helps a client, as she sees it; and who stands in today."""

    full_name: str
    office_phone: str  # E.164
    room: str
    open_hours: list[Row]
    open_hours_note: str
    languages: list[str]
    since: date | None = None  # set for a month after the case came from somebody else
    stand_in: str | None = None
    stand_in_phone: str | None = None  # E.164
    stand_in_until: date | None = None

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return "".join(word[0] for word in self.full_name.split()[:2])

    @property
    def hours(self) -> list[Line]:
        """When she is in the office, neighbouring days in one line."""
        return lines_of(self.open_hours)

    @property
    def language_names(self) -> str:
        """The languages the contact speaks, each in its own name."""
        return listed(LANGUAGES[code].autonym for code in self.languages)


def _lately() -> date:
    return clock.today() - NEW_CONTACT


def _standing_in() -> sa.ScalarSelect[int]:
    """The id of the substitution that holds today for the manager of the row around it."""
    today = sa.bindparam("contact_today", callable_=clock.today, type_=sa.Date())
    return (
        sa.select(_Standing.id)
        .join(_Beside, _Beside.person_id == _Standing.by_id)  # one without a card cannot be asked
        .where(_Standing.of_id == ManagerProfile.person_id, stands_in(today, _Standing))
        .order_by(_Standing.valid_to.desc(), _Standing.id)
        .limit(1)
        .correlate(ManagerProfile)
        .scalar_subquery()
    )


NEW_CONTACT = timedelta(days=30)  # how long it is said that somebody else helps now
_Standing = aliased(Substitution)
_Other, _Beside = aliased(ManagerProfile), aliased(ManagerProfile)
# For statements on ManagerProfile and Case that go through with_stand_in().
CONTACT_COLUMNS: tuple[Any, ...] = (
    ManagerProfile.full_name,
    ManagerProfile.office_phone,
    ManagerProfile.room,
    ManagerProfile.open_hours,
    ManagerProfile.open_hours_note,
    ManagerProfile.languages,
    sa.select(sa.func.max(Handover.handed_on))
    .where(
        Handover.case_id == Case.id,
        Handover.to_id == ManagerProfile.person_id,
        Handover.handed_on > sa.bindparam("contact_lately", callable_=_lately, type_=sa.Date()),
    )
    .correlate(Case, ManagerProfile)
    .scalar_subquery()
    .label("since"),
    _Other.full_name.label("stand_in"),
    _Other.office_phone.label("stand_in_phone"),
    Substitution.valid_to.label("stand_in_until"),
)


CONTACT_BESIDE = tuple(column.label(f"contact_{column.key}") for column in CONTACT_COLUMNS)
_BESIDE = [(column.key, f"contact_{column.key}") for column in CONTACT_COLUMNS]


def with_stand_in(statement: sa.Select[Any]) -> sa.Select[Any]:
    """The same rows with the one who stands in today for their manager."""
    return statement.outerjoin(Substitution, Substitution.id == _standing_in()).outerjoin(
        _Other, _Other.person_id == Substitution.by_id
    )


def contact_beside(row: Any) -> Contact | None:
    """Who helps, out of a row with CONTACT_BESIDE; None without an open case."""
    if row.contact_full_name is None:
        return None
    return Contact(**{name: getattr(row, beside) for name, beside in _BESIDE})


def find_contact(client_id: int | None = None, *, seen_by: Viewer) -> Contact | None:
    """Who helps a client, by default the one that is signed in; None without an open case."""
    if client_id is None and seen_by.role is Role.CLIENT:
        row = next(iter(read(_OWN_CONTACT, reader=seen_by.person_id)), None)
    else:
        row = db.session.execute(_contact_of(seen_by, client_id)).one_or_none()
    return None if row is None else Contact(**row._asdict())


def _contact_of(seen_by: Viewer, client_id: int | None = None) -> sa.Select[Any]:
    contacts = with_stand_in(
        sa.select(*CONTACT_COLUMNS)
        .select_from(ManagerProfile)
        .join(Case, Case.manager_id == ManagerProfile.person_id)
    )
    found = contacts.where(is_of(Case.client_id, seen_by), Case.ended_on.is_(None)).limit(1)
    return found if client_id is None else found.where(Case.client_id == client_id)


_OWN_CONTACT = _contact_of(ANY_CLIENT)
