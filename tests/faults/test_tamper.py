"""Whoever edits the files by hand, however carefully, is found by ``verify``: each edit by a check that fits it."""

import random
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import apsw
import pytest

from tests.conftest import LONG
from tests.faults.scene import Scene
from tests.faults.tampering import another, found, tampered
from trendy_desktop.errors import IntegrityFault, ShopError
from trendy_desktop.paths import books_of

EDITS = {
    "an edited movement": (
        ["UPDATE stock_movement SET quantity = quantity + 1 WHERE movement_id = 7"],
        {"ledger_chain": "movement 7 was changed", "on_hand": "its movements add up to"},
    ),
    "a movement edited together with its on-hand figure": (
        [
            "UPDATE stock_movement SET quantity = quantity + 1 WHERE movement_id = 7",
            "UPDATE stock_level SET on_hand = on_hand + 1"
            " WHERE variant_id = (SELECT variant_id FROM stock_movement WHERE movement_id = 7)",
        ],
        {"ledger_chain": "movement 7 was changed"},
    ),
    "an on-hand figure": (
        ["UPDATE stock_level SET on_hand = on_hand + 3 WHERE variant_id = 5"],
        {"on_hand": "SKU-004 has"},
    ),
    "a held figure": (["UPDATE stock_level SET reserved = 1 WHERE variant_id = 5"], {"reserved": "SKU-004 has 1 held"}),
    "a deleted movement": (
        ["DELETE FROM stock_movement WHERE movement_id = 9"],
        {"ledger_chain": "movement 9 is missing"},
    ),
    "an inserted movement": (
        [
            "INSERT INTO stock_movement SELECT max(movement_id) + 1, 1, 1, 5, 'correction', 0, 0, 0, 1, NULL, NULL,"
            " randomblob(32) FROM stock_movement",
            "UPDATE stock_level SET on_hand = on_hand + 5 WHERE variant_id = 1",
        ],
        {"ledger_chain": "was changed"},
    ),
    "a changed total": (
        ["UPDATE orders SET total = total + 100 WHERE order_id = 3"],
        {"order_totals": "order 3 has a total of", "posted_orders": "not as it was posted"},
    ),
    "a total changed together with its line": (
        [
            "UPDATE order_line SET unit_price = unit_price + 100 WHERE order_id = 3 AND line_no = 1",
            "UPDATE orders SET total = (SELECT sum(quantity * unit_price - discount) FROM order_line"
            " WHERE order_line.order_id = 3) WHERE order_id = 3",
        ],
        {"posted_orders": "not as it was posted"},
    ),
    "a price in a line, the total kept": (
        ["UPDATE order_line SET unit_price = unit_price + 100, discount = quantity * 100 WHERE order_id = 3"],
        {"posted_orders": "not as it was posted"},
    ),
    "a deleted order": (
        ["DELETE FROM order_line WHERE order_id = 12", "DELETE FROM orders WHERE order_id = 12"],
        {"posted_orders": "not as it was posted", "order_numbers": "is missing", "file": "refers to no row of orders"},
    ),
    "the last order deleted with its number": (
        [
            "DELETE FROM order_line WHERE order_id = (SELECT max(order_id) FROM orders)",
            "DELETE FROM vault_order WHERE order_id = (SELECT max(order_id) FROM orders)",
            "DELETE FROM orders WHERE order_id = (SELECT max(order_id) FROM orders)",
            "UPDATE counter SET last = (SELECT max(number) FROM orders) WHERE name = 'order'",
        ],
        {"posted_orders": "not as it was posted"},
    ),
    "a deleted line": (
        ["DELETE FROM order_line WHERE (order_id, line_no) IN (SELECT max(order_id), 1 FROM order_line)"],
        {"posted_orders": "not as it was posted", "order_totals": "its lines add up to", "order_stock": "from stock"},
    ),
    "a hidden sale": (
        ["UPDATE orders SET status = 'cancelled' WHERE order_id = 3"],
        {"order_stock": "order 3 has"},
    ),
    "an order given to another customer": (
        [
            "UPDATE orders SET hashed_email = (SELECT hashed_email FROM orders AS other"
            " WHERE other.hashed_email <> orders.hashed_email LIMIT 1) WHERE order_id = 3"
        ],
        {"sealed_places": "the sealed place of order 3 belongs to another customer"},
    ),
    "a lost place": (["DELETE FROM vault_order WHERE order_id = 4"], {"sealed_places": "order 4 has lost"}),
    "a lost profile": (
        ["DELETE FROM vault_profile WHERE hashed_email = (SELECT min(hashed_email) FROM vault_profile)"],
        {"sealed_customers": "has lost a sealed record"},
    ),
    "a changed event": (
        ["UPDATE event SET details = json_set(details, '$.added', 999) WHERE event_type = 'InventoryImported'"],
        {"audit_chain": "was changed"},
    ),
    "an event without its details": (
        ["UPDATE event SET details = '{}' WHERE event_type = 'OrdersPosted'"],
        {"audit_chain": "was changed", "posted_orders": "not of the kind that the shop writes"},
    ),
    "a deleted event": (["DELETE FROM event WHERE event_id = 3"], {"audit_chain": "event 3 is missing"}),
    "a lost posting": (
        ["DELETE FROM event WHERE event_id = (SELECT max(event_id) FROM event WHERE event_type = 'OrdersPosted')"],
        {"posted_orders": "was never posted", "audit_chain": "is missing"},
    ),
    "a forgotten chain": (
        ["DELETE FROM chain WHERE name = 'audit'"],
        {"audit_chain": "not of the kind that the shop writes"},
    ),
    "a delivery": (
        ["UPDATE receipt_line SET quantity = quantity + 1 WHERE receipt_id = 1"],
        {"receipt_stock": "receipt 1 has"},
    ),
    "a table of its own": (["CREATE TABLE notes (note TEXT)"], {"schema": "table notes is not as it was made"}),
    "an index dropped": (["DROP INDEX orders_by_day"], {"schema": "index orders_by_day is not as it was made"}),
    "a table dropped": (["DROP TABLE receipt_line"], {"schema": "receipt_line", "receipt_stock": "not of the kind"}),
}


