"""Products and their variants: look-up, lists, full-text search, and what an inventory file says of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from peewee import ModelSelect, fn

from trendy_desktop.models.books import Books
from trendy_desktop.models.store import Change
from trendy_desktop.models.tables import Product, StockLevel, Variant
from trendy_desktop.values import Instant, Page, ProductId, SupplierId, VariantId

# --- lists ----------------------------------------------------------------------------------------------------------


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


_WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 32
"""A search looks at so many words; what is pasted by mistake may have thousands."""

_SHOWN = """
    CROSS JOIN variant ON variant_id = found.rowid CROSS JOIN product USING (product_id)
    WHERE found.rowid > ?2 AND (?4 OR variant.archived_at IS NULL AND product.archived_at IS NULL)
    ORDER BY found.rowid LIMIT ?3
"""
_BEGINNING = "SELECT found.rowid FROM variant_words(?1) AS found" + _SHOWN
_INSIDE = "SELECT found.rowid FROM variant_trigrams(?1) AS found" + _SHOWN


def search(
    books: Books, text: str, *, after: int = 0, limit: int = 200, archived: bool = False
) -> Page[VariantRow, int]:
    """Variants where each word of ``text`` begins a word of SKU, barcode, code, title, category, brand, size or colour.

    Where nothing does, variants that hold each of them (from three letters on) inside a word. Capitals and the accents
    of Latin letters make no difference. They come in the order in which they were entered: ranking the 200,000 matches
    of one letter would take longer than typing the next.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))[:MOST_WORDS]
    found: list[int] = []
    if words:
        begin = " AND ".join(f'"{word}"*' for word in words)
        found = _match(books, _BEGINNING, begin, after=after, limit=limit, archived=archived)
        # A later page goes on in the way in which the first one was found.
        if not found and after and _match(books, _BEGINNING, begin, after=0, limit=1, archived=archived):
            return Page((), None)
    if not found and any(len(word) >= 3 for word in words):
        inside = " AND ".join(f'"{word}"' for word in words if len(word) >= 3)
        found = _match(books, _INSIDE, inside, after=after, limit=limit, archived=archived)
    query = _listed().where(Variant.variant_id.in_(found)).order_by(Variant.variant_id)
    return Page(_rows(books, query, archived=True), found[-1] if len(found) == limit else None)


def _match(books: Books, sql: str, match: str, *, after: int, limit: int, archived: bool) -> list[int]:
    return [rowid for (rowid,) in books.rows(sql, (match, after, limit, int(archived)))]


def variant_of(books: Books, sku: str) -> VariantId | None:
    if not sku.isprintable():
        return None  # a shell may hand over bytes that are no text
    row = books.one("SELECT variant_id FROM variant WHERE sku = ?", (sku,))
    return VariantId(row[0]) if row else None


# --- products -------------------------------------------------------------------------------------------------------


class NewProduct(NamedTuple):
    product_id: ProductId
    code: str
    title: str
    category: str
    brand: str
    supplier_id: SupplierId | None


class NewVariant(NamedTuple):
    """A variant to be added; price and cost in minor units."""

    variant_id: VariantId
    product_id: ProductId
    sku: str
    barcode: str | None
    size: str
    colour: str
    sale_price: int
    wholesale_cost: int
    reorder_point: int = 0
    reorder_target: int = 0


def next_ids(books: Books) -> tuple[ProductId, VariantId]:
    """The ids of the next product and the next variant."""
    return (
        ProductId(books.next_id("SELECT max(product_id) FROM product")),
        VariantId(books.next_id("SELECT max(variant_id) FROM variant")),
    )


def add(change: Change, products: Sequence[NewProduct], variants: Sequence[NewVariant]) -> None:
    """Writes products and variants; the database refuses a code, SKU, barcode or size and colour that is taken."""
    change.books.write_all(
        "INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", ((*product, change.now) for product in products)
    )
    change.books.write_all(
        "INSERT INTO variant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        ((*variant, change.now) for variant in variants),
    )


def taken(
    books: Books, *, codes: Iterable[str] = (), skus: Iterable[str] = (), barcodes: Iterable[str] = ()
) -> set[str]:
    """Those of the product ``codes`` and of the variants' ``skus`` and ``barcodes`` that exist."""
    found = (
        books.matching("SELECT code FROM carray(?) AS wanted CROSS JOIN product ON code = wanted.value", codes),
        books.matching("SELECT sku FROM carray(?) AS wanted CROSS JOIN variant ON sku = wanted.value", skus),
        books.matching(
            "SELECT barcode FROM carray(?) AS wanted CROSS JOIN variant ON barcode = wanted.value", barcodes
        ),
    )
    return {text for rows in found for (text,) in rows}


def product_of(books: Books, code: str) -> ProductId | None:
    row = books.one("SELECT product_id FROM product WHERE code = ?", (code,))
    return ProductId(row[0]) if row else None


def change_product(change: Change, product: ProductId, *, title: str, category: str, brand: str) -> None:
    change.books.write(
        "UPDATE product SET title = ?, category = ?, brand = ? WHERE product_id = ?", (title, category, brand, product)
    )


def change_prices(change: Change, prices: Iterable[tuple[int, int, VariantId]]) -> None:
    """Sets (sale price, wholesale cost) of each variant; the history keeps what was before."""
    change.books.write_all(
        "UPDATE variant SET sale_price = ?, wholesale_cost = ?, changed_at = ? WHERE variant_id = ?",
        ((price, cost, change.now, variant) for price, cost, variant in prices),
    )


