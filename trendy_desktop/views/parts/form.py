"""A field of a form, with its name above and what is to be said of it below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from trendy_desktop.views.icons import Icons
from trendy_desktop.views.parts.labels import IconLabel, Label


class Field(QWidget):
    """A name above ``widget`` and one line below it: a hint, or what is wrong."""

    def __init__(self, icons: Icons, name: str, widget: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.widget = widget
        self._hint = hint
        widget.setAccessibleName(name)
        label = Label(name, "smallm")
        label.setBuddy(widget)
        self._mark = IconLabel(icons, "warning", size=16, tone="bad_text")
        self._line = Label("", "small", wrap=True)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(widget)
        column.addLayout(below)
        self.clear()

    @property
    def is_wrong(self) -> bool:
        return not self._mark.isHidden()

    def clear(self) -> None:
        """Shows the hint again."""
        self._say(self._hint, "text2", wrong=False)

    def complain(self, text: str) -> None:
        """Says what is wrong, until ``clear``."""
        self._say(text, "bad_text", wrong=True)

    def _say(self, text: str, tone: str, *, wrong: bool) -> None:
        self._mark.setVisible(wrong)
        self._line.setText(text)
        self._line.set_tone(tone)
        self._line.setVisible(bool(text))
        self.widget.setAccessibleDescription(text)
