"""Inventory: products with their stock, and one of them size by size."""

from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from trendy_desktop.errors import ShopError
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
from trendy_desktop.values import ProductId
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage, clear, counted, facts, two_lines
from trendy_desktop.views.parts import (
    Button,
    Chip,
    ChipLook,
    DetailPanel,
    Inset,
    Label,
    SearchField,
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


class InventoryPage(ListPage):
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
                width=260,
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
                width=120,
                least=640,
            ),
            Column(title="Price", text=self._price, right=True, width=130, sort=ProductSort.PRICE, falls_first=True),
            Column(
                title="Status", text=lambda row: _CHIPS[row.status].text, chip=lambda row: _CHIPS[row.status], width=120
            ),
        )
        model = PagedModel(columns, lambda row: row.product_id)
        super().__init__(desk, DataTable(desk.icons, model, name="Products"), DetailPanel(desk.icons, name="Product"))
        self._shown: ProductId | None = None
        bring = Button(desk.icons, "Import file", icon="import", kind="primary", shortcut="Ctrl+I")
        bring.clicked.connect(self.import_asked)
        self._header.bar.addWidget(bring)
        self._search = SearchField(desk.icons, "Name, code or colour")
        self._stock = Segmented(
            desk.icons,
            ((StockFilter.ALL, "All"), (StockFilter.LOW, "Low"), (StockFilter.SOLD_OUT, "Sold out")),
            name="Stock to show",
        )
        self._category = QComboBox()
        self._category.setAccessibleName("Category")
        self._category.addItem("All categories", None)
        self._filters.addWidget(self._search, 1)
        self._filters.addWidget(self._stock)
        self._filters.addWidget(self._category)
        self._filters.addStretch(1)
        self._search.searched.connect(self._on_searched)
        self._search.left.connect(self.table.setFocus)
        self._stock.chosen.connect(self._on_stock)
        self._category.activated.connect(self._on_category)
        self.table.sort_asked.connect(self._on_sort)

    def refresh(self) -> None:
        catalog, words = self.desk.shop.catalog, self.desk.words
        counts = catalog.product_counts(category=self._query.category)
        self._header.subtitle.setText(f"{words.count(counts.all)} products · {words.count(counts.units)} items in stock")
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
        if self.table.is_empty:
            self._list()
        else:
            self.table.refresh()
        if self._shown is not None and not self.panel.isHidden():
            self._show(self._shown)

    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def show_record(self, row: object) -> None:
        if isinstance(row, ProductRow):
            self._show(row.product_id)

    # --- panel ---

    def _show(self, product: ProductId) -> None:
        catalog, words = self.desk.shop.catalog, self.desk.words
        try:
            detail = catalog.product(product)
            history = catalog.history(product, limit=_HISTORY).rows
        except ShopError as error:
            self.desk.dialogs.tell_error(self, error)
            return
        self._shown = product
        row, body = detail.row, self.panel.body
        clear(self.panel.head)
        clear(body)
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
        by_kind = {(variant.size, variant.colour): variant for variant in detail.variants}
        box = Inset()
        if len(detail.variants) > 1:
            body.addWidget(Label("Sizes and colours", "subhead"))
            matrix = VariantMatrix(
                self.desk.icons,
                detail.sizes,
                detail.colours,
                cells={
                    kind: MatrixCell(
                        variant.on_hand, variant.reserved, variant.on_hand <= variant.reorder_point and variant.on_hand > 0
                    )
                    for kind, variant in by_kind.items()
                },
            )
            matrix.chosen.connect(lambda size, colour: self._fill(box, by_kind[size, colour]))
            body.addWidget(matrix)
        if detail.variants:
            self._fill(box, detail.variants[0])
            body.addWidget(box)

    def _fill(self, box: Inset, variant: VariantRow) -> None:
        words = self.desk.words
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
        words.addWidget(Label(f"{counted(sold, 'unit')}, {change:+d} against the 30 days before", "small", tone="text2"))
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

    def _list(self) -> None:
        query, catalog = self._query, self.desk.shop.catalog
        self.table.show_rows(
            lambda after, limit: catalog.products(query, after, limit=limit), order=(query.sort, query.descending)
        )
        if not self.table.is_empty:
            return
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
        self._list()

    def _on_searched(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self._list()

    def _on_stock(self, stock: str) -> None:
        self._query = replace(self._query, stock=StockFilter(stock))
        self._list()

    def _on_category(self, number: int) -> None:
        self._query = replace(self._query, category=self._category.itemData(number))
        self._list()
        self.refresh()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._query = replace(self._query, sort=ProductSort(sort), descending=descending)
        self._list()


def _by_three(days: tuple[int, ...]) -> list[float]:
    """Sums of three days each: single days of one product are mostly nothing."""
    return [float(sum(days[start : start + 3])) for start in range(0, len(days), 3)]


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
