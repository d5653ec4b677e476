"""The running program: one window, and the shop in it.

The window is painted before anything else is imported; the shop is opened by a thread meanwhile, since a keyring or the
stretch of a passphrase may take a while.
"""

import importlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QSettings, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from trendy_desktop.app.instance import Instance
from trendy_desktop.errors import NoShop, ShopError
from trendy_desktop.paths import books_of, default_shop
from trendy_desktop.views.dialogs import Dialogs, Sheet
from trendy_desktop.views.frame import NAME, Frame
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.theme import PERCENTS, Theme

if TYPE_CHECKING:
    from trendy_desktop.app.opened import Opened
    from trendy_desktop.core import Core

_log = logging.getLogger(__name__)

_GIVEN_UP_AFTER = 2.0
"""Seconds that opening a shop may go on when the window is closed meanwhile."""


def make_app() -> QApplication:
    """The Qt application, made once in a process."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without windows")
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    return app


def hear_qt() -> None:
    """Has Qt's own messages go to the log. Once in a program, not in a test, which hears them itself."""
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, _: QMessageLogContext, message: str) -> None:
    # That a platform without a screen has no size hints is no news.
    if "propagateSizeHints" not in message and kind is not QtMsgType.QtDebugMsg:
        _log.warning("Qt: %s", message)


def make_look(app: QApplication, *, dark: bool, percent: int) -> tuple[Icons, Dialogs]:
    """What every window is drawn and asks with."""
    theme = Theme(app)
    theme.apply(app, dark=dark, percent=percent)
    icons = Icons(theme)
    return icons, Dialogs(icons)


