"""Files in: inventory, customer orders, supplier orders. Each is read and checked as a whole, then booked in chunks.

What refuses a file changes nothing. What refuses a line leaves the rest. The same file again books nothing; a grown one
brings its new lines only. A run that was stopped, or killed, goes on where it was with the same file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from trendy_desktop.errors import Cancelled
from trendy_desktop.events import ImportFinished
from trendy_desktop.models import imports
from trendy_desktop.models.store import Change, Store
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.exchange.arrivals import DeliveryBooking
from trendy_desktop.services.exchange.booking import OrderBooking, Shortage
from trendy_desktop.services.exchange.customer_orders import CustomerFile, read_customer_orders
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.inventory import read_inventory
from trendy_desktop.services.exchange.lines import FileWarning, Refused
from trendy_desktop.services.exchange.memory import LineMemory, RefusedLine, told
from trendy_desktop.services.exchange.stocklist import StockListBooking
from trendy_desktop.services.exchange.supplier_orders import SupplierFile, read_supplier_orders
from trendy_desktop.services.progress import Progress, Unheard
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import ImportId, StaffId
from trendy_desktop.vault import Vault, normalise_email

ORDERS_A_CHUNK = 500
ROWS_A_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class InventoryResult:
    """What came of an inventory file; every row is added, changed, unchanged or refused, unless ``stopped`` before."""

    rows: int
    added: int
    changed: int
    unchanged: int
    unknown_columns: tuple[str, ...]
    refused: tuple[RefusedLine, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class OrdersResult:
    """What came of a customer-order file.

    ``orders`` are those in the file, ``booked_orders`` and ``booked_lines`` what this run booked. A line of which only
    a part was there counts in ``booked_lines`` and in ``backordered``.
    """

    lines: int
    orders: int
    booked_orders: int
    booked_lines: int
    already_booked: int
    already_refused: int
    backordered: int
    unknown_columns: tuple[str, ...]
    warnings: tuple[FileWarning, ...]
    refused: tuple[RefusedLine, ...]
    stopped: bool

    @classmethod
    def of(cls, file: CustomerFile, booking: OrderBooking, memory: LineMemory, *, stopped: bool) -> Self:
        return cls(
            lines=file.lines,
            orders=file.orders,
            booked_orders=booking.booked_orders,
            booked_lines=booking.booked_lines,
            already_booked=memory.already_booked,
            already_refused=memory.already_refused,
            backordered=booking.backordered,
            unknown_columns=tuple(file.unknown_columns),
            warnings=tuple(file.warnings),
            refused=memory.by_line(),
            stopped=stopped,
        )


@dataclass(frozen=True, slots=True)
class SuppliesResult:
    """What came of a supplier-order file; ``booked`` are its lines, ``units`` what they put on stock."""

    lines: int
    booked: int
    units: int
    already_booked: int
    already_refused: int
    unknown_columns: tuple[str, ...]
    warnings: tuple[FileWarning, ...]
    refused: tuple[RefusedLine, ...]
    stopped: bool

    @classmethod
    def of(cls, file: SupplierFile, booking: DeliveryBooking, memory: LineMemory, *, stopped: bool) -> Self:
        return cls(
            lines=file.lines,
            booked=booking.booked_lines,
            units=booking.booked_units,
            already_booked=memory.already_booked,
            already_refused=memory.already_refused,
            unknown_columns=tuple(file.unknown_columns),
            warnings=tuple(file.warnings),
            refused=memory.by_line(),
            stopped=stopped,
        )


__all__ = [
    "ORDERS_A_CHUNK",
    "Exchange",
    "InventoryResult",
    "OrdersResult",
    "RefusedLine",
    "Shortage",
    "SuppliesResult",
]

Item = TypeVar("Item")


class Exchange:
    """Imports files into the books of one shop. Every import needs an open vault (VaultClosed)."""

    def __init__(self, store: Store, vault: Vault, *, audit: Audit, profile: ShopProfile, actor: StaffId) -> None:
        self._store = store
        self._vault = vault
        self._audit = audit
        self._profile = profile
        self._actor = actor

    def import_inventory(self, path: Path, *, progress: Progress | None = None) -> InventoryResult:
        """Brings the books to what the inventory file ``path`` states. Raises FileRefused, CannotRead, VaultClosed."""
        self._vault.require_open()
        file = read_inventory(path, digits=self._profile.currency.digits, progress=progress)
        run = self._begin("inventory", file.sha256)
        refused = [told(row) for row in file.refused]
        booking = StockListBooking(self._vault, calendar=self._profile.calendar, import_id=run)
        stopped = self._in_chunks(file.chunks(ROWS_A_CHUNK), booking.book, total=file.lines, progress=progress)
        refused = sorted(refused + booking.refused, key=lambda line: line.line)
        self._finish(run, lines=file.lines, booked=booking.added + booking.changed, refused=len(refused))
        return InventoryResult(
            rows=file.lines,
            added=booking.added,
            changed=booking.changed,
            unchanged=booking.unchanged,
            unknown_columns=tuple(file.unknown_columns),
            refused=tuple(refused),
            stopped=stopped,
        )

    def import_customer_orders(
        self,
        path: Path,
        *,
        shortage: Shortage = Shortage.LINE,
        dates: DateMode | None = None,
        file_zone: ZoneInfo | None = None,
        retry_refused: bool = False,
        progress: Progress | None = None,
    ) -> OrdersResult:
        """Books the orders of ``path`` as delivered at their date. Raises FileRefused, CannotRead, VaultClosed."""
        self._vault.require_open()
        file = read_customer_orders(
            path,
            calendar=self._profile.calendar,
            normalise=normalise_email,
            dates=dates,
            file_zone=file_zone,
            progress=progress,
        )
        run = self._begin("customer-orders", file.sha256)
        memory = LineMemory(self._vault, "customer-orders", import_id=run, retry_refused=retry_refused)
        booking = OrderBooking(self._vault, memory, shortage=shortage)
        self._refuse(memory, file.refused)
        stopped = self._in_chunks(file.chunks(ORDERS_A_CHUNK), booking.book, total=file.orders, progress=progress)
        self._finish(run, lines=file.lines, booked=booking.booked_lines, refused=len(memory.refused))
        return OrdersResult.of(file, booking, memory, stopped=stopped)

    def import_supplier_orders(
        self,
        path: Path,
        *,
        dates: DateMode | None = None,
        file_zone: ZoneInfo | None = None,
        retry_refused: bool = False,
        progress: Progress | None = None,
    ) -> SuppliesResult:
        """Puts the deliveries of ``path`` on stock at their date. Raises FileRefused, CannotRead, VaultClosed."""
        self._vault.require_open()
        file = read_supplier_orders(
            path, calendar=self._profile.calendar, dates=dates, file_zone=file_zone, progress=progress
        )
        run = self._begin("supplier-orders", file.sha256)
        memory = LineMemory(self._vault, "supplier-orders", import_id=run, retry_refused=retry_refused)
        booking = DeliveryBooking(self._vault, memory, calendar=self._profile.calendar)
        self._refuse(memory, file.refused)
        stopped = self._in_chunks(file.chunks(ORDERS_A_CHUNK), booking.book, total=file.orders, progress=progress)
        self._finish(run, lines=file.lines, booked=booking.booked_lines, refused=len(memory.refused))
        return SuppliesResult.of(file, booking, memory, stopped=stopped)

    def _begin(self, kind: str, file_hash: bytes) -> ImportId:
        # Keyed: a file of a single order could be guessed from its plain hash, address and all.
        keyed = self._vault.line_identity("file")(file_hash)
        with self._store.change(self._actor) as change:
            return imports.begin(change, kind=kind, file_hash=keyed)

    def _refuse(self, memory: LineMemory, rows: Sequence[Refused]) -> None:
        if rows:
            with self._store.change(self._actor) as change:
                memory.refuse(change, rows)

    def _in_chunks(
        self,
        chunks: Iterator[list[Item]],
        book: Callable[[Change, list[Item]], None],
        *,
        total: int,
        progress: Progress | None,
    ) -> bool:
        """Books each chunk in a change of its own; says whether it was told to stop before the last."""
        heard = progress or Unheard()
        done = 0
        for chunk in chunks:
            try:
                heard.step(done, total)
            except Cancelled:
                return True
            with self._store.change(self._actor) as change:
                book(change, chunk)
            done += len(chunk)
        with suppress(Cancelled):  # too late: all of it is booked
            heard.step(done, total)
        return False

    def _finish(self, run: ImportId, *, lines: int, booked: int, refused: int) -> None:
        with self._store.change(self._actor) as change:
            change.record(ImportFinished(import_id=run, lines=lines, booked=booked, refused=refused))
        self._audit.keep_heads()
