"""The catalogue: products with their variants; listed, changed, archived, and deleted while they were never used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from trendy_desktop.errors import BadField, MissingField, ProductUsed, RecordGone, TakenSku, TakenVariant, UnknownSku
from trendy_desktop.events import (
    ProductAdded,
    ProductArchived,
    ProductChanged,
    ProductDeleted,
    ProductRestored,
    VariantChanged,
)
from trendy_desktop.models import catalog, purchasing, stock
from trendy_desktop.models.books import Books
from trendy_desktop.models.catalog import (
    ProductCounts,
    ProductKey,
    ProductQuery,
    ProductRow,
    ProductSort,
    StockFilter,
    StockStatus,
    VariantRow,
)
from trendy_desktop.models.stock import MovementKey, MovementRow, StockFigures
from trendy_desktop.models.store import Store
from trendy_desktop.services.exchange.lines import code_fault, text_fault
from trendy_desktop.services.sizes import in_order
from trendy_desktop.values import (
    MOST_MINOR,
    MOST_UNITS,
    BusinessDay,
    Calendar,
    Page,
    ProductId,
    StaffId,
    VariantId,
    Week,
)
from trendy_desktop.vault import Vault

__all__ = [
    "Catalog",
    "MovementKey",
    "MovementRow",
    "ProductCounts",
    "ProductDetail",
    "ProductKey",
    "ProductQuery",
    "ProductRow",
    "ProductSort",
    "StockFigures",
    "StockFilter",
    "StockStatus",
    "VariantForm",
    "VariantRow",
]

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantForm:
    """One size and colour of a style; price, gross, and wholesale cost in minor units."""

    sku: str
    size: str = ""
    colour: str = ""
    barcode: str | None = None
    sale_price: int
    wholesale_cost: int
    reorder_point: int = 0
    reorder_target: int = 0


@dataclass(frozen=True, slots=True)
class ProductDetail:
    """One product with its variants (those not archived) and what was sold of it.

    ``sold_weeks`` divides the units of ``row.sold_30`` among the ISO weeks, the oldest first; ``sold_before`` are the
    units of the 30 days before those.
    """

    row: ProductRow
    supplier: str | None
    variants: tuple[VariantRow, ...]
    sold_weeks: tuple[tuple[Week, int], ...]
    sold_before: int
    first_sale: BusinessDay | None
    last_sale: BusinessDay | None

    @property
    def sizes(self) -> tuple[str, ...]:
        """The sizes of the variants as people read them: XS before S before M, numbers by their value."""
        return in_order({variant.size for variant in self.variants})

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours of the variants in the order in which they were entered."""
        return tuple(dict.fromkeys(variant.colour for variant in self.variants))

    @property
    def lasts_days(self) -> int | None:
        """For how many days what is free to sell lasts if it sells as in the last 30; None when nothing was sold."""
        sold = sum(self.row.sold_30)
        return max(self.row.available, 0) * len(self.row.sold_30) // sold if sold > 0 else None


