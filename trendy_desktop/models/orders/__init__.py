"""Orders with their lines, what was refused of them, what still waits, and the sealed place of delivery."""

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, TypeAlias

from trendy_desktop.models.books import Books
from trendy_desktop.models.orders.listing import (
    LineRow,
    OrderGroup,
    OrderKey,
    OrderQuery,
    OrderRow,
    OrderSort,
    Posted,
    RefusedRow,
    WaitingRow,
    channels,
    find_orders,
    followed_by,
    follows,
    group_counts,
    lines_of,
    order_rows,
    posted,
    refusals_of,
    sealed_place,
    waiting_of,
)
from trendy_desktop.models.store import Change
from trendy_desktop.values import HashedEmail, ImportId, Instant, OrderId, VariantId

__all__ = [
    "LineRow",
    "NewBackorder",
    "NewLine",
    "NewOrder",
    "NewPlace",
    "NewRefusal",
    "OrderGroup",
    "OrderKey",
    "OrderQuery",
    "OrderRow",
    "OrderSort",
    "Posted",
    "Posting",
    "RefusedRow",
    "Waiting",
    "WaitingRow",
    "channels",
    "count",
    "differing_figures",
    "differing_sales",
    "differing_totals",
    "digest",
    "fill",
    "find_orders",
    "followed_by",
    "follows",
    "group_counts",
    "highest_id",
    "last_number",
    "lines_of",
    "mark_booked",
    "next_order_id",
    "next_refused_id",
    "number_gap",
    "order_rows",
    "post",
    "posted",
    "refusals_of",
    "run_rows",
    "sealed_place",
    "waiting_for",
    "waiting_of",
]


class NewOrder(NamedTuple):
    """An order to be posted. ``number`` is None where nothing of it was booked; ``total`` is in minor units, gross."""

    order_id: OrderId
    number: int | None
    status: str
    channel: str
    hashed_email: HashedEmail | None
    at: Instant
    business_day: int
    total: int
    follows: OrderId | None
    import_id: ImportId | None


NewLine: TypeAlias = tuple[OrderId, int, VariantId, int, int]
"""Order, number of the line in it from 1 on, variant, quantity, unit price in minor units. There are so many lines
that a named tuple's time would tell."""


class NewRefusal(NamedTuple):
    """A line that was not booked; ``amount`` is what it would have cost, 0 where nobody can say."""

    refused_id: int
    order_id: OrderId | None
    import_id: ImportId | None
    file_line: int | None
    sku: str
    variant: VariantId | None
    wanted: int | None
    available: int | None
    amount: int
    reason: str
    business_day: int | None


class NewBackorder(NamedTuple):
    order_id: OrderId
    variant: VariantId
    quantity: int
    unit_price: int
    at: Instant


NewPlace: TypeAlias = tuple[OrderId, bytes, bytes]
"""Order, ``cust_uid`` of its customer, the sealed place of delivery."""


@dataclass(slots=True)
class Posting:
    """Orders on their way into the books, gathered while they are decided and written at once."""

    orders: list[NewOrder] = field(default_factory=list)
    lines: list[NewLine] = field(default_factory=list)
    refusals: list[NewRefusal] = field(default_factory=list)
    backorders: list[NewBackorder] = field(default_factory=list)
    places: list[NewPlace] = field(default_factory=list)


def next_order_id(books: Books) -> OrderId:
    return OrderId(books.next_id("SELECT max(order_id) FROM orders"))


def next_refused_id(books: Books) -> int:
    return books.next_id("SELECT max(refused_id) FROM refused_line")


def last_number(books: Books) -> int:
    """The last order number taken; numbers have no gaps because they are taken in the change that posts the order."""
    row = books.the("SELECT last FROM counter WHERE name = 'order'")
    return int(row[0])


