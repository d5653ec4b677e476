"""Lists of variants, by SKU and by full-text search."""

import re
import unicodedata
from dataclasses import dataclass

from peewee import ModelSelect, fn

from trendy_desktop.models.books import Books
from trendy_desktop.models.tables import Product, StockLevel, Variant
from trendy_desktop.values import Instant, Page, ProductId, VariantId


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant in a list; money in minor units, stock in units over all locations."""

    variant_id: VariantId
    sku: str
    barcode: str | None
    code: str
    title: str
    category: str
    brand: str
    size: str
    colour: str
    sale_price: int
    wholesale_cost: int
    reorder_point: int
    reorder_target: int
    archived_at: Instant | None
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


def _listed() -> "ModelSelect[Variant]":
    level = StockLevel.select().where(StockLevel.variant_id == Variant.variant_id)
    return Variant.select(
        Variant.variant_id,
        Variant.sku,
        Variant.barcode,
        Product.code,
        Product.title,
        Product.category,
        Product.brand,
        Variant.size,
        Variant.colour,
        Variant.sale_price,
        Variant.wholesale_cost,
        Variant.reorder_point,
        Variant.reorder_target,
        fn.COALESCE(Variant.archived_at, Product.archived_at),
        fn.COALESCE(level.select(fn.SUM(StockLevel.on_hand)), 0),
        fn.COALESCE(level.select(fn.SUM(StockLevel.reserved)), 0),
    ).join(Product, on=(Product.product_id == Variant.product_id))


def _rows(books: Books, query: "ModelSelect[Variant]", *, archived: bool) -> tuple[VariantRow, ...]:
    if not archived:
        query = query.where(Variant.archived_at.is_null(), Product.archived_at.is_null())
    return tuple(VariantRow(*row) for row in query.tuples().execute(books.database))


def page(books: Books, after: str = "", *, limit: int = 200, archived: bool = False) -> Page[VariantRow, str]:
    """The next ``limit`` variants by SKU, behind the SKU ``after``; archived ones only when asked for."""
    query = _listed().where(Variant.sku > after).order_by(Variant.sku).limit(limit)
    rows = _rows(books, query, archived=archived)
    return Page(rows, rows[-1].sku if len(rows) == limit else None)


def variants_of(books: Books, product: ProductId) -> tuple[VariantRow, ...]:
    """The variants of ``product`` that are not archived, in the order in which they were entered."""
    query = _listed().where(Variant.product_id == product, Variant.archived_at.is_null()).order_by(Variant.variant_id)
    return _rows(books, query, archived=True)


_WORD = re.compile(r"[^\W_]+")


def search(
    books: Books, text: str, *, after: int = 0, limit: int = 200, archived: bool = False
) -> Page[VariantRow, int]:
    """Variants where each word of ``text`` begins a word of SKU, barcode, code, title, category, brand, size or colour.

    Where nothing does, variants that hold each of them (from three letters on) inside a word. They come in the order in
    which they were entered: ranking the 200,000 matches of one letter would take longer than typing the next.
    """
    begin, inside = matches(text)
    found: list[int] = []
    if begin:
        found = _match(books, _BEGINNING, begin, after=after, limit=limit, archived=archived)
        # A later page goes on in the way in which the first one was found.
        if not found and after and begins(books, begin, archived=archived):
            return Page((), None)
    if not found and inside:
        found = _match(books, _INSIDE, inside, after=after, limit=limit, archived=archived)
    query = _listed().where(Variant.variant_id.in_(found)).order_by(Variant.variant_id)
    return Page(_rows(books, query, archived=True), found[-1] if len(found) == limit else None)


MOST_WORDS = 32
"""A search looks at so many words; what is pasted by mistake may have thousands."""


def matches(text: str) -> tuple[str, str]:
    """What ``variant_words`` and ``variant_trigrams`` are asked for ``text``; "" where there is nothing to ask."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))[:MOST_WORDS]
    begin = " AND ".join(f'"{word}"*' for word in words)
    return begin, " AND ".join(f'"{word}"' for word in words if len(word) >= 3)


def begins(books: Books, begin: str, *, archived: bool) -> bool:
    """Whether any variant is found by the beginnings of its words."""
    return bool(_match(books, _BEGINNING, begin, after=0, limit=1, archived=archived))


_SHOWN = """
    CROSS JOIN variant ON variant_id = found.rowid CROSS JOIN product USING (product_id)
    WHERE found.rowid > ?2 AND (?4 OR variant.archived_at IS NULL AND product.archived_at IS NULL)
    ORDER BY found.rowid LIMIT ?3
"""
_BEGINNING = "SELECT found.rowid FROM variant_words(?1) AS found" + _SHOWN
_INSIDE = "SELECT found.rowid FROM variant_trigrams(?1) AS found" + _SHOWN


def _match(books: Books, sql: str, match: str, *, after: int, limit: int, archived: bool) -> list[int]:
    return [rowid for (rowid,) in books.rows(sql, (match, after, limit, int(archived)))]
