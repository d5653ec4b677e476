"""A new shop: its folder appears whole or not at all."""

import errno
import glob
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from trendy_desktop.errors import HIDDEN, BadName, CannotWrite, DiskFull, EnvironmentFault, ShopExists, echo
from trendy_desktop.events import ShopCreated
from trendy_desktop.models import staff
from trendy_desktop.models.store import Store
from trendy_desktop.paths import books_of, is_shop
from trendy_desktop.services.settings import ShopProfile
from trendy_desktop.values import Clock
from trendy_desktop.vault import STANDARD, Stretch, Vault

if TYPE_CHECKING:
    from trendy_desktop.vault import KeyringBackend


_ABANDONED = 600
"""Seconds after which an unfinished folder is nobody's work any more."""


@dataclass(frozen=True, slots=True)
class Founded:
    """A shop that was just made. ``recovery_words`` are shown once and kept nowhere."""

    folder: Path
    vault_id: bytes
    key_place: str
    recovery_words: str = field(repr=False)


def found(
    folder: Path,
    profile: ShopProfile,
    *,
    clock: Clock,
    keyring: "KeyringBackend | None",
    passphrase: str | None = None,
    demo: bool = False,
    stretch: Stretch = STANDARD,
    fill: Callable[[Store, Vault], None] | None = None,
) -> Founded:
    """Makes the shop ``profile`` in ``folder``, which must not exist yet or be empty.

    It is built beside and moved into place at the end, so that it is there whole or not at all, whatever happens.
    ``fill`` writes what it begins with. Raises ShopExists, BadName, NoKeyPlace,
    WeakPassphrase or an EnvironmentFault.
    """
    name = profile.name
    if not name.strip() or len(name) > 100 or not name.isprintable() or echo(name) == HIDDEN:
        raise BadName
    folder = folder.absolute()
    building = folder.parent / f".{folder.name}.{secrets.token_hex(4)}.new"
    try:
        if is_shop(folder.parent) or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
            raise ShopExists(folder=str(folder))
        folder.parent.mkdir(parents=True, exist_ok=True)
        building.mkdir(mode=0o700)
        _sweep(folder, building)
        vault, words = Vault.create(building, keyring=keyring, passphrase=passphrase, demo=demo, stretch=stretch)
        try:
            store = Store.create(books_of(building), clock=clock, links=vault)
            try:
                _open_books(store, profile)
                if fill is not None:
                    fill(store, vault)
                vault.anchor(store.heads())
            finally:
                store.close()
        finally:
            vault.close()
        _move(building, folder)
    except OSError as error:
        raise _fault(error, folder) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Founded(folder, vault.vault_id, vault.key_place, words)


def _sweep(folder: Path, building: Path) -> None:
    """Removes what founding this shop left behind when it was killed; a younger one may still be at work.

    Ages are told by the file system, whatever the shop's clock shows.
    """
    now = building.stat().st_mtime
    for left in folder.parent.glob(f".{glob.escape(folder.name)}.*.new"):
        if now - left.stat().st_mtime > _ABANDONED:
            shutil.rmtree(left, ignore_errors=True)


def _open_books(store: Store, profile: ShopProfile) -> None:
    """The first change in new books: the owner, the settings, and the record of it."""
    with store.change(staff.OWNER) as change:
        staff.add_owner(change.books, name="Owner", at=change.now)
        profile.write(change)
        zone = profile.calendar.zone.key or "UTC"
        change.record(ShopCreated(name=profile.name, currency=profile.currency.code, zone=zone))


def _move(building: Path, folder: Path) -> None:
    """Puts the finished folder in place, and has the disk know it before anybody is told; else nothing is there."""
    _sync(building)
    if folder.exists():
        folder.rmdir()
    building.rename(folder)
    try:
        _sync(folder.parent)
    except OSError:
        folder.rename(building)
        raise


def _sync(folder: Path) -> None:
    """Brings the names in ``folder`` to the disk, where folders can be opened (not on Windows)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fault(error: OSError, folder: Path) -> EnvironmentFault:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return CannotWrite(name=str(folder), why=os.strerror(error.errno or 0))
