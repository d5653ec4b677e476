"""Files dropped on the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.imports import DropArea


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    QVBoxLayout(window).addWidget(QLineEdit())
    window.resize(800, 600)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def area(icons: Icons, window: QWidget) -> DropArea:
    return DropArea(icons, window)


def dragged(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def enter(target: QWidget, data: QMimeData) -> bool:
    event = QDragEnterEvent(
        QPoint(40, 40), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def drop(target: QWidget, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(40, 40), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(target, event)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for path in made:
        path.write_text("x")
    return made


def test_dropped_files_are_sent(area: DropArea, window: QWidget, files: list[Path], qtbot: QtBot) -> None:
    data = dragged(*(QUrl.fromLocalFile(str(path)) for path in files), QUrl("https://example.com/three.csv"))
    assert enter(window, data)
    assert area.isVisible()
    assert area.geometry() == window.rect()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert enter(area, data)
    with qtbot.waitSignal(area.dropped) as sent:
        drop(area, data)
    assert sent.args == [files]
    assert not area.isVisible()


def test_what_is_no_file_is_not_taken(area: DropArea, window: QWidget, tmp_path: Path) -> None:
    assert not enter(window, dragged(QUrl("https://example.com/one.csv")))
    assert not enter(window, dragged(QUrl.fromLocalFile(str(tmp_path))))
    assert not area.isVisible()


def test_a_drag_that_leaves_takes_the_cover_away(
    area: DropArea, window: QWidget, files: list[Path], qtbot: QtBot
) -> None:
    data = dragged(QUrl.fromLocalFile(str(files[0])))
    enter(window, data)
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not area.isVisible())
    enter(window, data)
    enter(area, data)
    QApplication.sendEvent(area, QDragLeaveEvent())
    assert not area.isVisible()


def test_nothing_is_taken_under_a_dialog(area: DropArea, window: QWidget, files: list[Path], icons: Icons) -> None:
    question = Dialogs(icons).ask(window, "Archive?", "It leaves the lists.", "Archive", then=lambda _: None)
    assert not enter(window, dragged(QUrl.fromLocalFile(str(files[0]))))
    question.reject()


def test_it_covers_the_window_after_a_change_of_size(area: DropArea, window: QWidget, files: list[Path]) -> None:
    enter(window, dragged(QUrl.fromLocalFile(str(files[0]))))
    window.resize(500, 400)
    assert area.geometry() == window.rect()
    area.hide()
