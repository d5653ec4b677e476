"""Paints the cells of a list: everything in one place, since rules of a style sheet and a delegate do not mix."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.parts.chips import paint_chip
from trendy_desktop.views.parts.sparks import paint_spark
from trendy_desktop.views.tables.columns import Column
from trendy_desktop.views.tables.model import PagedModel

PADDING: Final = 12
"""Pixels between two columns, on each side."""
_TILE = 36
_FIGURE, _BAR = 42, 76
_DRAWN = 1000
"""Small pictures kept; a list shows some dozens."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CellPainter(QStyledItemDelegate):
    """Paints each cell from its row and its column; ``hovered`` is the row under the pointer, or -1."""

    def __init__(self, icons: Icons, model: PagedModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = icons.theme
        self._model = model
        self.hovered = -1
        self._drawn: dict[Hashable, QPixmap] = {}
        self._measure()
        icons.theme.changed.connect(self._measure)

    def _measure(self) -> None:
        fonts = {role: self._theme.font(role) for role in ("body", "bodym", "caption")}
        self._fonts: dict[str, QFont] = fonts
        self._metrics = {role: QFontMetrics(font) for role, font in fonts.items()}
        self._drawn.clear()

    def _stamp(
        self, painter: QPainter, rect: QRect, key: Hashable, *, draw: Callable[[QPainter, QRect], object]
    ) -> None:
        """Puts in ``rect`` what ``draw`` drew for ``key`` the first time.

        Smooth shapes cost ten times as much as a picture of them.
        """
        ratio = painter.device().devicePixelRatioF()
        known = (key, rect.size().toTuple(), ratio)
        pixmap = self._drawn.get(known)
        if pixmap is None:
            if len(self._drawn) >= _DRAWN:
                self._drawn.clear()
            pixmap = QPixmap(rect.size() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as drawing:
                draw(drawing, QRect(QPoint(0, 0), rect.size()))
            self._drawn[known] = pixmap
        painter.drawPixmap(rect.topLeft(), pixmap)

    def _paint_row(self, painter: QPainter, rect: QRect, *, selected: bool, hovered: bool, first: bool) -> None:
        theme = self._theme
        painter.fillRect(rect, theme.color("selected" if selected else "hover" if hovered else "surface"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("border"))
        if selected and first:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("accent"))

    def _draw_tile(self, painter: QPainter, rect: QRect, *, name: str) -> None:
        theme = self._theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("border"))
        painter.setBrush(theme.color("neutral_tint"))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        inset = (rect.width() - theme.px(18)) / 2
        pixmap = self._icons.pixmap(name, 18, "text2", ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(inset, inset), pixmap)

    def _paint_text(self, painter: QPainter, rect: QRect, column: Column[Any], row: Any) -> None:
        theme = self._theme
        align = _RIGHT if column.right or column.bar is not None else _LEFT
        role = "bodym" if column.strong else "body"
        text = column.text(row)
        detail = column.detail(row) if column.detail is not None else ""
        if column.stretch:
            text = self._metrics[role].elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            detail = self._metrics["caption"].elidedText(detail, Qt.TextElideMode.ElideRight, rect.width())
        above = rect
        if detail:
            height, low = self._metrics[role].height(), self._metrics["caption"].height()
            top = rect.top() + (rect.height() - height - low) // 2
            above = QRect(rect.left(), top, rect.width(), height)
            painter.setPen(theme.color("text2"))
            painter.setFont(self._fonts["caption"])
            painter.drawText(QRect(rect.left(), top + height, rect.width(), low), align, detail)
        painter.setPen(theme.color(column.tone(row) if column.tone is not None else "text"))
        painter.setFont(self._fonts[role])
        painter.drawText(above, align, text)

    def _draw_bar(self, painter: QPainter, rect: QRect, *, width: int, token: str) -> None:
        height = self._theme.px(5)
        track = QRectF(0, rect.center().y() - height // 2, rect.width(), height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("pressed"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        if width:
            track.setWidth(max(height, width))
            painter.setBrush(self._theme.color(token))
            painter.drawRoundedRect(track, height / 2, height / 2)

    # Qt overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, 0)  # rows and columns have sizes of their own

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        number, place = index.row(), index.column()
        column, row = self._model.columns[place], self._model.row(number)
        rect: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_row(painter, rect, selected=selected, hovered=number == self.hovered, first=place == 0)
        px = self._theme.px
        left = GUTTER if place == 0 else px(PADDING)
        right = GUTTER if place == len(self._model.columns) - 1 else px(PADDING)
        inner = rect.adjusted(left, 0, -right, -1)
        if column.chip is not None:
            look = column.chip(row)
            if look is not None:
                self._stamp(painter, inner, look, draw=partial(paint_chip, look=look, icons=self._icons))
            return
        if column.spark is not None:
            values = tuple(column.spark(row))
            height = min(px(28), inner.height() - 8)
            spark = QRect(
                inner.left(), inner.top() + (inner.height() - height) // 2, min(px(92), inner.width()), height
            )
            self._stamp(painter, spark, values, draw=partial(paint_spark, values=values, theme=self._theme))
            return
        if column.icon is not None:
            name, side = column.icon(row), px(_TILE)
            tile = QRect(inner.left(), inner.top() + (inner.height() - side) // 2, side, side)
            self._stamp(painter, tile, name, draw=partial(self._draw_tile, name=name))
            inner.setLeft(inner.left() + side + px(12))
        if column.bar is not None:
            share, token = column.bar(row)
            begin = px(_FIGURE + 10)
            bar = QRect(inner.left() + begin, inner.top(), min(px(_BAR), inner.width() - begin), inner.height())
            width = round(bar.width() * min(share, 1.0)) if share > 0 else 0
            self._stamp(painter, bar, (width, token), draw=partial(self._draw_bar, width=width, token=token))
            inner.setWidth(px(_FIGURE))
        self._paint_text(painter, inner, column, row)
