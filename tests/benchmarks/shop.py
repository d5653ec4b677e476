"""A made-up shop to measure on: a catalogue with stock, customers, and order days as the file readers give them."""

import itertools
import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from trendy_desktop.models import imports, staff
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.exchange import ORDERS_A_CHUNK
from trendy_desktop.services.exchange.booking import OrderBooking, Shortage
from trendy_desktop.services.exchange.customer_orders import CustomerOrder
from trendy_desktop.services.exchange.inventory import InventoryLine
from trendy_desktop.services.exchange.lines import OrderLine
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.services.exchange.stocklist import StockListBooking
from trendy_desktop.services.founding import found
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Calendar, Currency, Instant, SystemClock
from trendy_desktop.vault import Vault

PROFILE = ShopProfile("Bench", Currency.named("EUR"), Calendar.of("Europe/Vienna"))
FIRST_DAY = BusinessDay.parse("2020-01-01")
REFUSED = 0.04
"""The part of all lines that cannot be booked: most want more than there is, some a product that nobody knows."""

ORDERS_A_DAY = 400

Chunk = list[CustomerOrder]


@dataclass(frozen=True, slots=True)
class Shop:
    """An open shop: its books and its vault."""

    folder: Path
    store: Store
    vault: Vault

    @classmethod
    @contextmanager
    def at(cls, folder: Path) -> Iterator[Self]:
        vault = Vault.open(folder, keyring=None)
        store = Store(books_of(folder), clock=SystemClock(), links=vault)
        try:
            yield cls(folder, store, vault)
        finally:
            store.close()
            vault.close()

    def book(self, chunks: Sequence[Chunk]) -> OrderBooking:
        """Books the orders as an import does once it has read them."""
        with self.store.change(staff.OWNER) as change:
            run = imports.begin(change, kind="customer-orders", file_hash=bytes(16))
        booking = OrderBooking(
            self.vault, LineMemory(self.vault, "customer-orders", import_id=run), shortage=Shortage.LINE
        )
        for chunk in chunks:
            with self.store.change(staff.OWNER) as change:
                booking.book(change, chunk)
        return booking


def found_empty(folder: Path) -> Path:
    """A new shop with a vault that is quick to open."""
    found(folder, PROFILE, clock=SystemClock(), keyring=None, demo=True)
    return folder


def found_stocked(folder: Path, *, products: int) -> Path:
    """A new shop with so much of ``products`` products that it does not run out."""
    found_empty(folder)
    with Shop.at(folder) as shop:
        with shop.store.change(staff.OWNER) as change:
            run = imports.begin(change, kind="inventory", file_hash=bytes(16))
        booking = StockListBooking(shop.vault, calendar=PROFILE.calendar, import_id=run)
        lines = (
            InventoryLine(number, sku(number), 1_000_000, 900 + number % 5000, 1900 + number % 9000, f"S-{number % 40}")
            for number in range(products)
        )
        while part := list(itertools.islice(lines, 1000)):
            with shop.store.change(staff.OWNER) as change:
                booking.book(change, part)
    return folder


def copied(folder: Path, to: Path) -> Path:
    """A copy of a shop that nobody has open, in the place of whatever was at ``to``."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


def sku(number: int) -> str:
    return f"{number * 7919:012}"


class OrderDays:
    """Draws orders of two and a half lines in the mean, the same for the same seed; each has a customer of its day."""

    def __init__(self, *, products: int, people: int, seed: int = 7) -> None:
        self._draw = random.Random(seed)
        self._products = products
        self._people = people
        self._drawn = 0

    def chunks(self, orders: int, *, first_time: float = 0.0, size: int = ORDERS_A_CHUNK) -> list[Chunk]:
        """Orders of the ``people``, by turns; the part ``first_time`` of them is of somebody who never came before."""
        drawn = [self.order(first_time) for _ in range(orders)]
        return [drawn[start : start + size] for start in range(0, orders, size)]

    def file(self, path: Path, orders: int, *, first_time: float) -> Path:
        """The next ``orders`` orders as a file in the documented order of columns."""
        with path.open("w", encoding="utf-8", newline="") as out:
            print("date,cust_email,cust_location,product_id,product_quantity", file=out)
            for _ in range(orders):
                one = self.order(first_time)
                for line in one.lines:
                    print(one.day, one.email, one.place, line.sku, line.quantity, sep=",", file=out)
        return path

    def order(self, first_time: float) -> CustomerOrder:
        draw = self._draw
        self._drawn += 1
        day = FIRST_DAY.plus(self._drawn // ORDERS_A_DAY)
        who = f"new-{self._drawn}" if draw.random() < first_time else f"person-{self._drawn % self._people}"
        email = f"{who}@example.com"
        place = f"{draw.randrange(100_000):05}"
        lines = tuple(self._line(day, email, place, number) for number in range((2, 3)[self._drawn % 2]))
        at = Instant(PROFILE.calendar.start_of(day) + draw.randrange(36_000_000))
        return CustomerOrder(at, day, True, email, email, place, place.lstrip("0"), lines, ())

    def _line(self, day: BusinessDay, email: str, place: str, number: int) -> OrderLine:
        draw = self._draw
        code, quantity = sku(min(draw.randrange(self._products), draw.randrange(self._products))), draw.randrange(1, 4)
        faulty = draw.random() / REFUSED
        if faulty < 0.2:
            code = f"unknown-{draw.randrange(10**6)}"
        elif faulty < 1:
            quantity += 2_000_000
        identity = f"{day}\x1f{email}\x1f{place}\x1f{code}\x1f{quantity}\x1f{number}"
        return OrderLine(self._drawn * 3 + number, code, quantity, identity.encode())