def change_reorder(change: Change, variant: VariantId, *, point: int, target: int) -> None:
    change.books.write(
        "UPDATE variant SET reorder_point = ?, reorder_target = ? WHERE variant_id = ?", (point, target, variant)
    )


def archive(change: Change, product: ProductId, *, at: Instant | None) -> None:
    """Takes ``product`` out of the lists from ``at`` on; None brings it back."""
    change.books.write("UPDATE product SET archived_at = ? WHERE product_id = ?", (at, product))


def used(books: Books, product: ProductId) -> bool:
    """Whether any variant of ``product`` was ever moved, ordered, refused or received."""
    row = books.one(
        """
        SELECT EXISTS (
            SELECT 1 FROM variant WHERE product_id = ?1 AND (
                variant_id IN (SELECT variant_id FROM stock_movement)
                OR variant_id IN (SELECT variant_id FROM refused_line WHERE variant_id IS NOT NULL)
                OR variant_id IN (SELECT variant_id FROM backorder)
            )
        )
        """,
        (product,),
    )
    return bool(row and row[0])


def delete(change: Change, product: ProductId) -> None:
    """Deletes a product that was never used, with its variants; the database refuses any other."""
    change.books.write("DELETE FROM variant WHERE product_id = ?", (product,))
    change.books.write("DELETE FROM product WHERE product_id = ?", (product,))


# --- what booking needs ---------------------------------------------------------------------------------------------


Shelf: TypeAlias = tuple[VariantId, int, int]
"""One variant at the moment of booking: its price in minor units and how many can be sold at the shop."""


def shelves(books: Books, skus: Iterable[str]) -> dict[str, Shelf]:
    """The variants with these SKUs; those that do not exist are left out."""
    rows = books.matching(
        """
        SELECT sku, variant.variant_id, sale_price, coalesce(on_hand - reserved, 0)
        FROM carray(?) AS wanted CROSS JOIN variant ON sku = wanted.value
        LEFT JOIN stock_level ON stock_level.variant_id = variant.variant_id AND location_id = 1
        """,
        skus,
    )
    return {sku: (variant, price, available) for sku, variant, price, available in rows}


# --- what an inventory file needs -----------------------------------------------------------------------------------


class Stated(NamedTuple):
    """What a row of an inventory file says of a variant: units, minor units, supplier."""

    quantity: int
    wholesale_cost: int
    sale_price: int
    supplier: SupplierId


class Stocked(NamedTuple):
    """A variant as the books know it: its present figures, the row last imported, and whether it ever moved."""

    variant: VariantId
    product: ProductId
    now: Stated
    last: Stated | None
    moved: bool


def stocked(books: Books, skus: Iterable[str]) -> dict[str, Stocked]:
    """The variants with these SKUs; those that do not exist are left out."""
    rows = books.matching(
        """
        SELECT sku, variant.variant_id, variant.product_id, coalesce(on_hand, 0), variant.wholesale_cost,
               variant.sale_price, coalesce(product.supplier_id, 0),
               last.quantity, last.wholesale_cost, last.sale_price, last.supplier_id,
               EXISTS (SELECT 1 FROM stock_movement WHERE stock_movement.variant_id = variant.variant_id)
        FROM carray(?) AS wanted CROSS JOIN variant ON sku = wanted.value
        JOIN product USING (product_id)
        LEFT JOIN stock_level ON stock_level.variant_id = variant.variant_id AND location_id = 1
        LEFT JOIN inventory_row AS last ON last.variant_id = variant.variant_id
        """,
        skus,
    )
    return {
        sku: Stocked(variant, product, Stated(*now), None if last[0] is None else Stated(*last), bool(moved))
        for sku, variant, product, *figures, moved in rows
        for now, last in [(figures[:4], figures[4:])]
    }


def state(change: Change, rows: Mapping[VariantId, Stated]) -> None:
    """Remembers ``rows`` as those last imported."""
    change.books.write_all(
        """
        INSERT INTO inventory_row VALUES (?, ?, ?, ?, ?) ON CONFLICT (variant_id) DO UPDATE
        SET quantity = excluded.quantity, wholesale_cost = excluded.wholesale_cost,
            sale_price = excluded.sale_price, supplier_id = excluded.supplier_id
        """,
        ((variant, *stated) for variant, stated in rows.items()),
    )


def change_supplier(change: Change, suppliers: Iterable[tuple[SupplierId, ProductId]]) -> None:
    change.books.write_all("UPDATE product SET supplier_id = ? WHERE product_id = ?", suppliers)


# --- copies ---------------------------------------------------------------------------------------------------------


def copy(source: Books, change: Change) -> None:
    """Copies locations, suppliers, products and variants as they are now into empty books, ids included."""
    into = change.books
    into.write("DELETE FROM location")
    into.write_all("INSERT INTO location VALUES (?, ?)", source.rows("SELECT * FROM location"))
    into.write_all("INSERT INTO supplier VALUES (?, ?, ?)", source.rows("SELECT * FROM supplier"))
    into.write_all("INSERT INTO product VALUES (?, ?, ?, ?, ?, ?, ?, ?)", source.rows("SELECT * FROM product"))
    into.write_all(
        "INSERT INTO variant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", source.rows("SELECT * FROM variant")
    )
