"""One offer in neutral form: what every reader makes of a file, and what every export starts from.

An empty text, tuple or None says that the source tells nothing about it. All texts are German and
free of markup, all numbers E.164, all times Berlin wall time, all codes ours (`fa-AF`, not `prs`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.offers.schedules import Rule


@dataclass(frozen=True, kw_only=True)
class Provider:
    """Who offers it."""

    source_id: str
    name: str
    description: str = ""
    website: str = ""
    logo: str = ""
    parent_id: str = ""  # as the source names it
    mailbox: str = ""  # of the house, never a person's
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Help:
    """What helps to get into a place and to take part there (HSDS accessibility)."""

    description: str
    details: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where it happens; a place without a point on the map has no coordinates."""

    source_id: str = ""
    name: str = ""
    address_1: str
    postal_code: str
    city: str
    latitude: float | None = None
    longitude: float | None = None
    transportation: str = ""
    accessibility: tuple[Help, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Times:
    """A rule of days and hours, and what is said about it."""

    rule: Rule
    attending_type: str = ""
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A language in which it is given."""

    code: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A telephone number."""

    number: str
    extension: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Whom to ask: a function, never a person's name (HSDS contact)."""

    title: str
    department: str = ""
    mailbox: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper to bring (HSDS required_document)."""

    document: str
    uri: str = ""


@dataclass(frozen=True, kw_only=True)
class Price:
    """One price, and for whom (HSDS cost_option)."""

    option: str = ""
    amount: Decimal | None = None
    currency: str = "EUR"
    amount_description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One field in another language."""

    lang: str
    field: str  # name or description
    text: str
    origin: str = "human"  # human, machine, provider
    is_outdated: bool = False  # the German text has changed since


@dataclass(frozen=True, kw_only=True)
class Past:
    """One change of one field, some time ago (HSDS metadata); the standard knows its day alone."""

    field: str
    before: str = ""
    after: str = ""
    circle: str = ""  # a circle, an office or a source, never a person's name
    on: date


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One offer as it was read from a file, at which position, and how the source names it."""

    position: int  # in the file, from 1
    source_id: str
    name: str
    description: str = ""
    status: str = "active"  # active, inactive, defunct, temporarily closed
    topic: str = ""
    kind: str = ""
    municipality_ags: str = ""
    url: str = ""
    application_process: str = ""
    is_free: bool | None = None
    fees_description: str = ""
    eligibility_description: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    min_level: str = ""
    has_childcare: bool | None = None
    is_step_free: bool | None = None
    is_full: bool | None = None  # no free places at the moment
    wait_time: str = ""
    interpretation_services: str = ""
    alert: str = ""
    funding: str = ""
    valid_to: date | None = None
    assured_date: date | None = None  # at the source; here it counts as checked by nobody
    last_modified: datetime | None = None  # at the source
    organization: Provider | None = None
    places: tuple[Place, ...] = ()
    times: tuple[Times, ...] = ()
    languages: tuple[Spoken, ...] = ()
    phones: tuple[Line, ...] = ()
    contacts: tuple[Desk, ...] = ()
    documents: tuple[Paper, ...] = ()
    prices: tuple[Price, ...] = ()
    for_whom: tuple[str, ...] = ()
    course_kinds: tuple[str, ...] = ()
    translations: tuple[Wording, ...] = ()
    history: tuple[Past, ...] = ()  # oldest first
    warnings: tuple[str, ...] = ()  # what the source says and we could not take over, and why


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A row that could not be taken, and why."""

    position: int
    source_id: str
    reason: str  # a msgid
    about: str = ""  # the field or value that is meant
