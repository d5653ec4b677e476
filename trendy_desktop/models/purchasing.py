"""Suppliers and goods received from them."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.values import ImportId, Instant, ReceiptId, SupplierId, VariantId


def suppliers(change: Change, codes: Iterable[str]) -> dict[str, SupplierId]:
    """The suppliers with these codes; those the shop does not know yet are added under their code as name."""
    wanted = sorted(set(codes))
    known = dict(
        change.books.matching(
            "SELECT code, supplier_id FROM carray(?) AS wanted CROSS JOIN supplier ON code = wanted.value", wanted
        )
    )
    for code in wanted:
        if code not in known:
            row = change.books.the("INSERT INTO supplier (code, name) VALUES (?1, ?1) RETURNING supplier_id", (code,))
            known[code] = row[0]
    return known


class NewReceipt(NamedTuple):
    receipt_id: ReceiptId
    supplier: SupplierId
    at: Instant
    business_day: int


class NewReceiptLine(NamedTuple):
    receipt_id: ReceiptId
    line_no: int
    variant: VariantId
    quantity: int


def next_receipt_id(books: Books) -> ReceiptId:
    return ReceiptId(books.next_id("SELECT max(receipt_id) FROM receipt"))


def post(
    change: Change, receipts: Sequence[NewReceipt], *, lines: Sequence[NewReceiptLine], import_id: ImportId | None
) -> None:
    """Writes ``receipts`` and their ``lines``; the movements are the caller's."""
    change.books.write_all(
        "INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((*receipt, change.now, import_id, change.actor) for receipt in receipts),
    )
    change.books.write_all("INSERT INTO receipt_line VALUES (?, ?, ?, ?)", lines)


def count(books: Books) -> int:
    row = books.one("SELECT count(*) FROM receipt")
    return row[0] if row else 0


def differing_receipts(books: Books) -> Iterable[tuple[int, str, int, int]]:
    """Receipt id, SKU, units of its lines and units put on stock, wherever the two differ."""
    return books.rows(
        """
        SELECT receipt_id, coalesce(sku, '?'), sum(received), sum(moved) FROM (
            SELECT receipt_id, variant_id, quantity AS received, 0 AS moved FROM receipt_line
            UNION ALL
            SELECT receipt_id, variant_id, 0, quantity FROM stock_movement WHERE reason = 'receipt'
        ) LEFT JOIN variant USING (variant_id)
        GROUP BY receipt_id, variant_id HAVING sum(received) <> sum(moved)
        """
    )
