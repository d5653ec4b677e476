"""What the window knows of a page."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from trendy_desktop.errors import RecordGone, ShopError
from trendy_desktop.values import Page as Rows
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.parts import Beside, DetailPanel, ElidedLabel, Inset, Label, PageHeader, SearchField
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.tables import DataTable

Row = TypeVar("Row")
Told = TypeVar("Told")


class Page(QWidget):
    """A page behind a tab: its icon and title, and the topics (modules of events) whose changes it shows."""

    icon: ClassVar[str]
    title: ClassVar[str]
    topics: ClassVar[frozenset[str]] = frozenset()

    toasted = Signal(str)
    """A sentence to be shown for a moment."""
    import_asked = Signal()
    """Somebody wants to import a file."""
    vault_asked = Signal()
    """Somebody wants to open the closed vault."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._is_stale = True

    def changed(self, topics: frozenset[str]) -> None:
        """Something was committed. Reads again now if it is on the screen, otherwise when it comes back."""
        if self.topics & topics:
            if self.isVisible():
                self.follow()
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

    def follow(self) -> None:
        """Reads again as ``refresh`` does, in steps where all at once would be felt: changes may come fast."""
        self.refresh()

    def badge(self) -> tuple[str, str]:
        """What stands beside the tab, and what that is in words; empty for nothing."""
        return "", ""

    def take_focus(self) -> None:
        """Puts the focus where work on this page begins."""
        self.setFocus()

    def areas(self) -> Sequence[QWidget]:
        """The parts of the page that F6 goes through, as they are now."""
        return (self,)

    def focus_search(self) -> None:
        """Puts the cursor into the page's search field, if it has one."""


class ListPage(Page, Generic[Row, Told]):
    """A page that is a list: header, filters, the list itself, and a panel with more about the selected row.

    ``Row`` is what is listed, ``Told`` what the panel tells of one row.
    """

    def __init__(self, desk: Desk, table: DataTable, panel: DetailPanel, *, hint: str) -> None:
        """``hint`` says in the search field what can be looked for."""
        super().__init__(desk)
        self.table = table
        self.panel = panel
        self._shown: Row | None = None
        self._told: Told | None = None
        # Figures, list and panel have a turn of the event loop each when changes come fast: all in one would be felt.
        self._list_next = QTimer(self, singleShot=True, interval=0)
        self._list_next.timeout.connect(self._read_again)
        self._panel_next = QTimer(self, singleShot=True, interval=0)
        self._panel_next.timeout.connect(self._show_again)
        desk.jobs.busy_changed.connect(self._panel_next.start)
        self._header = PageHeader(self.title)
        self._search = SearchField(desk.icons, hint)
        self._filters = QHBoxLayout()
        self._filters.setContentsMargins(GUTTER, 0, GUTTER, 12)
        self._filters.setSpacing(12)
        self._filters.addWidget(self._search, 1)
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
        table.opened.connect(self._on_opened)
        table.clicked.connect(lambda _: self._on_clicked())
        panel.closed.connect(table.setFocus)
        self._search.searched.connect(self.look_for)
        self._search.left.connect(table.setFocus)

    # --- what a list page has of its own ---

    def say_counts(self) -> None:
        """Reads the figures above the list."""
        raise NotImplementedError

    def list_rows(self) -> None:
        """Lists from the beginning what is asked for."""
        raise NotImplementedError

    def explain_nothing(self) -> None:
        """Says in place of the rows why there are none, and what to do."""
        raise NotImplementedError

    def look_for(self, text: str) -> None:
        """Lists what ``text`` finds."""
        raise NotImplementedError

    def read_record(self, row: Row) -> Told:
        """Everything the panel shows of a record; equal as long as that stays the same. Raises ShopError."""
        raise NotImplementedError

    def fill_panel(self, told: Told) -> None:
        """Fills the empty panel with what ``read_record`` gave."""
        raise NotImplementedError

    # --- what all of them do ---

    def list_again(self) -> None:
        """Lists from the beginning, and says why there is nothing if there is nothing."""
        if "@" in self._search.text() and not self.desk.shop.session.is_open:
            self.table.show_rows(lambda after, limit: Rows((), None))
            self.table.show_note(
                "lock",
                "Customer data is closed",
                "Nobody can be found by their e-mail until it is open.",
                actions=(("Open customer data", self.vault_asked.emit),),
            )
            return
        self.list_rows()
        if self.table.is_bare:
            self.explain_nothing()

    def refresh(self) -> None:
        if self._could_count():
            self._read_again()

    def follow(self) -> None:
        if self._could_count():
            self._list_next.start()

    def show_record(self, row: Row) -> None:
        """Shows a record in the panel. What is shown already stays as it is, unless there is something new of it."""
        try:
            told = self.read_record(row)
        except RecordGone:
            self.panel.hide()
            return
        except ShopError as error:
            self.panel.hide()
            self.desk.dialogs.tell_error(self, error)
            return
        self._shown = row
        if told != self._told:
            had_focus = self.panel.isAncestorOf(self.window().focusWidget())
            clear(self.panel.head)
            clear(self.panel.body)
            self._told = told
            self.fill_panel(told)
            if had_focus:
                self.panel.setFocus()
        self.panel.show()

    def search(self, text: str) -> None:
        """Looks at once for ``text``, as if it had been typed."""
        self._search.setText(text)
        self._search.returnPressed.emit()

    def take_focus(self) -> None:
        self.table.setFocus()

    def areas(self) -> Sequence[QWidget]:
        return (self.table,) if self.panel.isHidden() else (self.table, self.panel)

    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _on_selected(self, row: Row | None) -> None:
        if row is None:
            self.panel.hide()
        else:
            self.show_record(row)

    def _could_count(self) -> bool:
        """Says the figures; without them, what is wrong stands in place of the rows."""
        try:
            self.say_counts()
        except ShopError as error:
            self.table.show_error(error, again=self.refresh)
            return False
        return True

    def _read_again(self) -> None:
        if not self.table.is_empty:
            self.table.refresh()
        if self.table.is_empty:
            self.list_again()
        self._panel_next.start()

    def _show_again(self) -> None:
        """Brings the panel up to date; while long work goes on, only at its end: building it anew is felt."""
        if not self.isVisible():
            self._is_stale = True
        elif self._shown is not None and not self.panel.isHidden() and not self.desk.jobs.busy:
            self.show_record(self._shown)

    def _on_opened(self, row: Row) -> None:
        self.show_record(row)
        if not self.panel.isHidden():
            self.panel.setFocus()

    def _on_clicked(self) -> None:
        """A click on the selected row shows it again after its panel was closed."""
        if self.panel.isHidden():
            row: Row | None = self.table.current_row()
            self._on_selected(row)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.panel.isHidden():
            self.panel.close_panel()
        else:
            super().keyPressEvent(event)


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


def counted(number: int, word: str, say: Callable[[int], str] = str) -> str:
    """``1 item``, ``2 items``; ``say`` writes the number."""
    return f"{say(number)} {word}" if number == 1 else f"{say(number)} {word}s"


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
