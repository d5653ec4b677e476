"""A small shop and files for it, made once and copied for each fault; and what must be true of it afterwards."""

import csv
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import apsw
from keyring.backend import KeyringBackend

from trendy_desktop.core import Core, build_core
from trendy_desktop.errors import ShopError
from trendy_desktop.paths import books_of
from trendy_desktop.services.founding import found
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Calendar, Currency, Instant
from trendy_desktop.vault import CHEAPEST

PASSPHRASE = "a passphrase for tests"
PROFILE = ShopProfile("Fault Shop", Currency.named("EUR"), Calendar.of("Europe/Vienna"))
CHUNK = 20
"""Orders or rows a chunk, so that a small file has many."""

Facts: TypeAlias = dict[str, list[tuple[object, ...]]]


class StoppedClock:
    """Always the same moment: what two runs wrote can be compared."""

    def now(self) -> Instant:
        return Instant(1_600_000_000_000)


class PaperKeyring(KeyringBackend):
    """Keeps its entries where they can be handed to another process."""

    priority = 1.0

    def __init__(self, kept: dict[str, str] | None = None) -> None:
        self.kept = {} if kept is None else kept

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[f"{service}/{username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop(f"{service}/{username}", None)


@dataclass(frozen=True, slots=True)
class Scene:
    """A shop with products and some customers, the entries of its keyring, and the files that are still to come."""

    shop: Path
    secrets: dict[str, str]
    words: str
    orders: Path
    inventory: Path

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.shop, to)
        return to

    def file(self, flow: str) -> Path:
        return self.orders if flow == "orders" else self.inventory

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Core]:
        core = build_core(folder, keyring=PaperKeyring(self.secrets), clock=StoppedClock())
        try:
            yield core
        finally:
            core.close()


def make(folder: Path, *, products: int = 60, orders: int = 160, rows: int = 200) -> Scene:
    """Half of the customers of the order file are known before; some of its lines are refused, for every reason."""
    draw = random.Random(11)
    skus = [f"SKU-{n:03}" for n in range(products)]
    stocked = [(sku, 60 + n % 7, f"{2 + n % 5}.50", f"{9 + n % 11}.90", f"S{n % 4}") for n, sku in enumerate(skus)]
    inventory_columns = ("product_id", "quantity", "wholesale_cost", "sale_price", "supplier_id")
    order_columns = ("date", "cust_email", "cust_location", "product_id", "product_quantity")
    first = _write(folder / "first.csv", inventory_columns, stocked)
    second = [(sku, quantity + n % 3, *rest) for n, (sku, quantity, *rest) in enumerate(stocked[: products // 2])]
    second += [(f"NEW-{n:03}", n % 9, "3.00", "8.00", f"S{n % 9}") for n in range(rows - len(second))]
    second += [("BAD-1", "-4", "3.00", "8.00", "S1"), ("BAD-2", "4", "3.001", "8.00", "S1")]

    def line(person: int) -> tuple[str, ...]:
        sku = draw.choice(skus) if draw.random() < 0.95 else "UNHEARD-OF"
        quantity = draw.choice(("1", "1", "2", "3", "50", "0") if draw.random() < 0.3 else ("1", "2"))
        date = f"2020-01-{person % 27 + 1:02}"
        return date, f"person.{person}@example.com", f"{1000 + person} Example Lane", sku, quantity

    known = [line(person) for person in range(0, orders, 4)]
    coming = [line(person) for person in range(orders) for _ in range(draw.randint(1, 3))]
    coming += [("2020-01-05", "nobody at nowhere", "1000 Example Lane", skus[0], "1"), ("", *coming[0][1:])]
    shop, keyring = folder / "shop", PaperKeyring()
    words = found(
        shop, PROFILE, clock=StoppedClock(), keyring=keyring, passphrase=PASSPHRASE, stretch=CHEAPEST
    ).recovery_words
    scene = Scene(
        shop,
        keyring.kept,
        words,
        _write(folder / "orders.csv", order_columns, coming),
        _write(folder / "inventory.csv", inventory_columns, second),
    )
    with scene.opened(shop) as core:
        core.exchange.import_inventory(first)
        core.exchange.import_customer_orders(_write(folder / "before.csv", order_columns, known))
    return scene


def _write(path: Path, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


# What the books say, without what differs from run to run: ciphertext, uids, MACs, numbers of import runs.
_FACTS = {
    "orders": "SELECT order_id, number, status, hashed_email, at, business_day, total, follows FROM orders",
    "lines": "SELECT order_id, line_no, variant_id, quantity, unit_price, discount FROM order_line",
    "refusals": """SELECT refused_id, order_id, file_line, sku, variant_id, wanted, available, amount, reason,
                          business_day, booked_by FROM refused_line""",
    "movements": """SELECT movement_id, variant_id, location_id, quantity, reason, at, business_day, order_id
                    FROM stock_movement""",
    "levels": "SELECT * FROM stock_level",
    "variants": "SELECT variant_id, product_id, sku, sale_price, wholesale_cost FROM variant",
    "products": "SELECT product_id, code, title, supplier_id FROM product",
    "stated": "SELECT * FROM inventory_row",
    "suppliers": "SELECT * FROM supplier",
    "customers": "SELECT hashed_email, code FROM customer",
    "remembered": "SELECT * FROM import_line",
}


def facts(core: Core) -> Facts:
    """The logical state of a shop: rows, and what the sealed records say when they are opened."""
    books = apsw.Connection(str(books_of(core.folder)), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        found = {name: sorted(books.execute(sql), key=repr) for name, sql in _FACTS.items()}
        profiles = list(
            books.execute(
                "SELECT hashed_email, cust_uid, unhashed_email, profile FROM vault_profile JOIN email_lookup USING"
                " (hashed_email) ORDER BY 1"
            )
        )
        places = list(books.execute("SELECT order_id, cust_uid, sealed FROM vault_order ORDER BY 1"))
    finally:
        books.close()
    keys = core.vault.keys_for(uid for _, uid, _, _ in profiles)
    found["people"] = [
        (keys.unseal_email(uid, hashed, email), str(keys.unseal_profile(uid, profile)))
        for hashed, uid, email, profile in profiles
    ]
    found["places"] = [(order, keys.unseal_place(uid, order, sealed)) for order, uid, sealed in places]
    return found


def faults_in(core: Core) -> list[str]:
    """What ``verify`` finds."""
    return [f"{check.name}: {check.first_fault}" for check in core.audit.verify().checks if not check.ok]


def torn(held: Facts, end: Facts) -> list[str]:
    """What is in the books and would not be after the whole flow, and orders of which only a part is there."""
    found = [
        f"{name}: {row}"
        for name in ("orders", "lines", "refusals", "movements", "products", "customers", "people", "places")
        for row in set(held[name]) - set(end[name])
    ]
    booked = {row[0] for row in held["orders"]}
    for name, place in (("lines", 0), ("places", 0), ("refusals", 1), ("movements", 7)):
        whole = {row for row in end[name] if row[place] in booked}
        found += [f"{name}: {row} is not there" for row in whole - set(held[name])]
    return found


def run(core: Core, flow: str, file: Path) -> None:
    """The flow that is disturbed: the import of ``file``."""
    if flow == "orders":
        core.exchange.import_customer_orders(file)
    else:
        core.exchange.import_inventory(file)


def smaller_chunks() -> None:
    """In a process of its own; the books must be the same whatever the chunks are."""
    from trendy_desktop.services import exchange

    exchange.ORDERS_A_CHUNK = exchange.ROWS_A_CHUNK = CHUNK


def word_of(error: ShopError) -> str:
    return f"{error.code}: {error}"
