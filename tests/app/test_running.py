"""The running program, without its event loop: opening, closing, and everything that can be in the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.shop import PROFILE, HandClock, Shop
from tests.views.office import press, said, sheet
from trendy_desktop import core
from trendy_desktop.app import opened, running
from trendy_desktop.app.instance import Instance
from trendy_desktop.app.opened import Opened
from trendy_desktop.app.running import Running
from trendy_desktop.core import build_core
from trendy_desktop.errors import DiskFull, ShopError
from trendy_desktop.paths import books_of
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.services.orders import OrderQuery
from trendy_desktop.vault import CHEAPEST
from trendy_desktop.views.first_run import FirstRun
from trendy_desktop.views.frame import Frame
from trendy_desktop.views.pages.inventory import InventoryPage
from trendy_desktop.views.parts import Banner

PASSPHRASE = "correct horse battery"
LATER = "another good passphrase"


@dataclass
class Program:
    """A running program and a person before it."""

    running: Running
    qtbot: QtBot

    @property
    def opened(self) -> Opened:
        """The shop, once it is there and in the window."""
        self.qtbot.waitUntil(self._is_there, timeout=20_000)
        assert self.running._opened is not None
        return self.running._opened

    @property
    def frame(self) -> Frame:
        (frame,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, Frame))
        return frame

    def open(self, folder: Path, passphrase: str | None = None) -> Opened:
        self.running.start(folder, passphrase=passphrase)
        return self.opened

    def _is_there(self) -> bool:
        shop = self.running._opened
        return shop is not None and shop.window.isVisible() and shop.window.window() is not shop.window


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trendy_desktop.core.vaults.system_keyring", lambda: None)


@pytest.fixture
def start(qapp: QApplication, settings: QSettings, qtbot: QtBot) -> Iterator[Callable[[], Program]]:
    """Starts the program anew, as often as wanted; the one before is ended first."""
    programs: list[Program] = []

    def end() -> None:
        for program in programs:
            program.running.close()
            program.running._icons.theme.deleteLater()
            program.running.deleteLater()
        programs.clear()

    def start() -> Program:
        end()
        programs.append(Program(Running(qapp, settings=settings), qtbot))
        return programs[0]

    yield start
    end()


@pytest.fixture
def program(start: Callable[[], Program]) -> Program:
    return start()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop with two products."""
    shop = Shop(tmp_path / "shop")
    shop.exchange.import_inventory(shop.inventory("A-1,9000,2.00,5.00,S1", "B-1,4,2.00,9.00,S1"))
    shop.close()
    return shop.folder


@pytest.fixture
def closed(tmp_path: Path) -> Founded:
    """A shop that opens by its passphrase, which nobody gave."""
    return found(tmp_path / "own", PROFILE, clock=HandClock(), keyring=None, passphrase=PASSPHRASE, stretch=CHEAPEST)


def orders(folder: Path, count: int) -> Path:
    file = folder.parent / "orders.csv"
    rows = [f"2020-05-27,c{number}@example.com,1010,A-1,1" for number in range(count)]
    file.write_text("\n".join(["date,cust_email,cust_location,product_id,product_quantity", *rows, ""]))
    return file


def write(where: QWidget, qtbot: QtBot, name: str, text: str) -> None:
    (field,) = (each for each in where.findChildren(QLineEdit) if each.isVisible() and each.accessibleName() == name)
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)


def booked(folder: Path) -> int:
    """The units of A-1 that were sold, and that all proofs hold."""
    shop = build_core(folder, keyring=None)
    try:
        assert [check.first_fault for check in shop.audit.verify().checks if not check.ok] == []
        return 9000 - shop.catalog.stock("A-1").on_hand
    finally:
        shop.close()


# --- opening and closing --------------------------------------------------------------------------------------------


def test_the_window_is_there_first_and_then_the_shop_in_it(program: Program, folder: Path) -> None:
    program.running.start(folder, passphrase=None)
    frame = program.frame
    assert frame.isVisible()
    assert frame.windowTitle() == "TrendyThreads"
    window = program.opened.window
    assert window.window() is frame
    assert frame.windowTitle() == "Test Shop – TrendyThreads"
    (page,) = (each for each in window.pages if isinstance(each, InventoryPage))
    assert not page.table.is_empty
    assert frame.focusWidget() is page.table


def test_closing_lets_go_of_everything(program: Program, folder: Path) -> None:
    program.open(folder)
    program.frame.close()
    Instance(folder).release()
    assert program.running._opened is None
    assert program.running.code == 0


def test_closing_while_it_is_still_opening_opens_nothing(program: Program, folder: Path, qtbot: QtBot) -> None:
    program.running.start(folder, passphrase=None)
    with qtbot.waitSignal(program.frame.painted):
        pass
    program.frame.close()
    qtbot.wait(50)
    assert program.running._opened is None
    Instance(folder).release()


