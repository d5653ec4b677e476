"""The main tabs at the left: a real tab bar, so that it is announced as one."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from trendy_desktop.views.icons import Icons

WIDE: Final = 220
NARROW: Final = 64
_HEIGHT = 38
_MARGIN = 12


class RailTabs(QTabBar):
    """Icon, word and badge of each page; collapsed to the icons with a dot for the badge."""

    def __init__(self, icons: Icons, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._names: list[str] = []
        self._badges: dict[int, tuple[str, str]] = {}
        self._collapsed = False
        self.setAccessibleName("Pages")
        self.setShape(QTabBar.Shape.RoundedWest)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        icons.theme.changed.connect(self._relayout)

    def add(self, icon: str, title: str, *, shortcut: str = "") -> int:
        """A further tab; its number."""
        self._names.append(icon)
        number = self.addTab(title)
        self.setTabToolTip(number, f"{title} ({shortcut})" if shortcut else title)
        self.setAccessibleTabName(number, title)
        return number

    def set_badge(self, number: int, text: str, *, tone: str = "neutral", spoken: str = "") -> None:
        """A small figure beside a tab, none when ``text`` is empty. ``spoken`` says what is counted."""
        if text:
            self._badges[number] = (text, tone)
        else:
            self._badges.pop(number, None)
        title = self.tabText(number)
        self.setAccessibleTabName(number, f"{title}, {spoken or text}" if text else title)
        self.update()

    @property
    def is_collapsed(self) -> bool:
        return self._collapsed

    def set_collapsed(self, collapsed: bool) -> None:
        if collapsed != self._collapsed:
            self._collapsed = collapsed
            self._relayout()

    def _relayout(self) -> None:
        """A tab bar measures its tabs again only when something about them changes."""
        self.setIconSize(self.iconSize() + QSize(1, 0))
        self.setIconSize(self.iconSize() - QSize(1, 0))
        self.updateGeometry()
        self.update()

    def _paint_badge(self, painter: QPainter, tab: QRect, text: str, tone: str) -> None:
        theme = self._icons.theme
        painter.setPen(Qt.PenStyle.NoPen)
        if self._collapsed:
            painter.setBrush(theme.color(f"{tone}_text"))
            painter.drawEllipse(tab.center() + QPoint(theme.px(10), -theme.px(9)), 3, 3)
            return
        font = theme.font("captionm")
        height = theme.px(20)
        width = max(height, QFontMetrics(font).horizontalAdvance(text) + theme.px(12))
        badge = QRectF(tab.right() - width - theme.px(8), tab.center().y() - height / 2 + 1, width, height)
        painter.setBrush(theme.color(f"{tone}_tint"))
        painter.drawRoundedRect(badge, height / 2, height / 2)
        painter.setPen(theme.color(f"{tone}_text"))
        painter.setFont(font)
        painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), text)

    # Qt overrides

    def tabSizeHint(self, index: int) -> QSize:
        px = self._icons.theme.px
        return QSize(px(NARROW if self._collapsed else WIDE), px(_HEIGHT))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A tab bar that stands upright moves with the arrows that point along it."""
        here, last = self.currentIndex(), self.count() - 1
        moves = {
            Qt.Key.Key_Up: max(0, here - 1),
            Qt.Key.Key_Down: min(last, here + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        wanted = moves.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else QPoint(-1, -1)
        for number in range(self.count()):
            whole = self.tabRect(number)
            tab = whole.adjusted(theme.px(_MARGIN), 2, -theme.px(_MARGIN), -2)
            current = number == self.currentIndex()
            if current or whole.contains(pointer):
                lit = ("pressed" if theme.dark else "surface") if current else "hover" if theme.dark else "pressed"
                painter.setPen(QPen(theme.color("border"), 1) if current else Qt.PenStyle.NoPen)
                painter.setBrush(theme.color(lit))
                painter.drawRoundedRect(QRectF(tab).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
            if current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                bar = QRectF(tab.left(), tab.center().y() - theme.px(7), 3, theme.px(16))
                painter.drawRoundedRect(bar, 1.5, 1.5)
            if current and self.hasFocus():
                painter.setPen(QPen(theme.color("focus"), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(tab).adjusted(1, 1, -1, -1), 8, 8)
            side = theme.px(18)
            left = tab.center().x() - side // 2 if self._collapsed else tab.left() + theme.px(12)
            tone = "accent_text" if current else "text2"
            pixmap = self._icons.pixmap(self._names[number], 18, tone, ratio=self.devicePixelRatioF())
            painter.drawPixmap(left, tab.center().y() - side // 2 + 1, pixmap)
            if not self._collapsed:
                painter.setPen(theme.color("text" if current else "text2"))
                painter.setFont(theme.font("bodym"))
                words = tab.adjusted(left - tab.left() + side + theme.px(10), 0, -theme.px(8), 0)
                painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), self.tabText(number))
            if number in self._badges:
                self._paint_badge(painter, tab, *self._badges[number])