def test_untouched_books_are_proven(used: Scene, tmp_path: Path) -> None:
    folder = used.copy(tmp_path / "shop")
    tampered(folder)
    assert found(used, folder) == {}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_found(edit: str, used: Scene, tmp_path: Path) -> None:
    statements, expected = EDITS[edit]
    folder = used.copy(tmp_path / "shop")
    tampered(folder, *statements)
    faults = found(used, folder)
    assert set(expected) <= set(faults), faults
    for name, words in expected.items():
        assert words in faults[name]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ("DELETE FROM setting WHERE key = 'shop.currency'", "corrupt"),
        ("UPDATE setting SET value = 'noon' WHERE key = 'shop.opens_at'", "corrupt"),
        ("UPDATE setting SET value = 'Atlantis' WHERE key = 'shop.zone'", "unknown_zone"),
    ],
)
def test_settings_that_cannot_be_read_are_named(edit: str, code: str, used: Scene, tmp_path: Path) -> None:
    folder = used.copy(tmp_path / "shop")
    tampered(folder, edit)
    with pytest.raises(ShopError) as refused, used.opened(folder):
        pass
    assert refused.value.code == code


def test_a_dropped_trigger_is_found(used: Scene, tmp_path: Path) -> None:
    folder = used.copy(tmp_path / "shop")
    with closing(apsw.Connection(str(books_of(folder)))) as books:
        books.execute("DROP TRIGGER stock_movement_is_frozen")
    assert found(used, folder) == {"schema": "the trigger stock_movement_is_frozen is not as it was made"}


# --- the vault ------------------------------------------------------------------------------------------------------