def test_the_look_is_kept(start: Callable[[], Program], folder: Path, qtbot: QtBot) -> None:
    window = start().open(folder).window
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    again = start()
    theme = again.running._icons.theme
    assert (theme.dark, theme.scale) == (True, 115)
    assert again.open(folder).window.page.title == "Orders"


def test_the_last_shop_opens_when_none_is_named(start: Callable[[], Program], folder: Path) -> None:
    start().open(folder)
    again = start()
    again.running.start(None, passphrase=None)
    assert again.opened.core.folder == folder


def test_a_last_shop_that_is_gone_is_no_matter(
    start: Callable[[], Program], settings: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "default_shop", lambda: tmp_path / "default")
    settings.setValue("shop/folder", str(tmp_path / "gone"))
    start().running.start(None, passphrase=None)
    (first,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, FirstRun))
    assert first.isVisible()


# --- importing ------------------------------------------------------------------------------------------------------


def test_closing_while_importing_stops_at_a_chunk_and_the_file_goes_on_later(
    start: Callable[[], Program], folder: Path, qtbot: QtBot
) -> None:
    program = start()
    window = program.open(folder).window
    file = orders(folder, 3000)
    window.imports.start(file)
    (job,) = program.opened.jobs.busy
    job.progressed.connect(lambda done, total: program.frame.close() if total == 3000 and 0 < done < 3000 else None)
    qtbot.waitUntil(lambda: program.running._opened is None, timeout=20_000)
    qtbot.wait(50)
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == []
    first = booked(folder)
    assert 0 < first < 3000
    assert first % 500 == 0
    window = start().open(folder).window
    window.imports.start(file)
    press(qtbot, sheet(qtbot, "orders.csv is imported"), "Close")
    assert len(window._desk.shop.orders.page(OrderQuery(), limit=1).rows) == 1
    start()
    assert booked(folder) == 3000


