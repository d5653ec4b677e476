"""What the program says by itself: banners that stay, toasts that go, progress that can be stopped."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QEnterEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QWidget,
)

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.parts.buttons import Button
from trendy_desktop.views.parts.labels import ElidedLabel, IconLabel, Label

_BANNER_ICONS = {"info": "info", "ok": "ok", "warn": "warning", "bad": "warning"}
_TOAST_SHOWN = 6_000
_TOAST_WITH_UNDO = 10_000
_UNHURRIED = 1_000
"""Milliseconds after which work is worth a row of its own."""


class Banner(QFrame):
    """A tinted line in the content that stays until its matter is settled, or until it is closed."""

    closed = Signal()

    def __init__(
        self,
        icons: Icons,
        lead: str,
        text: str,
        *,
        tone: str = "warn",
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``tone``: info, ok, warn or bad. ``actions`` (label, what it does): at most two."""
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("tone", tone)
        self.setAccessibleName(f"{lead} {text}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        ink = f"{tone}_text"
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 10, 8)
        row.setSpacing(10)
        row.addWidget(IconLabel(icons, _BANNER_ICONS[tone], tone=ink))
        row.addWidget(Label(lead, "bodym"))
        row.addWidget(Label(text, wrap=True), 1)
        for label, act in actions:
            button = Button(icons, label, size="small")
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        if closable:
            close = Button(icons, kind="ghost", icon="close", size="small", name="Close this note")
            close.clicked.connect(self._on_closed)
            row.addWidget(close)

    def _on_closed(self) -> None:
        self.hide()
        self.closed.emit()


class Toast(QFrame):
    """Says at the foot of ``host`` that something was done, one at a time; it stays under pointer and focus."""

    def __init__(self, icons: Icons, host: QWidget) -> None:
        super().__init__(host)
        self.setObjectName("toast")
        self._theme = icons.theme
        self._host = host
        self._text = Label("", tone="toast_text")
        self._undo = Button(icons, "Undo", kind="toast", size="small", shortcut="Ctrl+Z")
        self._act: Callable[[], object] | None = None
        self._undo.clicked.connect(self._on_undo)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        shadow = QGraphicsDropShadowEffect(self, blurRadius=24, xOffset=0, yOffset=8)
        black = QColor(icons.theme.color("shadow"))
        black.setAlphaF(0.24)
        shadow.setColor(black)
        self.setGraphicsEffect(shadow)
        self._leaving = QTimer(self, singleShot=True)
        self._leaving.timeout.connect(self.hide)
        host.installEventFilter(self)
        self._undo.installEventFilter(self)
        self.hide()

    def show_text(self, text: str, *, undo: Callable[[], object] | None = None) -> None:
        """Shows ``text`` instead of what it showed; ``undo`` takes back what was done."""
        self._text.setText(text)
        self._act = undo
        self._undo.setVisible(undo is not None)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self._leaving.start(_TOAST_WITH_UNDO if undo else _TOAST_SHOWN)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _on_undo(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        self.adjustSize()
        host = self._host
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - self._theme.px(24))

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.isVisible():
            if event.type() == QEvent.Type.Resize and watched is self._host:
                self._place()
            elif event.type() == QEvent.Type.FocusIn and watched is self._undo:
                self._leaving.stop()
            elif event.type() == QEvent.Type.FocusOut and watched is self._undo:
                self._leaving.start(_TOAST_SHOWN)
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._leaving.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._leaving.start(_TOAST_SHOWN)
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leaving.stop()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


class ProgressRow(QWidget):
    """What a job is, how far it has come, and a way to stop it; shown when the job takes more than a second."""

    def __init__(self, icons: Icons, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._name = ElidedLabel("", "bodym")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._share = Label("", "small", tone="text2")
        self._cancel = Button(icons, "Cancel", size="small")
        self._cancel.clicked.connect(self._on_cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._name, 1)
        row.addWidget(self._bar, 2, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._share)
        row.addWidget(self._cancel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._wait = QTimer(self, singleShot=True, interval=_UNHURRIED)
        self._wait.timeout.connect(self.show)
        self.hide()

    def follow(self, job: Job, *, at_once: bool = False) -> None:
        """Shows ``job`` until it ends, ``at_once`` or after a second."""
        self._job = job
        self._name.setText(job.name)
        self._bar.setAccessibleName(job.name)
        self._cancel.setAccessibleName(f"Cancel {job.name}")
        self._cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        self._share.setText("")
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        if at_once:
            self.show()
        else:
            self._wait.start()

    def _on_progressed(self, done: int, total: int) -> None:
        share = min(100, 100 * done // total) if total else 0
        self._bar.setRange(0, 100)
        self._bar.setValue(share)
        self._share.setText(f"{share} %")

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._cancel.setEnabled(False)

    def _on_finished(self) -> None:
        self._job = None
        self._wait.stop()
        self.hide()
