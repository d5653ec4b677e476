"""What holds the content of a page: its header, cards, tiles, and the note where there is nothing to show."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.buttons import Button
from trendy_desktop.views.parts.labels import ElidedLabel, IconLabel, Label

GUTTER = 28
"""Pixels left and right of everything on a page."""


class PageHeader(QWidget):
    """Title, one line below it, and up to three actions at the right, the primary one last."""

    def __init__(
        self, title: str, subtitle: str = "", *, actions: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.title = ElidedLabel(title, "title")
        self.subtitle = ElidedLabel(subtitle, "small", tone="text2")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.subtitle)
        self.bar = QHBoxLayout()
        self.bar.setSpacing(8)
        row = QHBoxLayout(self)
        row.setContentsMargins(GUTTER, 18, GUTTER, 14)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addLayout(self.bar)
        for action in actions:
            self.bar.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)


class Card(QFrame):
    """A surface with a title at the left, at most one action at the right, and ``body`` below."""

    def __init__(self, title: str = "", *, action: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 16, 20, 18)
        self.body.setSpacing(12)
        if title:
            self.setAccessibleName(title)
            head = QHBoxLayout()
            head.addWidget(Label(title, "subhead"), 1)
            if action is not None:
                head.addWidget(action)
            self.body.addLayout(head)


class Inset(QFrame):
    """A sunken box within a card or a panel, with a layout ``body``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inset")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(8)


class StatTile(QFrame):
    """One figure: what it is, how much, and what that means in a word beside an arrow."""

    def __init__(
        self, icons: Icons, label: str, *, spark: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._label = label
        self._number = Label("–", "display")
        self._mark = IconLabel(icons, "steady", size=16)
        self._change = ElidedLabel("", "small", tone="text2")
        below = QHBoxLayout()
        below.setSpacing(4)
        below.addWidget(self._mark)
        below.addWidget(self._change, 1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(label, "small", tone="text2"))
        words.addWidget(self._number)
        words.addLayout(below)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.addLayout(words, 1)
        if spark is not None:
            row.addWidget(spark, 0, Qt.AlignmentFlag.AlignBottom)
        self.show_figure("–", "")

    def show_figure(self, number: str, change: str, *, tone: str = "text2", icon: str | None = None) -> None:
        """``change`` is a short sentence (“12 % vs last Friday”); ``icon`` is rising, falling, steady or None."""
        self._number.setText(number)
        self._change.setText(change)
        self._change.set_tone(tone)
        self._mark.setVisible(icon is not None)
        if icon is not None:
            self._mark.set_icon(icon, tone)
        self.setAccessibleName(", ".join(filter(None, (self._label, number, change))))


class EmptyState(QWidget):
    """In place of content: an icon, what is the matter, what to do next, and up to two buttons for it."""

    def __init__(self, icons: Icons, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._tile = _Tile(icons)
        self._title = Label("", "heading")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence = Label("", "body", tone="text2", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._tile, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addStretch(3)
        icons.theme.changed.connect(self._measure)

    def say(
        self, icon: str, title: str, sentence: str, *, actions: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Shows this instead of what it showed; the first of ``actions`` (label, what it does) is the primary one."""
        self._tile.set_icon(icon)
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(f"{title}. {sentence}")
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._buttons.addStretch()
        for number, (label, act) in enumerate(actions):
            button = Button(self._icons, label, kind="secondary" if number else "primary")
            button.clicked.connect(lambda _=False, act=act: act())
            self._buttons.addWidget(button)
        self._buttons.addStretch()
        self._measure()

    def _measure(self) -> None:
        """Wrapped text in a centred layout is cut off unless its height is said."""
        width = min(self._icons.theme.px(400), max(120, self.width() - 32))
        self._sentence.setFixedWidth(width)
        self._sentence.setMinimumHeight(max(0, self._sentence.heightForWidth(width)))


class _Tile(QWidget):
    """The large icon of an empty state."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._name = "empty"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)

    def set_icon(self, name: str) -> None:
        self._name = name
        self.update()

    # Qt overrides

    def sizeHint(self) -> QSize:
        side = self._icons.theme.px(64)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._icons.theme.color("neutral_tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 16, 16)
        side = self._icons.theme.px(28)
        place = (self.width() - side) // 2
        pixmap = self._icons.pixmap(self._name, 28, "text2", ratio=self.devicePixelRatioF())
        painter.drawPixmap(place, place, pixmap)
