"""Chips: a state in one word, with a dot or an icon beside its colour."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons

_HEIGHT = 22
_PADDING = 7
_DOT = 5
_ICON = 14
_GAP = 4
_RADIUS = 6


@dataclass(frozen=True, slots=True)
class ChipLook:
    """What a chip says. ``tone``: neutral, accent, ok, warn, bad or info. Without ``icon`` it has a dot."""

    text: str
    tone: str = "neutral"
    icon: str | None = None


def chip_size(icons: Icons, look: ChipLook) -> QSize:
    """How large ``paint_chip`` draws ``look``."""
    px = icons.theme.px
    text = QFontMetrics(icons.theme.font("captionm")).horizontalAdvance(look.text)
    mark = _ICON if look.icon else _DOT
    return QSize(px(_PADDING * 2 + mark + _GAP) + text, px(_HEIGHT))


def paint_chip(painter: QPainter, rect: QRect, look: ChipLook, *, icons: Icons) -> None:
    """Draws ``look`` at the left of ``rect``, in the middle of its height."""
    theme = icons.theme
    size = chip_size(icons, look)
    chip = QRectF(rect.left(), rect.top() + (rect.height() - size.height()) // 2, size.width(), size.height())
    ink = theme.color(f"{look.tone}_text")
    edge = QColor(ink)
    edge.setAlphaF(0.18)  # it keeps the chip visible on a selected row
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(theme.color(f"{look.tone}_tint"))
    painter.setPen(QPen(edge, 1))
    painter.drawRoundedRect(chip.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(_RADIUS), theme.px(_RADIUS))
    left = chip.left() + theme.px(_PADDING)
    if look.icon:
        side = theme.px(_ICON)
        pixmap = icons.pixmap(look.icon, _ICON, f"{look.tone}_text", ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(left, round(chip.center().y() - side / 2)), pixmap)
        left += side
    else:
        dot = theme.px(_DOT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(left + dot / 2, chip.center().y()), dot / 2, dot / 2)
        left += dot
    painter.setPen(ink)
    painter.setFont(theme.font("captionm"))
    words = chip.adjusted(left - chip.left() + theme.px(_GAP), 0, 0, 0)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), look.text)
    painter.restore()


class Chip(QWidget):
    """A chip on a page."""

    def __init__(self, icons: Icons, look: ChipLook, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)
        self.set_look(look)

    def set_look(self, look: ChipLook) -> None:
        self._look = look
        self.setAccessibleName(look.text)
        self.updateGeometry()
        self.update()

    @property
    def look(self) -> ChipLook:
        return self._look

    # Qt overrides

    def sizeHint(self) -> QSize:
        return chip_size(self._icons, self._look)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(QPainter(self), self.rect(), self._look, icons=self._icons)
