"""Icons by their meaning in the shop: outline drawings, tinted by the theme, sharp at every pixel ratio."""

import importlib.util
import re
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from trendy_desktop.views.theme import Theme

# Meaning -> drawing: one of the Lucide set, or one of ours below.
DRAWINGS: Final[dict[str, str]] = {
    "home": "house",
    "inventory": "hanger",
    "orders": "receipt-text",
    "customers": "users",
    "reports": "chart-column",
    "settings": "settings",
    "shop": "store",
    "brand": "scissors",
    "search": "search",
    "clear": "x",
    "close": "x",
    "more": "ellipsis",
    "add": "plus",
    "sort": "arrow-up-down",
    "sort-up": "arrow-up",
    "sort-down": "arrow-down",
    "previous": "chevron-left",
    "next": "chevron-right",
    "back": "arrow-left",
    "expand": "chevron-down",
    "collapse": "panel-left",
    "check": "check",
    "ok": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "info": "info",
    "sold-out": "ban",
    "refused": "ban",
    "due": "clock",
    "lock": "lock",
    "lock-open": "lock-open",
    "privacy": "shield-check",
    "eye": "eye",
    "copy": "copy",
    "key": "key-round",
    "email": "mail",
    "phone": "phone",
    "person": "user",
    "place": "map-pin",
    "import": "file-up",
    "export": "download",
    "save": "save",
    "print": "printer",
    "open": "folder-open",
    "file": "file-text",
    "calendar": "calendar",
    "refresh": "refresh-cw",
    "delete": "trash",
    "edit": "pencil",
    "theme": "sun-moon",
    "zoom-in": "zoom-in",
    "zoom-out": "zoom-out",
    "received": "package-plus",
    "sold": "shopping-bag",
    "truck": "truck",
    "return": "undo-2",
    "rising": "trending-up",
    "falling": "trending-down",
    "steady": "minus",
    "demo": "sparkles",
    "empty": "inbox",
    "tops": "shirt",
    "outerwear": "hanger",
    "shoes": "sport-shoe",
    "bags": "handbag",
    "accessories": "glasses",
    "product": "package",
}

# In the manner of the set, which has no such thing.
_OURS: Final[dict[str, str]] = {
    "hanger": '<path d="M10 6.2a2 2 0 1 1 3 1.75c-.6.35-1 .9-1 1.6V10.5"/>'
    '<path d="M12 10.5 2.9 16.3A1.45 1.45 0 0 0 3.7 19h16.6a1.45 1.45 0 0 0 .8-2.7z"/>',
}
_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)

STROKE: Final = "1.75"
_STROKE_OF_THE_SET = re.compile(r'stroke-width="[^"]*"')


class Icons:
    """Draws icons in the colours of ``theme``."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._svgs: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, int, str, float], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)

    def pixmap(self, name: str, size: int, tone: str = "text2", *, ratio: float | None = None) -> QPixmap:
        """The icon ``name``, ``size`` logical pixels at 100 % text on each side, in the colour ``tone``.

        ``ratio`` is device pixels per logical pixel (None: that of the sharpest screen). KeyError for an unknown name.
        """
        return self._drawn(name, self.theme.px(size), tone, ratio or _sharpest())

    def icon(self, name: str, tone: str = "text2", *, on: str | None = None) -> QIcon:
        """The icon ``name`` for buttons and actions; it follows the theme. ``on``: its colour when checked."""
        self._svg(name)
        return QIcon(_Engine(self, name, tone, on or tone))

    def _drawn(self, name: str, side: int, tone: str, ratio: float) -> QPixmap:
        key = (name, side, tone, ratio)
        pixmap = self._pixmaps.get(key)
        if pixmap is None:
            svg = self._svg(name).replace("currentColor", self.theme.color(tone).name())
            pixmap = QPixmap(round(side * ratio), round(side * ratio))
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(pixmap.rect()))
            painter.end()
            pixmap.setDevicePixelRatio(ratio)
            self._pixmaps[key] = pixmap
        return pixmap

    def _svg(self, name: str) -> str:
        svg = self._svgs.get(name)
        if svg is None:
            drawing = DRAWINGS[name]
            svg = _FRAME.format(_OURS[drawing]) if drawing in _OURS else _set()[drawing]
            svg = self._svgs[name] = _STROKE_OF_THE_SET.sub(f'stroke-width="{STROKE}"', svg)
        return svg


def _sharpest() -> float:
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


@cache
def _set() -> dict[str, str]:
    """The drawings of the set that are used, by name, as SVG text. Raises FileNotFoundError without the package.

    They are read from the package's own database: importing the package would bring a search engine and a network
    library along before the first picture.
    """
    import sqlite3  # noqa: TID251  # the drawings are read with it; the books never

    package = importlib.util.find_spec("lucide")
    if package is None or package.origin is None:
        raise FileNotFoundError("lucide")
    source = Path(package.origin).parent / "data" / "lucide-icons.db"
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro&immutable=1", uri=True)) as icons:
        wanted = {drawing for drawing in DRAWINGS.values() if drawing not in _OURS}
        return {name: svg for name, svg in icons.execute("SELECT name, svg FROM icons") if name in wanted}


class _Engine(QIconEngine):
    """An icon that is drawn when it is looked at, in the colours of that moment."""

    def __init__(self, icons: Icons, name: str, tone: str, on: str) -> None:
        super().__init__()
        self._icons = icons
        self._name = name
        self._tokens = {QIcon.State.Off: tone, QIcon.State.On: on}

    def _draw(self, side: int, mode: QIcon.Mode, state: QIcon.State, ratio: float) -> QPixmap:
        tone = "text_disabled" if mode == QIcon.Mode.Disabled else self._tokens[state]
        return self._icons._drawn(self._name, side, tone, ratio)

    # Qt overrides

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        place = rect.center() - QPoint((side - 1) // 2, (side - 1) // 2)
        painter.drawPixmap(place, self._draw(side, mode, state, painter.device().devicePixelRatioF()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._draw(min(size.width(), size.height()), mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._draw(round(min(size.width(), size.height()) / scale), mode, state, scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._name, self._tokens[QIcon.State.Off], self._tokens[QIcon.State.On])
