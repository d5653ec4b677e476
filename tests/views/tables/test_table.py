from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.views.stock import COLUMNS, Shelf, Stock
from trendy_desktop.errors import DiskFault
from trendy_desktop.values import Page
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.tables import DataTable, PagedModel
from trendy_desktop.views.tables.model import KEPT, PAGE

LEFT = Qt.MouseButton.LeftButton


def rows(count: int, first: int = 0) -> list[Stock]:
    return [Stock.made(number) for number in range(first, first + count)]


def model_of(shelf: Shelf) -> PagedModel:
    model = PagedModel(COLUMNS, lambda row: row.number)
    model.show(shelf.fetch)
    return model


def numbers(model: PagedModel) -> list[int]:
    return [model.row(number).number for number in range(model.rowCount())]


def fetch_all(model: PagedModel) -> None:
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())


@pytest.fixture
def table(icons: Icons, qtbot: QtBot) -> DataTable:
    table = DataTable(icons, PagedModel(COLUMNS, lambda row: row.number), name="Products")
    table.resize(900, 420)
    qtbot.addWidget(table)
    table.show()
    table.activateWindow()
    return table


def shown(table: DataTable, stock: Sequence[Stock]) -> Shelf:
    shelf = Shelf(stock)
    table.show_rows(shelf.fetch)
    return shelf


# --- the model ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE + 7])
def test_pages_are_fetched_one_after_another_to_the_end(qapp: QApplication, count: int) -> None:
    shelf = Shelf(rows(count))
    model = model_of(shelf)
    assert shelf.asked == 1
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    fetch_all(model)
    assert numbers(model) == list(range(count))


def test_a_changed_list_is_read_again_where_it_is_seen(qapp: QApplication) -> None:
    shelf = Shelf(rows(3 * PAGE))
    model = model_of(shelf)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    fetch_all(model)
    del shelf.rows[5:15]
    shelf.asked = 0
    model.expire()
    model.ensure(0, 10)
    assert shelf.asked == 1
    assert [model.row(number).number for number in range(4, 7)] == [4, 15, 16]
    model.ensure(0, model.rowCount() - 1)
    assert numbers(model) == [row.number for row in shelf.rows]
    shelf.rows += rows(2 * PAGE, 3 * PAGE)
    model.expire()
    model.ensure(0, model.rowCount() - 1)
    fetch_all(model)
    assert numbers(model) == [row.number for row in shelf.rows]


def test_only_rows_that_changed_are_painted_again(qapp: QApplication) -> None:
    shelf = Shelf(rows(PAGE))
    model = model_of(shelf)
    painted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: painted.append((first.row(), last.row())))
    for number in (3, 7):
        shelf.rows[number] = replace(shelf.rows[number], on_hand=1000)
    model.expire()
    model.ensure(0, 10)
    assert painted == [(3, 3), (7, 7)]


def test_a_list_that_shrank_ends_where_it_now_ends(qapp: QApplication) -> None:
    shelf = Shelf(rows(5 * PAGE))
    model = model_of(shelf)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    fetch_all(model)
    del shelf.rows[PAGE + 3 :]
    model.expire()
    model.ensure(PAGE, PAGE)
    assert numbers(model) == list(range(PAGE + 3))
    shelf.rows.clear()
    model.expire()
    model.ensure(0, 0)
    assert model.rowCount() == 0


def test_a_long_list_holds_only_what_is_near(qapp: QApplication) -> None:
    shelf = Shelf(rows((KEPT + 20) * PAGE))
    model = model_of(shelf)
    fetch_all(model)
    last = model.rowCount() - 1
    model.ensure(last - 10, last)
    assert model.find(3) is None
    shelf.asked = 0
    assert model.row(3).number == 3
    assert shelf.asked == 1


def test_a_fetch_that_fails_is_told_and_ends_the_list(qapp: QApplication, qtbot: QtBot) -> None:
    def fail(after: int | None, limit: int) -> Page[Stock, int]:
        raise DiskFault

    model = PagedModel(COLUMNS, lambda row: row.number)
    with qtbot.waitSignal(model.failed):
        model.show(fail)
    assert model.rowCount() == 0


def test_painted_cells_are_words_for_who_hears_them(qapp: QApplication) -> None:
    model = model_of(Shelf(rows(1)))
    spoken = [model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(len(COLUMNS))]
    assert spoken[0] == "Linen Shirt, TT-0000 · Shirts"
    assert "sold in 30 days" in spoken[2]
    assert spoken[4] == "Sold out"


# --- the view -------------------------------------------------------------------------------------------------------


def test_rows_are_selected_by_click_and_arrow_and_opened_by_enter_and_double_click(
    table: DataTable, qtbot: QtBot
) -> None:
    shown(table, rows(50))
    with qtbot.waitSignal(table.selected) as selected:
        qtbot.mouseClick(table.viewport(), LEFT, pos=QPoint(60, 52 + 20))
    assert selected.args[0].number == 1
    with qtbot.waitSignal(table.selected) as selected:
        qtbot.keyClick(table, Qt.Key.Key_Down)
    assert selected.args[0].number == 2
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args[0].number == 2
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.mouseDClick(table.viewport(), LEFT, pos=QPoint(60, 20))
    assert opened.args[0].number == 0


