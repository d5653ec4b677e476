"""The main window: tabs, keys, rail, banners, progress, files dropped, and what is kept of it."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import PROFILE, Shop
from tests.views.office import Office, press, said, sheet
from trendy_desktop.errors import DiskFault
from trendy_desktop.services.exchange import Shortage
from trendy_desktop.services.progress import Progress
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.views.frame import Frame
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.imports import DropArea
from trendy_desktop.views.main_window import MainWindow
from trendy_desktop.views.pages.customers import CustomersPage
from trendy_desktop.views.pages.inventory import InventoryPage
from trendy_desktop.views.pages.orders import OrdersPage
from trendy_desktop.views.pages.reports import ReportsPage
from trendy_desktop.views.parts import Banner, ProgressRow
from trendy_desktop.views.parts.feedback import Toast

PAGES = (InventoryPage, OrdersPage, CustomersPage, ReportsPage)
CTRL = Qt.KeyboardModifier.ControlModifier
STOCK = ("A-1,5,2.00,5.00,S1", "A-2,0,2.00,5.00,S1")
Open = Callable[..., MainWindow]


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(settings: QSettings, qtbot: QtBot) -> Iterator[Open]:
    """Opens a main window over an office; the one before is closed."""
    windows: list[MainWindow] = []

    def close() -> None:
        for window in windows:
            window.close()
            window.deleteLater()
        windows.clear()

    def open_window(office: Office, *, width: int = 1440) -> MainWindow:
        close()
        window = MainWindow(office.desk, PAGES, settings=settings)
        windows.append(window)
        window.resize(width, 900)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield open_window
    close()


@pytest.fixture
def window(office: Office, open_window: Open) -> MainWindow:
    return open_window(office)


def shown(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [each for each in window.findChildren(kind) if each.isVisible()]


# --- tabs and keys --------------------------------------------------------------------------------------------------


def test_the_tabs_lead_to_their_pages(window: MainWindow, qtbot: QtBot) -> None:
    titles = []
    for key in (Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_1):
        qtbot.keyClick(window, key, CTRL)
        titles.append(window.page.title)
        assert window.page.isVisible()
        assert window.tabs.tabText(window.tabs.currentIndex()) == window.page.title
    assert titles == ["Orders", "Customers", "Reports", "Inventory"]


def test_a_click_on_a_tab_does_too(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.tabs, Qt.MouseButton.LeftButton, pos=window.tabs.tabRect(1).center())
    assert window.page.title == "Orders"


def test_work_begins_in_the_list_and_nothing_is_selected_by_itself(
    open_shop: Shop, office: Office, open_window: Open, qtbot: QtBot
) -> None:
    office.jobs.change(open_shop.exchange.import_inventory, open_shop.inventory(*STOCK))
    qtbot.waitUntil(lambda: office.jobs.pending == 0)
    window = open_window(office)
    page = window.pages[0]
    assert isinstance(page, InventoryPage)
    assert page.table.hasFocus()
    assert page.panel.isHidden()
    for key in (Qt.Key.Key_2, Qt.Key.Key_1):
        qtbot.keyClick(window, key, CTRL)
    assert page.table.hasFocus()
    assert page.panel.isHidden()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert not page.panel.isHidden()


def test_arrows_in_the_rail_stay_there(window: MainWindow, qtbot: QtBot) -> None:
    window.tabs.setFocus()
    qtbot.keyClick(window.tabs, Qt.Key.Key_Down)
    assert window.page.title == "Orders"
    assert window.tabs.hasFocus()


def test_f6_goes_from_area_to_area(open_shop: Shop, office: Office, window: MainWindow, qtbot: QtBot) -> None:
    office.jobs.change(open_shop.exchange.import_inventory, open_shop.inventory(*STOCK))
    page = window.pages[0]
    assert isinstance(page, InventoryPage)
    qtbot.waitUntil(lambda: not page.table.is_empty)
    page.table.selectRow(0)
    places = []
    for _ in range(3):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        focus = window.focusWidget()
        places.append("panel" if page.panel.isAncestorOf(focus) else "rail" if focus is window.tabs else "list")
    assert places == ["panel", "rail", "list"]


@pytest.mark.parametrize(("number", "has_search"), [(0, True), (1, True), (2, True), (3, False)])
def test_ctrl_f_looks_on_this_page(window: MainWindow, qtbot: QtBot, number: int, *, has_search: bool) -> None:
    window.tabs.setCurrentIndex(number)
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    focus = window.focusWidget()
    assert (focus.metaObject().className() == "SearchField") is has_search


def test_text_grows_and_shrinks_step_by_step(
    window: MainWindow, icons: Icons, qapp: QApplication, qtbot: QtBot
) -> None:
    def look(dark: bool, percent: int) -> None:
        icons.theme.apply(qapp, dark=dark, percent=percent)

    window.look_asked.connect(look)
    seen = []
    keys = [*[Qt.Key.Key_Plus] * 4, *[Qt.Key.Key_Minus] * 6, Qt.Key.Key_0, Qt.Key.Key_Equal]
    for key in keys:
        qtbot.keyClick(window, key, CTRL)
        seen.append(icons.theme.scale)
    assert seen == [115, 130, 150, 150, 130, 115, 100, 90, 90, 90, 100, 115]
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert icons.theme.dark


# --- the rail -------------------------------------------------------------------------------------------------------


def is_narrow(window: MainWindow) -> bool:
    return window.tabs.is_collapsed


def test_the_rail_is_narrow_in_a_narrow_window(window: MainWindow) -> None:
    assert not is_narrow(window)
    assert "Test Shop" in said(window)
    window.resize(1399, 800)
    assert is_narrow(window)
    assert "Test Shop" not in said(window)
    window.resize(1400, 800)
    assert not is_narrow(window)


def test_ctrl_b_has_the_last_word_on_the_rail(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    assert is_narrow(window)
    window.resize(1600, 900)
    assert is_narrow(window)
    qtbot.keyClick(window, Qt.Key.Key_B, CTRL)
    window.resize(1100, 800)
    assert not is_narrow(window)


def test_what_waits_stands_beside_its_tab(open_shop: Shop, office: Office, window: MainWindow, qtbot: QtBot) -> None:
    assert window.tabs.accessibleTabName(1) == "Orders"
    office.jobs.change(open_shop.exchange.import_inventory, open_shop.inventory(*STOCK))
    lines = ("2020-05-27,anna@example.com,1010,A-2,1", "2020-05-27,berta@example.com,1010,A-2,1")
    office.jobs.change(open_shop.exchange.import_customer_orders, open_shop.orders(*lines), shortage=Shortage.BACKORDER)
    qtbot.waitUntil(lambda: window.tabs.accessibleTabName(1) == "Orders, 2 waiting for goods")


def test_a_demo_shop_says_that_everybody_knows_its_passphrase(window: MainWindow) -> None:
    assert "Demo shop" in said(window)
    assert "Public passphrase" in said(window)
    (box,) = (each for each in window.findChildren(QFrame) if "trendythreads-demo" in each.accessibleName())
    assert "trendythreads-demo" in box.toolTip()
    assert shown(window, Banner) == []


def test_a_practice_copy_has_a_blue_line(tmp_path: Path, icons: Icons, open_window: Open) -> None:
    shop = Shop(tmp_path / "practice", ShopProfile(PROFILE.name, PROFILE.currency, PROFILE.calendar, practice=True))
    office = Office(shop, icons)
    window = open_window(office)
    assert "Practice copy" in said(window)
    assert window.grab().toImage().pixelColor(700, 1) == icons.theme.color("info")
    window.close()
    office.close()
    shop.close()


# --- the vault ------------------------------------------------------------------------------------------------------


def test_a_closed_vault_is_said_above_every_page(office: Office, open_window: Open, qtbot: QtBot) -> None:
    office.shop.vault.close()
    window = open_window(office)
    for number in range(len(window.pages)):
        window.tabs.setCurrentIndex(number)
        (banner,) = shown(window, Banner) if number < 3 else shown(window, Banner)[:1]
        assert banner.accessibleName().startswith("Customer data is closed: it was closed.")
    assert "Customer data closed" in said(window)
    with qtbot.waitSignal(window.vault_asked):
        press(qtbot, window, "Open customer data")


def test_a_vault_that_closes_and_opens_is_said_at_once(
    office: Office, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session = type(office.desk.shop.session)
    with monkeypatch.context() as patched:
        patched.setattr(session, "is_open", property(lambda _: False))
        patched.setattr(session, "why_closed", property(lambda _: "the keyring is locked"))
        office.jobs.changed.emit(frozenset({"vault"}))
        qtbot.waitUntil(lambda: len(shown(window, Banner)) == 1)
        (banner,) = shown(window, Banner)
        assert "the keyring is locked" in banner.accessibleName()
    office.jobs.changed.emit(frozenset({"vault"}))
    qtbot.waitUntil(lambda: shown(window, Banner) == [])


def test_an_import_that_needs_the_vault_leads_there(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    office.shop.vault.close()
    window.imports.start(office.shop.inventory(*STOCK))
    with qtbot.waitSignal(window.vault_asked):
        press(qtbot, sheet(qtbot, "Customer data is closed"), "Open customer data")


# --- files ----------------------------------------------------------------------------------------------------------


def test_a_file_is_chosen_by_key_and_imported(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    office.hand.path = office.shop.inventory(*STOCK)
    qtbot.keyClick(window, Qt.Key.Key_I, CTRL)
    press(qtbot, sheet(qtbot, "inventory.csv is imported"), "Close")
    (toast,) = shown(window, Toast)
    assert toast.accessibleName() == "inventory.csv: added 2"
    page = window.pages[0]
    assert isinstance(page, InventoryPage)
    assert page.table.model().rowCount() == 2


def test_a_file_is_dropped_and_imported(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(office.shop.inventory(*STOCK)))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(300, 300), copy, files, left, none))
    (area,) = shown(window, DropArea)
    assert area.geometry() == window.rect()
    QApplication.sendEvent(area, QDragEnterEvent(QPoint(300, 300), copy, files, left, none))
    QApplication.sendEvent(area, QDropEvent(QPointF(300, 300), copy, files, left, none))
    press(qtbot, sheet(qtbot, "inventory.csv is imported"), "Close")
    assert shown(window, DropArea) == []


def test_a_page_can_ask_for_a_file(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    office.hand.path = office.shop.inventory(*STOCK)
    window.pages[0].import_asked.emit()
    press(qtbot, sheet(qtbot, "inventory.csv is imported"), "Close")


# --- work under way -------------------------------------------------------------------------------------------------


def test_long_work_has_a_row_that_can_stop_it(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    stopped = threading.Event()

    def work(*, progress: Progress) -> None:
        for step in range(2000):
            stopped.wait(0.01)
            progress.step(step, 2000)

    failed: list[str] = []
    office.jobs.change_long(work, name="Counting").otherwise(lambda error: failed.append(error.code))
    assert shown(window, ProgressRow) == []
    qtbot.waitUntil(lambda: len(shown(window, ProgressRow)) == 1)
    (row,) = shown(window, ProgressRow)
    assert "Counting" in {label.text() for label in row.findChildren(QLabel)}
    press(qtbot, row, "Cancel Counting")
    qtbot.waitUntil(lambda: failed == ["cancelled"])
    assert shown(window, ProgressRow) == []


def test_short_work_is_not_mentioned(office: Office, window: MainWindow, qtbot: QtBot) -> None:
    office.jobs.change_long(lambda progress: None, name="Counting")
    qtbot.waitUntil(lambda: office.jobs.pending == 0)
    assert shown(window, ProgressRow) == []


def test_a_toast_says_what_a_page_did(window: MainWindow) -> None:
    window.pages[3].toasted.emit("Saved as report.pdf")
    (toast,) = shown(window, Toast)
    assert toast.accessibleName() == "Saved as report.pdf"


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_the_page_is_kept(office: Office, open_window: Open, qtbot: QtBot) -> None:
    first = open_window(office)
    qtbot.keyClick(first, Qt.Key.Key_3, CTRL)
    assert open_window(office).page.title == "Customers"


@pytest.mark.parametrize("kept", [-1, 17, "nonsense"])
def test_a_page_there_is_not_is_no_matter(office: Office, open_window: Open, settings: QSettings, kept: object) -> None:
    settings.setValue("window/page", kept)
    assert open_window(office).page.title == "Inventory"


def test_the_frame_keeps_its_size(icons: Icons, settings: QSettings, qtbot: QtBot) -> None:
    first = Frame(icons.theme, settings=settings)
    first.resize(1100, 760)
    with qtbot.waitSignal(first.painted):
        first.show()
    with qtbot.waitSignal(first.closing):
        first.close()
    with qtbot.assertNotEmitted(first.closing):
        first.close()
    again = Frame(icons.theme, settings=settings)
    assert again.height() == 760  # the screen of tests is too narrow to show more
    for frame in (first, again):
        frame.deleteLater()


def test_a_figure_that_cannot_be_read_is_left_out(
    office: Office, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DiskFault

    monkeypatch.setattr(office.desk.shop.orders, "counts", fail)
    office.jobs.changed.emit(frozenset({"orders"}))
    assert window.tabs.accessibleTabName(1) == "Orders"


def test_every_control_of_the_window_has_a_name(window: MainWindow) -> None:
    for number in range(len(window.pages)):
        window.tabs.setCurrentIndex(number)
        reachable = [
            each
            for each in window.findChildren(QWidget)
            if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        nameless = [type(each).__name__ for each in reachable if not (each.accessibleName() or _text(each))]
        assert nameless == []


def _text(widget: QWidget) -> str:
    text = widget.property("text")
    return text if isinstance(text, str) else ""