def test_a_full_disk_is_said_and_nothing_is_lost(
    program: Program, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = program.open(folder)

    def full(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr(shop.core.exchange, "import_customer_orders", full)
    shop.window.imports.start(orders(folder, 3))
    told = sheet(qtbot, "The computer did not let")
    assert "The disk is full. Make room and try again; nothing half done was kept." in said(told)
    press(qtbot, told, "Close")
    assert shop.window.isVisible()


def test_a_failure_nobody_waits_for_is_told(program: Program, folder: Path, qtbot: QtBot) -> None:
    def fail() -> None:
        raise DiskFull

    program.open(folder).jobs.read(fail)
    press(qtbot, sheet(qtbot, "The computer did not let"), "Close")


# --- what can be in the way -----------------------------------------------------------------------------------------


def refused(program: Program, folder: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of a shop that cannot be opened; the program ends then."""
    program.running.start(folder, passphrase=None)
    told = sheet(qtbot)
    words = said(told)
    press(qtbot, told, "Close")
    qtbot.waitUntil(lambda: not any(each.isVisible() for each in QApplication.topLevelWidgets()))
    assert program.running.code == 1
    assert capsys.readouterr().err.strip() in words.replace("\n", " ")
    return words


def test_a_shop_that_is_open_is_not_opened_twice(
    program: Program, folder: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    held = Instance(folder)
    assert "is already open in another window. Go on working there" in refused(program, folder, qtbot, capsys)
    held.release()


def test_a_folder_that_cannot_be_written_is_said(
    program: Program, folder: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "window.lock").mkdir()
    assert "The shop folder cannot be written." in refused(program, folder, qtbot, capsys)


def test_a_disk_without_room_to_open_is_said(
    program: Program, folder: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFull

    monkeypatch.setattr(core, "build_core", full)
    assert "The disk is full." in refused(program, folder, qtbot, capsys)
    Instance(folder).release()


def test_books_of_something_else_are_refused(
    program: Program, folder: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    books_of(folder).write_bytes(b"no books at all" * 1000)
    assert "shop.db" in refused(program, folder, qtbot, capsys)


def test_a_bug_while_opening_is_told_and_not_more(
    program: Program, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("anna@example.com")

    monkeypatch.setattr(core, "build_core", broken)
    program.running.start(folder, passphrase=None)
    told = sheet(qtbot, "The program made a mistake")
    assert "ZeroDivisionError" in said(told)
    assert "@" not in said(told)
    press(qtbot, told, "Close")


def test_one_mistake_at_a_time_is_told(program: Program, folder: Path, qtbot: QtBot) -> None:
    program.open(folder)
    hook = running._hook(QApplication.instance(), program.running)  # type: ignore[arg-type]
    for _ in range(3):
        error = ZeroDivisionError("as the test wants it")
        hook(type(error), error, None)
    told = sheet(qtbot, "The program made a mistake")
    press(qtbot, told, "Close")
    qtbot.wait(20)
    assert QApplication.activeModalWidget() is None
    hook(ValueError, ValueError(), None)
    press(qtbot, sheet(qtbot, "The program made a mistake"), "Close")


# --- the first run --------------------------------------------------------------------------------------------------


def test_the_first_run_leads_to_the_shop(program: Program, folder: Path, tmp_path: Path) -> None:
    program.running.start(tmp_path / "new", passphrase=None)
    (first,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, FirstRun))
    first.chosen.emit(folder, "")
    assert program.opened.core.folder == folder
    assert [type(each) for each in QApplication.topLevelWidgets() if each.isVisible()] == [Frame]


def test_a_folder_without_a_shop_is_said_and_left_as_it_is(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    program.running.start(tmp_path / "new", passphrase=None)
    (first,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, FirstRun))
    first.chosen.emit(tmp_path / "photos", "")
    told = sheet(qtbot)
    assert "There is no shop in" in said(told)
    press(qtbot, told, "Close")
    assert list((tmp_path / "photos").iterdir()) == []
    assert first.isVisible()
    assert program.running.code == 0


# --- the closed vault -----------------------------------------------------------------------------------------------


def banners(shop: Opened) -> list[str]:
    return [each.accessibleName() for each in shop.window.findChildren(Banner) if each.isVisible()]


def test_without_its_key_the_shop_opens_and_says_what_waits(program: Program, closed: Founded) -> None:
    shop = program.open(closed.folder)
    (banner,) = banners(shop)
    assert banner.startswith("Customer data is closed: it opens with its passphrase.")
    assert "Customer data closed" in said(shop.window)


def test_the_passphrase_opens_it_at_the_same_place(program: Program, closed: Founded, qtbot: QtBot) -> None:
    shop = program.open(closed.folder)
    frame = program.frame
    shop.window.tabs.setCurrentIndex(2)
    press(qtbot, shop.window, "Open customer data")
    dialog = sheet(qtbot, "Open customer data")
    write(dialog, qtbot, "Passphrase", "a wrong one")
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: "This passphrase does not open the vault." in said(dialog))
    write(dialog, qtbot, "Passphrase", PASSPHRASE)
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: program.running._opened is not shop, timeout=20_000)
    again = program.opened
    assert again.core.session.is_open
    assert banners(again) == []
    assert again.window.window() is frame
    assert frame.isVisible()
    assert again.window.page.title == "Customers"
    assert "Customer data open" in said(again.window)


def test_the_words_open_it_where_it_is(program: Program, closed: Founded, qtbot: QtBot) -> None:
    shop = program.open(closed.folder)
    press(qtbot, shop.window, "Open customer data")
    dialog = sheet(qtbot, "Open customer data")
    (way,) = (each for each in dialog.findChildren(QAbstractButton) if each.text() == "Recovery words")
    qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
    write(dialog, qtbot, "The 12 recovery words", closed.recovery_words)
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: "New passphrase again" in said(dialog))
    write(dialog, qtbot, "New passphrase", LATER)
    write(dialog, qtbot, "New passphrase again", LATER)
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: banners(shop) == [], timeout=20_000)
    assert shop.core.session.is_open
    assert program.opened is shop


def test_an_import_asks_for_the_vault_first(program: Program, closed: Founded, qtbot: QtBot) -> None:
    shop = program.open(closed.folder)
    shop.window.imports.start(orders(closed.folder, 1))
    press(qtbot, sheet(qtbot, "Customer data is closed"), "Open customer data")
    sheet(qtbot, "Open customer data").reject()


def test_a_missing_key_file_is_named(program: Program, closed: Founded, qtbot: QtBot) -> None:
    (closed.folder / "keystore.db").rename(closed.folder / "kept")
    shop = program.open(closed.folder)
    assert "its key file is missing" in banners(shop)[0]
    press(qtbot, shop.window, "Open customer data")
    dialog = sheet(qtbot, "Open customer data")
    write(dialog, qtbot, "Passphrase", PASSPHRASE)
    press(qtbot, dialog, "Open")
    told = sheet(qtbot, "Something is not as it was written")
    assert "Put keystore.db back from a backup" in said(told)
    press(qtbot, told, "Close")
    (closed.folder / "kept").rename(closed.folder / "keystore.db")
    press(qtbot, dialog, "Open")
    qtbot.waitUntil(lambda: program.running._opened is not shop, timeout=20_000)
    assert program.opened.core.session.is_open


def test_a_shop_opened_in_vain_is_closed_with_the_window(program: Program, closed: Founded, qtbot: QtBot) -> None:
    shop = program.open(closed.folder)
    press(qtbot, shop.window, "Open customer data")
    dialog = sheet(qtbot, "Open customer data")
    write(dialog, qtbot, "Passphrase", PASSPHRASE)
    press(qtbot, dialog, "Open")
    dialog.reject()
    qtbot.waitUntil(lambda: bool(shop._reopened), timeout=20_000)
    (anew,) = shop._reopened
    program.frame.close()
    assert not anew.vault.is_open


def test_the_passphrase_of_the_command_opens_it(program: Program, closed: Founded) -> None:
    assert program.open(closed.folder, PASSPHRASE).core.session.is_open


def test_reopening_refuses_what_does_not_open_it(closed: Founded) -> None:
    with pytest.raises(ShopError, match="does not open"):
        opened.reopened(closed.folder, "a wrong passphrase")