def post(change: Change, posting: Posting) -> bytes:
    """Writes everything in ``posting`` and returns the digest over what is frozen of it."""
    books, now, actor = change.books, change.now, change.actor
    books.write_all(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (order_id, number, status, channel, hashed, at, day, now, total, follows, run, actor)
            for order_id, number, status, channel, hashed, at, day, total, follows, run in posting.orders
        ],
    )
    numbers = [order.number for order in posting.orders if order.number is not None]
    if numbers:
        books.write("UPDATE counter SET last = ? WHERE name = 'order'", (max(numbers),))
    books.write_all(
        "INSERT INTO order_line (order_id, line_no, variant_id, quantity, unit_price) VALUES (?, ?, ?, ?, ?)",
        posting.lines,
    )
    books.write_all(
        """
        INSERT INTO refused_line (refused_id, order_id, import_id, file_line, sku, variant_id, wanted, available,
                                  amount, reason, business_day)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        posting.refusals,
    )
    books.write_all(
        "INSERT INTO backorder (order_id, variant_id, asked, waiting, unit_price, at) VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
        posting.backorders,
    )
    books.write_all("INSERT INTO vault_order VALUES (?, ?, ?)", posting.places)
    return _digest(
        [
            (order_id, number or 0, at, day, now, total, follows or 0, run or 0)
            for order_id, number, _, _, _, at, day, total, follows, run in posting.orders
        ],
        [(*line, 0, -1, 0) for line in posting.lines],
        posting.backorders,
        channels=[(order.channel,) for order in posting.orders],
        refusals=[refusal for refusal in posting.refusals if refusal.order_id is not None],
    )


def mark_booked(change: Change, refusals: Iterable[tuple[OrderId, int]]) -> None:
    """The refused lines (second of each pair) were booked after all, by the order (first of each pair)."""
    change.books.write_all("UPDATE refused_line SET booked_by = ? WHERE refused_id = ?", refusals)


def run_rows(books: Books) -> Iterator[tuple[object, ...]]:
    """Every order with its lines, refusals and back-orders in canonical form: no ids, no people, no time of writing.

    The first order posted comes first; within an order its own row, its lines, what was refused, what waits.
    """
    return books.rows(
        """
        SELECT kind, a, b, c, d, e, f FROM (
            SELECT order_id, 0 AS section, 0 AS nth, 'order' AS kind,
                   status AS a, channel AS b, at AS c, business_day AS d, total AS e, number IS NULL AS f
            FROM orders
            UNION ALL
            SELECT order_id, 1, line_no, 'line', sku, quantity, unit_price, discount, tax_rate, tax
            FROM order_line JOIN variant USING (variant_id)
            UNION ALL
            SELECT coalesce(order_id, 0), 2, refused_id, 'refused', sku, wanted, available, amount, reason, file_line
            FROM refused_line
            UNION ALL
            SELECT order_id, 3, backorder_id, 'backorder', sku, asked, waiting, unit_price, at, NULL
            FROM backorder JOIN variant USING (variant_id)
        ) ORDER BY order_id, section, nth
        """
    )


# --- back-orders ----------------------------------------------------------------------------------------------------


class Waiting(NamedTuple):
    """A quantity that waits for goods, with what the order that will follow needs."""

    backorder_id: int
    order_id: OrderId
    variant: VariantId
    quantity: int
    unit_price: int
    at: Instant
    hashed_email: HashedEmail
    cust_uid: bytes
    place: bytes


def waiting_for(books: Books, variants: Iterable[VariantId]) -> list[Waiting]:
    """What waits for these variants, the oldest first."""
    rows = books.matching(
        """
        SELECT backorder_id, order_id, variant_id, waiting, unit_price, backorder.at, hashed_email, cust_uid, sealed
        FROM carray(?) AS wanted CROSS JOIN backorder ON variant_id = wanted.value AND waiting > 0
        JOIN orders USING (order_id) JOIN vault_order USING (order_id)
        ORDER BY backorder.at, backorder_id
        """,
        variants,
    )
    return [Waiting(*row) for row in rows]


def fill(change: Change, filled: Iterable[tuple[int, int]]) -> None:
    """Takes quantities (first of each pair) off what the back-orders (second) still wait for."""
    change.books.write_all("UPDATE backorder SET waiting = waiting - ? WHERE backorder_id = ?", filled)


# --- proof ----------------------------------------------------------------------------------------------------------


def _digest(
    orders: Iterable[Sequence[int]],
    lines: Iterable[Sequence[int]],
    backorders: Iterable[Sequence[int]],
    *,
    channels: Iterable[tuple[str]],
    refusals: Iterable[Sequence[object]],
) -> bytes:
    """SHA-256 over five sections, each behind its length in bytes: figures as 64 bits each, the others as JSON."""
    proof = hashlib.sha256()
    texts = (json.dumps([*rows], separators=(",", ":")).encode() for rows in (channels, refusals))
    for section in (*map(_packed, (orders, lines, backorders)), *texts):
        proof.update(len(section).to_bytes(8))
        proof.update(section)
    return proof.digest()


def _packed(rows: Iterable[Sequence[int]]) -> bytes:
    """All figures of ``rows``, big-endian."""
    figures = array("q", chain.from_iterable(rows))
    if sys.byteorder == "little":
        figures.byteswap()
    return figures.tobytes()


def digest(books: Books, first: int, last: int) -> bytes:
    """The digest over the orders ``first`` to ``last`` as they now stand in the books."""
    span = (first, last)
    return _digest(
        books.rows(
            """
            SELECT order_id, coalesce(number, 0), at, business_day, recorded_at, total, coalesce(follows, 0),
                   coalesce(import_id, 0)
            FROM orders WHERE order_id BETWEEN ? AND ? ORDER BY order_id
            """,
            span,
        ),
        books.rows(
            """
            SELECT order_id, line_no, variant_id, quantity, unit_price, discount, coalesce(tax_rate, -1),
                   coalesce(tax, 0)
            FROM order_line WHERE order_id BETWEEN ? AND ? ORDER BY order_id, line_no
            """,
            span,
        ),
        books.rows(
            """
            SELECT order_id, variant_id, asked, unit_price, at
            FROM backorder WHERE order_id BETWEEN ? AND ? ORDER BY backorder_id
            """,
            span,
        ),
        channels=books.rows("SELECT channel FROM orders WHERE order_id BETWEEN ? AND ? ORDER BY order_id", span),
        refusals=books.rows(
            """
            SELECT refused_id, order_id, import_id, file_line, sku, variant_id, wanted, available, amount, reason,
                   business_day
            FROM refused_line WHERE order_id BETWEEN ? AND ? ORDER BY refused_id
            """,
            span,
        ),
    )


def count(books: Books) -> int:
    row = books.one("SELECT count(*) FROM orders")
    return row[0] if row else 0


def differing_totals(books: Books) -> Iterator[tuple[int, int, int]]:
    """Order id, total as kept and the sum of its lines, wherever the two differ."""
    return books.rows(
        """
        SELECT order_id, orders.total, coalesce(sums.total, 0)
        FROM orders LEFT JOIN (
            SELECT order_id, sum(quantity * unit_price - discount) AS total FROM order_line GROUP BY order_id
        ) AS sums USING (order_id)
        WHERE orders.total <> coalesce(sums.total, 0)
        """
    )


def differing_sales(books: Books) -> Iterator[tuple[int, str, int, int]]:
    """Order id, SKU, units of its delivered lines and units taken from stock, wherever the two differ."""
    return books.rows(
        """
        SELECT order_id, coalesce(sku, '?'), sum(sold), sum(taken) FROM (
            SELECT order_id, variant_id, quantity AS sold, 0 AS taken
            FROM order_line JOIN orders USING (order_id) WHERE status = 'delivered'
            UNION ALL
            SELECT order_id, variant_id, 0, -quantity FROM stock_movement WHERE reason = 'sale'
        ) LEFT JOIN variant USING (variant_id)
        GROUP BY order_id, variant_id HAVING sum(sold) <> sum(taken)
        """
    )


def differing_figures(books: Books) -> Iterator[tuple[str, str]]:
    """Status and channel, wherever the number of orders in the list is not what there are."""
    return books.rows(
        """
        SELECT status, channel FROM (
            SELECT status, channel, orders FROM order_figure
            UNION ALL
            SELECT status, channel, -count(*) FROM orders GROUP BY status, channel
        ) GROUP BY status, channel HAVING sum(orders) <> 0
        """
    )


def number_gap(books: Books) -> int | None:
    """The first order number that is missing, or the first beyond the last one taken; None without a gap."""
    row = books.one(
        """
        SELECT coalesce(
            (SELECT nth FROM (SELECT number, row_number() OVER (ORDER BY number) AS nth FROM orders
                              WHERE number IS NOT NULL) WHERE number <> nth LIMIT 1),
            (SELECT CASE WHEN count(number) <> last THEN min(count(number), last) + 1 END
             FROM counter LEFT JOIN orders ON number IS NOT NULL WHERE name = 'order')
        )
        """
    )
    return row[0] if row else None


def highest_id(books: Books) -> int:
    """The largest order id; 0 when there are none."""
    return next_order_id(books) - 1
