"""Practice: order days replayed in a copy of the shop, with made-up people and a vault that protects nobody."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

from trendy_desktop.events import PracticeStarted
from trendy_desktop.models import catalog, orders, staff, stock
from trendy_desktop.models.stock import NewMovement
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.exchange import OrdersResult, SuppliesResult
from trendy_desktop.services.exchange.arrivals import DeliveryBooking
from trendy_desktop.services.exchange.booking import OrderBooking, Shortage
from trendy_desktop.services.exchange.customer_orders import CustomerFile, CustomerOrder, read_customer_orders
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.lines import OrderLine, Refused
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.services.exchange.supplier_orders import Delivery, SupplierFile, read_supplier_orders
from trendy_desktop.services.founding import found
from trendy_desktop.services.practice.replay import Replay
from trendy_desktop.services.practice.schedule import schedule
from trendy_desktop.services.progress import Progress
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.vault import Vault, normalise_email


@dataclass(frozen=True, slots=True)
class PracticeRun:
    """What came of a run, and its digest: equal for the same files, stock and seed."""

    orders: OrdersResult
    supplies: SuppliesResult | None
    digest: str


@dataclass(frozen=True, slots=True)
class OrderDays:
    """What a run replays: customer orders, deliveries if there are any, and how both are to be read and booked."""

    file: Path
    supplies: Path | None = None
    shortage: Shortage = Shortage.LINE
    dates: DateMode | None = None
    file_zone: ZoneInfo | None = None


class Run:
    """One replay on its way: ``replay`` plays, pauses and steps; ``outcome`` says what has come of it so far."""

    def __init__(
        self,
        store: Store,
        vault: Vault,
        days: OrderDays,
        *,
        read: "_Read",
        profile: ShopProfile,
        seed: int,
        people: "_MadeUp | None",
    ) -> None:
        """``people`` take the place of the file's own; None: these are the real books."""
        self._store = store
        self._read = read
        self._memory = LineMemory(vault, "customer-orders")
        self._received = LineMemory(vault, "supplier-orders")
        self._orders = OrderBooking(vault, self._memory, shortage=days.shortage)
        self._deliveries = DeliveryBooking(vault, self._received, calendar=profile.calendar)
        disguise = people or _AsTheyAre()
        ordered, delivered = read
        with store.change(staff.OWNER) as change:
            self._memory.refuse(change, [disguise.row(row) for row in ordered.refused])
            self._received.refuse(change, [disguise.row(row) for row in (delivered.refused if delivered else ())])
        self.replay = Replay(
            store,
            schedule(
                (disguise.order(one) for chunk in ordered.chunks() for one in chunk),
                (disguise.delivery(one) for chunk in delivered.chunks() for one in chunk) if delivered else (),
                profile=profile,
                seed=seed,
            ),
            total=ordered.orders + (delivered.orders if delivered else 0),
            orders=self._orders,
            deliveries=self._deliveries,
            profile=profile,
            actor=staff.OWNER,
        )

    def outcome(self) -> PracticeRun:
        """What has been booked so far; ``stopped`` until the replay is finished."""
        stopped = not self.replay.finished
        ordered, delivered = self._read
        return PracticeRun(
            OrdersResult.of(ordered, self._orders, self._memory, stopped=stopped),
            SuppliesResult.of(delivered, self._deliveries, self._received, stopped=stopped) if delivered else None,
            digest(self._store),
        )


