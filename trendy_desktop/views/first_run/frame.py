"""What the pages of the first run are made of: a centred card that scrolls, the steps above it, fields, tiles."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts import Card, IconLabel, Label

STEPS = ("Shop", "Customer vault", "Recovery key")
_CARD = 620
_STEP = 160


class Tile(QWidget):
    """An icon on a rounded square; ``filled`` with the accent colour, or tinted."""

    def __init__(self, icons: Icons, icon: str, *, filled: bool = False) -> None:
        super().__init__()
        self._icons = icons
        self._icon = icon
        self._colors = ("accent", "on_accent") if filled else ("accent_tint", "accent_text")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        side = self._icons.theme.px(48)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.theme
        ground, ink = self._colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        place = (self.width() - theme.px(24)) // 2
        painter.drawPixmap(place, place, self._icons.pixmap(self._icon, 24, ink, ratio=self.devicePixelRatioF()))


class Steps(QWidget):
    """Where one is on the way: done, now, to come."""

    def __init__(self, icons: Icons, now: int) -> None:
        super().__init__()
        self._icons = icons
        self._now = now
        self.setAccessibleName(f"Step {now + 1} of {len(STEPS)}: {STEPS[now]}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        icons.theme.changed.connect(self.updateGeometry)

    # Qt overrides

    def sizeHint(self) -> QSize:
        px = self._icons.theme.px
        return QSize(px(_STEP) * len(STEPS), px(50))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._icons.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, radius = theme.px(_STEP), theme.px(11)
        height = radius + 2
        painter.setFont(theme.font("smallm"))
        for step, name in enumerate(STEPS):
            middle = QPointF(step * wide + wide / 2, height)
            done, now = step < self._now, step == self._now
            tone = "accent" if done or now else "border_control"
            if step:
                painter.setPen(QPen(theme.color(tone), 2))
                gap = radius + theme.px(3)
                painter.drawLine(QPointF(middle.x() - wide + gap, height), QPointF(middle.x() - gap, height))
            painter.setPen(QPen(theme.color(tone), 2))
            painter.setBrush(theme.color("accent") if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, radius - 1, radius - 1)
            if done:
                side = theme.px(14)
                check = self._icons.pixmap("check", 14, "on_accent", ratio=self.devicePixelRatioF())
                painter.drawPixmap(middle - QPointF(side / 2, side / 2), check)
            elif now:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                painter.drawEllipse(middle, theme.px(4), theme.px(4))
            painter.setPen(theme.color("text" if done or now else "text2"))
            words = QRectF(step * wide, height + radius + theme.px(4), wide, theme.px(22))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignHCenter), name)


class Scrolled(QScrollArea):
    """Holds its content in the middle and scrolls where that is larger than the window."""

    def __init__(self, *, spacing: int = 16) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._spacing = spacing

    def hold(self, *content: QWidget) -> None:
        """Puts ``content`` one below the other."""
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(self._spacing)
        column.addStretch()
        for widget in content:
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setWidget(inner)


class StepCard(Card):
    """The card of one step: what it is about, its fields in ``body``, and its buttons below."""

    def __init__(self, icons: Icons, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._theme = icons.theme
        self.body.setContentsMargins(32, 26, 32, 24)
        self.body.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconLabel(icons, icon, size=24, tone="accent_text"))
        head.addWidget(Label(title, "title"), 1)
        self.body.addLayout(head)
        self.body.addWidget(Label(sentence, tone="text2", wrap=True))
        self._measure()
        icons.theme.changed.connect(self._measure)

    def add_buttons(self, *buttons: QWidget) -> None:
        """The first stands left, the others right."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(buttons[0])
        row.addStretch()
        for button in buttons[1:]:
            row.addWidget(button)
        self.body.addSpacing(4)
        self.body.addLayout(row)

    def _measure(self) -> None:
        self.setFixedWidth(self._theme.px(_CARD))

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            # Wrapped text in a centred layout is cut off unless its height is said.
            self.setMinimumHeight(self.body.totalHeightForWidth(self.width()))
        return super().event(event)
