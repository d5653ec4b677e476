"""An open shop for tests: real books, a real vault with the cheap stretch, a clock that is set by hand."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from trendy_desktop.core import Core, build_core
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.founding import found
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Calendar, Currency, Instant

PROFILE = ShopProfile("Test Shop", Currency.named("EUR"), Calendar.of("Europe/Vienna"))
CUSTOMER_HEADER = "date,cust_email,cust_location,product_id,product_quantity"
SUPPLIER_HEADER = "date,supplier_id,product_id,quantity"
INVENTORY_HEADER = "product_id,quantity,wholesale_cost,sale_price,supplier_id"


class HandClock:
    """Stands still at noon of 1 June 2020 in Vienna until it is set."""

    def __init__(self) -> None:
        self.time = 1_591_005_600_000

    def now(self) -> Instant:
        return Instant(self.time)


class Shop:
    """One open shop in ``folder``, its parts, and short ways to feed it files and to look into its books."""

    def __init__(self, folder: Path, profile: ShopProfile = PROFILE) -> None:
        self.clock = HandClock()
        self.folder = folder
        self.files = folder.parent
        found(folder, profile, clock=self.clock, keyring=None, demo=True)
        self.core: Core = build_core(folder, keyring=None, clock=self.clock)
        self.exchange = self.core.exchange
        self.vault = self.core.vault

    def file(self, header: str, *rows: str, name: str = "file.csv") -> Path:
        path = self.files / name
        path.write_text("\n".join((header, *rows)) + "\n", "utf-8", newline="")
        return path

    def inventory(self, *rows: str) -> Path:
        """A file of ``SKU,units,cost,price,supplier``."""
        return self.file(INVENTORY_HEADER, *rows, name="inventory.csv")

    def orders(self, *rows: str) -> Path:
        """A file of ``date,e-mail,place,SKU,units``."""
        return self.file(CUSTOMER_HEADER, *rows, name="orders.csv")

    def supplies(self, *rows: str) -> Path:
        """A file of ``date,supplier,SKU,units``."""
        return self.file(SUPPLIER_HEADER, *rows, name="supplies.csv")

    def stock(self, sku: str) -> int:
        return self.core.catalog.stock(sku).on_hand

    def rows(self, sql: str, *params: str | int | bytes) -> list[tuple[object, ...]]:
        """What the books hold, read behind the back of the program."""
        with self._reader.reading() as books:
            return list(books.rows(sql, params))

    @cached_property
    def _reader(self) -> Store:
        return Store(books_of(self.folder), clock=self.clock, read_only=True)

    def faults(self) -> Sequence[str]:
        """What ``verify`` finds: nothing when all is well."""
        return [f"{check.name}: {check.first_fault}" for check in self.core.audit.verify().checks if not check.ok]

    def close(self) -> None:
        self.core.close()
        self._reader.close()


def day(text: str) -> BusinessDay:
    return BusinessDay.parse(text)
