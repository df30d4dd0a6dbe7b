"""No doubles: what of an offer is compared, kept beside it and found by an index.

However many offers there are, one statement finds those that are alike.
"""

import re
import unicodedata
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from app.carriers.models import Municipality
from app.core import phones
from app.core.db import db
from app.offers.care_models import OfferLikeness
from app.offers.models import Location, Offer
from app.offers.records import OfferRecord

MOST = 5  # shown
STRONG = 3  # perhaps the same offer: somebody has to say that it is another one
_LONGEST_KEY = 200  # letters: more fits in no index
_LOOKED_AT = 40  # the likest, whose names are compared letter by letter
_ALIKE = 0.8  # of two names in the same town
_LEGAL_FORM = re.compile(r"\be\s?v\b|\b(g?gmbh|mbh|g?ug|ag|eg|kg|gbr|gemeinnutzige?)\b")
_SMALL = re.compile(r"\b(und|der|die|das|den|im|in|am|an|fur|von|vom|mit|zum|zur|bei|the|and)\b")
_STREET = re.compile(r"(strasse|str)\b")
# What a kind of key weighs. A number is the same everywhere; the others count inside one town.
_WEIGHTS = {"n:": 3, "p:": 3, "a:": 2, "h:": 1, "w:": 1}


def plain(text: str) -> str:
    """Letters and numbers without case, marks, ae for ä, dots and dashes."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    joined = re.sub(r"[.'’`´\-–/]", "", bare)
    return re.sub(r"([aou])e", r"\1", " ".join(re.findall(r"\w+", joined)))


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: without legal form and small words."""
    dotted = re.sub(r"\be\.\s*v\b\.?", "ev", name, flags=re.IGNORECASE)
    return tuple(_SMALL.sub(" ", _LEGAL_FORM.sub(" ", plain(dotted))).split())


def street_of(address: str) -> str:
    """Lange Str. 45 and Lange-Straße 45 are the same."""
    return _STREET.sub("str", plain(address)).replace(" ", "")


