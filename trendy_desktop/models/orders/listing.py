"""The list of orders, and everything that is shown of one."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, TypeAlias

from peewee import SQL, ModelSelect, Tuple, fn

from trendy_desktop.models.books import Books
from trendy_desktop.models.tables import Order
from trendy_desktop.values import BusinessDay, HashedEmail, Instant, OrderId, Period


class OrderGroup(StrEnum):
    """What is asked of the list; an order can be in several groups, a draft is in none."""

    ALL = "all"
    OPEN = "open"
    """Placed, and not delivered yet."""
    DELIVERED = "delivered"
    WAITING = "waiting"
    """Part of it waits for goods."""
    REFUSED = "refused"
    """A line of it was turned away and not booked later."""


class OrderSort(StrEnum):
    TIME = "time"
    """Business day and moment."""
    NUMBER = "number"
    """What has no number comes before the first one."""
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderQuery:
    """Which orders, in which order; None and "" mean all.

    ``text`` is an order number, a customer's code, a SKU, a barcode, a product's code, or a whole e-mail address.
    """

    text: str = ""
    group: OrderGroup = OrderGroup.ALL
    channel: str | None = None
    period: Period | None = None
    customer: HashedEmail | None = None
    sort: OrderSort = OrderSort.TIME
    descending: bool = True


OrderKey: TypeAlias = tuple[int, ...]
"""Where a page of orders ended: the figures sorted by, and the order."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in a list: ``items`` in units, ``total`` in minor units, gross.

    ``refused`` are the lines turned away and not booked later, ``waiting`` the units that wait for goods. ``number`` is
    None where nothing of it was booked, ``hashed_email`` and ``customer`` (a code) in a sale without a name.
    """

    order_id: OrderId
    number: int | None
    at: Instant
    business_day: BusinessDay
    channel: str
    status: str
    hashed_email: HashedEmail | None
    customer: str | None
    total: int
    items: int
    refused: int
    waiting: int


_STATES = {
    OrderGroup.OPEN: frozenset({"placed", "confirmed", "picked", "packed", "shipped"}),
    OrderGroup.DELIVERED: frozenset({"delivered"}),
}
_WAITING = SQL("(SELECT order_id FROM backorder WHERE waiting > 0)")
_REFUSED = SQL("(SELECT order_id FROM refused_line WHERE order_id IS NOT NULL AND booked_by IS NULL)")
_SORTED_BY: dict[OrderSort, tuple[Any, ...]] = {
    OrderSort.TIME: (Order.business_day, Order.at, Order.order_id),
    OrderSort.NUMBER: (fn.COALESCE(Order.number, 0), Order.order_id),
    OrderSort.TOTAL: (Order.total, Order.order_id),
}


def find_orders(books: Books, query: OrderQuery, *, after: OrderKey | None, limit: int) -> list[OrderKey]:
    """The keys of the next ``limit`` orders that ``query`` finds, behind ``after``; the last figure is the order's id.

    ``query.text`` is no address here: whoever has the vault turns that into ``query.customer``. One index holds the
    orders by state, channel and time: each state and channel asked for is a run of it, and the runs are merged.
    """
    columns = _SORTED_BY[query.sort]
    place = Tuple(*columns)
    found = Order.select(*columns).order_by(*(column.desc() if query.descending else column for column in columns))
    if query.period is not None:
        found = found.where(Order.business_day.between(query.period.first.number, query.period.last.number))
    if after is not None:
        found = found.where(place < after if query.descending else place > after)
    if (chosen := _chosen(query)) is not None:
        states = _states(query.group)
        found = found.where(Order.status.in_(states) if states else Order.status != "draft", *chosen)
        if query.channel is not None:
            found = found.where(Order.channel == query.channel)
        return _keys(books, found.limit(limit))
    runs = [
        _keys(books, found.where(Order.status == status, Order.channel == channel).limit(limit))
        for status, channel, _ in _kinds(books, query.group)
        if query.channel in {None, channel}
    ]
    return list(islice(heapq.merge(*runs, reverse=query.descending), limit))


def _keys(books: Books, found: "ModelSelect[Order]") -> list[OrderKey]:
    return list(found.tuples().execute(books.database))


def _chosen(query: OrderQuery) -> list[Any] | None:
    """What picks single orders out of all, so that they are looked up one by one; None when nothing does."""
    wanted: list[Any] = []
    if query.group is OrderGroup.WAITING:
        wanted.append(Order.order_id.in_(_WAITING))
    if query.group is OrderGroup.REFUSED:
        wanted.append(Order.order_id.in_(_REFUSED))
    if query.customer is not None:
        wanted.append(Order.hashed_email == query.customer)
    if query.text:
        wanted.append(Order.order_id.in_(_named(query.text)))
    return wanted or None


def _named(text: str) -> SQL:
    """The ids of the orders that ``text`` could mean."""
    word = text.strip()
    digits = word.rpartition("-")[2].removeprefix("#")
    figure = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 18 else 0
    code = f"C-{figure:04d}" if word.upper().startswith("C-") else ""
    return SQL(
        """(
        WITH meant (variant_id) AS (
            SELECT variant_id FROM variant WHERE sku = ?
            UNION SELECT variant_id FROM variant WHERE barcode = ?
            UNION SELECT variant_id FROM product JOIN variant USING (product_id) WHERE code = ?
        )
        SELECT order_id FROM orders WHERE number = ?
        UNION SELECT order_id FROM customer JOIN orders USING (hashed_email) WHERE code = ?
        UNION SELECT order_id FROM meant JOIN stock_movement USING (variant_id) WHERE order_id IS NOT NULL
        UNION SELECT order_id FROM meant JOIN refused_line USING (variant_id) WHERE order_id IS NOT NULL
        UNION SELECT order_id FROM backorder WHERE variant_id IN (SELECT variant_id FROM meant)
        )""",
        [word, word, word, figure, code],
    )


def _states(group: OrderGroup) -> frozenset[str]:
    return _STATES.get(group, frozenset())


def _kinds(books: Books, group: OrderGroup) -> Iterator[tuple[str, str, int]]:
    """State, channel and number of orders, of every kind in ``group`` of which there are any."""
    states = _states(group)
    for status, channel, count in books.rows("SELECT status, channel, orders FROM order_figure WHERE orders > 0"):
        if status in states or (not states and status != "draft"):
            yield status, channel, count


def group_counts(books: Books) -> dict[OrderGroup, int]:
    """How many orders are in each group."""
    (waiting,) = books.the("SELECT count(DISTINCT order_id) FROM backorder WHERE waiting > 0")
    (refused,) = books.the(
        "SELECT count(DISTINCT order_id) FROM refused_line WHERE order_id IS NOT NULL AND booked_by IS NULL"
    )
    counted = {
        group: sum(count for _, _, count in _kinds(books, group))
        for group in (OrderGroup.ALL, OrderGroup.OPEN, OrderGroup.DELIVERED)
    }
    return counted | {OrderGroup.WAITING: waiting, OrderGroup.REFUSED: refused}


def channels(books: Books) -> tuple[str, ...]:
    """The channels through which any order came."""
    rows = books.rows(
        "SELECT DISTINCT channel FROM order_figure WHERE orders > 0 AND status <> 'draft' ORDER BY channel"
    )
    return tuple(channel for (channel,) in rows)


def order_rows(books: Books, orders: Sequence[OrderId]) -> tuple[OrderRow, ...]:
    """The rows of ``orders`` in their order, at most 200; those that are not there are left out."""
    rows = books.matching(
        """
        SELECT orders.order_id, number, at, business_day, channel, status, orders.hashed_email, code, total,
               (SELECT coalesce(sum(quantity), 0) FROM order_line AS line WHERE line.order_id = orders.order_id),
               (SELECT count(*) FROM refused_line AS refused
                WHERE refused.order_id = orders.order_id AND booked_by IS NULL),
               (SELECT coalesce(sum(waiting), 0) FROM backorder WHERE backorder.order_id = orders.order_id)
        FROM carray(?) AS wanted CROSS JOIN orders ON orders.order_id = wanted.value
        LEFT JOIN customer USING (hashed_email)
        """,
        orders,
    )
    found = {order: OrderRow(order, number, at, BusinessDay(day), *rest) for order, number, at, day, *rest in rows}
    return tuple(found[order] for order in orders if order in found)


# --- one order ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of an order: ``quantity`` in units, the rest in minor units, as they were when it was ordered."""

    line_no: int
    sku: str
    title: str
    size: str
    colour: str
    quantity: int
    unit_price: int
    discount: int

    @property
    def amount(self) -> int:
        return self.quantity * self.unit_price - self.discount


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A line that was turned away: why, what was wanted and what was there.

    ``title`` is None where the shop does not know the SKU, ``booked_by`` the number of the order that booked it later.
    """

    sku: str
    title: str | None
    size: str | None
    colour: str | None
    wanted: int | None
    available: int | None
    amount: int
    reason: str
    file_line: int | None
    booked_by: int | None


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A quantity of an order that was not there: units asked for, and units that still wait for goods."""

    sku: str
    title: str
    size: str
    colour: str
    asked: int
    waiting: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Posted:
    """When, by whom and with which file's import an order was written."""

    recorded_at: Instant
    staff: str
    imported: bool


