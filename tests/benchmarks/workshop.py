"""What several benchmarks work on, made once when the first of them asks for it."""

import statistics
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from tests.benchmarks.measure import timed
from tests.benchmarks.shop import OrderDays, Shop, copied, found_stocked
from trendy_desktop.models import orders

PRODUCTS = 5_000
KNOWN = 4_000
FIRST_TIME = 0.1


@dataclass(frozen=True, slots=True)
class Grown:
    """A shop that nobody has open, and the seconds that an order took in each block of its orders."""

    folder: Path
    seconds: tuple[float, ...]


@dataclass(frozen=True)
class Workshop:
    """A folder to work in, and how much is asked for: with ``quick`` a tenth, with ``long`` up to a million orders."""

    folder: Path
    quick: bool
    long: bool

    def sized(self, full: int) -> int:
        return full // 10 if self.quick else full

    @cached_property
    def days(self) -> OrderDays:
        return OrderDays(products=PRODUCTS, people=KNOWN)

    @cached_property
    def start(self) -> Path:
        """A shop with stock and customers, each of whom has ordered once. Nobody has it open."""
        folder = found_stocked(self.folder / "start", products=PRODUCTS)
        with Shop.at(folder) as shop:
            shop.book(self.days.chunks(KNOWN))
        return folder

    @cached_property
    def last_order(self) -> int:
        """The id of the last order in ``start``."""
        with Shop.at(self.start) as shop, shop.store.reading() as books:
            return orders.highest_id(books)

    @property
    def block(self) -> int:
        """How many orders are booked between two looks at the clock, to see how the cost grows."""
        return self.sized(10_000)

    @cached_property
    def grown(self) -> Grown:
        """``start`` with ten blocks of orders more."""
        folder = copied(self.start, self.folder / "grown")
        with Shop.at(folder) as shop:
            return Grown(folder, tuple(self.book_block(shop) for _ in range(10)))

    def book_block(self, shop: Shop) -> float:
        """Books one block more and returns the seconds that an order of its middle chunk took."""
        chunks = self.days.chunks(self.block, first_time=FIRST_TIME)
        return statistics.median(timed(partial(shop.book, [chunk])) / len(chunk) for chunk in chunks)
