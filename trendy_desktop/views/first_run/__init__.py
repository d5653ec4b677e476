"""The first run: the demo shop, an own shop, or one that is there already."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from trendy_desktop.errors import (
    BadName,
    Cancelled,
    CannotWrite,
    NoKeyPlace,
    ShopError,
    ShopExists,
    WeakPassphrase,
)
from trendy_desktop.services.progress import Progress
from trendy_desktop.views.dialogs import Dialogs
from trendy_desktop.views.first_run.own_shop import ShopStep, VaultStep
from trendy_desktop.views.first_run.welcome import Welcome
from trendy_desktop.views.first_run.words import WordsStep
from trendy_desktop.views.icons import Icons
from trendy_desktop.views.jobs import Jobs
from trendy_desktop.views.paper import Printers, SystemPrinters
from trendy_desktop.views.parts.form import Field

_STOPPED_WITHIN = 10.0
"""Seconds that what is being made may take to come to its next step when the window is closed."""


class FoundedLike(Protocol):
    """A shop that was just made."""

    @property
    def folder(self) -> Path: ...

    @property
    def recovery_words(self) -> str: ...


class MakeDemo(Protocol):
    """Makes the demo shop in a folder. Raises ShopExists when there is one, and the faults of the machine."""

    def __call__(self, folder: Path, *, progress: Progress) -> object: ...


class Found(Protocol):
    """Makes an own shop. Raises BadName, ShopExists, NoKeyPlace, WeakPassphrase and the faults of the machine."""

    def __call__(self, folder: Path, *, name: str, currency: str, zone: str, passphrase: str | None) -> FoundedLike: ...


class FirstRun(QWidget):
    """Leads to a shop; ``chosen`` sends its folder, and the passphrase that opens it or an empty text.

    What takes long is done by threads of its own, which end before ``chosen`` is sent and when the window is closed.
    """

    chosen = Signal(object, str)

    def __init__(
        self,
        icons: Icons,
        dialogs: Dialogs,
        *,
        make_demo: MakeDemo,
        found: Found,
        has_keyring: Callable[[], bool],
        default_folder: Path,
        printers: Printers | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``default_folder`` is proposed for an own shop; the demo shop goes beside it."""
        super().__init__(parent)
        self._icons = icons
        self._dialogs = dialogs
        self._make_demo = make_demo
        self._found = found
        self._has_keyring = has_keyring
        self._folder = default_folder
        self._printers = printers or SystemPrinters()
        self._jobs: Jobs | None = None
        self._shop: ShopStep | None = None
        self._vault: VaultStep | None = None
        self.setWindowTitle("TrendyThreads")
        self.setMinimumSize(640, 480)
        self._welcome = Welcome(icons)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._welcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._welcome.demo_asked.connect(self._on_demo)
        self._welcome.own_asked.connect(self._on_own)
        self._welcome.open_asked.connect(self._on_open)

    # --- the demo shop, and one that is there ---

    def _on_demo(self) -> None:
        folder = self._folder.parent / "demo"
        started = self._working().read_long(self._make_demo, folder, name="Making the demo shop")
        started.then(lambda _: self._choose(folder), owner=self)
        started.otherwise(lambda error: self._on_no_demo(folder, error), owner=self)
        self._welcome.follow(started.job)

    def _on_no_demo(self, folder: Path, error: ShopError) -> None:
        if isinstance(error, ShopExists):
            self._choose(folder)
        elif not isinstance(error, Cancelled):
            self._dialogs.tell_error(self, error)

    def _on_open(self) -> None:
        self._dialogs.files.folder(self, "Open a shop folder", then=self._choose)

    # --- an own shop ---

    def _on_own(self) -> None:
        if self._shop is None:
            self._shop = ShopStep(self._icons, self._dialogs.files, folder=self._folder)
            self._shop.gone_back.connect(lambda: self._stack.setCurrentWidget(self._welcome))
            self._shop.done.connect(self._on_shop_said)
            self._stack.addWidget(self._shop)
        self._stack.setCurrentWidget(self._shop)

    def _on_shop_said(self) -> None:
        if self._vault is None:
            self._vault = VaultStep(self._icons)
            self._vault.gone_back.connect(self._on_own)
            self._vault.done.connect(self._on_vault_said)
            self._stack.addWidget(self._vault)
            self._working().read(self._has_keyring).then(self._vault.say_keyring, owner=self._vault)
        self._stack.setCurrentWidget(self._vault)

    def _on_vault_said(self) -> None:
        if self._shop is None or self._vault is None:
            return
        shop, passphrase = self._shop, self._vault.passphrase
        self._vault.set_busy(True)
        started = self._working().read(
            self._found,
            shop.shop_folder,
            name=shop.shop_name,
            currency=shop.shop_currency,
            zone=shop.shop_zone,
            passphrase=passphrase,
        )
        started.then(lambda founded: self._on_founded(founded, passphrase or ""), owner=self)
        started.otherwise(self._on_not_founded)

    def _on_founded(self, founded: FoundedLike, passphrase: str) -> None:
        words = WordsStep(self._icons, self._dialogs, self._printers, founded.recovery_words)
        folder = founded.folder
        words.done.connect(lambda: self._choose(folder, passphrase))
        self._stack.addWidget(words)
        self._stack.setCurrentWidget(words)

    def _on_not_founded(self, error: ShopError) -> None:
        """Goes back to the field that was refused; where there is none, a dialog explains."""
        if self._shop is None or self._vault is None:
            return
        self._vault.set_busy(False)
        if isinstance(error, NoKeyPlace):
            self._vault.say_keyring(False)
        match error:
            case BadName():
                self._complain(self._shop, self._shop.name, error)
            case ShopExists() | CannotWrite():
                self._complain(self._shop, self._shop.folder, error)
            case NoKeyPlace() | WeakPassphrase():
                self._complain(self._vault, self._vault.passphrase_field, error)
            case _:
                self._dialogs.tell_error(self, error)

    def _complain(self, step: QWidget, field: Field, error: ShopError) -> None:
        self._stack.setCurrentWidget(step)
        field.complain(str(error))
        field.widget.setFocus()

    # --- the end ---

    def _choose(self, folder: Path, passphrase: str = "") -> None:
        self._stop()
        self.chosen.emit(folder, passphrase)

    def _working(self) -> Jobs:
        if self._jobs is None:
            self._jobs = Jobs(close_thread=lambda: None, parent=self)
            self._jobs.crashed.connect(self._on_crashed)
        return self._jobs

    def _on_crashed(self, error: BaseException) -> None:
        if self._vault is not None:
            self._vault.set_busy(False)
        self._dialogs.tell_crash(self, error)

    def _stop(self) -> None:
        if self._jobs is not None:
            jobs, self._jobs = self._jobs, None
            jobs.stop(_STOPPED_WITHIN)
            jobs.deleteLater()

    # Qt overrides

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)
