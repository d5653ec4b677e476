"""The stock ledger: append-only movements, each chained to the one before. On hand is what they add up to."""

import heapq
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeAlias

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.values import BusinessDay, Instant, LocationId, OrderId, ProductId, ReceiptId, VariantId

SHOP = LocationId(1)
"""The location that a new shop begins with; what names no other belongs to it."""


Moved: TypeAlias = tuple[VariantId, int, str, Instant, int, OrderId | None, ReceiptId | None, LocationId]
"""A movement as a plain tuple of the fields of ``NewMovement``, for where there are very many."""


class NewMovement(NamedTuple):
    """A change of stock to be written; ``at`` and ``business_day`` (its number) say when it happened."""

    variant: VariantId
    quantity: int
    reason: str
    at: Instant
    business_day: int
    order: OrderId | None = None
    receipt: ReceiptId | None = None
    location: LocationId = SHOP


_FIGURES = struct.Struct(">10q")


def append(change: Change, movements: Sequence[Moved]) -> None:
    """Writes ``movements`` behind the last one; the database adds them up to on hand and refuses to go below zero."""
    if not movements:
        return
    movement_id, mac = change.ledger.head()
    link = change.ledger.link()
    pack, now, actor = _FIGURES.pack, change.now, change.actor
    rows = []
    for variant, quantity, reason, at, day, order, receipt, location in movements:
        movement_id += 1
        figures = pack(
            movement_id, variant, location, quantity, at, day, now, actor, order or 0, receipt or 0
        )  # ids count from 1, so 0 is none
        mac = link(mac, figures + reason.encode())
        rows.append((movement_id, variant, location, quantity, reason, at, day, now, actor, order, receipt, mac))
    change.books.write_all("INSERT INTO stock_movement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    change.ledger.grow(movement_id, mac)


@dataclass(frozen=True, slots=True)
class StockFigures:
    """What the shop has of one variant, over all locations: units on hand, held by orders, and movements so far."""

    on_hand: int
    reserved: int
    movements: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


def figures(books: Books, variant: VariantId) -> StockFigures:
    level = books.one("SELECT sum(on_hand), sum(reserved) FROM stock_level WHERE variant_id = ?", (variant,))
    count = books.one("SELECT count(*) FROM stock_movement WHERE variant_id = ?", (variant,))
    on_hand, reserved = level or (0, 0)
    return StockFigures(on_hand or 0, reserved or 0, count[0] if count else 0)


def available(books: Books, variants: Iterable[VariantId]) -> dict[VariantId, int]:
    """What can be sold of each of these variants at the shop."""
    return dict(
        books.matching(
            """
            SELECT variant_id, on_hand - reserved
            FROM carray(?) AS wanted CROSS JOIN stock_level ON variant_id = wanted.value AND location_id = 1
            """,
            variants,
        )
    )


def levels(books: Books) -> Iterator[tuple[VariantId, LocationId, int]]:
    """Variant, location and units on hand, wherever there are any."""
    return books.rows("SELECT variant_id, location_id, on_hand FROM stock_level WHERE on_hand > 0 ORDER BY 1, 2")


def run_rows(books: Books) -> Iterator[tuple[object, ...]]:
    """The movements since the opening balance in canonical form: no ids, no time of writing."""
    return books.rows(
        """
        SELECT sku, location.name, quantity, reason, at, business_day
        FROM stock_movement JOIN variant USING (variant_id) JOIN location USING (location_id)
        WHERE reason <> 'opening' ORDER BY movement_id
        """
    )


# --- history --------------------------------------------------------------------------------------------------------

MovementKey: TypeAlias = tuple[int, int, int]
"""Where a page of movements ended: business day, moment, movement."""


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One movement of a variant of a product; ``quantity`` in units, below zero where stock went out."""

    movement_id: int
    at: Instant
    business_day: BusinessDay
    sku: str
    size: str
    colour: str
    quantity: int
    reason: str
    order_id: OrderId | None
    order_number: int | None
    receipt_id: ReceiptId | None
    supplier: str | None
    staff: str

    @property
    def words(self) -> str:
        """What happened, in a few words: ``Sold 2``, ``Received 24``, ``Corrected, 1 fewer``, ``Opening stock 40``."""
        match self.reason:
            case "sale":
                return f"Sold {-self.quantity}"
            case "receipt":
                return f"Received {self.quantity}"
            case "opening":
                return f"Opening stock {self.quantity}"
            case _:
                return f"Corrected, {abs(self.quantity)} {'more' if self.quantity > 0 else 'fewer'}"


def history(
    books: Books, product: ProductId, *, after: MovementKey | None, limit: int
) -> list[tuple[MovementRow, MovementKey]]:
    """The next ``limit`` movements of all variants of ``product`` behind ``after``, the newest first, with their keys.

    Each variant's movements are a run of an index in their order; the runs are merged.
    """
    variants = [variant for (variant,) in books.rows("SELECT variant_id FROM variant WHERE product_id = ?", (product,))]
    start = after or (2**62, 2**62, 2**62)
    runs = [
        books.rows(
            """
            SELECT business_day, at, movement_id FROM stock_movement
            WHERE variant_id = ?1 AND business_day <= ?2 AND (business_day, at, movement_id) < (?2, ?3, ?4)
            ORDER BY business_day DESC, at DESC, movement_id DESC LIMIT ?5
            """,
            (variant, *start, limit),
        )
        for variant in variants
    ]
    keys = {movement: (day, at, movement) for day, at, movement in islice(heapq.merge(*runs, reverse=True), limit)}
    rows = books.matching(
        """
        SELECT movement_id, stock_movement.at, stock_movement.business_day, sku, size, colour, quantity, reason,
               order_id, number, receipt_id, supplier.name, staff.name
        FROM carray(?) AS wanted CROSS JOIN stock_movement ON movement_id = wanted.value
        JOIN variant USING (variant_id) JOIN staff ON staff.staff_id = stock_movement.staff_id
        LEFT JOIN orders USING (order_id)
        LEFT JOIN receipt USING (receipt_id) LEFT JOIN supplier ON supplier.supplier_id = receipt.supplier_id
        """,
        keys,
    )
    found = {movement: MovementRow(movement, at, BusinessDay(day), *rest) for movement, at, day, *rest in rows}
    return [(found[movement], key) for movement, key in keys.items()]


def sold(books: Books, product: ProductId, *, first: BusinessDay, last: BusinessDay) -> dict[BusinessDay, int]:
    """Units of ``product`` sold on each business day from ``first`` to ``last`` on which there were any."""
    rows = books.rows(
        """
        SELECT business_day, -sum(quantity)
        FROM variant CROSS JOIN stock_movement USING (variant_id)
        WHERE product_id = ? AND business_day BETWEEN ? AND ? AND reason = 'sale' GROUP BY business_day
        """,
        (product, first.number, last.number),
    )
    return {BusinessDay(day): units for day, units in rows}


def sales_span(books: Books, product: ProductId) -> tuple[BusinessDay, BusinessDay] | None:
    """The first and the last business day on which ``product`` was sold; None when it never was."""
    first, last = books.the(
        """
        SELECT min((SELECT business_day FROM stock_movement AS moved
                    WHERE moved.variant_id = variant.variant_id AND reason = 'sale' ORDER BY business_day LIMIT 1)),
               max((SELECT business_day FROM stock_movement AS moved
                    WHERE moved.variant_id = variant.variant_id AND reason = 'sale' ORDER BY business_day DESC LIMIT 1))
        FROM variant WHERE product_id = ?
        """,
        (product,),
    )
    return None if first is None else (BusinessDay(first), BusinessDay(last))


# --- proof ----------------------------------------------------------------------------------------------------------


def count(books: Books) -> int:
    row = books.one("SELECT count(*) FROM stock_movement")
    return row[0] if row else 0


def differing_levels(books: Books) -> Iterator[tuple[str, int, int]]:
    """SKU, on hand as kept and the sum of movements, wherever the two differ."""
    return books.rows(
        """
        SELECT coalesce(sku, '?'), kept, moved FROM (
            SELECT variant_id, sum(on_hand) AS kept, sum(moved) AS moved FROM (
                SELECT variant_id, location_id, on_hand, 0 AS moved FROM stock_level
                UNION ALL
                SELECT variant_id, location_id, 0, sum(quantity) FROM stock_movement GROUP BY variant_id, location_id
            ) GROUP BY variant_id, location_id HAVING sum(on_hand) <> sum(moved)
        ) LEFT JOIN variant USING (variant_id)
        """
    )


def differing_reservations(books: Books) -> Iterator[tuple[str, int, int]]:
    """SKU, held as kept and what open orders hold, wherever the two differ."""
    return books.rows(
        """
        SELECT coalesce(sku, '?'), sum(kept), sum(held) FROM (
            SELECT variant_id, reserved AS kept, 0 AS held FROM stock_level
            UNION ALL
            SELECT variant_id, 0, quantity FROM order_line JOIN orders USING (order_id)
            WHERE status IN ('placed', 'confirmed', 'picked', 'packed')
        ) LEFT JOIN variant USING (variant_id) GROUP BY variant_id HAVING sum(kept) <> sum(held)
        """
    )


def chained(books: Books) -> Iterator[tuple[int, bytes, bytes]]:
    """Every movement in order: its id, the bytes its MAC covers, its MAC."""
    pack = _FIGURES.pack
    rows = books.rows(
        """
        SELECT movement_id, variant_id, location_id, quantity, at, business_day, recorded_at, staff_id,
               coalesce(order_id, 0), coalesce(receipt_id, 0), reason, mac
        FROM stock_movement ORDER BY movement_id
        """
    )
    for *numbers, reason, mac in rows:
        yield numbers[0], pack(*numbers) + reason.encode(), mac