class Running(QObject):
    """From the first page to the last window."""

    def __init__(self, app: QApplication, *, settings: QSettings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        dark = bool(settings.value("look/dark", False, type=bool))
        percent = settings.value("look/percent", 100, type=int)
        self._icons, self._dialogs = make_look(
            app, dark=dark, percent=percent if isinstance(percent, int) and percent in PERCENTS else 100
        )
        self.code = 0
        """The exit code: 1 when no shop could be opened."""
        self._frame: Frame | None = None
        self._first: QWidget | None = None
        self._opening: Jobs | None = None
        self._opened: Opened | None = None
        self._instance: Instance | None = None
        self._crash: Sheet | None = None

    def start(self, folder: Path | None, *, passphrase: str | None) -> None:
        """Shows the shop in ``folder``, without one the last that was open; the first-run page where there is none."""
        wanted = folder or self._last()
        if not books_of(wanted).is_file():
            self.welcome(wanted)
            return
        self._show_frame().painted.connect(lambda: self.open(wanted, passphrase=passphrase))

    def welcome(self, folder: Path) -> None:
        """Shows the first-run page, which proposes ``folder`` for a new shop."""
        from trendy_desktop.core import demo_shop, found_shop, has_keyring
        from trendy_desktop.views.first_run import FirstRun

        first = FirstRun(
            self._icons,
            self._dialogs,
            make_demo=demo_shop,
            found=found_shop,
            has_keyring=has_keyring,
            default_folder=folder,
        )
        first.chosen.connect(lambda chosen, passphrase: self.open(chosen, passphrase=passphrase or None))
        self._first = first
        first.resize(1440, 900)
        first.show()

    def open(self, folder: Path, *, passphrase: str | None) -> None:
        """Opens the shop in ``folder``; it fills the window as soon as it is there. A dialog tells of a failure."""
        if self._opening is not None:
            return
        try:
            if not books_of(folder).is_file():
                raise NoShop(folder=str(folder))
            self._instance = Instance(folder)
        except ShopError as error:
            self._on_failed(error)
            return
        self._opening = Jobs(close_thread=lambda: None, parent=self)
        self._opening.crashed.connect(self._on_not_opened)
        started = self._opening.read(_open, folder, passphrase)
        started.then(self._on_opened)
        started.otherwise(self._on_failed)

    def tell_crash(self, error: BaseException) -> None:
        """Says that the program made a mistake, and logs it, without values. One at a time is said."""
        _log.critical("unexpected", exc_info=error)
        if self._crash is None:
            self._crash = self._dialogs.tell_crash(self._app.activeWindow(), error)
            self._crash.destroyed.connect(self._on_crash_told)

    def close(self) -> None:
        """Closes the window and the shop that is open, and whatever is on its way."""
        self._end_opening()
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.close()
        for window in (self._frame, self._first):
            if window is not None:
                window.close()
                window.deleteLater()
        self._frame = self._first = None
        self._release()

    # --- opening ---

    def _last(self) -> Path:
        kept = self._settings.value("shop/folder")
        last = Path(kept) if isinstance(kept, str) and kept else default_shop()
        return last if books_of(last).is_file() else default_shop()

    def _show_frame(self) -> Frame:
        self._frame = Frame(self._icons.theme, settings=self._settings)
        self._frame.closing.connect(self.close)
        self._frame.show()
        return self._frame

    def _on_opened(self, core: "Core") -> None:
        self._end_opening()
        self._settings.setValue("shop/folder", str(core.folder.absolute()))
        opened = self._fill(core)
        QTimer.singleShot(0, self, lambda: self._show(opened))  # making and showing it at once would be felt

    def _show(self, opened: "Opened") -> None:
        if opened is not self._opened:
            return  # closed meanwhile
        (self._frame or self._show_frame()).hold(opened.window)
        if self._first is not None:
            self._first.close()
            self._first.deleteLater()
            self._first = None

    def _fill(self, core: "Core") -> "Opened":
        from trendy_desktop.app.opened import Opened

        self._opened = Opened(core, icons=self._icons, settings=self._settings, dialogs=self._dialogs, parent=self)
        self._opened.crashed.connect(self.tell_crash)
        self._opened.replaced.connect(self._on_replaced)
        self._opened.window.look_asked.connect(self._on_look)
        return self._opened

    def _on_replaced(self, core: "Core") -> None:
        """The vault of the shop is open now: the same place in the window, with everything read anew."""
        if self._frame is not None and self._opened is not None:
            before = self._opened
            before.stop()
            self._frame.hold(self._fill(core).window)
            before.close()

    def _on_not_opened(self, error: BaseException) -> None:
        self._give_up()
        self.tell_crash(error)

    def _on_failed(self, error: ShopError) -> None:
        """Without a shop and without the first-run page there is nothing left to do here."""
        self._give_up()
        told = self._dialogs.tell_error(self._first or self._frame or self._show_frame(), error)
        if self._first is None:
            self.code = 1
            print(error, file=sys.stderr)
            told.answered.connect(lambda _: self.close())

    def _give_up(self) -> None:
        self._end_opening()
        self._release()

    def _end_opening(self) -> None:
        if self._opening is not None:
            opening, self._opening = self._opening, None
            if not opening.stop(_GIVEN_UP_AFTER):
                _log.warning("the shop was still being opened")
            opening.deleteLater()

    def _release(self) -> None:
        if self._instance is not None:
            self._instance.release()
            self._instance = None

    # --- slots ---

    def _on_crash_told(self) -> None:
        self._crash = None

    def _on_look(self, dark: bool, percent: int) -> None:
        self._settings.setValue("look/dark", dark)
        self._settings.setValue("look/percent", percent)
        self._icons.theme.apply(self._app, dark=dark, percent=percent)


def run(folder: Path | None, *, passphrase: str | None) -> int:
    """Runs the window until it is closed. ``folder`` and ``passphrase`` are those of ``Running.start``."""
    app = make_app()
    running = Running(app, settings=QSettings())
    sys.excepthook = _hook(app, running)
    running.start(folder, passphrase=passphrase)
    code = app.exec()
    running.close()
    return code or running.code


def _open(folder: Path, passphrase: str | None) -> "Core":
    """On a helper. What fills the window is imported here too, so that the window goes on answering."""
    importlib.import_module("trendy_desktop.app.opened")
    from trendy_desktop.core import open_shop

    core = open_shop(folder, passphrase=passphrase)
    core.close_thread()
    return core


def _hook(
    app: QApplication, running: Running
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """What nobody foresaw is shown and logged, and the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            app.closeAllWindows()
        else:
            QTimer.singleShot(0, running, lambda: running.tell_crash(error))

    return hook