def swapped(folder: Path, table: str, key: str, *, column: str, rows: str) -> None:
    """Exchanges ``column`` between the two ``rows`` that a query finds."""
    (first, one), (second, other) = tampered(folder, f"SELECT {key}, {column} FROM {table} WHERE {key} IN ({rows})")
    update = f"UPDATE {table} SET {column} = ? WHERE {key} = ?"
    assert one != other
    tampered(folder, (update, (other, first)), (update, (one, second)))


_TWO = "SELECT hashed_email FROM customer ORDER BY hashed_email LIMIT 2"
_TWO_OF_ONE = """SELECT order_id FROM orders WHERE hashed_email = (SELECT hashed_email FROM orders
                 GROUP BY hashed_email HAVING count(*) > 1 LIMIT 1) LIMIT 2"""
_TWO_OF_TWO = "SELECT min(order_id) FROM orders GROUP BY hashed_email ORDER BY 1 LIMIT 2"


@pytest.mark.parametrize(
    ("table", "column", "rows", "check"),
    [
        ("email_lookup", "unhashed_email", _TWO, "sealed_customers"),
        ("vault_profile", "profile", _TWO, "sealed_customers"),
        ("vault_order", "sealed", _TWO_OF_ONE, "sealed_places"),
        ("vault_order", "sealed", _TWO_OF_TWO, "sealed_places"),
    ],
    ids=["e-mails", "profiles", "places of one customer", "places of two customers"],
)
def test_swapped_sealed_records_are_found(
    table: str, column: str, rows: str, check: str, used: Scene, tmp_path: Path
) -> None:
    folder = used.copy(tmp_path / "shop")
    swapped(folder, table, "order_id" if table == "vault_order" else "hashed_email", column=column, rows=rows)
    faults = found(used, folder)
    assert set(faults) == {check}
    assert "does not prove itself" in faults[check]


def test_swapped_names_of_customers_are_found(used: Scene, tmp_path: Path) -> None:
    """Two customers change their hashed address everywhere, the sealed records going along."""
    folder = used.copy(tmp_path / "shop")
    (one,), (other,) = tampered(folder, _TWO)
    assert isinstance(one, bytes)
    assert isinstance(other, bytes)
    rename = "UPDATE customer SET hashed_email = ? WHERE hashed_email = ?"
    aside = bytes(32)
    tampered(folder, "PRAGMA foreign_keys = ON", *((rename, names) for names in (
        (aside, one), (one, other), (other, aside)
    )))  # fmt: skip
    faults = found(used, folder)
    assert set(faults) == {"sealed_customers"}


def test_a_removed_data_key_is_found(used: Scene, tmp_path: Path) -> None:
    folder = used.copy(tmp_path / "shop")
    with closing(apsw.Connection(str(folder / "keystore.db"))) as keys:
        keys.execute("DELETE FROM data_key WHERE id = 5")
    faults = found(used, folder)
    assert set(faults) >= {"key_file", "sealed_customers", "sealed_places"}
    assert "a customer's key was changed, added or removed" in faults["key_file"]


# --- cut tails ------------------------------------------------------------------------------------------------------


