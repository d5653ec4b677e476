"""The window: the rail with its tabs, the page in front, and what belongs to the shop as a whole."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QByteArray, QSettings, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from trendy_desktop.views.desk import Desk
from trendy_desktop.views.imports import DropArea, Imports
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.pages.page import Page
from trendy_desktop.views.parts import Banner, ElidedLabel, IconLabel, ProgressRow, RailTabs, Toast
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.theme import PERCENTS

_NARROW_BELOW = 1400
"""Pixels of window under which the rail shows its icons only."""
_CSV = "Tables (*.csv *.txt *.tsv)"


class MainWindow(QMainWindow):
    """One open shop. ``closing`` is sent once, when the window has been allowed to close."""

    closing = Signal()
    look_asked = Signal(bool, int)
    """Another look: dark, and the size of text in percent."""
    vault_asked = Signal()
    """Somebody wants to open the closed vault."""

    def __init__(self, desk: Desk, pages: Sequence[Callable[[Desk], Page]], *, settings: QSettings) -> None:
        super().__init__()
        self._desk = desk
        self._settings = settings
        self._closed = False
        self.setWindowTitle(f"{desk.shop.profile.name} – TrendyThreads")
        self.setMinimumSize(1024, 700)
        self.resize(1440, 900)
        self._rail_wished: bool | None = None
        self._followed: set[Job] = set()
        self.tabs = RailTabs(desk.icons)
        self.stack = QStackedWidget()
        self.pages: list[Page] = []
        self.imports = Imports(desk, parent=self)
        self._toast = Toast(desk.icons, self.stack)
        for make in pages:
            self._add_page(make(desk))
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._build_rail())
        column = QVBoxLayout()
        column.setSpacing(0)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(0)
        column.addLayout(self._banners)
        column.addWidget(self.stack, 1)
        self._tray = QVBoxLayout()
        self._tray.setContentsMargins(GUTTER, 0, GUTTER, 0)
        column.addLayout(self._tray)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)
        self._drop = DropArea(desk.icons, self)
        self._drop.dropped.connect(self.imports.start_all)
        self._add_actions()
        self._say_vault()
        self.tabs.currentChanged.connect(self._on_tab)
        desk.jobs.changed.connect(self._on_changed)
        desk.jobs.busy_changed.connect(self._on_busy)
        self.imports.finished.connect(self._toast.show_text)
        self._restore()

    # --- build ---

    def _add_page(self, page: Page) -> None:
        number = self.tabs.add(page.icon, page.title, shortcut=f"Ctrl+{len(self.pages) + 1}")
        self.pages.append(page)
        self.stack.addWidget(page)
        self.tabs.setAccessibleTabName(number, page.title)
        page.toasted.connect(self._toast.show_text)
        page.import_asked.connect(self.ask_for_file)

    def _build_rail(self) -> QWidget:
        desk = self._desk
        self._rail = QFrame()
        self._rail.setObjectName("rail")
        column = QVBoxLayout(self._rail)
        column.setContentsMargins(0, 14, 0, 14)
        column.setSpacing(10)
        mark = QHBoxLayout()
        mark.setContentsMargins(18, 0, 12, 6)
        mark.setSpacing(10)
        mark.addWidget(IconLabel(desk.icons, "brand", size=24, tone="accent_text"))
        names = QVBoxLayout()
        names.setSpacing(0)
        self._shop_name = ElidedLabel(desk.shop.profile.name, "subhead")
        self._shop_kind = ElidedLabel("Practice copy" if desk.shop.profile.practice else "TrendyThreads", "caption", tone="text2")
        names.addWidget(self._shop_name)
        names.addWidget(self._shop_kind)
        mark.addLayout(names, 1)
        column.addLayout(mark)
        column.addWidget(self.tabs)
        column.addStretch()
        self._vault_box = QFrame()
        self._vault_box.setObjectName("card")
        box = QHBoxLayout(self._vault_box)
        box.setContentsMargins(12, 8, 8, 8)
        box.setSpacing(10)
        self._vault_mark = IconLabel(desk.icons, "lock", size=18)
        box.addWidget(self._vault_mark)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._vault_title = ElidedLabel("", "smallm")
        self._vault_words = ElidedLabel("", "caption", tone="text2")
        words.addWidget(self._vault_title)
        words.addWidget(self._vault_words)
        box.addLayout(words, 1)
        holder = QHBoxLayout()
        holder.setContentsMargins(12, 0, 12, 0)
        holder.addWidget(self._vault_box)
        column.addLayout(holder)
        return self._rail

    def _add_actions(self) -> None:
        for number in range(len(self.pages)):
            self._act(f"Ctrl+{number + 1}", lambda number=number: self.tabs.setCurrentIndex(number))
        self._act("Ctrl+I", self.ask_for_file)
        self._act("Ctrl+F", lambda: self.page.focus_search())
        self._act("Ctrl+B", self._on_rail)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            self._act(keys, lambda step=step: self._on_size(step))
        self._act("Ctrl+0", lambda: self.look_asked.emit(self._desk.icons.theme.dark, 100))
        self._act("Ctrl+Shift+D", lambda: self.look_asked.emit(not self._desk.icons.theme.dark, self._desk.icons.theme.scale))

    def _act(self, keys: str, do: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: do())
        self.addAction(action)

    # --- use ---

    @property
    def page(self) -> Page:
        """The page in front."""
        return self.pages[self.stack.currentIndex()]

    def ask_for_file(self) -> None:
        """Lets somebody choose a file to import."""
        self._desk.dialogs.files.open_file(self, "Import a file", kinds=_CSV, then=self.imports.start)

    def show_banner(self, banner: Banner) -> None:
        """Shows ``banner`` above the pages until it is closed."""
        self._banners.addWidget(banner)

    def _say_vault(self) -> None:
        session = self._desk.shop.session
        if session.is_published:
            title, words, icon = "Demo data", "Made-up people", "demo"
        elif session.is_open:
            title, words, icon = "Customer data open", "E-mails are masked", "lock-open"
        else:
            title, words, icon = "Customer data closed", session.why_closed.capitalize(), "lock"
        self._vault_title.setText(title)
        self._vault_words.setText(words)
        self._vault_words.setToolTip(words)
        self._vault_mark.set_icon(icon, "text2")
        self._vault_box.setToolTip(f"{title}. {words}.")
        self._vault_box.setAccessibleName(f"{title}. {words}.")

    # --- slots ---

    def _on_tab(self, number: int) -> None:
        self.stack.setCurrentIndex(number)
        self.page.arrive()

    def _on_changed(self, topics: frozenset[str]) -> None:
        for page in self.pages:
            page.changed(topics)
        self._say_vault()

    def _on_busy(self) -> None:
        for job in self._desk.jobs.busy:
            if job not in self._followed:
                row = ProgressRow(self._desk.icons)
                row.follow(job)
                job.finished.connect(row.deleteLater)
                self._tray.addWidget(row)
        self._followed = set(self._desk.jobs.busy)

    def _on_rail(self) -> None:
        self._rail_wished = not self.tabs.is_collapsed
        self._fit_rail()

    def _on_size(self, step: int) -> None:
        theme = self._desk.icons.theme
        place = min(max(PERCENTS.index(theme.scale) + step, 0), len(PERCENTS) - 1)
        if PERCENTS[place] != theme.scale:
            self.look_asked.emit(theme.dark, PERCENTS[place])

    def _fit_rail(self) -> None:
        narrow = self.width() < _NARROW_BELOW if self._rail_wished is None else self._rail_wished
        self.tabs.set_collapsed(narrow)
        for label in (self._shop_name, self._shop_kind, self._vault_title, self._vault_words):
            label.setVisible(not narrow)
        self._rail.setFixedWidth(self.tabs.tabSizeHint(0).width())

    def _restore(self) -> None:
        kept = self._settings.value("window/geometry")
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        number = self._settings.value("window/page", 0, type=int)
        if isinstance(number, int) and 0 <= number < len(self.pages):
            self.tabs.setCurrentIndex(number)
            self.stack.setCurrentIndex(number)
        self._fit_rail()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.page.arrive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self._settings.setValue("window/geometry", self.saveGeometry())
            self._settings.setValue("window/page", self.stack.currentIndex())
            self.closing.emit()
        super().closeEvent(event)
