"""A small shop for the tests of figures and reports: real books, written through the models."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from trendy_desktop.models import catalog, customers, orders, staff, stock
from trendy_desktop.models.store import Change, Store
from trendy_desktop.services.reports import Reports
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import (
    BusinessDay,
    Calendar,
    Currency,
    HashedEmail,
    Instant,
    OrderId,
    Period,
    ProductId,
    VariantId,
)

PROFILE = ShopProfile(name="Ρούχα Αθήνα", currency=Currency.named("EUR"), calendar=Calendar.of("Europe/Vienna"))


def day(text: str) -> BusinessDay:
    return BusinessDay.parse(text)


def period(first: str, last: str) -> Period:
    return Period(day(first), day(last))


def hashed(name: str) -> HashedEmail:
    return HashedEmail(hashlib.sha256(name.encode()).digest())


class HandClock:
    """Stands still until it is set."""

    def __init__(self, now: int = 1_600_000_000_000) -> None:
        self.time = now

    def now(self) -> Instant:
        return Instant(self.time)


class Links:
    """Chains rows without a vault."""

    def linker(self, chain: str) -> Callable[[bytes, bytes], bytes]:
        return lambda previous, row: hashlib.sha256(chain.encode() + previous + row).digest()


class Shop:
    """Books in ``folder`` with verbs short enough for a test."""

    def __init__(self, folder: Path, profile: ShopProfile = PROFILE) -> None:
        self.clock = HandClock()
        self.profile = profile
        self.store = Store.create(folder / "books.db", clock=self.clock, links=Links())
        with self.change() as change:
            staff.add_owner(change.books, name="Owner", at=change.now)

    @property
    def reports(self) -> Reports:
        return Reports(self.store, self.profile, self.clock)

    @contextmanager
    def change(self) -> Iterator[Change]:
        with self.store.change(staff.OWNER) as change:
            yield change

    def product(
        self, code: str, *, variants: int = 1, cost: int = 100, price: int = 200, title: str = ""
    ) -> list[VariantId]:
        """A new product; its variants' SKUs are its code and -2, -3, ... behind it."""
        with self.change() as change:
            product, first = catalog.next_ids(change.books)
            new = [
                catalog.NewVariant(
                    VariantId(first + at),
                    product,
                    code if at == 0 else f"{code}-{at + 1}",
                    None,
                    str(at),
                    "",
                    price,
                    cost,
                )
                for at in range(variants)
            ]
            catalog.add(change, [catalog.NewProduct(ProductId(product), code, title or code, "", "", None)], new)
        return [variant.variant_id for variant in new]

    def move(self, variant: VariantId, quantity: int, reason: str, at: Instant) -> None:
        with self.change() as change:
            on = self.profile.calendar.day_at(at).number
            stock.append(change, [stock.NewMovement(variant, quantity, reason, at, on)])

    def order(
        self,
        on: BusinessDay,
        lines: Sequence[tuple[VariantId, int, int]],
        *,
        customer: str | None = None,
        status: str = "delivered",
    ) -> OrderId:
        """An order of (variant, quantity, unit price); it takes nothing from stock."""
        with self.change() as change:
            books = change.books
            order = orders.next_order_id(books)
            numbered = status not in {"draft", "refused", "backordered"}
            who = hashed(customer) if customer else None
            if who is not None and not customers.uids(books, [who]):
                customers.add(change, [customers.NewCustomer(who, who[:16], b"sealed", b"sealed")])
            posting = orders.Posting()
            posting.orders.append(
                orders.NewOrder(
                    order_id=order,
                    number=orders.last_number(books) + 1 if numbered else None,
                    status=status,
                    channel="counter",
                    hashed_email=who,
                    at=self.profile.calendar.start_of(on),
                    business_day=on.number,
                    total=sum(quantity * price for _, quantity, price in lines),
                    follows=None,
                    import_id=None,
                )
            )
            posting.lines += [(order, at, *line) for at, line in enumerate(lines, 1)]
            orders.post(change, posting)
        return order

    def refuse(self, on: BusinessDay | None, amount: int, *, booked_by: OrderId | None = None) -> None:
        with self.change() as change:
            refused = orders.next_refused_id(change.books)
            posting = orders.Posting()
            posting.refusals.append(
                orders.NewRefusal(
                    refused_id=refused,
                    order_id=None,
                    import_id=None,
                    file_line=None,
                    sku="SC-1",
                    variant=None,
                    wanted=1,
                    available=0,
                    amount=amount,
                    reason="insufficient_stock",
                    business_day=on.number if on else None,
                )
            )
            orders.post(change, posting)
            if booked_by is not None:
                orders.mark_booked(change, [(booked_by, refused)])
