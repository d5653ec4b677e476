"""Orders: every one of them with its lines, what was refused of it, and where it went."""

from dataclasses import dataclass, field, replace

from PySide6.QtWidgets import QHBoxLayout

from trendy_desktop.services.orders import (
    OrderDetail,
    OrderGroup,
    OrderQuery,
    OrderRow,
    OrderSort,
    RefusedRow,
    RevealRow,
)
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage, counted, facts, priced, two_lines
from trendy_desktop.views.parts import Chip, ChipLook, DetailPanel, Label, MaskedField, Segmented
from trendy_desktop.views.tables import Column, DataTable, PagedModel

_CHIPS = {
    "placed": ChipLook("Placed"),
    "confirmed": ChipLook("Confirmed", "info"),
    "picked": ChipLook("Picked", "accent"),
    "packed": ChipLook("Packed", "accent"),
    "shipped": ChipLook("Shipped", "ok"),
    "delivered": ChipLook("Delivered", "ok"),
    "cancelled": ChipLook("Cancelled"),
    "returned": ChipLook("Returned", "warn"),
    "refused": ChipLook("Refused", "bad", "refused"),
    "backordered": ChipLook("Waiting", "warn", "due"),
}
_GROUPS = (
    (OrderGroup.ALL, "All"),
    (OrderGroup.DELIVERED, "Delivered"),
    (OrderGroup.WAITING, "Waiting"),
    (OrderGroup.REFUSED, "Refused"),
)
_REASONS = {
    "insufficient_stock": "Not enough in stock",
    "order_refused": "Refused with the rest of the order",
    "unknown_product": "No such product",
    "amount_too_large": "Amount too large",
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the panel shows of an order. That somebody looked is nothing new: what they look at stays."""

    detail: OrderDetail
    is_open: bool
    seen: tuple[RevealRow, ...] = field(compare=False)


class OrdersPage(ListPage[OrderRow, _Told]):
    """The list of orders and one of them in the panel."""

    icon = "orders"
    title = "Orders"
    topics = frozenset({"orders", "exchange", "privacy", "vault"})

    def __init__(self, desk: Desk) -> None:
        self._query = OrderQuery()
        words = desk.words
        columns: tuple[Column[OrderRow], ...] = (
            Column(
                title="Order",
                text=_number,
                detail=lambda row: row.channel.capitalize(),
                width=116,
                strong=True,
                sort=OrderSort.NUMBER,
                falls_first=True,
            ),
            Column(
                title="Placed",
                text=lambda row: words.day(row.business_day),
                detail=lambda row: words.time(row.at),
                width=132,
                sort=OrderSort.TIME,
                falls_first=True,
            ),
            Column(title="Customer", text=lambda row: row.customer or "No name", width=120, stretch=True),
            Column(title="Items", text=lambda row: words.count(row.items), right=True, width=72, least=520),
            Column(
                title="Total",
                text=lambda row: words.money(row.total),
                right=True,
                width=124,
                sort=OrderSort.TOTAL,
                falls_first=True,
            ),
            Column(title="Status", text=lambda row: _chip(row).text, chip=_chip, width=156),
        )
        model = PagedModel(columns, lambda row: row.order_id)
        table = DataTable(desk.icons, model, name="Orders")
        panel = DetailPanel(desk.icons, name="Order")
        super().__init__(desk, table, panel, hint="Number, customer, product or e-mail")
        self._groups = Segmented(desk.icons, _GROUPS, name="Orders to show")
        self._filters.addWidget(self._groups)
        self._filters.addStretch(1)
        self._groups.chosen.connect(self._on_group)
        self.table.sort_asked.connect(self._on_sort)

    def badge(self) -> tuple[str, str]:
        waiting = self.desk.shop.orders.counts().get(OrderGroup.WAITING, 0)
        shown = self.desk.words.count(waiting)
        return (shown, f"{shown} waiting for goods") if waiting else ("", "")

    def say_counts(self) -> None:
        counts = self.desk.shop.orders.counts()
        words = self.desk.words
        self._header.subtitle.setText(counted(counts.get(OrderGroup.ALL, 0), "order", words.count))
        self._groups.set_counts({group: words.count(counts.get(group, 0)) for group, _ in _GROUPS})

    def look_for(self, text: str) -> None:
        self._query = replace(self._query, text=text)
        self.list_again()

    # --- panel ---

    def read_record(self, row: OrderRow) -> _Told:
        detail = self.desk.shop.orders.order(row.order_id)
        return _Told(replace(detail, reveals=()), self.desk.shop.session.is_open, detail.reveals)

    def fill_panel(self, told: _Told) -> None:
        detail, words, body = told.detail, self.desk.words, self.panel.body
        row = detail.row
        self.panel.head.addWidget(Label(f"Order {_number(row)}", "heading"))
        self.panel.head.addWidget(Label(f"{words.moment(row.at)} · {row.channel}", "small", tone="text2"))
        state = QHBoxLayout()
        state.addWidget(Chip(self.desk.icons, _chip(row)))
        state.addStretch()
        self.panel.head.addLayout(state)
        body.addWidget(
            facts(
                [
                    ("Total", words.money(row.total)),
                    ("Items", words.count(row.items)),
                    ("Customer", row.customer or "No name"),
                ]
            )
        )
        self._add_lines(detail)
        self._add_place(detail)
        self._add_history(detail, told.seen)
        body.addStretch()

    def _add_lines(self, detail: OrderDetail) -> None:
        words, body = self.desk.words, self.panel.body
        if detail.lines:
            body.addWidget(Label("Lines", "subhead"))
        for line in detail.lines:
            about = " · ".join(filter(None, (line.colour, line.size, line.sku)))
            each = f"{line.quantity} × {words.money(line.unit_price)}"
            body.addWidget(priced(line.title, f"{about} · {each}", words.money(line.amount)))
        if detail.waiting:
            body.addWidget(Label("Waiting for goods", "subhead"))
        for waiting in detail.waiting:
            body.addWidget(two_lines(waiting.title, f"{waiting.waiting} of {waiting.asked} still wait · {waiting.sku}"))
        if detail.refused:
            body.addWidget(Label("Refused", "subhead"))
        for refused in detail.refused:
            body.addWidget(two_lines(refused.sku or "No product code", _why(refused)))

    def _add_place(self, detail: OrderDetail) -> None:
        if not detail.has_place:
            return
        session = self.desk.shop.session
        place = MaskedField(self.desk.icons, "Place of delivery", icon="place")
        place.set_enabled(session.is_open, why_not=f"Customer data is closed: {session.why_closed}")
        place.asked.connect(lambda: self._reveal(place))
        self.panel.body.addWidget(Label("Delivery", "subhead"))
        self.panel.body.addWidget(place)

    def _add_history(self, detail: OrderDetail, looks: tuple[RevealRow, ...]) -> None:
        words, body = self.desk.words, self.panel.body
        body.addWidget(Label("History", "subhead"))
        if detail.follows is not None:
            body.addWidget(two_lines(f"Brings what {_number(detail.follows)} waited for", words.moment(detail.row.at)))
        body.addWidget(two_lines(_chip(detail.row).text, words.moment(detail.row.at)))
        for later in detail.followed_by:
            body.addWidget(two_lines(f"Goods came: {_number(later)}", words.moment(later.at)))
        body.addWidget(two_lines(f"Written by {detail.posted.staff}", words.moment(detail.posted.recorded_at)))
        for seen in looks:
            body.addWidget(two_lines(f"Place of delivery shown to {seen.staff}", words.moment(seen.at)))

    def _reveal(self, shown: MaskedField) -> None:
        if self._shown is None:
            return
        orders = self.desk.shop.orders
        started = self.desk.jobs.change(orders.reveal_place, self._shown.order_id, reason="shown in the order panel")
        started.then(shown.show_value, owner=shown)
        started.otherwise(lambda error: self.desk.dialogs.tell_error(self, error), owner=self)

    # --- list ---

    def list_rows(self) -> None:
        query, orders = self._query, self.desk.shop.orders
        self.table.show_rows(
            lambda after, limit: orders.page(query, after, limit=limit), order=(query.sort, query.descending)
        )

    def explain_nothing(self) -> None:
        query = self._query
        if query.text or query.group is not OrderGroup.ALL:
            self.table.show_note(
                "search",
                f"No order for “{query.text}”" if query.text else "No such orders",
                "Look in all orders, or type another number, customer or product.",
                actions=(("Show all orders", self._show_all),),
            )
        else:
            self.table.show_note(
                "orders",
                "No orders yet",
                "Import a file of order days to begin.",
                actions=(("Import orders", self.import_asked.emit),),
            )

    def _show_all(self) -> None:
        self._query = replace(self._query, text="", group=OrderGroup.ALL)
        self._groups.choose(OrderGroup.ALL)
        self._search.clear_now()
        self.refresh()

    def _on_group(self, group: str) -> None:
        self._query = replace(self._query, group=OrderGroup(group))
        self.list_again()

    def _on_sort(self, sort: str, descending: bool) -> None:
        self._query = replace(self._query, sort=OrderSort(sort), descending=descending)
        self.list_again()


def _number(row: OrderRow) -> str:
    return f"#{row.number}" if row.number is not None else "Not booked"


def _chip(row: OrderRow) -> ChipLook:
    if row.status == "delivered" and row.waiting:
        return ChipLook("Part waits", "warn", "due")
    if row.status == "delivered" and row.refused:
        return ChipLook("Part refused", "warn", "refused")
    return _CHIPS[row.status]


def _why(refused: RefusedRow) -> str:
    reason = _REASONS.get(refused.reason, refused.reason.replace("_", " ").capitalize())
    if refused.wanted is not None and refused.available is not None:
        reason = f"{reason}: {refused.wanted} wanted, {refused.available} there"
    return f"{reason} · booked later" if refused.booked_by is not None else reason
