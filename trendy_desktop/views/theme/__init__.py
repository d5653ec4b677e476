"""The look of the whole window: one object with colours, sizes and fonts, built once and handed down."""

from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from trendy_desktop.views.theme.sheet import style_sheet
from trendy_desktop.views.theme.tokens import TOKENS

PERCENTS: Final = (90, 100, 115, 130, 150)
"""The sizes of text that can be chosen."""

FAMILY: Final = "Source Sans Pro"
_FACES = ("Regular", "Semibold", "Bold")

# Pixels at 100 % and weight. The face has small letters, so each role is a little larger than in a wider face.
_ROLES: dict[str, tuple[int, int]] = {
    "display": (30, 600),
    "title": (24, 600),
    "heading": (17, 600),
    "subhead": (15, 600),
    "body": (15, 400),
    "bodym": (15, 600),
    "small": (14, 400),
    "smallm": (14, 600),
    "caption": (13, 400),
    "captionm": (13, 600),
}


class Theme(QObject):
    """Colours, sizes and fonts as they are now; ``changed`` is sent after they have become others."""

    changed = Signal()
    roles: Final = tuple(_ROLES)
    """The names of the fonts."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.dark = False
        self.scale = 100
        """Size of text, in percent."""
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}

    def apply(self, app: QApplication, *, dark: bool, percent: int) -> None:
        """Gives the whole program this look. ``percent`` is one of PERCENTS; ValueError for another.

        The first call stands before any widget is made, since it also sets the style.
        """
        if percent not in PERCENTS:
            raise ValueError(f"{percent} % is no size of text")
        _load_faces()
        self.dark, self.scale = dark, percent
        self._colors.clear()
        self._fonts.clear()
        if app.style().objectName().lower() != "fusion":
            app.setStyle("Fusion")
        # Title bars and the system's own dialogs follow where the platform can.
        app.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        app.setPalette(self._palette())
        app.setFont(self.font("body"))
        app.setStyleSheet(style_sheet(self))
        self.changed.emit()

    def color(self, token: str) -> QColor:
        """The colour of ``token`` now. KeyError when the table has no such token. Not to be changed in place."""
        color = self._colors.get(token)
        if color is None:
            color = self._colors[token] = QColor(TOKENS[token][self.dark])
        return color

    def px(self, size: float) -> int:
        """``size`` logical pixels at 100 %, at the size of text that is set."""
        return round(size * self.scale / 100)

    def font(self, role: str) -> QFont:
        """The font of one of ``roles``, with figures of one width; KeyError for another. Not to be changed in place."""
        font = self._fonts.get(role)
        if font is None:
            size, weight = _ROLES[role]
            font = QFont(FAMILY)
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            if role == "display":
                font.setFeature(QFont.Tag("pnum"), 1)  # large headline numbers stand alone
            if role == "title":
                font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
            self._fonts[role] = font
        return font

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for where, token in {
            role.Window: "canvas",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "sunken",
            role.Text: "text",
            role.Button: "surface",
            role.ButtonText: "text",
            role.BrightText: "on_accent",
            role.ToolTipBase: "toast",
            role.ToolTipText: "toast_text",
            role.PlaceholderText: "text3",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Accent: "accent",
            role.Link: "accent_text",
            role.LinkVisited: "accent_text",
            role.Light: "raised",
            role.Midlight: "hover",
            role.Mid: "border",
            role.Dark: "border_strong",
            role.Shadow: "shadow",
        }.items():
            palette.setColor(where, self.color(token))
        for where in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText, role.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("text_disabled"))
        for where in (role.Base, role.Button, role.Highlight, role.Accent):
            palette.setColor(QPalette.ColorGroup.Disabled, where, self.color("sunken"))
        return palette


@cache
def _load_faces() -> None:
    """Registers the bundled font with Qt, once in a program. Raises FileNotFoundError when the package lacks a face."""
    import font_source_sans_pro

    for face in _FACES:
        path = Path(font_source_sans_pro.font_directory, f"SourceSansPro-{face}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path.name)
