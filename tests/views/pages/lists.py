"""Shared by the tests of list pages: a page on a window of its own, and what stands in its list and its panel."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.views.office import Office, said
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.pages.page import ListPage
from trendy_desktop.views.parts import EmptyState
from trendy_desktop.views.tables import DataTable

Some = TypeVar("Some", bound=ListPage)  # type: ignore[type-arg]  # of any rows


def shown(make: Callable[[Desk], Some], office: Office, qtbot: QtBot) -> Some:
    """The page as the window has it; it reads again what changes."""
    page = make(office.desk)
    office.jobs.changed.connect(page.changed)
    page.resize(1220, 800)
    page.show()
    page.activateWindow()
    page.arrive()
    page.take_focus()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def closed(page: QWidget) -> None:
    page.close()
    page.deleteLater()


def column(table: DataTable, title: str) -> list[str]:
    """What the rows held say under ``title``."""
    model = table.model()
    titles = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    place = titles.index(title)
    return [str(model.data(model.index(number, place))) for number in range(model.rowCount())]


def seek(page: ListPage, qtbot: QtBot, text: str) -> None:  # type: ignore[type-arg]
    """Types ``text`` into the search field and waits until it was looked for."""
    page.focus_search()
    field = page.window().focusWidget()
    assert isinstance(field, QLineEdit)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def sort_by(table: DataTable, qtbot: QtBot, title: str) -> None:
    """Clicks the header ``title``."""
    header = table.horizontalHeader()
    model = table.model()
    for place in range(model.columnCount()):
        if model.headerData(place, Qt.Orientation.Horizontal) == title:
            where = header.sectionViewportPosition(place) + 30
            point = header.viewport().rect().center()
            point.setX(where)
            qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)


def note(table: DataTable) -> str:
    """What stands in place of the rows; "" when nothing does."""
    found = [each for each in table.findChildren(EmptyState) if each.isVisible()]
    return said(found[0]) if found else ""


def click(table: DataTable, qtbot: QtBot, number: int) -> None:
    where = table.visualRect(table.model().index(number, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
