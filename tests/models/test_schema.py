"""What the database itself refuses, whoever writes: kinds of values, references, doubles, and edits of what is kept."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from tests.models.test_store import new_books
from trendy_desktop import errors
from trendy_desktop.models import staff
from trendy_desktop.models.store import Store

HASH, UID, LINE, MAC = "zeroblob(32)", "zeroblob(16)", "zeroblob(20)", "zeroblob(32)"

ROWS = f"""
    INSERT INTO supplier VALUES (1, 'SUP', 'Supplier');
    INSERT INTO product VALUES (1, 'SCARF', 'Scarf', '', '', 1, 0, NULL),
                               (2, 'BEANIE', 'Beanie', '', '', NULL, 0, NULL);
    INSERT INTO variant VALUES (1, 1, 'SC-1', '4006381333931', 'S', 'Red', 1990, 800, 0, 0, 0, NULL),
                               (2, 2, 'BE-1', NULL, '', '', 990, 400, 0, 0, 0, NULL);
    INSERT INTO customer VALUES ({HASH}, 'C-0001', 0);
    INSERT INTO vault_profile VALUES ({HASH}, {UID}, x'00', 1);
    INSERT INTO import_run VALUES (1, 'customer-orders', {UID}, 0, 1);
    INSERT INTO orders VALUES (1, 1, 'delivered', 'import', {HASH}, 0, 0, 0, 1990, NULL, 1, 1);
    INSERT INTO orders VALUES (2, NULL, 'draft', 'counter', NULL, 0, 0, 0, 0, NULL, NULL, 1);
    INSERT INTO order_line VALUES (1, 1, 1, 1, 1990, 0, NULL, NULL), (2, 1, 1, 1, 1990, 0, NULL, NULL);
    INSERT INTO refused_line VALUES (1, 1, 1, 3, 'SC-1', 1, 2, 0, 3980, 'insufficient_stock', 0, NULL);
    INSERT INTO backorder VALUES (1, 1, 1, 3, 2, 1990, 0);
    INSERT INTO import_line VALUES ({LINE}, 1);
    INSERT INTO inventory_row VALUES (1, 5, 800, 1990, 1);
    INSERT INTO receipt VALUES (1, 1, 0, 0, 0, 1, 1);
    INSERT INTO receipt_line VALUES (1, 1, 1, 5);
    INSERT INTO stock_movement VALUES (1, 1, 1, 5, 'opening', 0, 0, 0, 1, NULL, NULL, {MAC});
    INSERT INTO event VALUES (1, 1, 'X', 'shop', '{{}}', 0, 0, {MAC});
    INSERT INTO outbox VALUES (1, 'receipt', 'key', {UID}, x'00', 0, NULL, 0);
"""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Books with one row in every table; no test of this module gets anything into them."""
    made = new_books(Path(tmp_path_factory.mktemp("books")) / "shop.db")
    made.books.connection.execute(ROWS)
    yield made
    made.close()


def attempt(books: Store, sql: str) -> None:
    """Runs ``sql`` and takes it back; raises what the database says."""
    connection = books.books.connection
    connection.execute("BEGIN")
    try:
        connection.execute(sql)
    finally:
        connection.execute("ROLLBACK")


