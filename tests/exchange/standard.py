"""The HSDS 3.0 schemas beside this checkout; they are not part of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing
from referencing.jsonschema import DRAFT202012

from app.exchange import hsds
from app.exchange.entries import Entry

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "hsds"
EXAMPLE = FOLDER / "example_service_full.json"
needs_standard = pytest.mark.skipif(
    not EXAMPLE.exists(), reason=f"the HSDS 3.0 schemas are not in {FOLDER}"
)


@cache
def _validator(name: str) -> Any:
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
    registry = referencing.Registry().with_resources(
        (key, DRAFT202012.create_resource(schema)) for key, schema in schemas.items()
    )
    return jsonschema.Draft202012Validator(
        schemas[f"{name}.json"],
        registry=registry,
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )


def complaints(name: str, told: Any) -> list[str]:
    """What a schema says against this; nothing when it is valid."""
    return [f"{one.json_path}: {one.message}" for one in _validator(name).iter_errors(told)]


def read_one(row: dict[str, Any]) -> Entry:
    """The entry of one service."""
    reading = hsds.read(json.dumps(row).encode())
    assert reading.rejected == ()
    return reading.entries[0]
