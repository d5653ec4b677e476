"""Files dropped anywhere on the window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from trendy_desktop.views.icons import Icons


class DropArea(QWidget):
    """Covers ``window`` while files are dragged over it; ``dropped`` sends their paths, at least one.

    It takes the drop itself, so that no field below it takes a file for text. While a dialog is open nothing is taken.
    """

    dropped = Signal(list)

    def __init__(self, icons: Icons, window: QWidget) -> None:
        super().__init__(window)
        self._icons = icons
        self._window = window
        self._is_entered = False
        self.setAcceptDrops(True)
        self.setAccessibleName("Drop to import")
        self.hide()
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def _on_left(self) -> None:
        """The pointer went from the window to this area above it, or away."""
        if not self._is_entered:
            self.hide()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _files(event.mimeData()) and not QApplication.activeModalWidget():
            self.setGeometry(self._window.rect())
            self._is_entered = False
            self.show()
            self.raise_()
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.DragLeave:
            QTimer.singleShot(0, self, self._on_left)
        elif event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._is_entered = True
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self.hide()
        if files := _files(event.mimeData()):
            event.acceptProposedAction()
            self.dropped.emit(files)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(theme.color("canvas"))
        veil.setAlphaF(0.9)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(20, 20, -20, -20), 16, 16)
        side = theme.px(40)
        middle = self.rect().center()
        icon = self._icons.pixmap("import", 40, "accent_text", ratio=self.devicePixelRatioF())
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side - theme.px(8), icon)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("title"))
        words = QRectF(0, middle.y() + theme.px(4), self.width(), theme.px(40))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), "Drop to import")


def _files(dragged: QMimeData) -> list[Path]:
    """The files of this computer among what is dragged."""
    paths = [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
    return [path for path in paths if path.is_file()]
