"""The frame of the reports page: the list of reports at the left, and the tools, which fold where it is narrow."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import Label
from trendy_desktop.views.theme import Theme

_SIDE = 260
_ENTRY = 52
_SIDES = 48
"""Pixels left and right of the tools together."""
_PURPOSE = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1


class Side(QFrame):
    """The column at the left with its title."""

    def __init__(self, theme: Theme, title: str, content: QWidget) -> None:
        super().__init__()
        self.setObjectName("side")
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 18, 12, 12)
        column.setSpacing(12)
        heading = Label(title, "title")
        heading.setContentsMargins(10, 0, 0, 0)
        column.addWidget(heading)
        column.addWidget(content, 1)
        self._measure()
        theme.changed.connect(self._measure)

    def _measure(self) -> None:
        self.setFixedWidth(self._theme.px(_SIDE))


class ReportList(QListWidget):
    """Reports with a name, what they are for, and an icon; one is always chosen. ``chosen``: another one."""

    chosen = Signal()

    def __init__(self, icons: Icons, reports: Sequence[tuple[str, str, str]]) -> None:
        """``reports``: (name, purpose, icon)."""
        super().__init__()
        self._theme = icons.theme
        self.setAccessibleName("Reports")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setSpacing(1)
        self.setItemDelegate(_Entry(icons, self))
        for name, purpose, icon in reports:
            item = QListWidgetItem(name)
            item.setData(_PURPOSE, purpose)
            item.setData(_ICON, icon)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {purpose}")
            item.setToolTip(purpose)
            self.addItem(item)
        self.setCurrentRow(0)
        self.currentRowChanged.connect(lambda _: self.chosen.emit())
        icons.theme.changed.connect(self.scheduleDelayedItemsLayout)


class _Entry(QStyledItemDelegate):
    """Paints an entry: icon, name, and the purpose below it."""

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons

    # Qt overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._icons.theme.px(_ENTRY))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self._icons.theme
        state: QStyle.StateFlag = option.state
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(theme.color("selected" if selected else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 8, 8)
        side = theme.px(18)
        tone = "accent_text" if selected else "text2"
        icon = self._icons.pixmap(index.data(_ICON), 18, tone, ratio=painter.device().devicePixelRatioF())
        painter.drawPixmap(round(box.left()) + theme.px(12), round(box.center().y() - side / 2), icon)
        words = box.adjusted(theme.px(12) + side + theme.px(12), theme.px(6), -theme.px(8), -theme.px(6))
        for role, ink, text, where in (
            ("bodym", "text", index.data(Qt.ItemDataRole.DisplayRole), Qt.AlignmentFlag.AlignTop),
            ("caption", "text2", index.data(_PURPOSE), Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(theme.font(role))
            painter.setPen(theme.color(ink))
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(words.width()))
            painter.drawText(words, int(where), shown)
        painter.restore()


class Tools(QFrame):
    """What is chosen at the left, what can be done at the right; one below the other where there is no room."""

    def __init__(self, chosen: QWidget, actions: Sequence[QWidget]) -> None:
        super().__init__()
        self.setObjectName("tools")
        self._chosen = chosen
        right = QHBoxLayout()
        right.setSpacing(8)
        right.addStretch()
        for action in actions:
            right.addWidget(action)
        self._actions = right
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(_SIDES // 2, 16, _SIDES // 2, 15)
        self._row.setSpacing(10)
        self._row.addWidget(chosen, 1)
        self._row.addLayout(right)

    def _fold(self) -> None:
        needed = (
            self._chosen.minimumSizeHint().width() + self._actions.minimumSize().width() + _SIDES + self._row.spacing()
        )
        down = needed > self.width()
        wanted = QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        widest = max(self._chosen.minimumSizeHint().width(), self._actions.minimumSize().width())
        return QSize(widest + _SIDES, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