def cut(folder: Path, table: str, chain: str, *, rows: int, head: bool) -> None:
    """Takes the last ``rows`` off; with ``head`` the books say so as well."""
    key = f"{chain}_id"
    tampered(folder, f"DELETE FROM {table} WHERE {key} > (SELECT max({key}) FROM {table}) - {rows}")
    if head:
        tampered(
            folder,
            f"UPDATE chain SET (length, mac) = (SELECT {key}, mac FROM {table} ORDER BY {key} DESC LIMIT 1)"
            f" WHERE name = '{'audit' if chain == 'event' else 'ledger'}'",
        )
    if chain == "movement":
        tampered(
            folder,
            "UPDATE stock_level SET on_hand = (SELECT coalesce(sum(quantity), 0) FROM stock_movement"
            " WHERE stock_movement.variant_id = stock_level.variant_id)",
        )


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("after", ["at once", "head set back", "used again"])
@pytest.mark.parametrize(
    ("table", "chain", "check"),
    [("event", "event", "audit_chain"), ("stock_movement", "movement", "ledger_chain")],
    ids=["audit", "ledger"],
)
def test_a_cut_tail_is_found(
    table: str, chain: str, check: str, after: str, rows: int, used: Scene, tmp_path: Path
) -> None:
    folder = used.copy(tmp_path / "shop")
    cut(folder, table, chain, rows=rows, head=after != "at once")
    if after == "used again":
        more = tmp_path / "more.csv"
        lines = "".join(f"MORE-{n},5,1.00,2.00,S1\n" for n in range(100))
        more.write_text("product_id,quantity,wholesale_cost,sale_price,supplier_id\n" + lines)
        for _ in range(2):
            with used.opened(folder) as core:
                core.exchange.import_inventory(more)
    faults = found(used, folder)
    assert "missing" in faults[check] if after != "used again" else "the key file remembers" in faults[check]
    assert found(used, folder) == faults, "closing the shop has hidden it"


# --- anything -------------------------------------------------------------------------------------------------------


def test_a_flipped_byte_is_found(used: Scene, tmp_path: Path) -> None:
    """In a row that is covered, and in the head of every page of the tables that matter."""
    books = books_of(used.shop).read_bytes()
    macs = tampered(used.copy(tmp_path / "shop"), "SELECT mac FROM stock_movement UNION ALL SELECT mac FROM event")
    page = int.from_bytes(books[16:18])
    places = [books.index(mac) + 5 for (mac,) in macs if isinstance(mac, bytes)][::25]
    places += range(page, len(books), page * 7)
    for place in places:
        folder = used.copy(tmp_path / f"{place}")
        books_of(folder).write_bytes(books[:place] + bytes([books[place] ^ 0x40]) + books[place + 1 :])
        with suppress(IntegrityFault):  # too damaged to be opened at all
            assert found(used, folder), place


TABLES = {
    "stock_movement": "movement_id",
    "event": "event_id",
    "orders": "order_id",
    "order_line": "order_id",
    "email_lookup": "hashed_email",
    "vault_profile": "hashed_email",
    "vault_order": "order_id",
}
# Nothing else in the shop depends on these, so nothing can prove them.
UNPROVEN: dict[tuple[str, str], Callable[[object, object], bool]] = {
    ("vault_profile", "ver"): lambda was, becomes: True,
    ("orders", "status"): lambda was, becomes: was in ("refused", "backordered"),
}


@pytest.mark.timeout(3600 if LONG else 120)
def test_any_cell_changed_is_found(used: Scene, tmp_path: Path) -> None:
    draw = random.Random(5)
    edited = tried = 0
    while edited < (2_000 if LONG else 200):
        tried += 1
        table, key = draw.choice(list(TABLES.items()))
        folder = used.copy(tmp_path / f"{tried}")
        with closing(apsw.Connection(str(books_of(folder)))) as books:
            columns = [str(name) for (name,) in books.execute("SELECT name FROM pragma_table_info(?)", (table,))]
            column = draw.choice(columns)
            chosen = draw.choice(books.execute(f"SELECT {key} FROM {table}").fetchall())[0]
            rest = " AND line_no = 1" if table == "order_line" else ""
            was = books.execute(f"SELECT {column} FROM {table} WHERE {key} = ?{rest}", (chosen,)).fetchall()[0][0]
        becomes = another(was, column, draw=draw)
        if (table, column) in UNPROVEN and UNPROVEN[table, column](was, becomes):
            continue
        try:
            tampered(folder, (f"UPDATE {table} SET {column} = ? WHERE {key} = ?{rest}", (becomes, chosen)))
        except apsw.ConstraintError:
            continue  # the database itself refuses it
        edited += 1
        assert found(used, folder), f"{table}.{column} of {chosen!r} from {was!r} to {becomes!r}"
