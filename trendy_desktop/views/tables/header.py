"""The header of a list: a click sorts, an arrow says how."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.tables.model import PagedModel
from trendy_desktop.views.tables.paint import PADDING

_HEIGHT = 38


class Header(QHeaderView):
    """Titles over their columns; ``order`` is the sorted column and whether the largest comes first."""

    def __init__(self, icons: Icons, model: PagedModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._icons = icons
        self._columns = model.columns
        self.order: tuple[str, bool] | None = None
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setMouseTracking(True)

    def set_order(self, order: tuple[str, bool] | None) -> None:
        self.order = order
        self.viewport().update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._icons.theme.px(_HEIGHT))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        theme = self._icons.theme
        column = self._columns[logicalIndex]
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        left = GUTTER if logicalIndex == 0 else theme.px(PADDING)
        right = GUTTER if logicalIndex == len(self._columns) - 1 else theme.px(PADDING)
        inner = rect.adjusted(left, 0, -right, 0)
        sorted_so = self.order is not None and column.sort is not None and self.order[0] == column.sort
        painter.setFont(theme.font("smallm"))
        painter.setPen(theme.color("text" if sorted_so else "text2"))
        align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        side = theme.px(14)
        words = painter.fontMetrics().horizontalAdvance(column.title)
        painter.drawText(inner, int(align | Qt.AlignmentFlag.AlignVCenter), column.title)
        if sorted_so and self.order is not None:
            name = "sort-down" if self.order[1] else "sort-up"
            pixmap = self._icons.pixmap(name, 14, "text2", ratio=self.devicePixelRatioF())
            start = inner.right() - words - side - 4 if column.right else inner.left() + words + 4
            painter.drawPixmap(QPointF(start, inner.center().y() - side // 2), pixmap)
        painter.restore()
