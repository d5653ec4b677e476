"""A PDF on the screen, one page at a time: a white sheet in a grey well, with paging and zoom."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from trendy_desktop.errors import ShopError
from trendy_desktop.services.reports.raster import PageSize
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Job, Jobs
from trendy_desktop.views.paper import page_image
from trendy_desktop.views.parts import Button, EmptyState, Label

ZOOMS: Final = (50, 60, 75, 85, 100, 115, 130, 150, 175, 200)
"""Percent of the size on paper."""
_PIXELS = 96 / 72
"""Logical pixels a point at 100 %."""
_MARGIN = 24
_BAR = 12
"""Pixels of the scroll bar."""
_LOADING_SHOWN = 150
"""Milliseconds of waiting after which grey bars stand in for the page."""
_SETTLED = 80
"""Milliseconds without a change of size after which the page is drawn anew."""
_A4 = PageSize(595.28, 841.89)


class PdfPreview(QWidget):
    """Shows one page; PgDn at its foot goes on to the next. Without a zoom it fits the width, up to its true size."""

    def __init__(self, icons: Icons, jobs: Jobs, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._pdf = b""
        self._sizes: Sequence[PageSize] = ()
        self._page = 0
        self._zoom: int | None = None
        self._drawing: Job | None = None
        self._turn = 0
        self._sheet = _Sheet(icons)
        self._scroll = _Scroll(self._sheet, name)
        self._note = EmptyState(icons)
        well = QFrame()
        well.setObjectName("well")
        self._stack = QStackedLayout(well)
        self._stack.addWidget(self._scroll)
        self._stack.addWidget(self._note)
        self._build_foot(icons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(well, 1)
        column.addWidget(self._foot)
        self._loading = QTimer(self, singleShot=True, interval=_LOADING_SHOWN)
        self._loading.timeout.connect(self._on_slow)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLED)
        self._settling.timeout.connect(self._draw)
        self._scroll.resized.connect(self._on_resized)
        self._scroll.paged.connect(lambda by: self.go_to(self._page + by))
        self._scroll.zoomed.connect(self.zoom_by)
        self._measure()

    # --- what is shown ---

    @property
    def page(self) -> int:
        """The number of the page that is shown; the first is 0."""
        return self._page

    @property
    def percent(self) -> int:
        """How large the page is, against its size on paper."""
        if self._zoom is not None:
            return self._zoom
        room = self._scroll.maximumViewportSize().width() - _BAR - 2 * _MARGIN
        return max(ZOOMS[0], min(100, int(100 * room / (self._size.width * _PIXELS))))

    @property
    def is_drawn(self) -> bool:
        """Whether the page is there as sharp as it gets."""
        return not self._sheet.picture.isNull() and self._drawing is None and not self._settling.isActive()

    def show_pdf(self, pdf: bytes, sizes: Sequence[PageSize]) -> None:
        """Shows ``pdf``, whose pages have the ``sizes``, on the page it was on, if there is one."""
        self._loading.stop()
        self._pdf, self._sizes = pdf, sizes
        self._page = min(self._page, len(sizes) - 1)
        self._stack.setCurrentWidget(self._scroll)
        self._show_page()

    def show_loading(self) -> None:
        """Another PDF is on its way: what is shown stays for a moment, then grey bars stand in for it."""
        self._loading.start()

    def show_note(
        self, icon: str, title: str, sentence: str, *, actions: Sequence[tuple[str, Callable[[], object]]] = ()
    ) -> None:
        """Says ``title`` and ``sentence`` in place of a page."""
        self._loading.stop()
        self._forget()
        self._note.say(icon, title, sentence, actions=actions)
        self._stack.setCurrentWidget(self._note)
        self._measure()

    # --- paging and zoom ---

    def go_to(self, page: int) -> None:
        """Shows page number ``page``, if there is one."""
        if page != self._page and 0 <= page < len(self._sizes):
            back = page < self._page
            self._page = page
            self._show_page()
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.maximum() if back else 0)

    def zoom_by(self, steps: int) -> None:
        """The next larger or smaller of ZOOMS."""
        now = self.percent
        further = [zoom for zoom in ZOOMS if (zoom > now if steps > 0 else zoom < now)]
        if further:
            self._zoom = further[0] if steps > 0 else further[-1]
            self._show_page()

    def fit(self) -> None:
        """As wide as there is room, up to the true size; it follows the window from now on."""
        self._zoom = None
        self._show_page()

    # --- within ---

    @property
    def _size(self) -> PageSize:
        return self._sizes[self._page] if self._sizes else _A4

    def _build_foot(self, icons: Icons) -> None:
        def small(icon: str, name: str, act: Callable[[], object]) -> Button:
            button = Button(icons, kind="ghost", icon=icon, size="small", name=name)
            button.clicked.connect(lambda _=False: act())
            return button

        self._back = small("previous", "Previous page", lambda: self.go_to(self._page - 1))
        self._on = small("next", "Next page", lambda: self.go_to(self._page + 1))
        self._where = Label("", "small")
        self._format = Label("", "small", tone="text2")
        self._smaller = small("zoom-out", "Smaller", lambda: self.zoom_by(-1))
        self._larger = small("zoom-in", "Larger", lambda: self.zoom_by(1))
        self._size_now = Label("", "small")
        self._fit = Button(icons, "Fit", kind="ghost", size="small", name="Fit the width")
        self._fit.clicked.connect(self.fit)
        self._foot = QFrame()
        self._foot.setObjectName("foot")
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(6)
        for widget in (self._back, self._where, self._on):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self._format)
        row.addSpacing(12)
        for widget in (self._smaller, self._size_now, self._larger, self._fit):
            row.addWidget(widget)

    def _measure(self) -> None:
        """Gives the sheet its size, and the foot its words."""
        page, count = self._page, len(self._sizes)
        wide, high = self._size
        scale = self.percent / 100 * _PIXELS
        self._sheet.set_page(QSize(round(wide * scale), round(high * scale)))
        self._sheet.setAccessibleName(f"Page {page + 1} of {count}")
        self._where.setText(f"Page {page + 1} of {count}" if count else "")
        self._size_now.setText(f"{self.percent} %" if count else "")
        is_a4 = abs(min(wide, high) - _A4.width) < 2 and abs(max(wide, high) - _A4.height) < 2
        name = "A4 " if is_a4 else ""
        self._format.setText(f"{name}{'portrait' if high >= wide else 'landscape'}" if count else "")
        self._back.setEnabled(page > 0)
        self._on.setEnabled(page + 1 < count)
        self._smaller.setEnabled(count > 0 and self.percent > ZOOMS[0])
        self._larger.setEnabled(count > 0 and self.percent < ZOOMS[-1])
        self._fit.setEnabled(count > 0 and self._zoom is not None)

    def _show_page(self) -> None:
        self._measure()
        self._draw()

    def _draw(self) -> None:
        """Has the page drawn as sharp as the screen is; until then the one before is shown in its size."""
        self._settling.stop()
        if self._drawing is not None:
            self._drawing.cancel()
        self._turn += 1
        turn = self._turn
        if not self._sizes:
            return
        scale = self.percent / 100 * _PIXELS * self.devicePixelRatioF()
        started = self._jobs.read(page_image, self._pdf, self._page, scale=scale)
        self._drawing = started.job
        started.then(lambda image: self._on_drawn(turn, image), owner=self)
        started.otherwise(lambda error: self._on_failed(turn, error), owner=self)

    def _forget(self) -> None:
        self._turn += 1
        self._drawing = None
        self._settling.stop()
        self._pdf, self._sizes, self._page = b"", (), 0
        self._sheet.set_picture(QImage())

    def _on_drawn(self, turn: int, image: QImage) -> None:
        if turn == self._turn:
            self._drawing = None
            self._sheet.set_picture(image)

    def _on_failed(self, turn: int, error: ShopError) -> None:
        if turn == self._turn:
            self.show_note("error", "The page could not be shown", str(error))

    def _on_slow(self) -> None:
        self._forget()
        self._stack.setCurrentWidget(self._scroll)
        self._measure()

    def _on_resized(self) -> None:
        if self._zoom is None:
            self._measure()
            if self._sizes:
                self._settling.start()


class _Scroll(QScrollArea):
    """Scrolls the sheet by keys, and asks for the next page at its foot."""

    resized = Signal()
    paged = Signal(int)
    zoomed = Signal(int)

    def __init__(self, sheet: QWidget, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(sheet)

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        if event.key() == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.paged.emit(1)
        elif event.key() == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.paged.emit(-1)
        elif event.key() == Qt.Key.Key_Home:
            bar.setValue(bar.minimum())
        elif event.key() == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if turned := event.angleDelta().y():
                self.zoomed.emit(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)


class _Sheet(QWidget):
    """The white page; grey bars while its picture is on the way."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self._theme = icons.theme
        self.picture = QImage()

    def set_page(self, size: QSize) -> None:
        self.setFixedSize(size + QSize(2 * _MARGIN, 2 * _MARGIN))
        self.update()

    def set_picture(self, picture: QImage) -> None:
        self.picture = picture
        self.update()

    # Qt overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        page = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        for reach, strength in ((3, 0.03), (2, 0.05), (1, 0.10)):
            shade = QColor(self._theme.color("shadow"))
            shade.setAlphaF(strength)
            painter.fillRect(page.adjusted(-reach, -reach + 1, reach, reach + 1), shade)
        painter.fillRect(page, Qt.GlobalColor.white)  # paper is white whatever the theme
        if self.picture.isNull():
            self._paint_bars(painter, page)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(page, self.picture)

    def _paint_bars(self, painter: QPainter, page: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(Qt.GlobalColor.lightGray).lighter(118))
        left, wide, unit = page.left() + page.width() // 12, page.width() * 10 // 12, page.height() / 60
        for row, share, height in ((4, 0.35, 1.6), (9, 1.0, 3.0), (15, 1.0, 14.0), (32, 1.0, 14.0), (49, 0.6, 1.2)):
            painter.drawRoundedRect(
                left, round(page.top() + row * unit), round(wide * share), round(height * unit), 4, 4
            )
