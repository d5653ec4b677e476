"""Customers: listed by code, masked, with what they bought; each showing of personal data is recorded first."""

from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QWidget

from trendy_desktop.services.customers import (
    CustomerDetail,
    CustomerField,
    CustomerQuery,
    CustomerRow,
    CustomerSort,
    RevealRow,
)
from trendy_desktop.services.orders import OrderQuery, OrderRow
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage, counted, facts, two_lines
from trendy_desktop.views.parts import DetailPanel, Label, MaskedField
from trendy_desktop.views.tables import Column, DataTable, PagedModel

_LATEST = 8
_NAMES = {CustomerField.EMAIL: ("E-mail", "email")}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the panel shows of a customer. That somebody looked is nothing new: what they look at stays."""

    detail: CustomerDetail
    latest: tuple[OrderRow, ...]
    is_open: bool
    seen: tuple[RevealRow, ...] = field(compare=False)


class CustomersPage(ListPage[CustomerRow, _Told]):
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
            Column(title="Since", text=lambda row: words.day(row.since) if row.since else "–", width=130, least=720),
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
        model = PagedModel(columns, lambda row: row.hashed_email)
        table = DataTable(desk.icons, model, name="Customers")
        panel = DetailPanel(desk.icons, name="Customer")
        super().__init__(desk, table, panel, hint="Code or whole e-mail address")
        self._filters.addStretch(1)
        self.table.sort_asked.connect(self._on_sort)

    def look_for(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self.list_again()

    # --- panel ---

    def read_record(self, row: CustomerRow) -> _Told:
        shop = self.desk.shop
        detail = shop.customers.customer(row.hashed_email)
        latest = shop.orders.page(OrderQuery(customer=row.hashed_email), limit=_LATEST).rows
        return _Told(replace(detail, reveals=()), tuple(latest), shop.session.is_open, detail.reveals)

    def fill_panel(self, told: _Told) -> None:
        detail, words = told.detail, self.desk.words
        row = detail.row
        self.panel.head.addWidget(Label(row.code, "heading"))
        since = f"Customer since {words.day(row.since)}" if row.since else "Nothing bought yet"
        self.panel.head.addWidget(Label(since, "small", tone="text2"))
        per_order = words.money(detail.per_order) if detail.per_order is not None else "–"
        self.panel.body.addWidget(
            facts([("Spent", words.money(row.spent)), ("Orders", words.count(row.orders)), ("Per order", per_order)])
        )
        self.panel.body.addWidget(Label("Contact", "subhead"))
        for widget in self._contact(detail):
            self.panel.body.addWidget(widget)
        self.panel.body.addWidget(Label("Orders", "subhead"))
        for order in told.latest:
            number = f"#{order.number}" if order.number is not None else "Not booked"
            items = counted(order.items, "item")
            about = f"{words.moment(order.at)} · {items}"
            self.panel.body.addWidget(two_lines(f"{number} · {words.money(order.total)}", about))
        if not told.latest:
            self.panel.body.addWidget(Label("No orders yet.", "small", tone="text2"))
        if told.seen:
            self.panel.body.addWidget(Label("Seen by staff", "subhead"))
            for seen in told.seen:
                self.panel.body.addWidget(
                    two_lines(
                        f"{_NAMES[CustomerField(seen.field)][0] if seen.field else 'Place'} shown to {seen.staff}",
                        words.moment(seen.at),
                    )
                )
        self.panel.body.addStretch()

    def _contact(self, detail: CustomerDetail) -> list[QWidget]:
        if not detail.fields:
            return [Label("Nothing personal is kept of this customer.", "small", tone="text2", wrap=True)]
        session = self.desk.shop.session
        fields: list[QWidget] = []
        for what in detail.fields:
            name, icon = _NAMES[what]
            masked = MaskedField(self.desk.icons, name, icon=icon, mask=detail.row.masked_email or "•••")
            masked.set_enabled(session.is_open, why_not=f"Customer data is closed: {session.why_closed}")
            masked.asked.connect(lambda what=what, masked=masked: self._reveal(what, masked))
            fields.append(masked)
        if not session.is_open:
            fields.append(Label(f"Customer data is closed: {session.why_closed}.", "small", tone="text2", wrap=True))
        return fields

    def _reveal(self, what: CustomerField, shown: MaskedField) -> None:
        if self._shown is None:
            return
        customers = self.desk.shop.customers
        started = self.desk.jobs.change(
            customers.reveal, self._shown.hashed_email, what, reason="shown in the customer panel"
        )
        started.then(shown.show_value, owner=shown)
        started.otherwise(lambda error: self.desk.dialogs.tell_error(self, error), owner=self)

    # --- list ---

    def say_counts(self) -> None:
        count = self.desk.shop.customers.count()
        state = "" if self.desk.shop.session.is_open else " · customer data closed"
        self._header.subtitle.setText(f"{counted(count, 'customer', self.desk.words.count)}{state}")

    def list_rows(self) -> None:
        query, customers = self._query, self.desk.shop.customers
        self.table.show_rows(
            lambda after, limit: customers.page(query, after, limit=limit), order=(query.sort, query.descending)
        )

    def explain_nothing(self) -> None:
        if self._query.text:
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

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._query = replace(self._query, sort=CustomerSort(sort), descending=descending)
        self.list_again()
