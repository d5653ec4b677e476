"""Practice: order days replayed in a copy of the shop, with made-up people and a vault that protects nobody."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
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
from trendy_desktop.services.exchange.customer_orders import CustomerOrder, read_customer_orders
from trendy_desktop.services.exchange.dates import DateMode
from trendy_desktop.services.exchange.lines import OrderLine, Refused
from trendy_desktop.services.exchange.memory import LineMemory
from trendy_desktop.services.exchange.supplier_orders import Delivery, read_supplier_orders
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


class Practice:
    """Practice runs on copies of one shop. The shop itself is only read; its vault may stay closed."""

    def __init__(self, store: Store, profile: ShopProfile) -> None:
        self._store = store
        self._profile = profile

    def run(
        self,
        file: Path,
        *,
        seed: int,
        out: Path,
        supplies: Path | None = None,
        shortage: Shortage = Shortage.LINE,
        dates: DateMode | None = None,
        file_zone: ZoneInfo | None = None,
        progress: Progress | None = None,
    ) -> PracticeRun:
        """Replays ``file`` and the deliveries of ``supplies`` at once in a new practice copy in ``out``.

        Raises FileRefused or CannotRead before anything is made, ShopExists when ``out`` is not empty.
        """
        calendar = self._profile.calendar
        ordered = read_customer_orders(
            file, calendar=calendar, normalise=normalise_email, dates=dates, file_zone=file_zone, progress=progress
        )
        delivered = supplies and read_supplier_orders(
            supplies, calendar=calendar, dates=dates, file_zone=file_zone, progress=progress
        )
        made_up = _MadeUp()
        happenings = schedule(
            (made_up.order(one) for chunk in ordered.chunks() for one in chunk),
            (made_up.delivery(one) for chunk in delivered.chunks() for one in chunk) if delivered else (),
            profile=self._profile,
            seed=seed,
        )
        self.copy(out, seed=seed)
        vault = Vault.open(out, keyring=None)
        store = Store(books_of(out), clock=self._store.clock, links=vault)
        try:
            memory = LineMemory(vault, "customer-orders")
            received = LineMemory(vault, "supplier-orders")
            booking = OrderBooking(vault, memory, shortage=shortage)
            arrivals = DeliveryBooking(vault, received, calendar=calendar)
            with store.change(staff.OWNER) as change:
                memory.refuse(change, [made_up.row(row) for row in ordered.refused])
                received.refuse(change, [made_up.row(row) for row in (delivered.refused if delivered else ())])
            replay = Replay(
                store,
                happenings,
                total=ordered.orders + (delivered.orders if delivered else 0),
                orders=booking,
                deliveries=arrivals,
                profile=self._profile,
                actor=staff.OWNER,
            )
            stopped = replay.at_once(progress=progress)
            Audit(store, vault).keep_heads()
            return PracticeRun(
                OrdersResult.of(ordered, booking, memory, stopped=stopped),
                SuppliesResult.of(delivered, arrivals, received, stopped=stopped) if delivered else None,
                digest(store),
            )
        finally:
            vault.close()
            store.close()

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


class _MadeUp:
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
