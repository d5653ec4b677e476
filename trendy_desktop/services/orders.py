"""The orders of the shop: listed and searched, each in full, and the place of delivery shown on the record."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trendy_desktop.errors import BadEmail, NothingToReveal, RecordGone, echo
from trendy_desktop.events import PlaceRevealed
from trendy_desktop.models import audit, orders
from trendy_desktop.models.audit import RevealRow
from trendy_desktop.models.orders import (
    LineRow,
    OrderGroup,
    OrderKey,
    OrderQuery,
    OrderRow,
    OrderSort,
    Posted,
    RefusedRow,
    WaitingRow,
)
from trendy_desktop.models.store import Store
from trendy_desktop.values import OrderId, Page, StaffId
from trendy_desktop.vault import Vault, normalise_email

__all__ = [
    "LineRow",
    "OrderDetail",
    "OrderGroup",
    "OrderKey",
    "OrderQuery",
    "OrderRow",
    "OrderSort",
    "Orders",
    "Posted",
    "RefusedRow",
    "RevealRow",
    "WaitingRow",
]


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything that is shown of one order; amounts in minor units.

    ``follows`` is the order whose waiting goods this one brought, ``followed_by`` are those that brought this one's.
    ``has_place`` says whether there is a place of delivery to reveal, ``reveals`` who saw it, the latest first.
    """

    row: OrderRow
    posted: Posted
    lines: tuple[LineRow, ...]
    refused: tuple[RefusedRow, ...]
    waiting: tuple[WaitingRow, ...]
    follows: OrderRow | None
    followed_by: tuple[OrderRow, ...]
    has_place: bool
    reveals: tuple[RevealRow, ...]

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def refused_amount(self) -> int:
        """What the lines turned away and not booked later would have cost."""
        return sum(line.amount for line in self.refused if line.booked_by is None)


class Orders:
    """Reads the orders of one shop; needs the vault for addresses and places only."""

    def __init__(self, store: Store, vault: Vault, *, actor: StaffId) -> None:
        self._store = store
        self._vault = vault
        self._actor = actor

    def page(self, query: OrderQuery, after: OrderKey | None = None, *, limit: int = 200) -> Page[OrderRow, OrderKey]:
        """The next ``limit`` orders (at most 200) that ``query`` finds, behind the key ``after``.

        Raises VaultClosed when its text is an e-mail address and the vault is closed.
        """
        if "@" in query.text:
            self._vault.require_open()
            try:
                hashed = self._vault.hashed_email(normalise_email(query.text))
            except BadEmail:
                return Page((), None)  # nobody has an address like this, or it is not typed to the end
            if query.customer not in {None, hashed}:
                return Page((), None)
            query = replace(query, text="", customer=hashed)
        with self._store.reading() as books:
            keys = orders.find_orders(books, query, after=after, limit=limit)
            rows = orders.order_rows(books, [OrderId(key[-1]) for key in keys])
        return Page(rows, keys[-1] if len(keys) == limit else None)

    def counts(self) -> Mapping[OrderGroup, int]:
        """How many orders are in each group, whatever else is asked for."""
        with self._store.reading() as books:
            return orders.group_counts(books)

    def channels(self) -> tuple[str, ...]:
        """The channels through which any order came."""
        with self._store.reading() as books:
            return orders.channels(books)

    def order(self, order: OrderId) -> OrderDetail:
        """One order. Raises RecordGone."""
        with self._store.reading() as books:
            rows = orders.order_rows(books, [order])
            if not rows:
                raise RecordGone
            before = orders.follows(books, order)
            return OrderDetail(
                row=rows[0],
                posted=orders.posted(books, order),
                lines=orders.lines_of(books, order),
                refused=orders.refusals_of(books, order),
                waiting=orders.waiting_of(books, order),
                follows=next(iter(orders.order_rows(books, [before])), None) if before else None,
                followed_by=orders.order_rows(books, orders.followed_by(books, order)),
                has_place=orders.sealed_place(books, order) is not None,
                reveals=audit.place_reveals(books, order),
            )

    def reveal_place(self, order: OrderId, *, reason: str) -> str:
        """The place of delivery of ``order``. That it is shown is in the audit log before it is opened.

        Raises VaultClosed, RecordGone, NothingToReveal, VaultFault, and the faults of the machine that kept it from
        being recorded.
        """
        self._vault.require_open()
        with self._store.change(self._actor) as change:
            rows = orders.order_rows(change.books, [order])
            if not rows:
                raise RecordGone
            sealed = orders.sealed_place(change.books, order)
            if sealed is None:
                raise NothingToReveal(who="this order")
            row = rows[0]
            change.record(
                PlaceRevealed(order_id=order, number=row.number, code=row.customer, reason=echo(reason.strip()))
            )
        uid, place = sealed
        return self._vault.keys_for([uid]).unseal_place(uid, order, place)
