"""Every part in every state on one page, for looking at and for tests: ``python -m tests.views.components FOLDER``."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLayout, QLineEdit, QVBoxLayout, QWidget

from tests.views.stock import Stock, stock_table
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import (
    Banner,
    Button,
    Card,
    Check,
    Chip,
    ChipLook,
    Choice,
    EmptyState,
    Label,
    MaskedField,
    PageHeader,
    RailTabs,
    SearchField,
    Segmented,
    Sparkline,
    StatTile,
)
from trendy_desktop.views.theme import Theme


def row(*widgets: QWidget, spacing: int = 8) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    layout.addStretch()
    return layout


def card(title: str, *rows: QLayout | QWidget) -> Card:
    made = Card(title)
    for each in rows:
        if isinstance(each, QWidget):
            made.body.addWidget(each)
        else:
            made.body.addLayout(each)
    return made


def buttons(icons: Icons) -> Card:
    disabled = Button(icons, "Disabled")
    disabled.setEnabled(False)
    off = Button(icons, "Disabled", kind="primary")
    off.setEnabled(False)
    return card(
        "Buttons",
        row(
            Button(icons, "Primary", kind="primary", icon="add"),
            Button(icons, "Secondary"),
            Button(icons, "Ghost", kind="ghost"),
            Button(icons, "Link", kind="link"),
            Button(icons, "Cancel order", kind="danger"),
            Button(icons, "Erase for good", kind="destroy", icon="delete"),
            disabled,
            off,
            Button(icons, icon="print", name="Print", shortcut="Ctrl+P"),
        ),
        row(
            Button(icons, "Small", size="small"),
            Button(icons, "Small icon", size="small", icon="eye"),
            Button(icons, "Large", size="large"),
            Button(icons, "Place order", size="large", kind="primary"),
            Button(icons, icon="close", kind="ghost", size="small", name="Close"),
        ),
    )


def chips(icons: Icons) -> Card:
    looks = [
        ("Placed", "neutral", None),
        ("Confirmed", "info", None),
        ("Picked", "accent", None),
        ("Shipped", "ok", None),
        ("Return due", "warn", None),
        ("Sold out", "bad", "sold-out"),
        ("Due in 18 min", "warn", "due"),
        ("Overdue 4 min", "bad", "warning"),
        ("Hides in 22 s", "warn", "eye"),
    ]
    return card(
        "Status chips: colour + word + dot or icon, never colour alone",
        row(*(Chip(icons, ChipLook(text, tone, icon)) for text, tone, icon in looks)),
    )


def fields(icons: Icons) -> Card:
    empty = QLineEdit(placeholderText="name@example.com")
    bad = QLineEdit("107")
    bad.setProperty("state", "bad")
    off = QLineEdit("TT-LS-014")
    off.setEnabled(False)
    kinds = Choice(icons, name="Category")
    kinds.addItems(["All categories", "Shirts"])
    segments = Segmented(icons, [("all", "All"), ("low", "Low"), ("out", "Sold out")], name="Stock")
    segments.set_counts({"all": "128", "low": "6", "out": "2"})
    search = SearchField(icons, "Filter by name, code or colour")
    search.setMinimumWidth(icons.theme.px(250))
    ticked = Check(icons, "Only low stock")
    ticked.setChecked(True)
    return card("Fields", row(empty, bad, off), row(search, segments, kinds, ticked, Check(icons, "Archived")))


def masked(icons: Icons) -> Card:
    hidden = MaskedField(icons, "E-mail", icon="email", mask="m•••@e•••.com")
    shown = MaskedField(icons, "E-mail", icon="email", mask="m•••@e•••.com")
    shown.show_value("mara@example.com")
    layout = QHBoxLayout()
    layout.setSpacing(32)
    layout.addWidget(hidden, 1, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(shown, 1, Qt.AlignmentFlag.AlignTop)
    return card("Masked data: hidden, revealed", layout)


def tiles(icons: Icons) -> QHBoxLayout:
    layout = QHBoxLayout()
    layout.setSpacing(16)
    first = StatTile(icons, "Sales today", spark=Sparkline(icons.theme, [1, 3, 2, 5, 4, 7], spoken="rising"))
    first.show_figure("€1,486", "12 % vs last Friday", tone="ok_text", icon="rising")
    second = StatTile(icons, "Orders")
    second.show_figure("14", "2 fewer than last Friday", tone="bad_text", icon="falling")
    third = StatTile(icons, "Turned away")
    third.show_figure("0", "nobody today")
    for tile in (first, second, third):
        layout.addWidget(tile, 1)
    return layout


def feedback(icons: Icons) -> Card:
    return card(
        "Feedback",
        Banner(icons, "Import finished.", "3 rows were skipped because the price is missing.",
               actions=[("Show rows", print)], closable=True),
        Banner(icons, "Could not print.", "The printer does not answer. Your report is kept; try again or save a PDF.",
               tone="bad", actions=[("Try again", print), ("Save PDF", print)]),
        Banner(icons, "Demo shop.", "Its passphrase is public.", tone="info"),
        Banner(icons, "Books proven.", "All checks passed.", tone="ok"),
    )  # fmt: skip


def sheet(icons: Icons) -> QWidget:
    page = QWidget()
    tabs = RailTabs(icons)
    for name in ("inventory", "orders", "customers", "reports"):
        tabs.add(name, name.capitalize())
    tabs.set_badge(1, "7", spoken="7 open")
    tabs.set_badge(3, "3", tone="warn")
    thin = RailTabs(icons)
    for name in ("inventory", "orders", "customers", "reports"):
        thin.add(name, name.capitalize())
    thin.set_badge(1, "7")
    thin.set_collapsed(True)
    left = QVBoxLayout()
    for bar in (tabs, thin):
        left.addWidget(bar)
    left.addStretch()
    column = QVBoxLayout()
    column.setSpacing(14)
    header = PageHeader(
        "Components",
        "One look at every part, in this theme",
        actions=[Button(icons, "Add", kind="primary", icon="add")],
    )
    column.addWidget(header)
    inner = QVBoxLayout()
    inner.setContentsMargins(28, 0, 28, 24)
    inner.setSpacing(14)
    for part in (buttons(icons), chips(icons), fields(icons), masked(icons)):
        inner.addWidget(part)
    inner.addLayout(tiles(icons))
    inner.addWidget(feedback(icons))
    table = stock_table(icons, [Stock.made(number) for number in range(250)])
    table.setFixedHeight(icons.theme.px(330))
    table.selectRow(0)
    inner.addWidget(table)
    note = EmptyState(icons)
    note.say("search", "Nothing found", "No product matches “velvet”. Try fewer letters, or look in all categories.",
             actions=[("Clear the filter", print), ("Add a product", print)])  # fmt: skip
    note.setMinimumHeight(icons.theme.px(260))
    inner.addWidget(note)
    inner.addWidget(Label("A caption below it all", "caption", tone="text3"))
    column.addLayout(inner)
    column.addStretch()
    whole = QHBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addLayout(left)
    whole.addLayout(column, 1)
    page.setObjectName("components")
    return page


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication([])
    theme = Theme(app)
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        for percent in (100, 130):
            theme.apply(app, dark=dark, percent=percent)
            page = sheet(Icons(theme))
            page.resize(theme.px(1440), page.sizeHint().height())
            page.setAutoFillBackground(True)
            page.grab().save(str(folder / f"components-{'dark' if dark else 'light'}-{percent}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
