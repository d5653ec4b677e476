"""The list of products: each with its stock, its prices and what was sold of it lately."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from peewee import SQL, ModelSelect, Tuple, fn

from trendy_desktop.models.books import Books
from trendy_desktop.models.catalog.variants import begins, matches
from trendy_desktop.models.tables import Product, ProductFigure
from trendy_desktop.values import BusinessDay, ProductId


class StockStatus(StrEnum):
    """How it stands with the stock of a product, all its variants together."""

    IN_STOCK = "in_stock"
    LOW = "low"
    """Something is on hand, but no more than the reorder points of its variants come to."""
    SOLD_OUT = "sold_out"
    """Nothing is on hand."""


class StockFilter(StrEnum):
    ALL = "all"
    LOW = "low"
    SOLD_OUT = "sold_out"


class ProductSort(StrEnum):
    TITLE = "title"
    CODE = "code"
    ON_HAND = "on_hand"
    PRICE = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """Which products, in which order. ``text`` is searched as ``search`` does, ``category`` None means all."""

    text: str = ""
    stock: StockFilter = StockFilter.ALL
    category: str | None = None
    archived: bool = False
    sort: ProductSort = ProductSort.TITLE
    descending: bool = False


ProductKey: TypeAlias = tuple[str | int, int]
"""Where a page of products ended: the value sorted by, and the product."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product in a list: money in minor units, stock in units, over its variants that are not archived.

    ``sold_30`` are the units sold of it on each of 30 days, today's last. The prices are None where it has no variant.
    """

    product_id: ProductId
    code: str
    title: str
    category: str
    brand: str
    archived: bool
    variants: int
    price_low: int | None
    price_high: int | None
    reorder_point: int
    on_hand: int
    reserved: int
    sold_30: tuple[int, ...]

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved

    @property
    def status(self) -> StockStatus:
        if self.on_hand == 0:
            return StockStatus.SOLD_OUT
        return StockStatus.LOW if self.on_hand <= self.reorder_point else StockStatus.IN_STOCK


@dataclass(frozen=True, slots=True)
class ProductCounts:
    """How many products each filter shows, and the units on hand of all of them."""

    all: int
    low: int
    sold_out: int
    units: int


DAYS = 30
"""The days over which a list tells what was sold."""

_SOLD_OUT = ProductFigure.on_hand == 0
_LOW = (ProductFigure.on_hand > 0) & (ProductFigure.on_hand <= ProductFigure.reorder_point)
_SORTED_BY: dict[ProductSort, Any] = {
    ProductSort.TITLE: Product.title.collate("NOCASE"),
    ProductSort.CODE: Product.code,
    ProductSort.ON_HAND: ProductFigure.on_hand,
    ProductSort.PRICE: fn.COALESCE(ProductFigure.price_low, 0),
}


def find_products(
    books: Books, query: ProductQuery, *, after: ProductKey | None, limit: int
) -> list[tuple[ProductId, ProductKey]]:
    """The next ``limit`` products that ``query`` finds, behind ``after``, each with its key.

    One pass over all products: at 200,000 of them it is quicker than keeping an index for each sort and filter.
    """
    key = _SORTED_BY[query.sort]
    found = _shown(query.category, archived=query.archived).select(key, Product.product_id)
    if query.stock is not StockFilter.ALL:
        found = found.where(_LOW if query.stock is StockFilter.LOW else _SOLD_OUT)
    if query.text:
        found = found.where(Product.product_id.in_(_matching(books, query.text, archived=query.archived)))
    place = Tuple(key, Product.product_id)
    if query.descending:
        found = found.order_by(key.desc(), Product.product_id.desc())
    else:
        found = found.order_by(key, Product.product_id)
    if after is not None:
        found = found.where(place < after if query.descending else place > after)
    rows = found.limit(limit).tuples().execute(books.database)
    return [(ProductId(product), (value, product)) for value, product in rows]


def _shown(category: str | None, *, archived: bool) -> "ModelSelect[Product]":
    query = Product.select().join(ProductFigure, on=(ProductFigure.product_id == Product.product_id))
    if not archived:
        query = query.where(Product.archived_at.is_null())
    return query if category is None else query.where(Product.category == category)


def _matching(books: Books, text: str, *, archived: bool) -> SQL:
    """The ids of the products of which a variant matches ``text``."""
    begin, inside = matches(text)
    if begin and (not inside or begins(books, begin, archived=archived)):
        return SQL("(SELECT product_id FROM variant WHERE variant_id IN (SELECT rowid FROM variant_words(?)))", [begin])
    if inside:
        return SQL(
            "(SELECT product_id FROM variant WHERE variant_id IN (SELECT rowid FROM variant_trigrams(?)))", [inside]
        )
    return SQL("(SELECT 0 WHERE 0)")


def product_rows(books: Books, products: Sequence[ProductId], *, today: BusinessDay) -> tuple[ProductRow, ...]:
    """The rows of ``products`` in their order, at most 200; those that are not there are left out."""
    sold = _sold(books, products, today=today)
    rows = books.matching(
        """
        SELECT product_id, code, title, category, brand, archived_at IS NOT NULL, variants, price_low, price_high,
               reorder_point, on_hand, reserved
        FROM carray(?) AS wanted CROSS JOIN product ON product_id = wanted.value
        JOIN product_figure USING (product_id)
        """,
        products,
    )
    found = {
        product: ProductRow(
            product,
            code,
            title,
            category,
            brand,
            bool(archived),
            variants,
            low,
            high,
            point,
            on_hand,
            reserved,
            tuple(sold[product]),
        )
        for product, code, title, category, brand, archived, variants, low, high, point, on_hand, reserved in rows
    }
    return tuple(found[product] for product in products if product in found)


def _sold(books: Books, products: Iterable[ProductId], *, today: BusinessDay) -> dict[ProductId, list[int]]:
    """Units sold of each product on each of the last ``DAYS`` days."""
    units: dict[ProductId, list[int]] = defaultdict(lambda: [0] * DAYS)
    first = today.number - DAYS + 1
    rows = books.matching(
        """
        SELECT product_id, business_day, -sum(quantity)
        FROM carray(?1) AS wanted CROSS JOIN variant ON product_id = wanted.value
        CROSS JOIN stock_movement USING (variant_id)
        WHERE business_day BETWEEN ?2 AND ?3 AND reason = 'sale'
        GROUP BY product_id, business_day
        """,
        products,
        first,
        today.number,
    )
    for product, day, sold in rows:
        units[product][day - first] = sold
    return units


def counts(books: Books, *, category: str | None, archived: bool) -> ProductCounts:
    """How many products each filter shows of those in ``category`` (None: of all)."""
    summed = _shown(category, archived=archived).select(
        fn.COUNT(), fn.TOTAL(_LOW), fn.TOTAL(_SOLD_OUT), fn.COALESCE(fn.SUM(ProductFigure.on_hand), 0)
    )
    every, low, sold_out, units = next(iter(summed.tuples().execute(books.database)))
    return ProductCounts(every, int(low), int(sold_out), units)


def categories(books: Books) -> tuple[str, ...]:
    """Every category that a product has, by name; each is one step in the index."""
    rows = books.rows(
        """
        WITH RECURSIVE name (category) AS (
            SELECT min(category) FROM product
            UNION ALL
            SELECT (SELECT min(category) FROM product WHERE category > name.category)
            FROM name WHERE name.category IS NOT NULL
        )
        SELECT category FROM name WHERE category <> ''
        """
    )
    return tuple(category for (category,) in rows)


def supplier_of(books: Books, product: ProductId) -> str | None:
    """The name of the supplier of ``product``."""
    row = books.one("SELECT name FROM supplier JOIN product USING (supplier_id) WHERE product_id = ?", (product,))
    return row[0] if row else None


def differing_figures(books: Books) -> Iterator[tuple[str]]:
    """The code of every product whose figures in the list are not those of its variants and their stock."""
    return books.rows(
        """
        SELECT code FROM product JOIN (SELECT * FROM product_sum EXCEPT SELECT * FROM product_figure) USING (product_id)
        ORDER BY code
        """
    )