def host_of(url: str) -> str:
    """The site a web address leads to."""
    try:
        host = urlsplit(url if "://" in url else f"https://{url}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def keys_of(values: Mapping[str, object]) -> frozenset[str]:
    """What of an offer, or of a form that is being filled, is compared."""
    told = {name: str(values.get(name) or "") for name in _READ}
    words = words_of(told["name"])
    street, host = street_of(told["address_1"]), host_of(told["url"])
    number = phones.find_number(told["phone"]) if told["phone"] else None
    found = {f"w:{word}" for word in words if len(word) > 3}
    found |= {f"n:{''.join(words)}"} if words else set()
    found |= {f"p:{number}"} if number else set()
    found |= {f"a:{told['postal_code']} {street}"} if street and told["postal_code"] else set()
    found |= {f"h:{host}"} if "." in host else set()
    return frozenset(key[:_LONGEST_KEY] for key in found)


_READ = ("name", "phone", "address_1", "postal_code", "url")


def note_many(records: Collection[OfferRecord]) -> None:
    """Write anew what of these offers is compared; two statements."""
    offer_ids = [record.offer.id for record in records]
    db.session.execute(sa.delete(OfferLikeness).where(OfferLikeness.offer_id.in_(offer_ids)))
    rows = [
        {
            "offer_id": record.offer.id,
            "key": key,
            "municipality_ags": record.offer.municipality_ags,
        }
        for record in records
        for key in sorted(keys_of(record.values))
    ]
    if rows:
        db.session.execute(sa.insert(OfferLikeness), rows)


@dataclass(frozen=True, kw_only=True)
class Alike:
    """An offer that is perhaps the same, and why one may think so."""

    id: uuid.UUID
    name: str
    state: str
    address: str
    town: str
    same: tuple[str, ...]  # names of words.FIELDS
    weight: int

    @property
    def is_strong(self) -> bool:
        """True when somebody has to say that it is another one."""
        return self.weight >= STRONG


def similar(
    values: Mapping[str, object],
    condition: sa.ColumnElement[bool],
    *,
    town: str,
    apart_from: uuid.UUID | None = None,
) -> list[Alike]:
    """Offers under a condition of seeing them that are like these values, likest first."""
    keys = keys_of(values)
    if not keys:
        return []
    rows = db.session.execute(_likest(keys, condition, town=town, apart_from=apart_from))
    found = [_alike(row, values) for row in rows]
    likest = sorted((one for one in found if one.same), key=lambda one: (-one.weight, one.name))
    return likest[:MOST]


def weight_of(key: sa.SQLColumnExpression[str]) -> sa.ColumnElement[int]:
    """How much it says that two offers share this key."""
    return sa.case(_WEIGHTS, value=sa.func.substr(key, 1, 2), else_=0)


def _shares(keys: Iterable[str], town: str) -> sa.ColumnElement[bool]:
    """Rows with one of these keys, as the index reads them: a number anywhere, the others here."""
    anywhere = {key for key in keys if key.startswith("p:")}
    here = set(keys) - anywhere
    key, its_town = OfferLikeness.key, OfferLikeness.municipality_ags
    return sa.or_(sa.and_(key.in_(sorted(here)), its_town == town), key.in_(sorted(anywhere)))


def _likest(
    keys: Iterable[str],
    condition: sa.ColumnElement[bool],
    *,
    town: str,
    apart_from: uuid.UUID | None,
) -> sa.Select[Any]:
    row = OfferLikeness
    weight = sa.func.sum(weight_of(row.key))
    hits = (
        sa.select(row.offer_id, sa.func.aggregate_strings(row.key, "\n").label("keys"))
        .join(Offer, Offer.id == row.offer_id)
        .where(
            _shares(keys, town),
            condition,
            row.offer_id != apart_from if apart_from else sa.true(),
        )
        .group_by(row.offer_id)
        .order_by(weight.desc(), row.offer_id)
        .limit(_LOOKED_AT)
        .subquery()
    )
    place = sa.select(Location.address_1).where(Location.offer_id == Offer.id)
    place = place.order_by(Location.id).limit(1).correlate(Offer)
    return (
        sa.select(
            Offer.id,
            Offer.name,
            Offer.state,
            Municipality.name.label("town"),
            place.scalar_subquery().label("address"),
            hits.c["keys"],
        )
        .join(hits, hits.c.offer_id == Offer.id)
        .join(Municipality, Municipality.ags == Offer.municipality_ags)
    )


def _alike(row: Any, values: Mapping[str, object]) -> Alike:
    shared = {key[:2] for key in row._mapping["keys"].split("\n")} & set(_WEIGHTS)
    is_named_alike = bool(shared & {"n:", "w:"}) and are_names_alike(
        str(values.get("name") or ""), row.name
    )
    same = [
        name
        for name, kind in (("phone", "p:"), ("address_1", "a:"), ("url", "h:"))
        if kind in shared
    ]
    weight = sum(_WEIGHTS[kind] for kind in shared - {"n:", "w:"})
    return Alike(
        id=row.id,
        name=row.name,
        state=row.state,
        address=row.address or "",
        town=row.town,
        same=("name", *same) if is_named_alike else tuple(same),
        weight=weight + (_WEIGHTS["n:"] if is_named_alike else 0),
    )


def are_names_alike(one: str, other: str) -> bool:
    """True for nearly the same letters, or when one name holds all words of the other.

    Kurs A1 and Kurs A2 are two.
    """
    first, second = words_of(one), words_of(other)
    if not first or not second or _numbers(first) != _numbers(second):
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return SequenceMatcher(None, "".join(first), "".join(second)).ratio() >= _ALIKE


def _numbers(words: tuple[str, ...]) -> list[str]:
    return [word for word in words if any(sign.isdecimal() for sign in word)]
