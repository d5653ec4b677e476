"""Text on the page: always plain, so that a name from a file is only ever a name."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons


class Label(QLabel):
    """A line of plain text in the font ``role`` and the colour ``tone``; ``wrap`` makes it as many lines as needed."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "text",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        if not wrap:  # it would float in a tall card
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Another colour: one of the text tokens."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class ElidedLabel(Label):
    """A line that ends in an ellipsis where it is too long; the whole of it is the tooltip then."""

    def __init__(
        self, text: str = "", role: str = "body", *, tone: str = "text", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, role, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _is_too_long(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._is_too_long() else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).averageCharWidth() * 6, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_too_long():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self.alignment()), text)


class IconLabel(QWidget):
    """An icon that only illustrates what stands beside it; nothing is announced for it."""

    def __init__(self, icons: Icons, name: str, *, size: int = 18, tone: str = "text2", parent: QWidget | None = None):
        super().__init__(parent)
        self._icons = icons
        self._name = name
        self._size = size
        self._tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)

    def set_icon(self, name: str, tone: str) -> None:
        self._name, self._tone = name, tone
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        side = self._icons.theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        pixmap = self._icons.pixmap(self._name, self._size, self._tone, ratio=self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, pixmap)