REFUSED = {
    # kinds of values
    "text for a number": ("UPDATE variant SET sale_price = 'cheap'", "cannot store TEXT"),
    "a float for money": ("UPDATE variant SET sale_price = 19.5", "cannot store REAL"),
    "text for a hash": (f"INSERT INTO customer VALUES ('{'a' * 32}', 'C-2', 0)", "cannot store TEXT"),
    # checks
    "a price below zero": ("UPDATE variant SET sale_price = -1", "CHECK"),
    "a cost below zero": ("UPDATE variant SET wholesale_cost = -1", "CHECK"),
    "a reorder point below zero": ("UPDATE variant SET reorder_point = -1", "CHECK"),
    "a target below zero": ("UPDATE variant SET reorder_target = -1", "CHECK"),
    "an empty SKU": ("UPDATE variant SET sku = ''", "CHECK"),
    "a long SKU": ("UPDATE variant SET sku = hex(zeroblob(33)) WHERE variant_id = 1", "CHECK"),
    "an empty barcode": ("UPDATE variant SET barcode = ''", "CHECK"),
    "an empty code": ("UPDATE product SET code = '' WHERE product_id = 1", "CHECK"),
    "an empty title": ("UPDATE product SET title = ''", "CHECK"),
    "an empty supplier": ("INSERT INTO supplier VALUES (2, '', '')", "CHECK"),
    "an empty location": ("INSERT INTO location VALUES (2, '')", "CHECK"),
    "a short hash": ("INSERT INTO customer VALUES (x'00', 'C-2', 0)", "CHECK"),
    "a short uid": (f"INSERT INTO vault_order VALUES (1, x'00', {MAC})", "CHECK"),
    "an order that waits but has a number": (
        "INSERT INTO orders VALUES (3, 2, 'refused', 'import', NULL, 0, 0, 0, 0, NULL, NULL, 1)",
        "booked_orders_have_a_number",
    ),
    "an order booked without a number": (
        "INSERT INTO orders VALUES (3, NULL, 'delivered', 'import', NULL, 0, 0, 0, 0, NULL, NULL, 1)",
        "booked_orders_have_a_number",
    ),
    "a refused order that is delivered": ("UPDATE orders SET status = 'refused' WHERE order_id = 1", "CHECK"),
    "an order number of zero": ("UPDATE orders SET number = 0, status = 'placed' WHERE order_id = 2", "CHECK"),
    "a line of nothing": ("INSERT INTO order_line VALUES (2, 2, 1, 0, 1, 0, NULL, NULL)", "CHECK"),
    "a line number of zero": ("INSERT INTO order_line VALUES (2, 0, 1, 1, 1, 0, NULL, NULL)", "CHECK"),
    "a line with a price below zero": ("INSERT INTO order_line VALUES (2, 2, 1, 1, -1, 0, NULL, NULL)", "CHECK"),
    "a discount below zero": ("INSERT INTO order_line VALUES (2, 2, 1, 1, 1, -1, NULL, NULL)", "CHECK"),
    "a tax rate above everything": ("INSERT INTO order_line VALUES (2, 2, 1, 1, 1, 0, 100001, 0)", "CHECK"),
    "a refusal that earns": (
        "INSERT INTO refused_line VALUES (2, 1, 1, 3, 'SC-1', 1, 2, 0, -1, 'insufficient_stock', 0, NULL)",
        "CHECK",
    ),
    "waiting for more than was asked": ("UPDATE backorder SET waiting = 4", "CHECK"),
    "waiting for less than nothing": ("UPDATE backorder SET waiting = -1", "CHECK"),
    "a receipt of nothing": ("INSERT INTO receipt_line VALUES (1, 2, 1, 0)", "CHECK"),
    "a movement of nothing": (
        f"INSERT INTO stock_movement VALUES (2, 1, 1, 0, 'sale', 0, 0, 0, 1, NULL, NULL, {MAC})",
        "CHECK",
    ),
    "a movement without proof": (
        "INSERT INTO stock_movement VALUES (2, 1, 1, 1, 'sale', 0, 0, 0, 1, NULL, NULL, x'')",
        "CHECK",
    ),
    "more sold than there is": (
        f"INSERT INTO stock_movement VALUES (2, 1, 1, -6, 'sale', 0, 0, 0, 1, NULL, NULL, {MAC})",
        "on_hand_is_never_negative",
    ),
    "on hand below zero": ("UPDATE stock_level SET on_hand = -1", "on_hand_is_never_negative"),
    "held below zero": ("UPDATE stock_level SET reserved = -1", "reserved_is_never_negative"),
    "an event that is no JSON": (f"INSERT INTO event VALUES (2, 1, 'X', 'shop', 'x', 0, 0, {MAC})", "CHECK"),
    "a role nobody has": ("INSERT INTO staff VALUES (2, 'Eve', 'admin', 0)", "CHECK"),
    "a file of no kind": (f"INSERT INTO import_run VALUES (2, 'x', {HASH}, 0, 1)", "CHECK"),
    "a counter below zero": ("UPDATE counter SET last = -1", "CHECK"),
    "fewer than no attempts": ("UPDATE outbox SET attempts = -1", "CHECK"),
    # references
    "a variant of no product": ("UPDATE variant SET product_id = 9", "FOREIGN KEY"),
    "a product of no supplier": ("UPDATE product SET supplier_id = 9", "FOREIGN KEY"),
    "a product deleted under its variant": ("DELETE FROM product", "FOREIGN KEY"),
    "a sold variant deleted": ("DELETE FROM variant WHERE variant_id = 1", "FOREIGN KEY"),
    "an order of nobody": ("UPDATE orders SET hashed_email = randomblob(32)", "FOREIGN KEY"),
    "a customer with orders deleted": ("DELETE FROM customer", "FOREIGN KEY"),
    "a state that is none": ("UPDATE orders SET status = 'lost' WHERE order_id = 1", "FOREIGN KEY"),
    "a channel that is none": ("UPDATE orders SET channel = 'fax' WHERE order_id = 2", "FOREIGN KEY"),
    "a reason that is none": (
        f"INSERT INTO stock_movement VALUES (2, 1, 1, 1, 'theft', 0, 0, 0, 1, NULL, NULL, {MAC})",
        "FOREIGN KEY",
    ),
    "a movement nowhere": (
        f"INSERT INTO stock_movement VALUES (2, 1, 9, 1, 'sale', 0, 0, 0, 1, NULL, NULL, {MAC})",
        "FOREIGN KEY",
    ),
    "a line remembered for a refusal that is none": ("UPDATE import_line SET refused_id = 9", "FOREIGN KEY"),
    "an event by nobody": (f"INSERT INTO event VALUES (2, 9, 'X', 'shop', '{{}}', 0, 0, {MAC})", "FOREIGN KEY"),
    # doubles
    "a SKU twice": ("UPDATE variant SET sku = 'SC-1' WHERE variant_id = 2", "UNIQUE"),
    "a barcode twice": ("UPDATE variant SET barcode = '4006381333931' WHERE variant_id = 2", "UNIQUE"),
    "a code twice": ("UPDATE product SET code = 'SCARF' WHERE product_id = 2", "UNIQUE"),
    "a size and colour twice": (
        "INSERT INTO variant VALUES (3, 1, 'SC-2', NULL, 'S', 'Red', 1, 1, 0, 0, 0, NULL)",
        "UNIQUE",
    ),
    "a supplier twice": ("INSERT INTO supplier VALUES (2, 'SUP', '')", "UNIQUE"),
    "an order number twice": ("UPDATE orders SET number = 1, status = 'placed' WHERE order_id = 2", "UNIQUE"),
    "a customer code twice": ("INSERT INTO customer VALUES (randomblob(32), 'C-0001', 0)", "UNIQUE"),
    "a line booked twice": (f"INSERT INTO import_line VALUES ({LINE}, NULL)", "UNIQUE"),
    "a message twice": (f"INSERT INTO outbox VALUES (2, 'receipt', 'key', {UID}, x'00', 0, NULL, 0)", "UNIQUE"),
    # what is kept
    "a deleted movement": ("DELETE FROM stock_movement", "append-only"),
    "an edited movement": ("UPDATE stock_movement SET quantity = 6", "append-only"),
    "a deleted event": ("DELETE FROM event", "append-only"),
    "an edited event": ("UPDATE event SET details = '[]'", "append-only"),
    "a deleted order": ("DELETE FROM orders WHERE order_id = 1", "orders are kept"),
    "a deleted line": ("DELETE FROM order_line WHERE order_id = 1", "posted order is frozen"),
    "an edited line": ("UPDATE order_line SET unit_price = 1 WHERE order_id = 1", "posted order is frozen"),
    "a deleted refusal": ("DELETE FROM refused_line", "refusals are kept"),
    "a deleted receipt": ("DELETE FROM receipt", "receipts are kept"),
    "an edited receipt": ("UPDATE receipt SET at = 1", "receipts are kept"),
    "a deleted receipt line": ("DELETE FROM receipt_line", "receipts are kept"),
    "an edited receipt line": ("UPDATE receipt_line SET quantity = 1", "receipts are kept"),
    "a deleted price": ("DELETE FROM variant_price", "price history is kept"),
}  # fmt: skip

