"""The running program: one window, and the shop in it."""

import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from trendy_desktop.app.instance import Instance
from trendy_desktop.core import Core, demo_shop, found_shop, has_keyring, open_shop
from trendy_desktop.errors import NoShop, ShopError
from trendy_desktop.paths import default_shop
from trendy_desktop.views.desk import Desk, Services
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run import FirstRun
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.main_window import MainWindow
from trendy_desktop.views.pages.customers import CustomersPage
from trendy_desktop.views.pages.inventory import InventoryPage
from trendy_desktop.views.pages.orders import OrdersPage
from trendy_desktop.views.pages.reports import ReportsPage
from trendy_desktop.views.theme import PERCENTS, Theme

_log = logging.getLogger(__name__)

PAGES = (InventoryPage, OrdersPage, CustomersPage, ReportsPage)
STOPPED_WITHIN = 10.0
"""Seconds that work under way may take to come to its next step when the window is closed."""


def make_app() -> QApplication:
    """The Qt application, made once in a process."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("there is a Qt application without windows")
    app.setApplicationName("TrendyThreads")
    app.setOrganizationName("TrendyThreads")
    return app


class Opened(QObject):
    """An open shop with its threads and its window."""

    def __init__(self, core: Core, *, icons: Icons, settings: QSettings, dialogs: Dialogs) -> None:
        super().__init__()
        self.core = core
        self.jobs = Jobs(close_thread=core.close_thread)
        core.listen(self.jobs.announce)
        core.only_look()
        services = Services(
            profile=core.profile,
            session=core.session,
            catalog=core.catalog,
            orders=core.orders,
            customers=core.customers,
            exchange=core.exchange,
            reports=core.reports,
        )
        words = Format(core.profile.currency, core.profile.calendar)
        self.desk = Desk(icons=icons, jobs=self.jobs, dialogs=dialogs, words=words, shop=services)
        self.window = MainWindow(self.desk, PAGES, settings=settings)
        self.jobs.crashed.connect(self._on_crashed)

    def _on_crashed(self, error: BaseException) -> None:
        _log.critical("unexpected", exc_info=error)
        self.desk.dialogs.tell_crash(self.window, error)

    def close(self) -> None:
        """Stops the threads, then closes the shop."""
        if not self.jobs.stop(STOPPED_WITHIN):
            _log.warning("work under way did not stop in time")
        self.core.close()


class Running(QObject):
    """From the first page to the last window."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._settings = QSettings()
        self._theme = Theme(self)
        dark = self._settings.value("look/dark", False, type=bool)
        percent = self._settings.value("look/percent", 100, type=int)
        self._theme.apply(app, dark=bool(dark), percent=percent if percent in PERCENTS else 100)  # type: ignore[arg-type]
        self._icons = Icons(self._theme)
        self._dialogs = Dialogs(self._icons)
        self._opened: Opened | None = None
        self._instance: Instance | None = None
        self._first: QWidget | None = None

    def open(self, folder: Path, *, passphrase: str | None) -> None:
        """Shows the window of the shop in ``folder``. Raises NoShop, AlreadyOpen, WrongPassphrase and the faults of Store."""
        if not folder.is_dir():
            raise NoShop(folder=str(folder))
        instance = Instance(folder)
        try:
            core = open_shop(folder, passphrase=passphrase)
        except BaseException:
            instance.release()
            raise
        self._instance = instance
        self._opened = Opened(core, icons=self._icons, settings=self._settings, dialogs=self._dialogs)
        window = self._opened.window
        window.closing.connect(self.close)
        window.look_asked.connect(self._on_look)
        window.show()
        if self._first is not None:
            self._first.close()
            self._first.deleteLater()
            self._first = None

    def welcome(self) -> None:
        """Shows the first-run page."""
        first = FirstRun(
            self._icons,
            self._dialogs,
            make_demo=demo_shop,
            found=found_shop,
            has_keyring=has_keyring,
            default_folder=default_shop(),
        )
        first.chosen.connect(self._on_chosen)
        self._first = first
        first.resize(1440, 900)
        first.show()

    def close(self) -> None:
        """Closes the shop that is open."""
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.close()
            opened.deleteLater()
        if self._instance is not None:
            self._instance.release()
            self._instance = None

    def _on_chosen(self, folder: Path, passphrase: str) -> None:
        try:
            self.open(folder, passphrase=passphrase or None)
        except ShopError as error:
            if self._first is not None:
                self._dialogs.tell_error(self._first, error)

    def _on_look(self, dark: bool, percent: int) -> None:
        self._settings.setValue("look/dark", dark)
        self._settings.setValue("look/percent", percent)
        self._theme.apply(self._app, dark=dark, percent=percent)


def run(folder: Path, *, passphrase: str | None) -> int:
    """Opens the shop in ``folder``, or the first-run page where there is none, and runs until it is closed."""
    app = make_app()
    running = Running(app)
    _catch_bugs(running)
    try:
        running.open(folder, passphrase=passphrase)
    except NoShop:
        running.welcome()
    code = app.exec()
    running.close()
    return code


def _catch_bugs(running: Running) -> None:
    """What nobody foresaw is shown and logged, without values, and the program goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: object) -> None:
        _log.critical("unexpected", exc_info=error)
        QTimer.singleShot(0, running, lambda: running._dialogs.tell_crash(None, error))

    sys.excepthook = hook


