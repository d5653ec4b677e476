"""The figures of the reports: each measure is asked of the books here, and nowhere else.

An order counts when it has a number and is not cancelled, on its business day, with its total: goods after discount,
gross, in minor units. Refused demand is what was turned away and not booked later; it is never part of the amount.

Sums of money are taken in two parts of 32 bits and put together in Python, where integers have no end: SQLite's own
``sum`` stops at 64 bits.
"""

from dataclasses import dataclass

from trendy_desktop.models.books import Books
from trendy_desktop.values import BusinessDay, HashedEmail, Instant, Period


@dataclass(frozen=True, slots=True)
class DayRow:
    """What one business day, or several together, brought; amounts in minor units."""

    orders: int = 0
    amount: int = 0
    refused_amount: int = 0

    def __add__(self, other: "DayRow") -> "DayRow":
        return DayRow(
            self.orders + other.orders, self.amount + other.amount, self.refused_amount + other.refused_amount
        )


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product and what was ordered of all its variants: units, and their amount in minor units."""

    code: str
    title: str
    units: int
    amount: int


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer, their amount in minor units and the number of their orders."""

    hashed_email: HashedEmail
    code: str
    amount: int
    orders: int


def days(books: Books, period: Period) -> dict[BusinessDay, DayRow]:
    """The days of ``period`` on which anything was ordered or refused."""
    span = (period.first.number, period.last.number)
    found = {
        BusinessDay(day): DayRow(orders, _whole(high, low))
        for day, orders, high, low in books.rows(
            """
            SELECT business_day, count(*), sum(total >> 32), sum(total & 4294967295)
            FROM orders
            WHERE business_day BETWEEN ? AND ? AND number IS NOT NULL AND status <> 'cancelled'
            GROUP BY business_day
            """,
            span,
        )
    }
    refusals = books.rows(
        """
        SELECT business_day, sum(amount >> 32), sum(amount & 4294967295)
        FROM refused_line
        WHERE business_day BETWEEN ? AND ? AND booked_by IS NULL
        GROUP BY business_day
        """,
        span,
    )
    for day, high, low in refusals:
        key = BusinessDay(day)
        found[key] = found.get(key, DayRow()) + DayRow(refused_amount=_whole(high, low))
    return found


def first_day(books: Books) -> BusinessDay | None:
    """The day of the oldest order, booked or refused; None while there is none."""
    row = books.one("SELECT business_day FROM orders WHERE status <> 'draft' ORDER BY business_day LIMIT 1")
    return BusinessDay(row[0]) if row else None


def stock_value(books: Books, end: Instant) -> int:
    """Units on hand times wholesale cost over all variants, in minor units, both as they were just before ``end``.

    On hand is today's figure less the movements since. An opening balance stands for all earlier time, and so does a
    variant's first cost. On hand of a past moment may be negative, where sales were booked before the goods were.
    """
    rows = books.rows(
        """
        WITH stock (variant_id, quantity) AS (
            SELECT variant_id, on_hand FROM stock_level
            UNION ALL
            -- NOT INDEXED: one pass over the ledger is quicker than a search in it for every variant.
            SELECT variant_id, -sum(quantity) FROM stock_movement NOT INDEXED
            WHERE at >= ?1 AND reason <> 'opening' GROUP BY variant_id
        )
        SELECT quantity, coalesce(
            (SELECT wholesale_cost FROM variant_price AS price
             WHERE price.variant_id = stock.variant_id AND since < ?1 ORDER BY since DESC LIMIT 1),
            (SELECT wholesale_cost FROM variant_price AS price
             WHERE price.variant_id = stock.variant_id ORDER BY since LIMIT 1)
        )
        FROM stock
        """,
        (end,),
    )
    return sum(quantity * cost for quantity, cost in rows)


def top_products(books: Books, period: Period, top: int) -> tuple[ProductRow, ...]:
    """The ``top`` products with most units ordered in ``period``; of equal ones the lower code first."""
    rows = books.rows(
        """
        SELECT code, title, units, high, low
        FROM (
            SELECT product_id, sum(quantity) AS units, sum(money >> 32) AS high, sum(money & 4294967295) AS low
            FROM (
                SELECT variant_id, quantity, quantity * unit_price - discount AS money
                FROM orders JOIN order_line USING (order_id)
                WHERE business_day BETWEEN ? AND ? AND number IS NOT NULL AND status <> 'cancelled'
            ) JOIN variant USING (variant_id)
            GROUP BY product_id
        ) JOIN product USING (product_id)
        ORDER BY units DESC, code LIMIT ?
        """,
        (period.first.number, period.last.number, top),
    )
    return tuple(ProductRow(code, title, units, _whole(high, low)) for code, title, units, high, low in rows)


def top_customers(books: Books, period: Period, top: int) -> tuple[CustomerRow, ...]:
    """The ``top`` customers with the highest amount in ``period``; of equal ones the lower hash first.

    Orders without a customer are left out.
    """
    rows = books.rows(
        """
        SELECT hashed_email, code, high, low, orders
        FROM (
            SELECT hashed_email, count(*) AS orders, sum(total >> 32) AS high, sum(total & 4294967295) AS low
            FROM orders
            WHERE business_day BETWEEN ? AND ? AND number IS NOT NULL AND status <> 'cancelled'
                  AND hashed_email IS NOT NULL
            GROUP BY hashed_email
        ) JOIN customer USING (hashed_email)
        ORDER BY high + (low >> 32) DESC, low & 4294967295 DESC, hashed_email LIMIT ?
        """,
        (period.first.number, period.last.number, top),
    )
    return tuple(CustomerRow(hashed, code, _whole(high, low), orders) for hashed, code, high, low, orders in rows)


def _whole(high: int, low: int) -> int:
    """The sum whose upper and lower 32 bits were added up apart."""
    return (high << 32) + low
