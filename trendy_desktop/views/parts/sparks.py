"""Sparklines: a few figures as one line, without axes."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from trendy_desktop.views.theme import Theme


def paint_spark(painter: QPainter, place: QRect, values: Sequence[float], *, theme: Theme) -> None:
    """Draws ``values`` from left to right over the whole of ``place``: straight segments, from zero up."""
    if len(values) < 2:
        return
    rect = QRectF(place).adjusted(1, 2, -1, -2)  # half of the line lies beyond its points
    most = max(*values, 1)
    step = rect.width() / (len(values) - 1)
    line = QPolygonF(
        [
            QPointF(rect.left() + number * step, rect.bottom() - value / most * rect.height())
            for number, value in enumerate(values)
        ]
    )
    under = QPolygonF(line)
    under.append(rect.bottomRight())
    under.append(rect.bottomLeft())
    shade = QLinearGradient(rect.topLeft(), rect.bottomLeft())
    for stop, strength in ((0.0, 0.22), (1.0, 0.02)):
        tint = QColor(theme.color("chart1"))
        tint.setAlphaF(strength)
        shade.setColorAt(stop, tint)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(under)
    painter.setPen(QPen(theme.color("chart1"), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPolyline(line)
    painter.restore()


class Sparkline(QWidget):
    """A sparkline on a page; ``spoken`` says in words what it shows."""

    def __init__(self, theme: Theme, values: Sequence[float], *, spoken: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values = tuple(values)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(92), self._theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_spark(QPainter(self), self.rect(), self._values, theme=self._theme)