FROZEN = {
    "orders": ("order_id number channel at business_day recorded_at total follows import_id staff_id", "frozen"),
    "refused_line": (
        "refused_id order_id import_id file_line sku variant_id wanted available amount reason business_day",
        "refusals are kept",
    ),
    "stock_movement": (
        "movement_id variant_id location_id quantity reason at business_day recorded_at staff_id order_id receipt_id "
        "mac",
        "append-only",
    ),
    "event": ("event_id user_id event_type module details timestamp recorded_at mac", "append-only"),
    "receipt": ("receipt_id supplier_id at business_day recorded_at import_id staff_id", "receipts are kept"),
    "receipt_line": ("receipt_id line_no variant_id quantity", "receipts are kept"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(books: Store, what: str) -> None:
    sql, reason = REFUSED[what]
    with pytest.raises(apsw.Error, match=reason):
        attempt(books, sql)


@pytest.mark.parametrize(("table", "column"), [(table, name) for table in FROZEN for name in FROZEN[table][0].split()])
def test_each_frozen_column_is_frozen(books: Store, table: str, column: str) -> None:
    with pytest.raises(apsw.ConstraintError, match=FROZEN[table][1]):
        attempt(books, f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE orders SET status = 'returned' WHERE order_id = 1",
        "UPDATE orders SET total = 1 WHERE order_id = 2",
        "UPDATE order_line SET quantity = 2 WHERE order_id = 2",
        "DELETE FROM order_line WHERE order_id = 2; DELETE FROM orders WHERE order_id = 2",
        "UPDATE customer SET hashed_email = randomblob(32)",  # a customer who is erased
        "UPDATE refused_line SET booked_by = 1",
        "UPDATE backorder SET waiting = 0",
    ],
)
def test_what_may_change_can_change(books: Store, sql: str) -> None:
    attempt(books, sql)


def test_an_erased_customers_new_name_follows_everywhere(books: Store) -> None:
    connection = books.books.connection
    connection.execute("BEGIN")
    try:
        connection.execute("UPDATE customer SET hashed_email = x'" + "ab" * 32 + "'")
        named = {
            connection.execute(f"SELECT hex(hashed_email) FROM {table} WHERE hashed_email IS NOT NULL").get
            for table in ("customer", "vault_profile", "orders")
        }
    finally:
        connection.execute("ROLLBACK")
    assert named == {"AB" * 32}


def test_a_sale_beyond_stock_is_said_in_the_shops_words(books: Store) -> None:
    with pytest.raises(errors.InsufficientStock), books.change(staff.OWNER) as change:
        change.books.write("UPDATE stock_level SET on_hand = on_hand - 6")