def test_home_end_and_page_keys_move(table: DataTable, qtbot: QtBot) -> None:
    shown(table, rows(50))
    for key, number in ((Qt.Key.Key_End, 49), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(table, key)
        assert table.currentIndex().row() == number
    qtbot.keyClick(table, Qt.Key.Key_PageDown)
    assert table.currentIndex().row() > 3


def test_tab_leaves_the_list(icons: Icons, table: DataTable, qtbot: QtBot) -> None:
    assert not table.tabKeyNavigation()


def test_a_header_sorts_and_then_turns_the_order_around(table: DataTable, qtbot: QtBot) -> None:
    shelf = Shelf(rows(5))
    table.show_rows(shelf.fetch, order=("title", False))
    header = table.horizontalHeader().viewport()

    def click(column: int) -> None:
        qtbot.mouseClick(header, LEFT, pos=QPoint(table.columnViewportPosition(column) + 30, 15))

    with qtbot.waitSignal(table.sort_asked) as asked:
        click(1)
    assert asked.args == ["stock", True]
    with qtbot.waitSignal(table.sort_asked) as asked:
        click(0)
    assert asked.args == ["title", True]
    with qtbot.assertNotEmitted(table.sort_asked):
        click(4)


def test_the_selection_stays_with_its_record(table: DataTable, qtbot: QtBot) -> None:
    shelf = shown(table, rows(50, 10))
    assert table.select(20)
    shelf.rows[:0] = rows(3)
    with qtbot.assertNotEmitted(table.selected):
        table.refresh()
    assert table.currentIndex().row() == 13
    assert [index.row() for index in table.selectionModel().selectedRows()] == [13]
    shelf.rows[:] = [row for row in shelf.rows if row.number != 20]
    with qtbot.waitSignal(table.selected) as gone:
        table.refresh()
    assert gone.args == [None]


def test_the_selection_stays_when_the_order_changes(table: DataTable, qtbot: QtBot) -> None:
    shown(table, rows(50))
    table.select(7)
    with qtbot.assertNotEmitted(table.selected):
        table.show_rows(Shelf(rows(50)).fetch, order=("price", False))
    assert table.currentIndex().row() == 7
    with qtbot.waitSignal(table.selected) as gone:
        table.show_rows(Shelf(rows(5)).fetch)
    assert gone.args == [None]
    assert not table.selectionModel().hasSelection()


def test_a_refresh_leaves_the_place_in_the_list(table: DataTable, qtbot: QtBot) -> None:
    shelf = shown(table, rows(1000))
    for _ in range(3):
        table.scrollToBottom()
    place = table.verticalScrollBar().value()
    assert place > 100 * 52
    shelf.asked = 0
    table.refresh()
    assert table.verticalScrollBar().value() == place
    assert shelf.asked <= 2


def test_states_stand_in_place_of_the_rows(table: DataTable, qtbot: QtBot) -> None:
    done: list[str] = []
    shown(table, [])
    assert table.is_empty
    table.show_note("search", "Nothing found", "Try fewer letters.", actions=[("Clear", lambda: done.append("clear"))])
    qtbot.mouseClick(button(table, "Clear"), LEFT)
    assert done == ["clear"]
    shown(table, rows(3))
    assert [each for each in table.findChildren(QAbstractButton) if each.isVisible()] == []


def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(table: DataTable, qtbot: QtBot) -> None:
    shelf, broken = Shelf(rows(3)), [True]

    def fetch(after: int | None, limit: int) -> Page[Stock, int]:
        if broken:
            raise DiskFault
        return shelf.fetch(after, limit)

    table.show_rows(fetch)
    again = button(table, "Try again")
    assert again.isVisible()
    broken.clear()
    qtbot.mouseClick(again, LEFT)
    assert not table.is_empty
    assert not again.isVisible()


def test_bars_stand_in_for_rows_on_their_way_after_a_moment(table: DataTable, qtbot: QtBot) -> None:
    before = visible(table)
    table.show_loading()
    assert visible(table) == before
    qtbot.waitUntil(lambda: visible(table) == before + 1)
    shown(table, rows(3))
    assert visible(table) == before


def test_low_value_columns_go_before_others_are_squeezed(table: DataTable, qtbot: QtBot) -> None:
    shown(table, rows(3))
    assert not table.isColumnHidden(2)
    table.resize(600, 420)
    qtbot.waitUntil(lambda: table.isColumnHidden(2))
    assert sum(table.columnWidth(place) for place in range(5)) >= table.viewport().width() - 1
    assert not table.horizontalScrollBar().isVisible() or table.columnWidth(0) == 240


def test_the_whole_row_under_the_pointer_is_lit(table: DataTable, qtbot: QtBot, icons: Icons) -> None:
    shown(table, rows(3))
    qtbot.mouseMove(table.viewport(), QPoint(400, 52 + 20))
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(10, 52 + 4) == icons.theme.color("hover")
    assert picture.pixelColor(table.viewport().width() - 4, 52 + 4) == icons.theme.color("hover")
    assert picture.pixelColor(10, 4) == icons.theme.color("surface")


def test_the_selected_row_has_its_bar_and_the_focus_its_frame(table: DataTable, qtbot: QtBot, icons: Icons) -> None:
    shown(table, rows(3))
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    table.select(1)
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(10, 52 + 26) == icons.theme.color("selected")
    assert picture.pixelColor(300, 52) == icons.theme.color("focus")
    table.clearFocus()
    picture = table.viewport().grab().toImage()
    assert picture.pixelColor(1, 52 + 26) == icons.theme.color("accent")
    assert picture.pixelColor(300, 52) == icons.theme.color("selected")


def test_rows_grow_with_the_text(table: DataTable, qapp: QApplication, icons: Icons) -> None:
    shown(table, rows(3))
    icons.theme.apply(qapp, dark=True, percent=150)
    assert table.rowHeight(0) == 78
    assert table.columnWidth(1) == 240


def button(widget: QWidget, name: str) -> QAbstractButton:
    return next(each for each in widget.findChildren(QAbstractButton) if each.accessibleName() == name)


def visible(table: DataTable) -> int:
    return sum(each.isVisible() for each in table.findChildren(QWidget))