class Catalog:
    """Reads and changes the catalogue of one shop. Every change needs an open vault (VaultClosed)."""

    def __init__(self, store: Store, vault: Vault, *, calendar: Calendar, actor: StaffId) -> None:
        self._store = store
        self._vault = vault
        self._calendar = calendar
        self._actor = actor

    # --- look ---

    def page(self, after: str = "", *, limit: int = 200, archived: bool = False) -> Page[VariantRow, str]:
        """The next ``limit`` variants by SKU, behind the SKU ``after``."""
        with self._store.reading() as books:
            return catalog.page(books, after, limit=limit, archived=archived)

    def search(self, text: str, *, after: int = 0, limit: int = 200, archived: bool = False) -> Page[VariantRow, int]:
        """Variants that match every word of ``text``; see ``models.catalog.search``."""
        with self._store.reading() as books:
            return catalog.search(books, text, after=after, limit=limit, archived=archived)

    def products(
        self, query: ProductQuery, after: ProductKey | None = None, *, limit: int = 200
    ) -> Page[ProductRow, ProductKey]:
        """The next ``limit`` products (at most 200) that ``query`` finds, behind the key ``after``."""
        with self._store.reading() as books:
            found = catalog.find_products(books, query, after=after, limit=limit)
            rows = catalog.product_rows(books, [product for product, _ in found], today=self._today())
        return Page(rows, found[-1][1] if len(found) == limit else None)

    def product_counts(self, *, category: str | None = None, archived: bool = False) -> ProductCounts:
        """How many products each stock filter shows, whatever text is searched for."""
        with self._store.reading() as books:
            return catalog.counts(books, category=category, archived=archived)

    def categories(self) -> tuple[str, ...]:
        with self._store.reading() as books:
            return catalog.categories(books)

    def product(self, product: ProductId) -> ProductDetail:
        """One product. Raises RecordGone."""
        today = self._today()
        with self._store.reading() as books:
            rows = catalog.product_rows(books, [product], today=today)
            if not rows:
                raise RecordGone
            days = len(rows[0].sold_30)
            first = today.plus(1 - days)
            before = stock.sold(books, product, first=first.plus(-days), last=first.plus(-1))
            span = stock.sales_span(books, product)
            weeks = {Week(number): 0 for number in range(first.week.number, today.week.number + 1)}
            for nth, units in enumerate(rows[0].sold_30):
                weeks[first.plus(nth).week] += units
            return ProductDetail(
                row=rows[0],
                supplier=catalog.supplier_of(books, product),
                variants=catalog.variants_of(books, product),
                sold_weeks=tuple(weeks.items()),
                sold_before=sum(before.values()),
                first_sale=span[0] if span else None,
                last_sale=span[1] if span else None,
            )

    def history(
        self, product: ProductId, after: MovementKey | None = None, *, limit: int = 50
    ) -> Page[MovementRow, MovementKey]:
        """The next ``limit`` stock movements of ``product`` behind the key ``after``, the newest first."""
        with self._store.reading() as books:
            found = stock.history(books, product, after=after, limit=limit)
        return Page(tuple(row for row, _ in found), found[-1][1] if len(found) == limit else None)

    def stock(self, sku: str) -> StockFigures:
        """What the shop has of one variant. Raises UnknownSku."""
        with self._store.reading() as books:
            return stock.figures(books, _variant(books, sku))

    def _today(self) -> BusinessDay:
        return self._calendar.day_at(self._store.clock.now())

    # --- change ---

    def add(
        self,
        code: str,
        title: str,
        *,
        variants: Sequence[VariantForm],
        category: str = "",
        brand: str = "",
        supplier: str = "",
    ) -> None:
        """Adds a style and its variants; a ``supplier`` whom the shop does not know yet is added under this code.

        Raises TakenSku (also for a barcode), TakenVariant, MissingField, BadField.
        """
        self._vault.require_open()
        _check_code("code", code)
        _check_words(title, category, brand)
        if supplier:
            _check_code("supplier", supplier)
        for form in variants:
            _check_variant(form)
        skus = [form.sku for form in variants]
        barcodes = [form.barcode for form in variants if form.barcode is not None]
        with self._store.change(self._actor) as change:
            taken = catalog.taken(change.books, codes=[code], skus=skus, barcodes=barcodes)
            if taken := taken or _twice(skus) or _twice(barcodes):
                raise TakenSku(sku=min(taken))
            if repeated := _twice([(form.size, form.colour) for form in variants]):
                size, colour = min(repeated)
                raise TakenVariant(title=title, size=size, colour=colour)
            supplier_id = purchasing.suppliers(change, [supplier])[supplier] if supplier else None
            product, variant = catalog.next_ids(change.books)
            catalog.add(
                change,
                [catalog.NewProduct(product, code, title, category, brand, supplier_id)],
                [
                    catalog.NewVariant(
                        VariantId(variant + nth),
                        product,
                        form.sku,
                        form.barcode,
                        form.size,
                        form.colour,
                        form.sale_price,
                        form.wholesale_cost,
                        form.reorder_point,
                        form.reorder_target,
                    )
                    for nth, form in enumerate(variants)
                ],
            )
            change.record(ProductAdded(code=code, variants=len(variants)))

    def describe(self, code: str, *, title: str, category: str, brand: str) -> None:
        """Changes what a style is called. Raises UnknownSku, MissingField, BadField."""
        self._vault.require_open()
        _check_words(title, category, brand)
        with self._store.change(self._actor) as change:
            catalog.change_product(change, _product(change.books, code), title=title, category=category, brand=brand)
            change.record(ProductChanged(code=code, fields="title,category,brand"))

    def price(self, sku: str, *, sale_price: int, wholesale_cost: int) -> None:
        """Sets price and cost of a variant, in minor units, from now on. Raises UnknownSku, BadField."""
        self._vault.require_open()
        _check_figures(MOST_MINOR, sale_price=sale_price, wholesale_cost=wholesale_cost)
        with self._store.change(self._actor) as change:
            catalog.change_prices(change, [(sale_price, wholesale_cost, _variant(change.books, sku))])
            change.record(VariantChanged(sku=sku, fields="sale_price,wholesale_cost"))

    def price_style(self, code: str, *, sale_price: int, wholesale_cost: int) -> None:
        """Sets price and cost of all variants of a style, in minor units, from now on. Raises UnknownSku, BadField."""
        self._vault.require_open()
        _check_figures(MOST_MINOR, sale_price=sale_price, wholesale_cost=wholesale_cost)
        with self._store.change(self._actor) as change:
            catalog.price_product(change, _product(change.books, code), price=sale_price, cost=wholesale_cost)
            change.record(ProductChanged(code=code, fields="sale_price,wholesale_cost"))

    def reorder_at(self, sku: str, *, point: int, target: int) -> None:
        """Sets at how many units a variant is to be ordered again, and up to how many. Raises UnknownSku, BadField."""
        self._vault.require_open()
        _check_figures(MOST_UNITS, reorder_point=point, reorder_target=target)
        with self._store.change(self._actor) as change:
            catalog.change_reorder(change, _variant(change.books, sku), point=point, target=target)
            change.record(VariantChanged(sku=sku, fields="reorder_point,reorder_target"))

    def archive(self, code: str) -> None:
        """Takes a style out of the lists; nothing of it is lost. Raises UnknownSku."""
        self._vault.require_open()
        with self._store.change(self._actor) as change:
            catalog.archive(change, _product(change.books, code), at=change.now)
            change.record(ProductArchived(code=code))

    def restore(self, code: str) -> None:
        """Brings an archived style back. Raises UnknownSku."""
        self._vault.require_open()
        with self._store.change(self._actor) as change:
            catalog.archive(change, _product(change.books, code), at=None)
            change.record(ProductRestored(code=code))

    def delete(self, code: str) -> None:
        """Deletes a style that was never used. Raises UnknownSku, ProductUsed."""
        self._vault.require_open()
        with self._store.change(self._actor) as change:
            product = _product(change.books, code)
            if catalog.used(change.books, product):
                raise ProductUsed(code=code)
            catalog.delete(change, product)
            change.record(ProductDeleted(code=code))


