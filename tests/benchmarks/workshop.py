"""What several benchmarks work on, made once when the first of them asks for it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.benchmarks.shop import OrderDays, Shop, copied, found_stocked
from trendy_desktop.models import orders

PRODUCTS = 5_000
KNOWN = 4_000
FIRST_TIME = 0.1
BLOCK = 10_000
"""How many drawn orders are kept in memory at one time."""


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

    @cached_property
    def grown(self) -> Path:
        """``start`` with 100,000 orders more. Nobody has it open."""
        return self.grow(self.start, self.folder / "grown", orders=self.sized(100_000))

    def grow(self, start: Path, to: Path, *, orders: int) -> Path:
        """A copy of the shop ``start`` with so many ``orders`` more."""
        with Shop.at(copied(start, to)) as shop:
            for _ in range(0, orders, BLOCK):
                shop.book(self.days.chunks(min(orders, BLOCK), first_time=FIRST_TIME))
        return to
