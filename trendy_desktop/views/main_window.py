"""What fills the window once a shop is open: the rail with its tabs, the page in front, what concerns all of them."""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from trendy_desktop.errors import ShopError
from trendy_desktop.views.closed_vault import closed_banner
from trendy_desktop.views.desk import Desk
from trendy_desktop.views.frame import NAME, NARROW_BELOW, SIZE
from trendy_desktop.views.imports import DropArea, Imports
from trendy_desktop.views.jobs import Job
from trendy_desktop.views.pages.page import Page
from trendy_desktop.views.parts import Banner, ElidedLabel, IconLabel, ProgressRow, RailTabs, Toast
from trendy_desktop.views.parts.cards import GUTTER
from trendy_desktop.views.theme import PERCENTS

_BREATH = 20
"""Milliseconds between making one page and the next."""
_PRACTICE = 4
"""Pixels of the blue line above a practice copy."""
_CSV = "Tables (*.csv *.txt *.tsv)"


class MainWindow(QWidget):
    """Everything the window shows of one open shop."""

    look_asked = Signal(bool, int)
    """Another look: dark, and the size of text in percent."""
    vault_asked = Signal()
    """Somebody wants to open the closed vault."""

    def __init__(self, desk: Desk, pages: Sequence[type[Page]], *, settings: QSettings) -> None:
        super().__init__()
        self._desk = desk
        self._settings = settings
        self.setWindowTitle(f"{desk.shop.profile.name} – {NAME}")
        self.resize(*SIZE)
        self._rail_wished: bool | None = None
        self._vault_banner: QWidget | None = None
        self._followed: set[Job] = set()
        self.tabs = RailTabs(desk.icons)
        self.stack = QStackedWidget()
        self._kinds = tuple(pages)
        self._made: dict[int, Page] = {}
        self._making = QTimer(self, interval=_BREATH)
        self._making.timeout.connect(self._make_next)
        self.imports = Imports(desk, parent=self)
        self._toast = Toast(desk.icons, self.stack)
        for number, kind in enumerate(pages):
            self.tabs.add(kind.icon, kind.title, shortcut=f"Ctrl+{number + 1}")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        if desk.shop.profile.practice:
            line = QFrame()
            line.setObjectName("practice")
            line.setFixedHeight(_PRACTICE)
            whole.addWidget(line)
        row = QHBoxLayout()
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
        whole.addLayout(row, 1)
        self._drop = DropArea(desk.icons, self)
        self._drop.dropped.connect(self.imports.start_all)
        self._add_actions()
        self._say_vault()
        self.tabs.currentChanged.connect(self._on_tab)
        desk.jobs.changed.connect(self._on_changed)
        desk.jobs.busy_changed.connect(self._on_busy)
        self.imports.finished.connect(self._toast.show_text)
        self.imports.vault_asked.connect(self.vault_asked)
        self._restore()

    # --- build ---

    def _page(self, number: int) -> Page:
        """The page behind a tab, made when it is first asked for."""
        page = self._made.get(number)
        if page is None:
            page = self._made[number] = self._kinds[number](self._desk)
            self.stack.addWidget(page)
            page.toasted.connect(self._toast.show_text)
            page.import_asked.connect(self.ask_for_file)
            page.vault_asked.connect(self.vault_asked)
        return page

    def _make_next(self) -> None:
        """One page at a time, once the one in front is there: all of them at once would be felt."""
        missing = next((number for number in range(len(self._kinds)) if number not in self._made), None)
        if missing is None:
            self._making.stop()
            self._say_badges()
        else:
            self._page(missing)

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
        self._shop_kind = ElidedLabel(self._kind(), "caption", tone="text2")
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
        for number in range(len(self._kinds)):
            self._act(f"Ctrl+{number + 1}", partial(self.tabs.setCurrentIndex, number))
        self._act("Ctrl+I", self.ask_for_file)
        self._act("Ctrl+F", self._on_find)
        self._act("Ctrl+B", self._on_rail)
        self._act("F6", self._on_next_area)
        for keys, step in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1)):
            self._act(keys, partial(self._on_size, step))
        self._act("Ctrl+0", lambda: self.look_asked.emit(self._desk.icons.theme.dark, 100))
        self._act(
            "Ctrl+Shift+D", lambda: self.look_asked.emit(not self._desk.icons.theme.dark, self._desk.icons.theme.scale)
        )

    def _act(self, keys: str, do: Callable[[], object]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: do())
        self.addAction(action)

    # --- use ---

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._page(self.tabs.currentIndex())

    @property
    def pages(self) -> Sequence[Page]:
        """All of them, in the order of their tabs."""
        return [self._page(number) for number in range(len(self._kinds))]

    def ask_for_file(self) -> None:
        """Lets somebody choose a file to import."""
        self._desk.dialogs.files.open_file(self, "Import a file", kinds=_CSV, then=self.imports.start)

    def _kind(self) -> str:
        """What kind of shop it is."""
        shop = self._desk.shop
        return "Practice copy" if shop.profile.practice else "Demo shop" if shop.session.is_published else NAME

    def _say_vault(self) -> None:
        session = self._desk.shop.session
        if not session.is_open:
            title, words, icon = "Customer data closed", _sentence(session.why_closed), "lock"
            more = "Products, stock, orders and reports work"
        elif session.is_published:
            title, words, icon = "Made-up people", "Public passphrase", "demo"
            more = f"Everybody knows it: {session.published_passphrase}"
        else:
            title, words, icon = "Customer data open", "E-mails are masked", "lock-open"
            more = "Each look at an e-mail is recorded"
        self._vault_title.setText(title)
        self._vault_words.setText(words)
        self._vault_mark.set_icon(icon, "text2")
        for told in (self._vault_box, self._vault_words):
            told.setToolTip(f"{title}. {words}. {more}.")
        self._vault_box.setAccessibleName(f"{title}. {words}. {more}.")
        if session.is_open and self._vault_banner is not None:
            self._vault_banner.deleteLater()
            self._vault_banner = None
        elif not session.is_open and self._vault_banner is None:
            banner = closed_banner(self._desk.icons, session.why_closed, open_vault=self.vault_asked.emit)
            self._vault_banner = _inset(banner)
            self._banners.addWidget(self._vault_banner)

    def _say_badges(self) -> None:
        """A figure that cannot be read is left out; the page itself says why."""
        for number, page in self._made.items():
            with contextlib.suppress(ShopError):
                text, spoken = page.badge()
                self.tabs.set_badge(number, text, spoken=spoken)

    # --- slots ---

    def _on_tab(self, number: int) -> None:
        in_rail = self.tabs.hasFocus()
        if not in_rail:
            self.setFocus()  # else Qt would look for the next place by itself, as if Tab had been pressed
        self.stack.setCurrentWidget(self.page)
        self._settings.setValue("window/page", number)
        self.page.arrive()
        if not in_rail:
            self.page.take_focus()

    def _on_changed(self, topics: frozenset[str]) -> None:
        for page in self._made.values():
            page.changed(topics)
        self._say_vault()
        self._say_badges()

    def _on_busy(self) -> None:
        for job in self._desk.jobs.busy:
            if job not in self._followed:
                row = ProgressRow(self._desk.icons)
                row.follow(job)
                job.finished.connect(row.deleteLater)
                self._tray.addWidget(row)
        self._followed = set(self._desk.jobs.busy)

    def _on_find(self) -> None:
        self.page.focus_search()

    def _on_rail(self) -> None:
        self._rail_wished = not self.tabs.is_collapsed
        self._fit_rail()

    def _on_next_area(self) -> None:
        """From the rail to the list, to the panel, and to the rail again."""
        areas = (self.tabs, *self.page.areas())
        focus = self.window().focusWidget()
        here = next((n for n, area in enumerate(areas) if area is focus or area.isAncestorOf(focus)), 0)
        areas[(here + 1) % len(areas)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_size(self, step: int) -> None:
        theme = self._desk.icons.theme
        place = min(max(PERCENTS.index(theme.scale) + step, 0), len(PERCENTS) - 1)
        if PERCENTS[place] != theme.scale:
            self.look_asked.emit(theme.dark, PERCENTS[place])

    def _fit_rail(self) -> None:
        narrow = self.width() < NARROW_BELOW if self._rail_wished is None else self._rail_wished
        self.tabs.set_collapsed(narrow)
        for label in (self._shop_name, self._shop_kind, self._vault_title, self._vault_words):
            label.setVisible(not narrow)
        self._rail.setFixedWidth(self.tabs.tabSizeHint(0).width())

    def _restore(self) -> None:
        number = self._settings.value("window/page", 0, type=int)
        if isinstance(number, int) and 0 <= number < len(self._kinds):
            self.tabs.setCurrentIndex(number)
        self.stack.setCurrentWidget(self.page)
        self._fit_rail()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.page.arrive()
            self.page.take_focus()
            self._making.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()


def _sentence(half: str) -> str:
    """Half a sentence as one that stands alone."""
    return half[:1].upper() + half[1:]


def _inset(banner: Banner) -> QWidget:
    """``banner`` with room around it, as everything on a page has."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(GUTTER, 12, GUTTER, 12)
    column.addWidget(banner)
    return holder
