"""HSDS 3.0 files: a service, a list of them, or a page of the API, each with all its parts.

Names of people are left out; a part that hangs on several things counts once.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from app.core import phones
from app.core.forms import tidy
from app.core.i18n import DEFAULT, SIMPLE, find_language
from app.core.i18n import lazy_gettext as _l
from app.exchange import hsds_past, hsds_times
from app.exchange.entries import Desk, Entry, Line, Paper, Price, Provider, Rejected, Spoken, Times
from app.exchange.hsds_attributes import attributes_of
from app.exchange.hsds_places import places_of
from app.exchange.hsds_telling import SIMPLE_NOTE
from app.exchange.hsds_values import (
    Row,
    age_of,
    amount_of,
    day_of,
    line_of,
    mailbox_of,
    row_of,
    rows_of,
    text_of,
    web_of,
)
from app.exchange.reading import (
    BROKEN,
    NO_ID,
    NO_NAME,
    SAME_ID,
    UNREADABLE,
    NotTaken,
    Reading,
    Unreadable,
    gathered,
    read_json,
)

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_EXTENSION = re.compile(r"[0-9]{1,9}")
_TEXTS = (
    "description", "application_process", "fees_description", "eligibility_description",
    "wait_time", "alert",
)  # fmt: skip
Part = TypeVar("Part")


def read(data: bytes, language: str | None = None) -> Reading:
    """Read a file of services; refuse what holds none, or another language than German."""
    if (find_language(language) or DEFAULT) != DEFAULT:
        raise Unreadable(_l("HSDS files are taken in in German; translations stand inside."))
    rows = _services(read_json(data))
    return gathered(_results(rows), name="", language=DEFAULT.code)


def _services(told: Any) -> list[Any]:
    """The services of a file: one, a list, or what stands under `contents` or `services`."""
    if isinstance(told, dict):
        listed = told.get("contents", told.get("services"))
        told = listed if isinstance(listed, list) else [told] if "name" in told else None
    if not isinstance(told, list) or not told:
        raise Unreadable(_l("This file holds no offers."))
    return told


def _results(rows: list[Any]) -> Iterator[Entry | Rejected]:
    seen: set[str] = set()
    for position, row in enumerate(rows, 1):
        key = _key_of(row)
        try:
            if not isinstance(row, dict):
                raise NotTaken(BROKEN)
            if key in seen:
                raise NotTaken(SAME_ID)
            seen.add(key)
            yield _entry(row, position, key)
        except NotTaken as why:
            yield why.at(position, key)


def _key_of(row: Any) -> str:
    """How the source names a service; what is neither text nor number names nothing."""
    key = row.get("id") if isinstance(row, dict) else None
    is_name = isinstance(key, str | int) and not isinstance(key, bool)
    return (tidy(str(key)) or "") if is_name else ""


def _entry(row: Row, position: int, key: str) -> Entry:
    """One service as an entry; raise NotTaken for what the standard demands and is not there."""
    _demand(row, key)
    places, ags, lost_places = places_of(row)
    times, lost_times = _times(row)
    languages, others, lost_languages = _languages(row)
    interpreting = "\n".join(filter(None, (text_of(row, "interpretation_services"), others)))
    lines, lost_lines = _lines(row)
    contacts, lost_contacts = _contacts(row)
    history, lost_history = hsds_past.read(row, key)
    lost = (
        *lost_places, *lost_times, *lost_languages, *lost_lines, *lost_contacts, *lost_history
    )  # fmt: skip
    more: dict[str, Any] = {name: text_of(row, name) for name in _TEXTS} | attributes_of(row)
    return Entry(
        position=position,
        source_id=key,
        name=line_of(row, "name"),
        status=row["status"],
        municipality_ags=ags,
        url=web_of(row, "url"),
        minimum_age=age_of(row, "minimum_age"),
        maximum_age=age_of(row, "maximum_age"),
        interpretation_services=interpreting,
        funding="\n".join(_each(row, "funding", lambda one: text_of(one, "source"))),
        assured_date=_day(row, "assured_date"),
        last_modified=_instant(row, "last_modified"),
        organization=_provider(row_of(row, "organization")),
        places=places,
        times=times,
        languages=languages,
        phones=lines,
        contacts=contacts,
        documents=tuple(_each(row, "required_documents", _paper)),
        prices=tuple(_each(row, "cost_options", _price)),
        history=history,
        warnings=tuple(dict.fromkeys(lost)),
        **more,
    )


def _demand(row: Row, key: str) -> None:
    """What every service of the standard has."""
    if not key:
        raise NotTaken(NO_ID)
    if not line_of(row, "name"):
        raise NotTaken(NO_NAME)
    if row.get("status") not in STATUSES:
        raise NotTaken(UNREADABLE, "status")


def _each(row: Row, name: str, read_one: Callable[[Row], Part | None]) -> list[Part]:
    """What is read of each object of a list, without what says nothing."""
    return [made for one in rows_of(row, name) if (made := read_one(one))]


def _wherever(row: Row, name: str) -> Iterator[Row]:
    """Objects of a list that may hang on the service, on its places, or on both."""
    yield from rows_of(row, name)
    for one in rows_of(row, "service_at_locations"):
        yield from rows_of(one, name)
        yield from rows_of(row_of(one, "location"), name)


def _once(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(parts))


def _day(row: Row, name: str) -> date | None:
    return day_of(line_of(row, name), name) if row.get(name) else None


def _instant(row: Row, name: str) -> datetime | None:
    try:
        made = datetime.fromisoformat(line_of(row, name)) if row.get(name) else None
        return made and (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NotTaken(UNREADABLE, name) from error


def _times(row: Row) -> tuple[tuple[Times, ...], list[str]]:
    """All rules, and what could not be taken over of them."""
    read = [hsds_times.read(one) for one in _wherever(row, "schedules")]
    lost = [name for _rules, names in read for name in names]
    return _once(one for rules, _names in read for one in rules), lost


def _languages(row: Row) -> tuple[tuple[Spoken, ...], str, list[str]]:
    """Languages of ours, the names of others, and what could not be understood."""
    ours: dict[str, Spoken] = {}
    others: list[str] = []
    lost: list[str] = []
    for one in _wherever(row, "languages"):
        code, name, note = line_of(one, "code"), line_of(one, "name"), text_of(one, "note")
        known = find_language(code)
        if known is None:
            others += [name] if name else []
            lost += [] if name else [f"language {code}"]
            continue
        if known is DEFAULT and note.startswith(SIMPLE_NOTE):
            known, note = SIMPLE, note.removeprefix(SIMPLE_NOTE).removeprefix(", ")
        ours.setdefault(known.code, Spoken(code=known.code, note=note))
    return tuple(ours.values()), ", ".join(dict.fromkeys(others)), lost


def _lines(row: Row) -> tuple[tuple[Line, ...], list[str]]:
    """Numbers that ring; what cannot be dialled is told."""
    found: list[Line] = []
    lost: list[str] = []
    for one in _wherever(row, "phones"):
        number = _number(one)
        if line_of(one, "type") in ("fax", "text", "pager", "textphone", "video") or not number:
            lost.append("phone")
            continue
        extension = str(one.get("extension") or "")
        found.append(
            Line(
                number=number,
                extension=extension if _EXTENSION.fullmatch(extension) else "",
                description=text_of(one, "description"),
            )
        )
    return _once(found), lost


def _number(row: Row) -> str:
    return phones.find_number(line_of(row, "number").strip('" ')) or ""


def _contacts(row: Row) -> tuple[tuple[Desk, ...], list[str]]:
    """Functions and their mailboxes; who stands behind them is nobody's business."""
    found: list[Desk] = []
    lost: list[str] = []
    for one in _wherever(row, "contacts"):
        title = line_of(one, "title") or line_of(one, "department")
        if not title:
            lost.append("contact")
            continue
        numbers = (_number(phone) for phone in rows_of(one, "phones"))
        department = line_of(one, "department") if line_of(one, "title") else ""
        found.append(
            Desk(
                title=title,
                department=department,
                mailbox=mailbox_of(one, "email"),
                phone=next(filter(None, numbers), ""),
            )
        )
    return _once(found), lost


def _provider(row: Row) -> Provider | None:
    """Who offers it; a description that is only the name was made by an export."""
    name = line_of(row, "name")
    if not name:
        return None
    description = text_of(row, "description")
    numbers = (_number(one) for one in rows_of(row, "phones"))
    return Provider(
        source_id=line_of(row, "id"),
        name=name,
        description="" if description == name else description,
        website=web_of(row, "website"),
        logo=web_of(row, "logo"),
        parent_id=line_of(row, "parent_organization_id"),
        mailbox=mailbox_of(row, "email"),
        phone=next(filter(None, numbers), ""),
    )


def _paper(row: Row) -> Paper | None:
    document = line_of(row, "document")
    return Paper(document=document, uri=web_of(row, "uri")) if document else None


def _price(row: Row) -> Price | None:
    made = Price(
        option=text_of(row, "option"),
        amount=amount_of(row, "amount"),
        currency=line_of(row, "currency").upper() or "EUR",
        amount_description=text_of(row, "amount_description"),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
    )
    return made if made.option or made.amount is not None or made.amount_description else None
