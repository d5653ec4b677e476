"""The panel at the right that shows the record selected in a list."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.buttons import Button

WIDTH = 436
_BESIDE_FROM = 740
"""Pixels a list needs beside the panel; where it would have fewer, the panel lies over it."""


class DetailPanel(QFrame):
    """Holds ``head`` (beside the button that closes it) and ``body``, which scrolls. Esc closes."""

    closed = Signal()

    def __init__(self, icons: Icons, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(name)
        self._theme = icons.theme
        close = Button(icons, kind="ghost", icon="close", size="small", name="Close (Esc)")
        close.clicked.connect(self.close_panel)
        self.setFocusProxy(close)
        top = QHBoxLayout()
        top.setContentsMargins(20, 18, 14, 12)
        self.head = QVBoxLayout()
        self.head.setSpacing(2)
        top.addLayout(self.head, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(20, 4, 20, 20)
        self.body.setSpacing(16)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        self._measure()
        icons.theme.changed.connect(self._measure)

    def close_panel(self) -> None:
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _measure(self) -> None:
        self.setFixedWidth(self._theme.px(WIDTH))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)


class Beside(QWidget):
    """A list with its panel at the right: beside it where there is room, otherwise over it."""

    def __init__(self, icons: Icons, content: QWidget, panel: DetailPanel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = icons.theme
        self._content = content
        self._panel = panel
        content.setParent(self)
        self._scrim = _Scrim(icons, panel, self)
        panel.setParent(self)
        panel.hide()
        panel.installEventFilter(self)
        icons.theme.changed.connect(self._arrange)

    @property
    def is_over(self) -> bool:
        """Whether the panel, when it shows, lies over the list."""
        return self.width() - self._panel.width() < self._theme.px(_BESIDE_FROM)

    def _arrange(self) -> None:
        shown = not self._panel.isHidden()
        over = shown and self.is_over
        taken = self._panel.width() if shown and not over else 0
        self._content.setGeometry(0, 0, self.width() - taken, self.height())
        self._panel.setGeometry(self.width() - self._panel.width(), 0, self._panel.width(), self.height())
        self._scrim.setGeometry(self.rect())
        self._scrim.setVisible(over)
        self._panel.raise_()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.Resize):
            self._arrange()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


class _Scrim(QWidget):
    """The shade over a list; a click on it closes what lies above."""

    def __init__(self, icons: Icons, panel: DetailPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = icons.theme
        self._panel = panel
        self.hide()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(self._theme.color("shadow"))
        shade.setAlphaF(0.35)
        QPainter(self).fillRect(self.rect(), shade)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._panel.close_panel()
