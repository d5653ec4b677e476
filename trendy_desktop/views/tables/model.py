"""A list of any length that holds only what was looked at, fetched by key."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from trendy_desktop.errors import ShopError
from trendy_desktop.values import Page
from trendy_desktop.views.tables.columns import Column

PAGE: Final = 100
"""Rows fetched at once. A fetch runs on the GUI thread, so it goes through an index."""
KEPT: Final = 40
"""Pages held; of a longer list the ones out of sight are fetched again when they are seen."""

# Rows, keys and what Qt keeps of a cell are of whatever type the page gives.
Fetch: TypeAlias = Callable[[Any, int], Page[Any, Any]]
_Index: TypeAlias = QModelIndex | QPersistentModelIndex


class PagedModel(QAbstractTableModel):
    """Rows of ``fetch(after key, limit)``, which gives full pages but for the last one."""

    failed = Signal(object)
    """A fetch raised this ShopError; the list ends where it ended."""

    def __init__(
        self, columns: Sequence[Column[Any]], row_id: Callable[[Any], Hashable], *, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.row_id = row_id
        self._fetch: Fetch | None = None
        self._pages: list[tuple[Any, ...]] = []
        self._starts: list[Any] = []  # the key after which each page begins
        self._next: Any = None  # the key after the last page; None after the last row
        self._stale: set[int] = set()
        self._count = 0

    # --- what is listed ---

    def show(self, fetch: Fetch) -> None:
        """Another list, or another order of it, from its beginning."""
        self.beginResetModel()
        self._fetch = fetch
        self._pages, self._starts, self._next, self._count = [], [], None, 0
        self._stale.clear()
        page = self._ask(None)
        if page is not None:
            self._pages, self._starts, self._next = [page.rows], [None], page.next
            self._count = len(page.rows)
        self.endResetModel()

    def again(self) -> None:
        """The same list from its beginning."""
        if self._fetch is not None:
            self.show(self._fetch)

    def expire(self) -> None:
        """Something has changed: every page is fetched again when it is seen next (``ensure``)."""
        self._stale.update(range(len(self._pages)))

    def ensure(self, first: int, last: int) -> None:
        """Sees to it that the rows ``first`` to ``last`` are as they are now."""
        for number in range(first // PAGE, last // PAGE + 1):
            if number in self._stale and number < len(self._pages):
                self._reload(number)
        if len(self._pages) > KEPT:
            self._let_go(first // PAGE, last // PAGE)

    def row(self, number: int) -> Any:
        """The row ``number``; IndexError when the list is shorter."""
        page = self._pages[number // PAGE]
        if not page:
            self._reload(number // PAGE)
            page = self._pages[number // PAGE]
        return page[number % PAGE]

    def find(self, wanted: Hashable) -> int | None:
        """The number of the row with this id among those held; None when it is not there."""
        for number, page in enumerate(self._pages):
            for place, row in enumerate(page):
                if self.row_id(row) == wanted:
                    return number * PAGE + place
        return None

    # --- pages ---

    def _ask(self, after: Any) -> Page[Any, Any] | None:
        if self._fetch is None:
            return None
        try:
            return self._fetch(after, PAGE)
        except ShopError as error:
            self.failed.emit(error)
            return None

    def _reload(self, number: int) -> None:
        page = self._ask(self._starts[number])
        if page is None:
            if not self._pages[number]:
                self._cut(number)
            return
        self._stale.discard(number)
        if page.next is None:
            self._cut(number + 1)
        is_last = number == len(self._pages) - 1
        if not is_last and self._starts[number + 1] != page.next:
            self._starts[number + 1] = page.next
            self._stale.add(number + 1)
        further = page.next if is_last else self._next
        self._next = None  # nobody fetches more in the midst of this
        self._replace(number, page.rows, min(PAGE, self._count - number * PAGE))
        self._next = further

    def _replace(self, number: int, rows: tuple[Any, ...], old: int) -> None:
        """Page ``number``, which had ``old`` rows, has these: said to Qt so that it is true at each moment."""
        begin, new = number * PAGE, len(rows)
        if new < old:
            self.beginRemoveRows(QModelIndex(), begin + new, begin + old - 1)
            self._pages[number] = self._pages[number][:new]
            self._count -= old - new
            self.endRemoveRows()
        before, self._pages[number] = self._pages[number], rows[:old]
        for place, row in enumerate(rows[:old]):
            if place >= len(before) or row != before[place]:  # what stays as it was is not painted again
                changed = begin + place
                self.dataChanged.emit(self.index(changed, 0), self.index(changed, len(self.columns) - 1))
        if new > old:
            self.beginInsertRows(QModelIndex(), begin + old, begin + new - 1)
            self._pages[number] = rows
            self._count += new - old
            self.endInsertRows()

    def _cut(self, number: int) -> None:
        """The list ends before page ``number``."""
        self._next = None
        if number >= len(self._pages):
            return
        begin = number * PAGE
        self.beginRemoveRows(QModelIndex(), begin, self._count - 1)
        del self._pages[number:], self._starts[number:]
        self._stale = {page for page in self._stale if page < number}
        self._count = begin
        self.endRemoveRows()

    def _let_go(self, first: int, last: int) -> None:
        """Forgets the rows of the pages farthest from those in sight."""
        held = [number for number, page in enumerate(self._pages) if page]
        middle = (first + last) // 2
        for number in sorted(held, key=lambda page: abs(page - middle))[KEPT:]:
            if number != len(self._pages) - 1:  # the last one says how long the list is
                self._pages[number] = ()
                self._stale.add(number)

    # Qt overrides

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(self.row(index.row()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.says(self.row(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None:
            return column.tooltip(self.row(index.row()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return self._next is not None

    def fetchMore(self, parent: _Index) -> None:
        start, self._next = self._next, None  # nobody fetches more in the midst of this
        page = self._ask(start) if start is not None else None
        if page is None or not page.rows:
            return
        self.beginInsertRows(QModelIndex(), self._count, self._count + len(page.rows) - 1)
        self._pages.append(page.rows)
        self._starts.append(start)
        self._count += len(page.rows)
        self.endInsertRows()
        self._next = page.next
