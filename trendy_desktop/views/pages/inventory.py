"""Inventory: products with their stock, and one of them size by size."""

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trendy_desktop.services.catalog import (
    MovementRow,
    ProductDetail,
    ProductQuery,
    ProductRow,
    ProductSort,
    StockFilter,
    StockStatus,
    VariantRow,
)
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage, clear, counted, facts, two_lines
from trendy_desktop.views.parts import (
    Button,
    Chip,
    ChipLook,
    Choice,
    DetailPanel,
    Inset,
    Label,
    Segmented,
    Sparkline,
)
from trendy_desktop.views.parts.matrix import MatrixCell, VariantMatrix
from trendy_desktop.views.tables import Column, DataTable, PagedModel

_CHIPS = {
    StockStatus.IN_STOCK: ChipLook("In stock", "ok"),
    StockStatus.LOW: ChipLook("Low", "warn"),
    StockStatus.SOLD_OUT: ChipLook("Sold out", "bad", "sold-out"),
}
_TONES = {StockStatus.IN_STOCK: "ok", StockStatus.LOW: "warn", StockStatus.SOLD_OUT: "bad"}
_ICONS = {
    "Shirts": "tops",
    "Tops": "tops",
    "Knitwear": "tops",
    "Shoes": "shoes",
    "Bags": "bags",
    "Accessories": "accessories",
}
_FULL = 100
"""Units at which the bar beside the stock is full."""
_HISTORY = 12
_REASONS = {"opening": "Opening balance", "correction": "Corrected", "receipt": "Received", "sale": "Sold"}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the panel shows of a product."""

    detail: ProductDetail
    history: tuple[MovementRow, ...]


class InventoryPage(ListPage[ProductRow, _Told]):
    """The list of products and one of them in the panel."""

    icon = "inventory"
    title = "Inventory"
    topics = frozenset({"catalog", "exchange", "orders", "purchasing"})

    def __init__(self, desk: Desk) -> None:
        self._query = ProductQuery()
        words = desk.words
        columns: tuple[Column[ProductRow], ...] = (
            Column(
                title="Product",
                text=lambda row: row.title,
                detail=lambda row: " · ".join(
                    filter(None, (row.code if row.code != row.title else "", row.category, row.brand))
                ),
                icon=lambda row: _ICONS.get(row.category, "inventory"),
                sort=ProductSort.TITLE,
                stretch=True,
                width=230,
                strong=True,
                tooltip=lambda row: row.title,
            ),
            Column(
                title="Stock",
                text=lambda row: words.count(row.on_hand),
                bar=lambda row: (min(1.0, row.on_hand / _FULL), _TONES[row.status]),
                tone=lambda row: "text" if row.status is StockStatus.IN_STOCK else f"{_TONES[row.status]}_text",
                right=True,
                width=140,
                strong=True,
                sort=ProductSort.ON_HAND,
                falls_first=True,
                spoken=lambda row: f"{row.on_hand} in stock",
            ),
            Column(
                title="30 days",
                text=lambda row: f"{sum(row.sold_30)} sold in 30 days",
                spark=lambda row: _by_three(row.sold_30),
                width=116,
                least=640,
            ),
            Column(title="Price", text=self._price, right=True, width=116, sort=ProductSort.PRICE, falls_first=True),
            Column(
                title="Status", text=lambda row: _CHIPS[row.status].text, chip=lambda row: _CHIPS[row.status], width=120
            ),
        )
        model = PagedModel(columns, lambda row: row.product_id)
        table = DataTable(desk.icons, model, name="Products")
        panel = DetailPanel(desk.icons, name="Product")
        super().__init__(desk, table, panel, hint="Name, code or colour")
        self._variant = ""
        bring = Button(desk.icons, "Import file", icon="import", kind="primary")
        bring.setToolTip("Import file (Ctrl+I)")  # the key belongs to the window, on every page
        bring.clicked.connect(self.import_asked)
        self._header.bar.addWidget(bring)
        self._stock = Segmented(
            desk.icons,
            ((StockFilter.ALL, "All"), (StockFilter.LOW, "Low"), (StockFilter.SOLD_OUT, "Sold out")),
            name="Stock to show",
        )
        self._category = Choice(desk.icons, name="Category")
        self._category.addItem("All categories", None)
        self._filters.addWidget(self._stock)
        self._filters.addWidget(self._category)
        self._filters.addStretch(1)
        self._stock.chosen.connect(self._on_stock)
        self._category.activated.connect(self._on_category)
        self.table.sort_asked.connect(self._on_sort)

    def say_counts(self) -> None:
        catalog, words = self.desk.shop.catalog, self.desk.words
        counts = catalog.product_counts(category=self._query.category)
        units = counted(counts.units, "item", words.count)
        self._header.subtitle.setText(f"{counted(counts.all, 'product', words.count)} · {units} in stock")
        self._stock.set_counts(
            {
                StockFilter.ALL: words.count(counts.all),
                StockFilter.LOW: words.count(counts.low),
                StockFilter.SOLD_OUT: words.count(counts.sold_out),
            }
        )
        known = {self._category.itemData(number) for number in range(self._category.count())}
        for category in catalog.categories():
            if category and category not in known:
                self._category.addItem(category, category)
        self._category.setVisible(self._category.count() > 1)

    def look_for(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self.list_again()

    # --- panel ---

    def read_record(self, row: ProductRow) -> _Told:
        catalog = self.desk.shop.catalog
        return _Told(catalog.product(row.product_id), tuple(catalog.history(row.product_id, limit=_HISTORY).rows))

    def fill_panel(self, told: _Told) -> None:
        detail, history, words = told.detail, told.history, self.desk.words
        row, body = detail.row, self.panel.body
        self.panel.head.addWidget(Label(row.title, "heading", wrap=True))
        about = " · ".join(filter(None, (row.code, row.category, detail.supplier or "")))
        self.panel.head.addWidget(Label(about, "small", tone="text2", wrap=True))
        state = QHBoxLayout()
        state.setSpacing(8)
        state.addWidget(Chip(self.desk.icons, _CHIPS[row.status]))
        state.addWidget(Label(self._price(row), "bodym"))
        state.addStretch()
        self.panel.head.addLayout(state)
        lasts = detail.lasts_days
        body.addWidget(
            facts(
                [
                    ("In stock", words.count(row.on_hand)),
                    ("Held in orders", words.count(row.reserved)),
                    ("Free to sell", words.count(row.available)),
                    ("Lasts about", "–" if lasts is None else _span(lasts)),
                ]
            )
        )
        self._add_variants(detail)
        body.addWidget(self._sold(detail))
        body.addWidget(Label("Stock history", "subhead"))
        for moved in history:
            body.addWidget(two_lines(_moved(moved), f"{words.moment(moved.at)} · {_about(moved)}"))
        if not history:
            body.addWidget(Label("Nothing has moved yet.", "small", tone="text2"))
        body.addStretch()

    def _add_variants(self, detail: ProductDetail) -> None:
        body = self.panel.body
        if not detail.variants:
            return
        by_kind = {(variant.size, variant.colour): variant for variant in detail.variants}
        chosen = next((each for each in detail.variants if each.sku == self._variant), detail.variants[0])
        box = Inset()
        if len(detail.variants) > 1:
            body.addWidget(Label("Sizes and colours", "subhead"))
            matrix = VariantMatrix(
                self.desk.icons,
                detail.sizes,
                detail.colours,
                cells={
                    kind: MatrixCell(
                        variant.on_hand,
                        variant.reserved,
                        variant.on_hand <= variant.reorder_point and variant.on_hand > 0,
                    )
                    for kind, variant in by_kind.items()
                },
            )
            matrix.choose(chosen.size, chosen.colour)
            matrix.chosen.connect(lambda size, colour: self._show_variant(box, by_kind[size, colour]))
            body.addWidget(matrix)
        self._show_variant(box, chosen)
        body.addWidget(box)

    def _show_variant(self, box: Inset, variant: VariantRow) -> None:
        words = self.desk.words
        self._variant = variant.sku
        clear(box.body)
        name = " · ".join(filter(None, (variant.colour, variant.size))) or variant.title
        box.body.addWidget(Label(name, "bodym"))
        lines = [f"Code {variant.sku}"]
        if variant.barcode:
            lines.append(f"Barcode {variant.barcode}")
        lines.append(f"{words.count(variant.on_hand)} in stock, {words.count(variant.available)} free to sell")
        lines.append(f"Price {words.money(variant.sale_price)}, cost {words.money(variant.wholesale_cost)}")
        if variant.reorder_point:
            lines.append(f"Order again at {variant.reorder_point}, up to {variant.reorder_target}")
        for line in lines:
            box.body.addWidget(Label(line, "small", tone="text2", wrap=True))

    def _sold(self, detail: ProductDetail) -> QWidget:
        sold = sum(detail.row.sold_30)
        change = sold - detail.sold_before
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label("Sold in 30 days", "subhead"))
        words.addWidget(
            Label(f"{counted(sold, 'unit')}, {_against(change)} in the 30 days before", "small", tone="text2")
        )
        row.addLayout(words, 1)
        weeks = [float(units) for _, units in detail.sold_weeks]
        row.addWidget(Sparkline(self.desk.icons.theme, weeks, spoken=f"{sold} sold in 30 days"))
        return holder

    # --- list ---

    def _price(self, row: ProductRow) -> str:
        if row.price_low is None or row.price_high is None:
            return "–"
        low = self.desk.words.money(row.price_low)
        return low if row.price_low == row.price_high else f"from {low}"

    def list_rows(self) -> None:
        query, catalog = self._query, self.desk.shop.catalog
        self.table.show_rows(
            lambda after, limit: catalog.products(query, after, limit=limit), order=(query.sort, query.descending)
        )

    def explain_nothing(self) -> None:
        query = self._query
        if query.text or query.stock is not StockFilter.ALL or query.category is not None:
            self.table.show_note(
                "search",
                f"Nothing found for “{query.text}”" if query.text else "No such products",
                "Try another word, or look in all products.",
                actions=(("Show all products", self._show_all),),
            )
        else:
            self.table.show_note(
                "inventory",
                "No products yet",
                "Import an inventory file, or drop one on this window.",
                actions=(("Import file", self.import_asked.emit),),
            )

    def _show_all(self) -> None:
        self._query = replace(self._query, text="", stock=StockFilter.ALL, category=None)
        self._stock.choose(StockFilter.ALL)
        self._category.setCurrentIndex(0)
        self._search.clear_now()
        self.refresh()

    def _on_stock(self, stock: str) -> None:
        self._query = replace(self._query, stock=StockFilter(stock))
        self.list_again()

    def _on_category(self, number: int) -> None:
        self._query = replace(self._query, category=self._category.itemData(number))
        self.list_again()
        self.refresh()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._query = replace(self._query, sort=ProductSort(sort), descending=descending)
        self.list_again()


def _by_three(days: tuple[int, ...]) -> list[float]:
    """Sums of three days each: single days of one product are mostly nothing."""
    return [float(sum(days[start : start + 3])) for start in range(0, len(days), 3)]


def _against(change: int) -> str:
    """How much more or less than before: ``6 fewer than``."""
    return f"{abs(change)} {'more' if change > 0 else 'fewer'} than" if change else "as many as"


def _span(days: int) -> str:
    return f"{days} days" if days < 14 else f"{days // 7} weeks" if days < 365 else "over a year"


def _moved(moved: MovementRow) -> str:
    what = _REASONS.get(moved.reason, moved.reason.capitalize())
    kind = " ".join(filter(None, (moved.colour, moved.size)))
    units = f"{moved.quantity:+d}" if moved.reason == "correction" else str(abs(moved.quantity))
    return f"{what} {units}" + (f" · {kind}" if kind else "")


def _about(moved: MovementRow) -> str:
    if moved.order_number is not None:
        return f"Order #{moved.order_number}"
    return moved.supplier or moved.staff
