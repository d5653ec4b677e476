"""Customers: listed by code, masked, with what they bought; each showing of personal data is recorded first."""

from PySide6.QtWidgets import QWidget

from trendy_desktop.errors import ShopError
from trendy_desktop.services.customers import CustomerDetail, CustomerField, CustomerQuery, CustomerRow, CustomerSort
from trendy_desktop.services.orders import OrderQuery
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage, clear, counted, facts, two_lines
from trendy_desktop.views.parts import DetailPanel, Label, MaskedField, SearchField
from trendy_desktop.views.tables import Column, DataTable, PagedModel

_LATEST = 8
_NAMES = {CustomerField.EMAIL: ("E-mail", "email")}


class CustomersPage(ListPage):
    """Every customer by code; the panel reveals one field at a time."""

    icon = "customers"
    title = "Customers"
    topics = frozenset({"orders", "exchange", "privacy", "vault"})

    def __init__(self, desk: Desk) -> None:
        self._query = CustomerQuery()
        words = desk.words
        columns: tuple[Column[CustomerRow], ...] = (
            Column(
                title="Customer",
                text=lambda row: row.code,
                detail=lambda row: row.masked_email or "E-mail hidden",
                icon=lambda _: "person",
                sort=CustomerSort.CODE,
                stretch=True,
                width=220,
                strong=True,
            ),
            Column(
                title="Since", text=lambda row: words.day(row.since) if row.since else "–", width=130, least=720
            ),
            Column(
                title="Orders",
                text=lambda row: words.count(row.orders),
                right=True,
                width=90,
                sort=CustomerSort.ORDERS,
                falls_first=True,
            ),
            Column(
                title="Spent",
                text=lambda row: words.money(row.spent),
                right=True,
                width=130,
                sort=CustomerSort.SPENT,
                falls_first=True,
            ),
            Column(
                title="Last order",
                text=lambda row: words.day(row.last) if row.last else "–",
                width=140,
                sort=CustomerSort.LAST,
                falls_first=True,
                least=560,
            ),
        )
        model = PagedModel(columns, lambda row: row.code)
        super().__init__(
            desk, DataTable(desk.icons, model, name="Customers"), DetailPanel(desk.icons, name="Customer")
        )
        self._shown: CustomerRow | None = None
        self._search = SearchField(desk.icons, "Code or whole e-mail address")
        self._filters.addWidget(self._search, 1)
        self._filters.addStretch(1)
        self._search.searched.connect(self._on_searched)
        self._search.left.connect(self.table.setFocus)
        self.table.sort_asked.connect(self._on_sort)

    def refresh(self) -> None:
        self._say_count()
        if self.table.is_empty:
            self._list()
        else:
            self.table.refresh()

    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def show_record(self, row: object) -> None:
        if not isinstance(row, CustomerRow):
            return
        self._shown = row
        customers, orders, words = self.desk.shop.customers, self.desk.shop.orders, self.desk.words
        try:
            detail = customers.customer(row.hashed_email)
            latest = orders.page(OrderQuery(customer=row.hashed_email), limit=_LATEST).rows
        except ShopError as error:
            self.desk.dialogs.tell_error(self, error)
            return
        clear(self.panel.head)
        clear(self.panel.body)
        row = detail.row
        self.panel.head.addWidget(Label(row.code, "heading"))
        since = f"Customer since {words.day(row.since)}" if row.since else "Nothing bought yet"
        self.panel.head.addWidget(Label(since, "small", tone="text2"))
        per_order = words.money(detail.per_order) if detail.per_order is not None else "–"
        self.panel.body.addWidget(
            facts(
                [("Spent", words.money(row.spent)), ("Orders", words.count(row.orders)), ("Per order", per_order)]
            )
        )
        self.panel.body.addWidget(Label("Contact", "subhead"))
        for widget in self._contact(detail):
            self.panel.body.addWidget(widget)
        self.panel.body.addWidget(Label("Orders", "subhead"))
        for order in latest:
            number = f"#{order.number}" if order.number is not None else "Not booked"
            self.panel.body.addWidget(
                two_lines(f"{number} · {words.money(order.total)}", f"{words.moment(order.at)} · {counted(order.items, "item")}")
            )
        if not latest:
            self.panel.body.addWidget(Label("No orders yet.", "small", tone="text2"))
        if detail.reveals:
            self.panel.body.addWidget(Label("Seen by staff", "subhead"))
            for seen in detail.reveals:
                self.panel.body.addWidget(two_lines(f"{_NAMES[CustomerField(seen.field)][0] if seen.field else 'Place'} shown to {seen.staff}", words.moment(seen.at)))
        self.panel.body.addStretch()

    def _contact(self, detail: CustomerDetail) -> list[QWidget]:
        if not detail.fields:
            return [Label("Nothing personal is kept of this customer.", "small", tone="text2", wrap=True)]
        session = self.desk.shop.session
        fields: list[QWidget] = []
        for field in detail.fields:
            name, icon = _NAMES[field]
            masked = MaskedField(self.desk.icons, name, icon=icon, mask=detail.row.masked_email or "•••")
            masked.set_enabled(session.is_open, why_not=f"Customer data is closed: {session.why_closed}")
            masked.asked.connect(lambda field=field, masked=masked: self._reveal(field, masked))
            fields.append(masked)
        if not session.is_open:
            fields.append(Label(f"Customer data is closed: {session.why_closed}.", "small", tone="text2", wrap=True))
        return fields

    def _reveal(self, field: CustomerField, shown: MaskedField) -> None:
        if self._shown is None:
            return
        customers = self.desk.shop.customers
        started = self.desk.jobs.change(
            customers.reveal, self._shown.hashed_email, field, reason="shown in the customer panel"
        )
        started.then(shown.show_value, owner=shown)
        started.otherwise(lambda error: self.desk.dialogs.tell_error(self, error), owner=self)

    # --- list ---

    def _list(self) -> None:
        query, customers = self._query, self.desk.shop.customers
        self.table.show_rows(
            lambda after, limit: customers.page(query, after, limit=limit), order=(query.sort, query.descending)
        )
        if self.table.is_empty:
            if query.text:
                self.table.show_note(
                    "search",
                    "No customer found",
                    "Type the whole code, or the whole e-mail address.",
                    actions=(("Show all customers", self._search.clear_now),),
                )
            else:
                self.table.show_note(
                    "customers",
                    "No customers yet",
                    "They come with their first order.",
                    actions=(("Import orders", self.import_asked.emit),),
                )

    def _say_count(self) -> None:
        count = self.desk.shop.customers.count()
        state = "" if self.desk.shop.session.is_open else " · customer data closed"
        self._header.subtitle.setText(f"{self.desk.words.count(count)} customers{state}")

    def _on_searched(self, text: str) -> None:
        self._query = CustomerQuery(text=text, sort=self._query.sort, descending=self._query.descending)
        self._list()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._query = CustomerQuery(text=self._query.text, sort=CustomerSort(sort), descending=descending)
        self._list()

