"""Products and their variants: look-up, lists, full-text search, and what an inventory file says of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from trendy_desktop.models.books import Books
from trendy_desktop.models.catalog.products import (
    ProductCounts,
    ProductKey,
    ProductQuery,
    ProductRow,
    ProductSort,
    StockFilter,
    StockStatus,
    categories,
    counts,
    differing_figures,
    find_products,
    product_rows,
    supplier_of,
)
from trendy_desktop.models.catalog.variants import VariantRow, page, search, variants_of
from trendy_desktop.models.store import Change
from trendy_desktop.values import Instant, ProductId, SupplierId, VariantId

__all__ = [
    "NewProduct",
    "NewVariant",
    "ProductCounts",
    "ProductKey",
    "ProductQuery",
    "ProductRow",
    "ProductSort",
    "Shelf",
    "Stated",
    "StockFilter",
    "StockStatus",
    "Stocked",
    "VariantRow",
    "add",
    "archive",
    "categories",
    "change_prices",
    "change_product",
    "change_reorder",
    "change_supplier",
    "copy",
    "counts",
    "delete",
    "differing_figures",
    "find_products",
    "next_ids",
    "page",
    "price_product",
    "product_of",
    "product_rows",
    "search",
    "shelves",
    "state",
    "stocked",
    "supplier_of",
    "taken",
    "used",
    "variant_of",
    "variants_of",
]


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


def price_product(change: Change, product: ProductId, *, price: int, cost: int) -> None:
    """Sets sale price and wholesale cost of every variant of ``product``; the history keeps what was before."""
    change.books.write(
        "UPDATE variant SET sale_price = ?, wholesale_cost = ?, changed_at = ? WHERE product_id = ?",
        (price, cost, change.now, product),
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