def lines_of(books: Books, order: OrderId) -> tuple[LineRow, ...]:
    rows = books.rows(
        """
        SELECT line_no, sku, title, size, colour, quantity, unit_price, discount
        FROM order_line JOIN variant USING (variant_id) JOIN product USING (product_id)
        WHERE order_id = ? ORDER BY line_no
        """,
        (order,),
    )
    return tuple(LineRow(*row) for row in rows)


def refusals_of(books: Books, order: OrderId) -> tuple[RefusedRow, ...]:
    rows = books.rows(
        """
        SELECT refused.sku, title, size, colour, wanted, available, amount, reason, file_line, later.number
        FROM refused_line AS refused
        LEFT JOIN variant USING (variant_id) LEFT JOIN product USING (product_id)
        LEFT JOIN orders AS later ON later.order_id = refused.booked_by
        WHERE refused.order_id = ? ORDER BY refused_id
        """,
        (order,),
    )
    return tuple(RefusedRow(*row) for row in rows)


def waiting_of(books: Books, order: OrderId) -> tuple[WaitingRow, ...]:
    rows = books.rows(
        """
        SELECT sku, title, size, colour, asked, waiting, unit_price
        FROM backorder JOIN variant USING (variant_id) JOIN product USING (product_id)
        WHERE order_id = ? ORDER BY backorder_id
        """,
        (order,),
    )
    return tuple(WaitingRow(*row) for row in rows)


def posted(books: Books, order: OrderId) -> Posted:
    """Raises LookupError when there is no such order."""
    recorded_at, staff, imported = books.the(
        "SELECT recorded_at, name, import_id IS NOT NULL FROM orders JOIN staff USING (staff_id) WHERE order_id = ?",
        (order,),
    )
    return Posted(recorded_at, staff, bool(imported))


def followed_by(books: Books, order: OrderId) -> tuple[OrderId, ...]:
    """The orders that follow ``order``, the oldest first."""
    rows = books.rows("SELECT order_id FROM orders WHERE follows = ? ORDER BY order_id", (order,))
    return tuple(following for (following,) in rows)


def follows(books: Books, order: OrderId) -> OrderId | None:
    """The order that ``order`` follows."""
    row = books.one("SELECT follows FROM orders WHERE order_id = ?", (order,))
    return row[0] if row else None


def sealed_place(books: Books, order: OrderId) -> tuple[bytes, bytes] | None:
    """Whose key opens the place of delivery of ``order`` (a ``cust_uid``), and the sealed place."""
    row = books.one("SELECT cust_uid, sealed FROM vault_order WHERE order_id = ?", (order,))
    return (row[0], row[1]) if row else None
