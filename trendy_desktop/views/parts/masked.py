"""One piece of personal data: hidden until it is asked for, shown for half a minute, and said to be recorded."""

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.buttons import Button
from trendy_desktop.views.parts.chips import Chip, ChipLook
from trendy_desktop.views.parts.labels import ElidedLabel, IconLabel, Label

SHOWN = 30
"""Seconds a value is shown."""
COPIED = 60
"""Seconds a copied value stays on the clipboard."""


class MaskedField(QWidget):
    """Shows ``mask`` until ``show_value``. ``asked`` is sent when somebody wants to see the value.

    Whoever hears it has the showing recorded, and only then gives the value. The value is forgotten when it is hidden,
    when the field is, and when its time is over.
    """

    asked = Signal()

    def __init__(
        self, icons: Icons, label: str, *, icon: str, mask: str = "•••", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._mask = mask
        self._left = 0
        self._value = ElidedLabel(mask, "bodym", tone="text2")
        self._reveal = Button(icons, "Reveal", kind="link", icon="eye", size="small", name=f"Reveal {label}")
        self._copy = Button(icons, kind="ghost", icon="copy", size="small", name=f"Copy {label}")
        self._chip = Chip(icons, ChipLook("", "warn", "eye"))
        self._caption = Label("Shown to you only. Recorded in the privacy log.", "caption", tone="text2", wrap=True)
        self._reveal.clicked.connect(self.asked)
        self._copy.clicked.connect(self._on_copy)
        right = QHBoxLayout()
        right.setSpacing(4)
        for widget in (self._chip, self._copy, self._reveal):
            right.addWidget(widget)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(IconLabel(icons, icon), 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(Label(label, "small", tone="text2"), 0, 1)
        grid.addWidget(self._value, 1, 1)
        grid.addLayout(right, 0, 2, 2, 1)
        grid.addWidget(self._caption, 2, 1, 1, 2)
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._on_second)
        # What was copied outlives the hiding of the value, but neither its minute nor the program.
        self._clearing = QTimer(self, singleShot=True, interval=COPIED * 1000)
        self._clearing.timeout.connect(self._clear_clipboard)
        self._copied: str | None = None
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._clear_clipboard)
        self.hide_value()

    @property
    def is_shown(self) -> bool:
        return self._left > 0

    def set_mask(self, mask: str) -> None:
        """Another record: hides what was shown."""
        self._mask = mask
        self.hide_value()

    def set_enabled(self, can_reveal: bool, *, why_not: str = "") -> None:
        """Whether the value can be asked for, and why not."""
        self._reveal.setEnabled(can_reveal)
        self._reveal.setToolTip("" if can_reveal else why_not)

    def show_value(self, value: str, *, seconds: int = SHOWN) -> None:
        self._value.setText(value)
        self._value.set_tone("text")
        self._left = seconds
        had_focus = self._reveal.hasFocus()
        for widget in (self._chip, self._copy, self._caption):
            widget.show()
        self._reveal.hide()
        if had_focus:
            self._copy.setFocus()
        self.setAccessibleName(f"{self._label}: {value}")
        self._say_left()
        self._second.start()

    def hide_value(self) -> None:
        self._second.stop()
        self._left = 0
        self._value.setText(self._mask)
        self._value.setToolTip("")
        self._value.set_tone("text2")
        had_focus = self._copy.hasFocus()
        for widget in (self._chip, self._copy, self._caption):
            widget.hide()
        self._reveal.show()
        if had_focus:
            self._reveal.setFocus()
        self.setAccessibleName(f"{self._label}: hidden")

    def _on_second(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.hide_value()
        else:
            self._say_left()

    def _say_left(self) -> None:
        self._chip.set_look(ChipLook(f"Hides in {self._left} s", "warn", "eye"))

    def _on_copy(self) -> None:
        self._copied = self._value.text()
        QGuiApplication.clipboard().setText(self._copied)
        self._clearing.start()

    def _clear_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._copied is not None and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = None

    # Qt overrides

    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_value()
        super().hideEvent(event)
