"""The stock ledger: append-only movements, each chained to the one before. On hand is what they add up to."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.values import Instant, LocationId, OrderId, ReceiptId, VariantId

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
