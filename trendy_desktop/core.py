"""The composition root: everything that works on one open shop, built once and handed down."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from trendy_desktop import vault as vaults
from trendy_desktop.errors import ShopError
from trendy_desktop.events import RecoveryWordsRenewed, VaultRecovered
from trendy_desktop.models import staff
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of
from trendy_desktop.services.audit import Audit
from trendy_desktop.services.catalog import Catalog
from trendy_desktop.services.customers import Customers
from trendy_desktop.services.exchange import Exchange
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.services.orders import Orders
from trendy_desktop.services.practice import Practice
from trendy_desktop.services.progress import Progress
from trendy_desktop.services.reports import Reports
from trendy_desktop.services.session import Session
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Calendar, Clock, Currency, HashedEmail, SystemClock
from trendy_desktop.vault import Vault, normalise_email

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trendy_desktop.events import Event
    from trendy_desktop.services.demo import Demo
    from trendy_desktop.vault import KeyringBackend

_log = logging.getLogger(__name__)


class Core:
    """One open shop. Its vault may be closed; what needs it says so."""

    def __init__(self, folder: Path, store: Store, vault: Vault, *, keyring: "KeyringBackend | None") -> None:
        self.folder = folder
        self.vault = vault
        self.profile = ShopProfile.read(store)
        self._store = store
        self._keyring = keyring
        actor = staff.OWNER
        self._actor = actor
        self.session = Session(vault)
        self.audit = Audit(store, vault)
        self.catalog = Catalog(store, vault, calendar=self.profile.calendar, actor=actor)
        self.orders = Orders(store, vault, actor=actor)
        self.customers = Customers(store, vault, actor=actor)
        self.exchange = Exchange(store, vault, audit=self.audit, profile=self.profile, actor=actor)
        self.practice = Practice(store, vault, self.profile)
        self.reports = Reports(store, self.profile, store.clock)

    def listen(self, listener: "Callable[[Sequence[Event]], None]") -> None:
        """``listener`` hears the events of every change after its commit, in the thread that made it."""
        self._store.listen(listener)

    def only_look(self) -> None:
        """From now on the calling thread can read the books but not change them."""
        self._store.only_look()

    def close_thread(self) -> None:
        """Closes what the calling thread has opened; the last thing a thread of the window does."""
        self._store.close()

    def hashed_email(self, address: str) -> HashedEmail:
        """The name that the books have for ``address``. Raises BadEmail, VaultClosed."""
        self.vault.require_open()
        return self.vault.hashed_email(normalise_email(address))

    def recover(self, words: str, *, passphrase: str | None) -> None:
        """Opens the vault with its recovery words, for now and the next time. Raises WrongRecoveryWords, NoKeyPlace."""
        self.vault.open_with_words(words, keyring=self._keyring, passphrase=passphrase)
        self._store.links = self.vault
        with self._store.change(self._actor) as change:
            change.record(VaultRecovered())

    def renew_words(self) -> str:
        """New recovery words, shown once. Raises VaultClosed."""
        with self._store.change(self._actor) as change:
            change.record(RecoveryWordsRenewed())
            # Last: from here on the old words are dead, so nothing that can be refused may come after.
            return self.vault.renew_words()

    def close(self) -> None:
        """Keeps the heads of the chains in the key file and lets go of everything."""
        try:
            if self.vault.is_open:
                self.audit.keep_heads()
        except ShopError:
            _log.warning("The heads of the chains could not be kept in the key file", exc_info=True)
        finally:
            self.vault.close()
            self._store.close()


def open_shop(folder: Path, *, passphrase: str | None = None, clock: Clock | None = None) -> Core:
    """The shop in ``folder`` with this computer's keyring. The arguments and errors are those of ``build_core``."""
    return build_core(folder, keyring=vaults.system_keyring(), passphrase=passphrase, clock=clock)


def build_core(
    folder: Path, *, keyring: "KeyringBackend | None", passphrase: str | None = None, clock: Clock | None = None
) -> Core:
    """Opens the shop in ``folder``. Raises NoShop, NewerSchema, WrongPassphrase and the faults of Store."""
    store = Store(books_of(folder), clock=clock or SystemClock())
    try:
        vault = Vault.open(folder, keyring=keyring, passphrase=passphrase)
        if vault.is_open:
            store.links = vault
        try:
            return Core(folder, store, vault, keyring=keyring)
        except BaseException:
            vault.close()
            raise
    except BaseException:
        store.close()
        raise


def has_keyring() -> bool:
    """Whether this computer has a keyring that may keep a vault's key."""
    return vaults.system_keyring() is not None


def found_shop(folder: Path, *, name: str, currency: str, zone: str, passphrase: str | None = None) -> Founded:
    """A new shop with this computer's keyring. Raises UnknownCurrency, UnknownZone and the errors of ``found``."""
    profile = ShopProfile(name, Currency.named(currency), Calendar.of(zone))
    return found(folder, profile, clock=SystemClock(), keyring=vaults.system_keyring(), passphrase=passphrase)


def demo_shop(folder: Path, *, today: BusinessDay | None = None, progress: Progress | None = None) -> "Demo":
    """Makes the demo shop in ``folder``, with trade until now; ``today`` fixes its day. Raises as ``make_demo``."""
    from trendy_desktop.services.demo import PROFILE, make_demo

    clock = SystemClock()
    today = today or PROFILE.calendar.day_at(clock.now())
    return make_demo(folder, today=today, clock=clock, progress=progress)
