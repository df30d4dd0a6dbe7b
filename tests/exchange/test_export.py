"""flask offers export: what leaves is valid, complete, and names nobody."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock
from app.core.db import db, transaction
from app.exchange import publishing
from app.exchange.packing import fields_of
from app.exchange.standing import standing
from app.offers import history
from app.offers.models import Offer, Organization, Translation
from app.offers.models_hsds import OfferChange
from app.offers.writing import put
from app.people.models import Person
from tests import build
from tests.cast import Member
from tests.exchange.standard import EXAMPLE, complaints
from tests.offers.shop import record_of, whole_offer

KINDS = {"services": "service", "organizations": "organization", "taxonomies": "taxonomy",
         "taxonomy_terms": "taxonomy_term"}  # fmt: skip
ENDED = ("inactive", "defunct")  # what is over does not come in anew
STATUS = {
    "published": "active",
    "suspended": "temporarily closed",
    "expired": "inactive",
    "archived": "defunct",
    "suggested": None,
    "draft": None,
    "in_check": None,
}


def exported(app: Flask, folder: Path) -> dict[str, Any]:
    """Everything that an export writes, by the name of its file."""
    done = app.test_cli_runner().invoke(args=["offers", "export", "hsds", str(folder)])
    assert done.exit_code == 0, done.output
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.iterdir()}


@pytest.fixture
def directory(gerhard: Member) -> dict[str, Offer]:
    """An offer in each state; the public one has all its parts."""
    made = {state: whole_offer(f"Angebot {state}", state=state) for state in STATUS}
    full = whole_offer("Sprachcafé", names={"ar": "مقهى"}, languages=("de-simple", "fa-AF"))
    with transaction():
        provider = Organization(name="Freundeskreis", description="", mailbox="info@a.example")
        db.session.add(provider)
        db.session.flush()
        record = record_of(full)
        record.offer.organization_id = provider.id
        changes = {
            "documents": "Ausweis", "contact": "Sozialberatung", "for_whom": ["women"],
            "accessibility": "Aufzug", "alert": "Heute im Hof", "phone": "+497151999",
            "is_full": True,
            "hours": "jeden 2. Di 18:00–20:00\nam 1. im Monat 09:00–10:00",
        }  # fmt: skip
        before = record.values
        put(record, changes, now=clock.now())
        history.note(full.id, before, changes, circle="Helferkreis Waiblingen", now=clock.now())
        old = db.session.scalars(sa.select(Translation)).one()
        old.source_version = 0
    return {**made, "full": full}


def test_the_whole_directory_goes_out_and_names_nobody(
    app: Flask, directory: dict[str, Offer], tmp_path: Path
) -> None:
    files = exported(app, tmp_path)
    assert set(files) == set(KINDS)
    services = {row["id"]: row for row in files["services"]}
    for state, status in STATUS.items():
        row = services.get(str(directory[state].id))
        assert (row and row["status"]) == status, state
    full = services[str(directory["full"].id)]
    assert [one["name"] for one in files["organizations"]] == ["Freundeskreis"]
    assert files["organizations"][0] == full["organization"]
    assert any(
        (one["link_type"], one.get("value")) == ("translation/name/ar/human", "مقهى")
        and one["taxonomy_term"]["code"] == "outdated"
        for one in full["attributes"]
    )
    changes = {one["field_name"]: one for one in full["metadata"]}
    assert changes["alert"]["replacement_value"] == "Heute im Hof"
    assert changes["phone"]["previous_value"] == changes["phone"]["replacement_value"] == ""
    assert {one["updated_by"] for one in changes.values()} == {"Helferkreis Waiblingen"}
    names = set(db.session.scalars(sa.select(Person.call_name)))
    assert names
    assert not [name for name in names if name in json.dumps(files, ensure_ascii=False)]
    if EXAMPLE.exists():
        assert [c for kind, rows in files.items() for row in rows
                for c in complaints(KINDS[kind], row)] == []  # fmt: skip


def test_our_export_comes_back_without_loss(
    app: Flask, directory: dict[str, Offer], tmp_path: Path
) -> None:
    """Nothing changes where it came from; elsewhere, under other ids, the same offers stand."""

    def taken(file: Path) -> str:
        args = ["offers", "import", "hsds", str(file), "--municipality", build.TOWN, "--part"]
        done = app.test_cli_runner().invoke(args=args)
        assert done.exit_code == 0, done.output
        return done.stdout

    exported(app, tmp_path)
    file = tmp_path / "services.json"
    noted = rows_of_history()
    assert "created: 0\nupdated: 0\nunchanged: 5\n" in taken(file)
    assert rows_of_history() == noted  # each change stands there once
    rows = [row for row in json.loads(file.read_text("utf-8")) if row["status"] not in ENDED]
    text = json.dumps(rows)
    others = {uuid.UUID(row["id"]): uuid.uuid4() for row in rows}
    for own, other in others.items():
        text = text.replace(str(own), str(other))
    file.write_text(text, "utf-8")
    assert "created: 3\nupdated: 0\n" in taken(file)
    held = standing({*others, *others.values()})
    for own, other in others.items():
        assert fields_of(held[other], "de") == fields_of(held[own], "de")
        assert told_of(other) == told_of(own)
    assert held[others[directory["full"].id]].is_full
    taken(file)
    assert rows_of_history() == 2 * noted


def rows_of_history() -> int:
    return db.session.scalar(sa.select(sa.func.count(OfferChange.id))) or 0


def told_of(offer_id: uuid.UUID) -> list[tuple[str, ...]]:
    """The history of an offer as it leaves; under another id nobody knows whose words it holds."""
    (told,) = publishing.told([offer_id])
    names = ("last_action_date", "field_name", "previous_value", "replacement_value")
    return [tuple(one[name] for name in names) for one in told.get("metadata", ())]


def test_an_empty_directory_is_exported_too(app: Flask, tmp_path: Path) -> None:
    files = exported(app, tmp_path / "new")
    assert (files["services"], files["organizations"]) == ([], [])
    assert [one["name"] for one in files["taxonomies"]][:2] == ["Thema", "Art"]
