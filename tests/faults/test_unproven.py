"""What ``verify`` cannot see, column by column; docs/security.md says it in words. All else is proven."""

import random
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from tests.faults.scene import Scene
from tests.faults.tampering import another, found, tampered
from trendy_desktop.errors import ShopError
from trendy_desktop.paths import books_of

TRIES = 3
UNPROVEN = {
    # Changed by right, each change being an event.
    "setting": "value",
    "staff": "name created_at",
    "location": "name",
    "supplier": "code name",
    "product": "code title category brand supplier_id created_at archived_at",
    "variant": "sku barcode size colour sale_price wholesale_cost reorder_point reorder_target changed_at archived_at",
    "variant_price": "since sale_price wholesale_cost",
    # Words that nothing refers to, and the counter of customers' codes.
    "channel": "channel",
    "movement_reason": "reason",
    "order_status": "status",
    "counter": "name last",
    # What files brought: which run, which line; the row that the next inventory file is compared with.
    "import_run": "import_id kind file_hash started_at",
    "import_line": "identity refused_id",
    "inventory_row": "quantity wholesale_cost sale_price supplier_id",
    # A line that belongs to no order; whether a refused line was booked later.
    "refused_line": "import_id file_line sku variant_id wanted available amount reason business_day booked_by",
    # Whose delivery it was and when; the units are proven.
    "receipt": "supplier_id at business_day recorded_at import_id",
    "receipt_line": "line_no",
    # Of orders of which nothing was booked: refused, or waiting.
    "orders": "status",
    # The customer's number, which says nothing; the format of the sealed profile, which says it itself.
    "customer": "code created_at",
    "vault_profile": "ver",
}


def columns_of(books: Path) -> dict[str, tuple[list[str], list[str]]]:
    """The columns and the key of every table with rows, but the search tables and what SQLite keeps for itself."""
    with closing(apsw.Connection(str(books), flags=apsw.SQLITE_OPEN_READONLY)) as connection:
        tables = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM pragma_table_list"
                " WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        found: dict[str, tuple[list[str], list[str]]] = {}
        for table in tables:
            if connection.execute(f"SELECT count(*) FROM {table}").get:
                described = list(connection.execute("SELECT name, pk FROM pragma_table_info(?)", (table,)))
                found[table] = ([str(name) for name, _ in described], [str(name) for name, pk in described if pk])
    return found


def edited(shop: Scene, folder: Path, table: str, column: str, *, key: list[str], draw: random.Random) -> bool:
    """Changes one cell to what stands in another row, or to something else; False where the database refuses."""
    row, other = draw.choices(tampered(folder, f"SELECT {column}, {', '.join(key)} FROM {table}"), k=2)
    becomes = other[0] if other[0] != row[0] and draw.random() < 0.5 else another(row[0], column, draw=draw)
    where = " AND ".join(f"{name} = ?" for name in key)
    try:
        tampered(folder, (f"UPDATE {table} SET {column} = ? WHERE {where}", (becomes, *row[1:])))
    except apsw.ConstraintError:
        return False
    return True


@pytest.mark.timeout(300)
def test_every_other_column_is_proven(used: Scene, tmp_path: Path) -> None:
    draw = random.Random(3)
    listed = {f"{table}.{column}" for table, columns in UNPROVEN.items() for column in columns.split()}
    known, unseen = set(), []
    for table, (columns, key) in columns_of(books_of(used.shop)).items():
        known |= {f"{table}.{column}" for column in columns}
        for column in sorted(set(columns) - set(UNPROVEN.get(table, "").split())):
            for nth in range(TRIES):
                folder = used.copy(tmp_path / f"{table}.{column}.{nth}")
                if edited(used, folder, table, column, key=key, draw=draw) and not _noticed(used, folder):
                    unseen.append(f"{table}.{column}")
    assert unseen == []
    assert listed - known == set()


def _noticed(shop: Scene, folder: Path) -> bool:
    try:
        return bool(found(shop, folder))
    except ShopError:
        return True  # such books are not even opened
