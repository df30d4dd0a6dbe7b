"""Single values of HSDS files: tidy texts, numbers, addresses on the web, mailboxes of offices."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.core.forms import YEARS, tidy
from app.core.security import web_link
from app.exchange.plain import bare
from app.exchange.reading import TOO_LONG, UNREADABLE, NotTaken
from app.offers.models import LONGEST

Row = Mapping[str, Any]
_TOO_DEAR = 10**8
# Words that mailboxes of offices are named by; whatever else stands before the @ may be a name.
_OFFICE = re.compile(
    r"(info|kontakt|contact|mail|e-?mail|post|poststelle|office|buero|büro|service|team|empfang"
    r"|zentrale|sekretariat|verwaltung|rathaus|stadt|gemeinde|amt|jugendamt|sozialamt|jobcenter"
    r"|integration|asyl|migration|beratung|sozialberatung|anmeldung|kurse?|sprachkurse?|vhs"
    r"|kita|schule|verein|cafe|ehrenamt|hilfe|help|helferkreis|freundeskreis|reception)"
    r"([._-]?[a-z]*\d*)?"
)


def text_of(row: Row, name: str) -> str:
    """A text without markup; empty when there is none."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotTaken(UNREADABLE, name)
    if len(value) > LONGEST:
        raise NotTaken(TOO_LONG, name)
    return bare(tidy(value) or "")


def line_of(row: Row, name: str) -> str:
    """A text on one line."""
    return " ".join(text_of(row, name).split())


def web_of(row: Row, name: str) -> str:
    """An address on the web; anything else is left out."""
    address = line_of(row, name)
    return web_link(address) if " " not in address else ""


def number_of(row: Row, name: str) -> float | None:
    """A number that is one."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotTaken(UNREADABLE, name)
    return value


def age_of(row: Row, name: str) -> int | None:
    """An age in whole years."""
    value = number_of(row, name)
    if value is not None and not 0 <= value <= 150:
        raise NotTaken(UNREADABLE, name)
    return None if value is None else int(value)


def day_of(text: str, name: str) -> date:
    """A calendar day of our years."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotTaken(UNREADABLE, name) from error
    if day.year not in YEARS:
        raise NotTaken(UNREADABLE, name)
    return day


def amount_of(row: Row, name: str) -> Decimal | None:
    """An amount of money, in hundredths."""
    value = number_of(row, name)
    if value is None:
        return None
    if not 0 <= value < _TOO_DEAR:
        raise NotTaken(UNREADABLE, name)
    return Decimal(str(value)).quantize(Decimal("0.01"))


def rows_of(row: Row, name: str) -> list[Row]:
    """A list of objects; absent is empty."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise NotTaken(UNREADABLE, name)
    return value


def row_of(row: Row, name: str) -> Row:
    """One object; absent is empty."""
    value = row.get(name)
    if value is not None and not isinstance(value, dict):
        raise NotTaken(UNREADABLE, name)
    return value or {}


def mailbox_of(row: Row, name: str) -> str:
    """The mailbox of an office; one that is named after a person is left out."""
    return office_mailbox(line_of(row, name))


def office_mailbox(address: str) -> str:
    """The address when a word of offices stands before the @, else nothing."""
    local, at, host = address.lower().partition("@")
    is_office = at and "." in host and " " not in address and _OFFICE.fullmatch(local)
    return address if is_office else ""
