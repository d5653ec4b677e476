"""What the window knows of a page."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from trendy_desktop.views.desk import Desk
from trendy_desktop.views.parts import Beside, DetailPanel, ElidedLabel, Inset, Label, PageHeader
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.tables import DataTable


class Page(QWidget):
    """A page behind a tab: its icon and title, and the topics (modules of events) whose changes it shows."""

    icon: ClassVar[str]
    title: ClassVar[str]
    topics: ClassVar[frozenset[str]] = frozenset()

    toasted = Signal(str)
    """A sentence to be shown for a moment."""
    import_asked = Signal()
    """Somebody wants to import a file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._is_stale = True

    def changed(self, topics: frozenset[str]) -> None:
        """Something was committed. Reads again now if it is on the screen, otherwise when it comes back."""
        if self.topics & topics:
            if self.isVisible():
                self.refresh()
            else:
                self._is_stale = True

    def arrive(self) -> None:
        """The page comes to the front."""
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def refresh(self) -> None:
        """Reads again what is shown, keeping place and selection."""
        raise NotImplementedError

    def focus_search(self) -> None:
        """Puts the cursor into the page's search field, if it has one."""


class ListPage(Page):
    """A page that is a list: header, filters, the list itself, and a panel with more about the selected row."""

    def __init__(self, desk: Desk, table: DataTable, panel: DetailPanel) -> None:
        super().__init__(desk)
        self.table = table
        self.panel = panel
        self._header = PageHeader(self.title)
        self._filters = QHBoxLayout()
        self._filters.setContentsMargins(GUTTER, 0, GUTTER, 12)
        self._filters.setSpacing(12)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addLayout(self._filters)
        column.addWidget(table, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Beside(desk.icons, content, panel))
        table.selected.connect(self._on_selected)
        table.opened.connect(self._on_selected)
        panel.closed.connect(self._on_panel_closed)

    def show_record(self, row: object) -> None:
        """Fills the panel with ``row`` of the list."""
        raise NotImplementedError

    def _on_selected(self, row: object) -> None:
        if row is None:
            self.panel.hide()
            return
        self.show_record(row)
        self.panel.show()

    def _on_panel_closed(self) -> None:
        self.table.clearSelection()
        self.table.setFocus()


def clear(layout: QLayout) -> None:
    """Takes everything out of ``layout`` and lets it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


def facts(figures: Sequence[tuple[str, str]]) -> Inset:
    """A sunken box with up to four figures side by side, each under its name."""
    box = Inset()
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(0)
    for column, (name, figure) in enumerate(figures):
        grid.addWidget(Label(name, "caption", tone="text2"), 0, column)
        grid.addWidget(Label(figure, "bodym"), 1, column)
        grid.setColumnStretch(column, 1)
    box.body.addLayout(grid)
    return box


def counted(number: int, word: str) -> str:
    """``1 item``, ``2 items``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def two_lines(first: str, second: str) -> QWidget:
    """Two lines of an entry: what it is, and more about it."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(ElidedLabel(first, "bodym"))
    column.addWidget(ElidedLabel(second, "caption", tone="text2"))
    return box


def priced(text: str, detail: str, amount: str) -> QWidget:
    """An entry with two lines at the left and an amount at the right."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(two_lines(text, detail), 1)
    row.addWidget(Label(amount, "bodym"), 0, Qt.AlignmentFlag.AlignTop)
    return box
