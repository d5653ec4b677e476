from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from trendy_desktop.errors import Corrupt, DiskFull, ShopError, UnknownSku
from trendy_desktop.views.dialogs import Dialogs, Sheet, SystemFiles, report
from trendy_desktop.views.icons import Icons


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    return window


def press(qtbot: QtBot, sheet: Sheet, label: str) -> None:
    qtbot.mouseClick(button(sheet, label), Qt.MouseButton.LeftButton)


def button(sheet: Sheet, label: str) -> QPushButton:
    return next(each for each in sheet.findChildren(QPushButton) if each.accessibleName() == label)


def texts(sheet: Sheet) -> str:
    return "\n".join(label.text() for label in sheet.findChildren(QLabel))


def ask(icons: Icons, window: QWidget, heard: list[bool], *, danger: bool = False) -> Sheet:
    return Dialogs(icons).ask(
        window, "Archive Linen Shirt?", "It leaves the lists.", "Archive", then=heard.append, danger=danger
    )


@pytest.mark.parametrize(("label", "answer"), [("Archive", True), ("Cancel", False)])
def test_a_question_is_answered_by_its_buttons(
    icons: Icons, window: QWidget, qtbot: QtBot, label: str, answer: bool
) -> None:
    heard: list[bool] = []
    press(qtbot, ask(icons, window, heard), label)
    assert heard == [answer]


@pytest.mark.parametrize(
    ("danger", "key", "answer"),
    [
        (False, Qt.Key.Key_Return, True),
        (False, Qt.Key.Key_Escape, False),
        (True, Qt.Key.Key_Return, False),
        (True, Qt.Key.Key_Escape, False),
    ],
)
def test_enter_and_escape_are_safe_where_something_would_be_lost(
    icons: Icons, window: QWidget, qtbot: QtBot, danger: bool, key: Qt.Key, answer: bool
) -> None:
    heard: list[bool] = []
    sheet = ask(icons, window, heard, danger=danger)
    qtbot.keyClick(sheet, key)
    assert heard == [answer]


@pytest.mark.parametrize("percent", [100, 150])
def test_no_word_of_a_dialog_is_cut_off(
    icons: Icons, window: QWidget, qtbot: QtBot, qapp: QApplication, percent: int
) -> None:
    icons.theme.apply(qapp, dark=False, percent=percent)
    sheet = Dialogs(icons).tell_crash(window, ValueError("x"))
    with qtbot.waitExposed(sheet):
        pass
    labels = sheet.findChildren(QLabel)
    assert [label.text() for label in labels if label.height() < label.heightForWidth(label.width())] == []
    sheet.reject()


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (UnknownSku(sku="TT-1"), "This could not be done"),
        (DiskFull(), "The computer did not let the shop do this"),
        (Corrupt(name="shop.db"), "Something is not as it was written"),
    ],
)
def test_a_failure_is_said_in_its_own_words(
    icons: Icons, window: QWidget, qtbot: QtBot, error: ShopError, title: str
) -> None:
    sheet = Dialogs(icons).tell_error(window, error)
    assert (sheet.windowTitle(), str(error) in texts(sheet)) == (title, True)
    press(qtbot, sheet, "Close")


def crash() -> BaseException:
    try:
        int("mara@example.com\nand Anna")
    except ValueError as error:
        return error
    raise AssertionError


def test_a_crash_shows_kind_and_place_and_no_value(icons: Icons, window: QWidget, qtbot: QtBot) -> None:
    error = crash()
    sheet = Dialogs(icons).tell_crash(window, error)
    assert "ValueError in test_dialogs.py, line" in texts(sheet)
    assert "books are safe" in texts(sheet)
    press(qtbot, sheet, "Copy report")
    copied = QGuiApplication.clipboard().text()
    assert copied == report(error)
    assert "crash (" in copied
    assert "ValueError" in copied
    for secret in ("mara", "example", "Anna"):
        assert secret not in texts(sheet) + copied
    QGuiApplication.clipboard().clear()
    press(qtbot, sheet, "Close")


@pytest.mark.parametrize(
    "error", [KeyError("mara"), OSError(2, "no", "/anna"), Exception(), ExceptionGroup("anna", [OSError("anna")])]
)
def test_a_report_holds_no_message(error: Exception) -> None:
    text = report(error)
    assert text.splitlines()[-1] == type(error).__name__
    assert "mara" not in text
    assert "anna" not in text


def test_a_file_is_chosen_without_waiting_for_it(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text("a", encoding="utf-8")
    chosen: list[Path] = []
    SystemFiles().open_file(window, "Import", kinds="Tables (*.csv)", then=chosen.append)
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(table))
    dialog.close()
    assert chosen == [table]


def test_own_choosers_are_taken(icons: Icons, window: QWidget) -> None:
    class Chosen:
        def open_file(self, parent: QWidget, title: str, *, kinds: str, then: Callable[[Path], object]) -> None:
            then(Path("orders.csv"))

        def save_file(self, parent: QWidget, title: str, *, name: str, then: Callable[[Path], object]) -> None:
            then(Path(name))

        def folder(self, parent: QWidget, title: str, *, then: Callable[[Path], object]) -> None:
            then(Path())

    heard: list[Path] = []
    Dialogs(icons, files=Chosen()).files.save_file(window, "Save", name="report.pdf", then=heard.append)
    assert heard == [Path("report.pdf")]
