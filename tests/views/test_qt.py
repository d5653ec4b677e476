"""What the window needs of Qt itself."""

import sys

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_calls_of_qt_leave_none_alone(qapp: QApplication, qtbot: QtBot) -> None:
    """PySide6 6.12.0 takes one reference to None with each call that returns nothing, until the program aborts."""
    font, widget = QFont(), QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(1000):
        font.setPixelSize(12)
        widget.setEnabled(True)
    assert abs(sys.getrefcount(None) - before) < 50
