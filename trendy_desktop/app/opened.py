"""One open shop: its threads, and what the window shows of it."""

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from trendy_desktop.core import Core, open_shop
from trendy_desktop.errors import ShopError, WrongPassphrase
from trendy_desktop.views.closed_vault import OpenVault
from trendy_desktop.views.desk import Desk, Services
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.format import Format
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.main_window import MainWindow
from trendy_desktop.views.pages.customers import CustomersPage
from trendy_desktop.views.pages.inventory import InventoryPage
from trendy_desktop.views.pages.orders import OrdersPage
from trendy_desktop.views.pages.reports import ReportsPage

PAGES = (InventoryPage, OrdersPage, CustomersPage, ReportsPage)
STOPPED_WITHIN = 10.0
"""Seconds that work under way may take to come to its next step when the shop is closed."""

_log = logging.getLogger(__name__)


class Opened(QObject):
    """An open shop with its threads. ``window`` shows it: by itself, or within the frame of the program."""

    replaced = Signal(object)
    """The Core of the same shop with its vault open, to be shown in place of this one."""
    crashed = Signal(object)
    """A bug of the program."""

    def __init__(
        self, core: Core, *, icons: Icons, settings: QSettings, dialogs: Dialogs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.core = core
        self.jobs = Jobs(close_thread=core.close_thread, parent=self)
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
        self._is_stopped = False
        self._reopened: list[Core] = []
        self.window.vault_asked.connect(self._on_vault_asked)
        self.jobs.failed.connect(self._on_failed)
        self.jobs.crashed.connect(self.crashed)

    def stop(self) -> None:
        """Ends the threads; the shop stays open."""
        if not self._is_stopped:
            self._is_stopped = True
            if not self.jobs.stop(STOPPED_WITHIN):
                _log.warning("work under way did not stop in time")

    def close(self) -> None:
        """Ends the threads, then closes the shop."""
        self.stop()
        for core in (*self._reopened, self.core):
            core.close()
        self._reopened.clear()
        self.window.deleteLater()
        self.deleteLater()

    def _on_failed(self, error: ShopError) -> None:
        self.desk.dialogs.tell_error(self.window, error)

    # --- the closed vault ---

    def _on_vault_asked(self) -> None:
        session = self.core.session
        if session.is_open:
            return
        dialog = OpenVault(
            self.desk.icons,
            self.jobs,
            self.desk.dialogs,
            why=session.why_closed,
            with_passphrase=self._reopen,
            with_words=lambda words, new: self.core.recover(words, passphrase=new),
            parent=self.window,
        )
        dialog.opened.connect(lambda: QTimer.singleShot(0, self, self._on_vault_opened))
        dialog.open()

    def _reopen(self, passphrase: str) -> None:
        """In the writer thread: opens the shop anew, which takes as long as a guess at the passphrase should."""
        self._reopened.append(reopened(self.core.folder, passphrase))

    def _on_vault_opened(self) -> None:
        if self._reopened:
            self.replaced.emit(self._reopened.pop())


def reopened(folder: Path, passphrase: str) -> Core:
    """The shop in ``folder`` with its vault open; used by other threads than this from now on.

    Raises what is wrong with its key file, WrongPassphrase also where no passphrase opens it, and as ``open_shop``.
    """
    core = open_shop(folder, passphrase=passphrase)
    try:
        if not core.session.is_open:
            core.session.explain()
            raise WrongPassphrase
    except BaseException:
        core.close()
        raise
    core.close_thread()
    return core
