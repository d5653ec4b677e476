"""The window itself: there at once, empty, and around whatever fills it."""

from PySide6.QtCore import QByteArray, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QWidget

from trendy_desktop.views.parts.rail import NARROW, WIDE
from trendy_desktop.views.theme import Theme

NAME = "TrendyThreads"
LEAST = (1024, 700)
SIZE = (1440, 900)
NARROW_BELOW = 1400
"""Pixels of window under which the rail shows its icons only."""


class Frame(QMainWindow):
    """The window of the program, where it was when it was closed. What is imported for it is little."""

    painted = Signal()
    """It is on the screen for the first time."""
    closing = Signal()
    """It is being closed; sent once."""

    def __init__(self, theme: Theme, *, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._is_painted = False
        self._is_closed = False
        self.setWindowTitle(NAME)
        self.setMinimumSize(*LEAST)
        self.resize(*SIZE)
        kept = settings.value("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        self.setCentralWidget(_Outline(theme, width=self.width()))

    def hold(self, content: QWidget) -> None:
        """Shows ``content`` and its title; what was there before is let go."""
        self.setCentralWidget(content)
        self.setWindowTitle(content.windowTitle())

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._settings.setValue("window/geometry", self.saveGeometry())
            self.closing.emit()
        super().closeEvent(event)


class _Outline(QWidget):
    """Where the rail and the page are going to be."""

    def __init__(self, theme: Theme, *, width: int) -> None:
        super().__init__()
        rail = QFrame()
        rail.setObjectName("rail")
        rail.setFixedWidth(theme.px(NARROW if width < NARROW_BELOW else WIDE))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(rail)
        row.addStretch()
