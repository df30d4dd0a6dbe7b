"""flask offers export: all public offers as files, one for each kind of thing."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from app.exchange.packages import PARTS


@click.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(["hsds"]))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export(format_: str, folder: Path) -> None:
    """Write all public offers to DIR as HSDS 3.0: one JSON file for each kind of thing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in PARTS.items():
        click.echo(f"{name}: {_write(folder / f'{name}.json', part())}")


def _write(path: Path, rows: Iterable[Any]) -> int:
    """A JSON list, row by row; nobody ever finds half of it under its name."""
    count = 0
    unfinished = path.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, 1):
            file.write("[\n" if count == 1 else ",\n")
            file.write(json.dumps(row, ensure_ascii=False))
        file.write("\n]\n" if count else "[]\n")
    unfinished.replace(path)
    return count
