"""A filter of two to five choices, each with its count."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.theme import Theme

_HEIGHT = 28
_PADDING = 10
_GAP = 6


class Segmented(QFrame):
    """One of ``choices`` (key, word) is always on; ``chosen`` sends the key of another one. Arrow keys move."""

    chosen = Signal(str)

    def __init__(
        self, icons: Icons, choices: Sequence[tuple[str, str]], *, name: str, parent: QWidget | None = None
    ) -> None:
        """``name`` says what is filtered; it is announced."""
        super().__init__(parent)
        self.setObjectName("segments")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        for key, word in choices:
            segment = _Segment(icons.theme, word, self)
            self._segments[key] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        self.choose(choices[0][0])
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def choice(self) -> str:
        """The key of the choice that is on."""
        return next(key for key, segment in self._segments.items() if segment.isChecked())

    def choose(self, key: str) -> None:
        self._segments[key].setChecked(True)

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """The counts to show, by key, as text."""
        for key, count in counts.items():
            self._segments[key].set_count(count)

    def _on_toggled(self, _: QAbstractButton, on: bool) -> None:
        if on:
            self.chosen.emit(self.choice)


class _Segment(QAbstractButton):
    def __init__(self, theme: Theme, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = ""
        self.setCheckable(True)
        self.setText(word)
        self.setAccessibleName(word)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self.updateGeometry)

    def set_count(self, count: str) -> None:
        self._count = count
        self.setAccessibleName(f"{self.text()}, {count}" if count else self.text())
        self.updateGeometry()
        self.update()

    def _widths(self) -> tuple[int, int]:
        word = QFontMetrics(self._theme.font("smallm")).horizontalAdvance(self.text())
        count = QFontMetrics(self._theme.font("small")).horizontalAdvance(self._count)
        return word, count + self._theme.px(_GAP) if count else 0

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(sum(self._widths()) + 2 * self._theme.px(_PADDING), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.hasFocus():
            ring = self.hasFocus()
            painter.setPen(QPen(theme.color("focus"), 2) if ring else QPen(theme.color("border"), 1))
            lit = theme.color("border_strong" if theme.dark else "surface")
            painter.setBrush(lit if self.isChecked() else Qt.BrushStyle.NoBrush)
            inner = (
                QRectF(self.rect()).adjusted(1, 1, -1, -1)
                if ring
                else QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            )
            painter.drawRoundedRect(inner, 6, 6)
        lively = self.isChecked() or self.underMouse()
        word, count = self._widths()
        left = (self.width() - word - count) // 2
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setPen(theme.color("text" if lively else "text2"))
        painter.setFont(theme.font("smallm"))
        painter.drawText(QRectF(left, 0, word + 2, self.height()), middle, self.text())
        painter.setPen(theme.color("text2"))
        painter.setFont(theme.font("small"))
        painter.drawText(QRectF(left + word + theme.px(_GAP), 0, count, self.height()), middle, self._count)
