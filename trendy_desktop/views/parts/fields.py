"""Fields to type into, to tick and to choose from."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.buttons import Button

_PAUSE = 150
"""Milliseconds without a key after which what was typed is looked for."""


class SearchField(QLineEdit):
    """Looks while one types: ``searched`` is sent after a short pause. Esc clears, Esc again leaves."""

    searched = Signal(str)
    left = Signal()
    """Esc in the empty field: the focus wants to go back to the list."""

    def __init__(self, icons: Icons, hint: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self._clear = Button(icons, kind="ghost", icon="clear", size="small", name="Clear (Esc)", parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear_now)
        self._clear.hide()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._search)
        self._sought = ""
        self.textChanged.connect(self._on_typed)
        self.returnPressed.connect(self._search)
        self._measure()
        icons.theme.changed.connect(self._measure)

    def clear_now(self) -> None:
        """Empties the field and looks at once."""
        self.clear()
        self._search()

    def _measure(self) -> None:
        self.setTextMargins(self._icons.theme.px(22), 0, self._icons.theme.px(24), 0)

    def _on_typed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    def _search(self) -> None:
        self._pause.stop()
        wanted = self.text().strip()
        if wanted != self._sought:
            self._sought = wanted
            self.searched.emit(wanted)

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        """Wide enough for its hint."""
        margins, hint = self.textMargins(), self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(
            hint + margins.left() + margins.right() + self._icons.theme.px(28), super().minimumSizeHint().height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear_now()
        else:
            self.left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._clear.sizeHint()
        self._clear.setGeometry(self.width() - size.width() - 3, 3, size.width(), self.height() - 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._icons.theme.px(16)
        pixmap = self._icons.pixmap("search", 16, "text2", ratio=self.devicePixelRatioF())
        QPainter(self).drawPixmap(self._icons.theme.px(9), (self.height() - side) // 2, pixmap)


class Check(QCheckBox):
    """A box to tick with its words."""

    def __init__(self, icons: Icons, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icons = icons
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        px = self._icons.theme.px
        words = QFontMetrics(self._icons.theme.font("body")).horizontalAdvance(self.text())
        return QSize(px(20 + 8) + words + 6, px(28))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.theme
        side = theme.px(20)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(2, (self.height() - side) / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5)
        on, live = self.isChecked(), self.isEnabled()
        fill = ("accent" if on else "surface") if live else "sunken"
        painter.setBrush(theme.color(fill))
        painter.setPen(QPen(theme.color(fill if on and live else "border_control" if live else "border_strong"), 1))
        painter.drawRoundedRect(box, 5, 5)
        if on:
            inset = (side - theme.px(14)) / 2
            tone = "on_accent" if live else "text_disabled"
            pixmap = self._icons.pixmap("check", 14, tone, ratio=self.devicePixelRatioF())
            painter.drawPixmap(QPointF(2 + inset, (self.height() - side) / 2 + inset), pixmap)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(-1.5, -1.5, 1.5, 1.5), 6, 6)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text" if live else "text_disabled"))
        words = self.rect().adjusted(2 + side + theme.px(8), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.text())


class Choice(QComboBox):
    """One of several, from a list that opens. ``name`` says what is chosen; it is announced."""

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setAccessibleName(name)

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._icons.theme.px(16)
        tone = "text2" if self.isEnabled() else "text_disabled"
        pixmap = self._icons.pixmap("expand", 16, tone, ratio=self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - side - self._icons.theme.px(9), (self.height() - side) // 2, pixmap)
