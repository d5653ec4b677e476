"""Buttons: one primary on a page, the others quieter; an icon alone has a name and a tooltip."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from trendy_desktop.views.icons import Icons

# kind -> colour of its icon. The colours of the rest are in the style sheet.
KINDS: Final[dict[str, str]] = {
    "primary": "on_accent",
    "secondary": "text2",
    "ghost": "text2",
    "link": "accent_text",
    "danger": "bad_text",
    "destroy": "on_accent",
    "toast": "toast_action",
}
"""``destroy`` is the filled red one: only inside a dialog that asks for it."""

_ICON_SIZES: Final = {"small": 16, "normal": 18, "large": 18}


class Button(QPushButton):
    """A button of one of KINDS and one of the sizes small, normal, large.

    Without ``text`` it is a square with the ``icon`` alone and needs ``name``, which is announced and is its tooltip.
    ``shortcut`` presses it and is shown in the tooltip.
    """

    def __init__(
        self,
        icons: Icons,
        text: str = "",
        *,
        kind: str = "secondary",
        icon: str | None = None,
        size: str = "normal",
        name: str = "",
        shortcut: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if not (text or (name and icon)):
            raise ValueError("a button without text needs an icon and a name")
        self._icons = icons
        self._kind = kind
        self._icon_size = _ICON_SIZES[size]
        self.setProperty("kind", kind)
        self.setProperty("sz", size)
        self.setProperty("square", "" if text else "true")
        self.setProperty("role", "smallm" if size == "small" else "bodym")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if icon is not None:
            self.set_icon(icon)
        self._name = name
        if text:
            self.set_text(text)
        else:
            self.setAccessibleName(name)
        tip = name
        if shortcut:
            self.setShortcut(QKeySequence(shortcut))
            shown = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            tip = f"{name or text} ({shown})"
        self.setToolTip(tip)
        self._measure()
        icons.theme.changed.connect(self._measure)

    def set_text(self, text: str) -> None:
        """Another label; it is also what is announced, unless the button has a name."""
        # A style sheet cannot widen the gap between icon and text, and a sign for a mnemonic is only a sign here.
        self.setText(("" if self.icon().isNull() else " ") + text.replace("&", "&&"))
        self.setAccessibleName(self._name or text)

    def set_icon(self, icon: str) -> None:
        self.setIcon(self._icons.icon(icon, KINDS[self._kind]))

    def _measure(self) -> None:
        side = self._icons.theme.px(self._icon_size)
        self.setIconSize(QSize(side, side))
