"""Edits books as somebody would who knows how they are made, and tells what ``verify`` finds of it."""

import random
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeAlias

import apsw

from tests.faults.scene import Scene
from trendy_desktop.paths import books_of

Value: TypeAlias = str | int | bytes | None
Row: TypeAlias = tuple[Value, ...]


def tampered(folder: Path, *statements: str | tuple[str, Sequence[Value | float]]) -> list[Row]:
    """Runs ``statements`` on the books as somebody would who knows the schema: no trigger and no reference stops them.

    Returns the rows of the last one.
    """
    rows: list[Row] = []
    with closing(apsw.Connection(str(books_of(folder)))) as books:
        triggers = list(books.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        for name, _ in triggers:
            books.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            sql, values = (statement, ()) if isinstance(statement, str) else statement
            rows = list(books.execute(sql, values))
        for _, sql in triggers:
            with suppress(apsw.SQLError):  # its table is gone
                books.execute(sql)
    return rows


def found(shop: Scene, folder: Path) -> dict[str, str]:
    """The checks that fail and the first fault each names."""
    with shop.opened(folder) as core:
        verdict = core.audit.verify()
    assert all(bool(check.first_fault) != check.ok for check in verdict.checks)
    return {check.name: check.first_fault or "" for check in verdict.checks if not check.ok}


def another(value: object, column: str, *, draw: random.Random) -> Value:
    """What a tamperer could put in the place of ``value``."""
    match value:
        case int():
            return value + draw.choice((-1, 1, 1000))
        case bytes():
            place = draw.randrange(len(value))
            return value[:place] + bytes([value[place] ^ (1 << draw.randrange(8))]) + value[place + 1 :]
        case str() if column == "status":
            return draw.choice(
                [status for status in ("delivered", "cancelled", "placed", "refused") if status != value]
            )
        case str() if column == "channel":
            return "web"
        case str() if column == "reason":
            return "correction" if value != "correction" else "sale"
        case str():
            return value.replace("1", "2") if "1" in value else f"{value} "
    return 1