class Practice:
    """Replays of order days, in practice copies of one shop or in its own books."""

    def __init__(self, store: Store, vault: Vault, profile: ShopProfile) -> None:
        self._store = store
        self._vault = vault
        self._profile = profile

    def run(self, days: OrderDays, *, seed: int, out: Path, progress: Progress | None = None) -> PracticeRun:
        """Replays ``days`` at once in a new practice copy in ``out``. The errors are those of ``in_copy``."""
        with self.in_copy(days, seed=seed, out=out, progress=progress) as run:
            run.replay.at_once(progress=progress)
            return run.outcome()

    @contextmanager
    def in_copy(self, days: OrderDays, *, seed: int, out: Path, progress: Progress | None = None) -> Iterator[Run]:
        """A run in a new practice copy in ``out``. The shop itself is only read; its vault may stay closed.

        Raises FileRefused or CannotRead before anything is made, ShopExists when ``out`` is not empty.
        """
        read = self._files(days, progress)
        self.copy(out, seed=seed)
        vault = Vault.open(out, keyring=None)
        store = Store(books_of(out), clock=self._store.clock, links=vault)
        try:
            yield Run(store, vault, days, read=read, profile=self._profile, seed=seed, people=_MadeUp())
            Audit(store, vault).keep_heads()
        finally:
            vault.close()
            store.close()

    @contextmanager
    def in_books(self, days: OrderDays, *, seed: int, progress: Progress | None = None) -> Iterator[Run]:
        """A run in the shop's own books. Lines that an import booked are not booked again, nor the other way round.

        Raises VaultClosed, FileRefused, CannotRead.
        """
        self._vault.require_open()
        read = self._files(days, progress)
        yield Run(self._store, self._vault, days, read=read, profile=self._profile, seed=seed, people=None)
        Audit(self._store, self._vault).keep_heads()

    def _files(self, days: OrderDays, progress: Progress | None) -> "_Read":
        calendar, dates, zone = self._profile.calendar, days.dates, days.file_zone
        ordered = read_customer_orders(
            days.file, calendar=calendar, normalise=normalise_email, dates=dates, file_zone=zone, progress=progress
        )
        if days.supplies is None:
            return ordered, None
        return ordered, read_supplier_orders(
            days.supplies, calendar=calendar, dates=dates, file_zone=zone, progress=progress
        )

    def copy(self, out: Path, *, seed: int) -> None:
        """Makes a practice copy of the shop in ``out``: its catalogue, and what is on hand as opening balance."""
        profile = dataclasses.replace(self._profile, practice=True)
        with self._store.snapshot() as source:

            def fill(store: Store, _: Vault) -> None:
                with store.change(staff.OWNER) as change:
                    catalog.copy(source, change)
                    today = profile.calendar.day_at(change.now).number
                    opening = [
                        NewMovement(variant, units, "opening", change.now, today, location=location)
                        for variant, location, units in stock.levels(source)
                    ]
                    stock.append(change, opening)
                    change.record(PracticeStarted(seed=seed))

            found(out, profile, clock=self._store.clock, keyring=None, demo=True, fill=fill)


def digest(store: Store) -> str:
    """SHA-256 in hex over a run's own rows in canonical form: what happened, without ids, people or time of writing."""
    proof = hashlib.sha256()
    with store.snapshot() as books:
        for rows in (orders.run_rows(books), stock.run_rows(books)):
            for row in rows:
                proof.update(json.dumps(row, separators=(",", ":")).encode() + b"\n")
    return proof.hexdigest()


_Read: TypeAlias = tuple[CustomerFile, SupplierFile | None]


class _AsTheyAre:
    """Leaves the people of a file as they are."""

    def order(self, order: CustomerOrder) -> CustomerOrder:
        return order

    def delivery(self, delivery: Delivery) -> Delivery:
        return delivery

    def row(self, row: Refused) -> Refused:
        return row


class _MadeUp(_AsTheyAre):
    """Puts made-up people in the place of a file's own: person 1 is the first who orders, and so on.

    Identities are made of line numbers instead of content, since the key to a practice copy is no secret.
    """

    def __init__(self) -> None:
        self._people: dict[str, int] = {}
        self._places: dict[str, int] = {}

    def order(self, order: CustomerOrder) -> CustomerOrder:
        person = self._people.setdefault(order.email, len(self._people) + 1)
        place = self._places.setdefault(order.place_key, len(self._places) + 1)
        email, address = f"person-{person}@example.com", f"Example Street {place}"
        return dataclasses.replace(
            order,
            email=email,
            email_as_given=email,
            place=address,
            place_key=address,
            lines=tuple(self._line(line) for line in order.lines),
            refused=tuple(self.row(row) for row in order.refused),
        )

    def delivery(self, delivery: Delivery) -> Delivery:
        return dataclasses.replace(delivery, refused=tuple(self.row(row) for row in delivery.refused))

    def row(self, row: Refused) -> Refused:
        return dataclasses.replace(row, raw=f"line {row.line}".encode())

    def _line(self, line: OrderLine) -> OrderLine:
        return OrderLine(line.line, line.sku, line.quantity, f"line {line.line}".encode())
