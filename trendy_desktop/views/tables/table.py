"""The list that every page shows: keyboard, selection by record, states, sorting, columns that fit."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from trendy_desktop.errors import ShopError
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.cards import EmptyState
from trendy_desktop.views.tables.header import Header
from trendy_desktop.views.tables.model import Fetch, PagedModel
from trendy_desktop.views.tables.paint import CellPainter

_LOADING_SHOWN = 150
"""Milliseconds of waiting after which grey bars stand in for the rows."""


class DataTable(QTableView):
    """A list of records.

    ``selected`` sends the row that was chosen by click or arrow, or None; ``opened`` that of Enter or a double click;
    ``sort_asked`` the name of an order and whether the largest comes first.
    """

    selected = Signal(object)
    opened = Signal(object)
    sort_asked = Signal(str, bool)
    menu_asked = Signal(object, QPoint)
    """The row and the place on the screen of a context menu."""

    def __init__(
        self, icons: Icons, model: PagedModel, *, name: str, row_height: int = 52, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = icons.theme
        self._rows = model
        self._row_height = row_height
        self._chosen: Hashable | None = None
        self._quiet = False
        self.setAccessibleName(name)
        self._header = Header(icons, model, self)
        self.setHorizontalHeader(self._header)
        self._painter = CellPainter(icons, model, self)
        self.setItemDelegate(self._painter)
        self.setModel(model)
        model.setParent(self)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Everything is painted here, so a scroll moves what is there and paints only what comes into sight.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._note = EmptyState(icons, parent=self)
        self._note.hide()
        self._bars = _Bars(self)
        self._bars.hide()
        self._waiting = QTimer(self, singleShot=True, interval=_LOADING_SHOWN)
        self._waiting.timeout.connect(self._bars.show)
        self._header.sectionClicked.connect(self._on_header)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        model.failed.connect(self.show_error)
        icons.theme.changed.connect(self._measure)
        self._measure()

    # --- what is listed ---

    def show_rows(self, fetch: Fetch, *, order: tuple[str, bool] | None = None) -> None:
        """Lists what ``fetch`` gives, from its beginning, keeping the selected record if it is on the first page.

        Without it nothing is selected and ``selected`` sends None. ``order`` is what the header shows.
        """
        self._waiting.stop()
        self._bars.hide()
        self._note.hide()
        self._header.set_order(order)
        self._quiet = True
        self._rows.show(fetch)
        self._quiet = False
        self._keep_selection()

    def refresh(self) -> None:
        """Reads again what is in sight, and the rest when it is seen; place and selection stay."""
        self._quiet = True
        if self.is_empty:
            self._rows.again()
        else:
            self._note.hide()
            self._rows.expire()
            self._on_scrolled()
        self._quiet = False
        self._keep_selection()

    def select(self, row_id: Hashable) -> bool:
        """Selects the record with this id, if it is among the rows held."""
        number = self._rows.find(row_id)
        if number is None:
            return False
        self.selectRow(number)
        return True

    @property
    def is_empty(self) -> bool:
        return self._rows.rowCount() == 0

    @property
    def is_bare(self) -> bool:
        """Whether there are no rows, and nothing stands in their place that says why."""
        return self.is_empty and self._note.isHidden()

    def current_row(self) -> Any:
        """The row the cursor is on; None for none."""
        current = self.currentIndex()
        return self._rows.row(current.row()) if current.isValid() else None

    # --- states ---

    def show_note(
        self, icon: str, title: str, sentence: str, *, actions: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Says ``title`` and ``sentence`` in place of the rows: nothing there, no match, locked."""
        self._waiting.stop()
        self._bars.hide()
        self._note.say(icon, title, sentence, actions=actions)
        self._place_states()
        self._note.show()
        self._note.raise_()

    def show_error(self, error: ShopError, *, again: Callable[[], object] | None = None) -> None:
        """Says in place of the rows why they cannot be shown."""
        actions = (("Try again", again or self._try_again),)
        self.show_note("error", "The list could not be read", str(error), actions=actions)

    def show_loading(self) -> None:
        """The rows are on their way; after a moment grey bars stand in for them."""
        self._note.hide()
        self._place_states()
        self._waiting.start()

    def _try_again(self) -> None:
        self._note.hide()
        self.refresh()

    # --- within ---

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(self._row_height))
        self.verticalHeader().setMinimumSectionSize(1)
        self._header.updateGeometry()
        self._fit_columns()
        self.viewport().update()

    def _fit_columns(self) -> None:
        px, columns = self._theme.px, self._rows.columns
        room = self.viewport().width()
        there = [room >= px(column.least) for column in columns]
        fixed = sum(
            px(column.width) for column, shown in zip(columns, there, strict=True) if shown and not column.stretch
        )
        for number, column in enumerate(columns):
            self.setColumnHidden(number, not there[number])
            width = max(px(column.width), room - fixed) if column.stretch else px(column.width)
            self.setColumnWidth(number, width)

    def _keep_selection(self) -> None:
        """Finds the chosen record again after the rows have moved."""
        if self._chosen is None:
            return
        current = self.currentIndex()
        if current.isValid() and self._rows.row_id(self._rows.row(current.row())) == self._chosen:
            return
        number = self._rows.find(self._chosen)
        self._quiet = True
        if number is None:
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
        else:
            self.selectRow(number)
        self._quiet = False
        if number is None:
            self._chosen = None
            self.selected.emit(None)

    def _on_scrolled(self) -> None:
        if self._painter.hovered >= 0:
            self._hover(self.rowAt(self.viewport().mapFromGlobal(self.cursor().pos()).y()))
        first = self.rowAt(0)
        if first >= 0:
            last = self.rowAt(self.viewport().height() - 1)
            self._rows.ensure(first, last if last >= 0 else self._rows.rowCount() - 1)

    def _on_header(self, section: int) -> None:
        column = self._rows.columns[section]
        if column.sort is not None:
            same = self._header.order is not None and self._header.order[0] == column.sort
            falls = not self._header.order[1] if same and self._header.order is not None else column.falls_first
            self.sort_asked.emit(column.sort, falls)

    def _hover(self, number: int) -> None:
        if number != self._painter.hovered:
            for row in (self._painter.hovered, number):
                if row >= 0:
                    self.viewport().update(self._row_rect(row))
            self._painter.hovered = number

    def _row_rect(self, number: int) -> QRect:
        return QRect(
            0, self.rowViewportPosition(number), self.viewport().width(), self.verticalHeader().defaultSectionSize()
        )

    def _place_states(self) -> None:
        below = QRect(self.viewport().geometry())
        self._note.setGeometry(below)
        self._bars.setGeometry(below)

    # Qt overrides

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.viewport().update()
        if self._quiet:
            return
        row = self._rows.row(current.row()) if current.isValid() else None
        chosen = self._rows.row_id(row) if row is not None else None
        if chosen != self._chosen:
            self._chosen = chosen
            self.selected.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = QPainter(self.viewport())
        ground.fillRect(event.rect(), self._theme.color("surface"))
        ground.end()
        super().paintEvent(event)
        current = self.currentIndex()
        if self.hasFocus() and current.isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self._theme.color("focus"), 2))
            painter.drawRect(self._row_rect(current.row()).adjusted(1, 1, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(self._rows.row(current.row()))
        elif event.key() == Qt.Key.Key_Home and not self.is_empty:
            self.selectRow(0)
        elif event.key() == Qt.Key.Key_End and not self.is_empty:
            self.selectRow(self._rows.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self.rowAt(event.position().toPoint().y())
        if number >= 0:
            self.opened.emit(self._rows.row(number))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt would put the cursor on the first row whenever it is nowhere; here that selects, so only keys do it."""
        was_nowhere = not self.currentIndex().isValid()
        self._quiet = True
        super().focusInEvent(event)
        if was_nowhere:
            self.setCurrentIndex(QModelIndex())
        self._quiet = False
        if was_nowhere and not self.is_empty and event.reason() in _BY_KEY:
            self.selectRow(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        number = self.rowAt(event.pos().y()) if by_mouse else self.currentIndex().row()
        if number >= 0:
            place = event.pos() if by_mouse else self._row_rect(number).center()
            self.menu_asked.emit(self._rows.row(number), self.viewport().mapToGlobal(place))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._place_states()
        self._on_scrolled()


_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class _Bars(QWidget):
    """Grey bars in the places of the rows that are on their way."""

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self._table = table

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._table._theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("pressed"))
        px = theme.px
        height = px(self._table._row_height)
        for number in range(self.height() // height + 1):
            top = number * height
            painter.drawRoundedRect(28, top + (height - px(36)) // 2, px(36), px(36), 8, 8)
            painter.drawRoundedRect(28 + px(48), top + height // 2 - px(12), px(120 + 20 * (number % 3)), px(10), 4, 4)
            painter.drawRoundedRect(28 + px(48), top + height // 2 + px(5), px(80), px(8), 4, 4)
            painter.drawRoundedRect(self.width() - 28 - px(70), top + height // 2 - px(6), px(70), px(12), 4, 4)