def _variant(books: Books, sku: str) -> VariantId:
    variant = catalog.variant_of(books, sku)
    if variant is None:
        raise UnknownSku(sku=sku)
    return variant


def _product(books: Books, code: str) -> ProductId:
    product = catalog.product_of(books, code)
    if product is None:
        raise UnknownSku(sku=code)
    return product


_TITLE_LENGTH = 200
_WORD_LENGTH = 100
_WHY = {"bad_text": "it has signs that cannot be shown", "too_long": "it is too long"}


def _check_variant(form: VariantForm) -> None:
    _check_code("sku", form.sku)
    if form.barcode is not None:
        _check_code("barcode", form.barcode)
    _check_text(_WORD_LENGTH, size=form.size, colour=form.colour)
    _check_figures(MOST_MINOR, sale_price=form.sale_price, wholesale_cost=form.wholesale_cost)
    _check_figures(MOST_UNITS, reorder_point=form.reorder_point, reorder_target=form.reorder_target)


def _check_words(title: str, category: str, brand: str) -> None:
    if not title.strip():
        raise MissingField(field="title")
    _check_text(_TITLE_LENGTH, title=title)
    _check_text(_WORD_LENGTH, category=category, brand=brand)


def _check_code(field: str, code: str) -> None:
    if not code.strip():
        raise MissingField(field=field)
    if reason := code_fault(code):
        raise BadField(field=field, why=_WHY[reason])


def _check_text(most: int, **texts: str) -> None:
    for field, text in texts.items():
        if text and (reason := text_fault(text, most)):
            raise BadField(field=field, why=_WHY[reason])


def _check_figures(most: int, **figures: int) -> None:
    for field, figure in figures.items():
        if not 0 <= figure <= most:
            raise BadField(field=field, why=f"it is not between 0 and {most}")


def _twice(values: Sequence[Item]) -> set[Item]:
    return {value for value in values if values.count(value) > 1}
