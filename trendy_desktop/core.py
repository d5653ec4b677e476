"""The composition root: everything that works on one open shop, built once and handed down."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
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
from trendy_desktop.services.exchange import Exchange
from trendy_desktop.services.founding import Founded, found
from trendy_desktop.services.practice import Practice
from trendy_desktop.services.practice.sample import SampleFiles, sample_files
from trendy_desktop.services.reports import Format, Reports
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import BusinessDay, Calendar, Clock, Currency, HashedEmail, Period, SystemClock
from trendy_desktop.vault import Vault, normalise_email

if TYPE_CHECKING:
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
        self.audit = Audit(store, vault)
        self.catalog = Catalog(store, vault, actor=actor)
        self.exchange = Exchange(store, vault, audit=self.audit, profile=self.profile, actor=actor)
        self.practice = Practice(store, vault, self.profile)
        self.reports = Reports(store, self.profile, store.clock)

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


def found_shop(folder: Path, *, name: str, currency: str, zone: str, passphrase: str | None = None) -> Founded:
    """A new shop with this computer's keyring. Raises UnknownCurrency, UnknownZone and the errors of ``found``."""
    profile = ShopProfile(name, Currency.named(currency), Calendar.of(zone))
    return found(folder, profile, clock=SystemClock(), keyring=vaults.system_keyring(), passphrase=passphrase)


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sample made: the shop, the files it was fed with, its printed report."""

    shop: Path
    files: tuple[Path, ...]
    report: Path


def sample_shop(folder: Path, *, today: BusinessDay | None, say: Callable[[str], None]) -> Sample:
    """Makes a small generated shop in ``folder``, replays its order days and prints last week's finance report.

    ``today`` fixes the day; the same day again finds everything booked. ``say`` hears what is done.
    """
    profile = ShopProfile("Sample Shop", Currency.named("EUR"), Calendar.of("Europe/Vienna"))
    clock = SystemClock()
    today = today or profile.calendar.day_at(clock.now())
    made = sample_files(today)
    files = _written(made, folder / f"files-{today}")
    shop = folder / f"shop-{today}"
    if not shop.exists():
        found(shop, profile, clock=clock, keyring=None, demo=True)
        say(f"Made {profile.name} in {shop}")
    core = build_core(shop, keyring=None)
    try:
        inventory, supplies, orders = files
        rows = core.exchange.import_inventory(inventory)
        say(f"Inventory: {rows.rows} products, {rows.added} new, {rows.unchanged} unchanged")
        received = core.exchange.import_supplier_orders(supplies)
        say(f"Deliveries: {received.booked} lines received, {received.already_booked} already booked")
        booked = core.exchange.import_customer_orders(orders)
        say(
            f"Order days {made.first} to {made.last}: {booked.booked_orders} of {booked.orders} orders booked, "
            f"{booked.already_booked} lines already booked, {len(booked.refused)} lines refused"
        )
        verdict = core.audit.verify()
        say(f"Books proven by {len(verdict.checks)} checks" if verdict.ok else "The books do not prove themselves")
        last_week = Period.week(today.plus(-7))
        report = folder / f"finance-{last_week.last.week}.pdf"
        core.reports.write(core.reports.finance(Period(made.first, last_week.last)), Format.PDF, report)
        say(f"Finance report: {report}")
        return Sample(shop, files, report)
    finally:
        core.close()


def _written(made: SampleFiles, folder: Path) -> tuple[Path, Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    inventory, supplies, orders = (
        folder / f"{name}.csv" for name in ("inventory", "supplier_orders", "customer_orders")
    )
    inventory.write_text(made.inventory, "utf-8", newline="")
    supplies.write_text(made.supplier_orders, "utf-8", newline="")
    orders.write_text(made.customer_orders, "utf-8", newline="")
    return inventory, supplies, orders
